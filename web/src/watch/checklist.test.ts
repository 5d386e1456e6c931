import { expect, it } from "vitest";

import { counted, ticks, tickText } from "./checklist";
import type { Entry } from "./model";

function entry(text: string): Entry {
  return {
    entry: "aa", watch: "watch", role: "duty officer", text, event: "e", records: [], opens: "",
    due_utc: null, at_utc: "2026-03-01T12:00:00Z", written_utc: "2026-03-01T12:00:00Z",
    is_open: false, closes: [], closed_by: "", corrections: [],
  };
}

const LIST = [{ text: "Call the other side", by_utc: "2026-03-01T14:00:00Z" }, { text: "Ask" }];

it("takes ticks from the log", () => {
  const found = ticks(LIST, [entry("Checked: Ask"), entry("something else")]);
  expect(found.map((each) => [each.text, each.byUtc, Boolean(each.entry)])).toEqual([
    ["Call the other side", "2026-03-01T14:00:00Z", false], ["Ask", null, true],
  ]);
  expect(counted(found)).toBe("1 of 2 done");
});

it("counts no tick that was taken back: the entry reads otherwise now", () => {
  expect(ticks(LIST, [entry(tickText("Ask", false))]).some((each) => each.entry)).toBe(false);
});
