import { expect, it } from "vitest";

import { points } from "./timeline";

const NOW = Date.parse("2026-03-01T12:00:00Z");

it("lays what is ahead between now and closest approach", () => {
  const step = { text: "Ask", byUtc: "2026-03-01T13:00:00Z", entry: undefined };
  const past = { text: "Late", byUtc: "2026-03-01T11:00:00Z", entry: undefined };
  const found = points(NOW, "2026-03-01T14:00:00Z", "2026-03-01T16:00:00Z", [step, past]);
  expect(found.map((each) => [each.what, each.at])).toEqual([
    ["step", 0.25], ["act", 0.5], ["closest", 1],
  ]);
  expect(found[1]?.words).toBe("Last useful moment to act: 2026-03-01 14:00:00Z");
});

it("draws nothing of what is over", () => {
  expect(points(NOW, null, "2026-03-01T11:00:00Z", [])).toEqual([]);
});
