import { expect, it } from "vitest";

import { countsText, dueText, likelihoodText, perText, readingText, roomText, tidied } from "./words";

const of = (low: number | null, value: number | null, high: number | null, unit = "1", days: number | null = 7) =>
  ({ low, value, high, unit, days, text: "" });

it("says a likelihood with its band, its unit and its span", () => {
  expect(likelihoodText(of(8e-6, 2.1e-5, 6e-5))).toBe("2.1 × 10⁻⁵ (8.0 × 10⁻⁶ to 6.0 × 10⁻⁵) in 7 days");
  expect(likelihoodText(of(2e-5, 2e-5, 2e-5))).toBe("2.0 × 10⁻⁵ in 7 days");
  expect(likelihoodText(of(1, 2, 4, "1/d", null))).toBe("2 (1 to 4) 1/d");
  expect(likelihoodText(of(null, null, null))).toBe("unknown");
  expect(likelihoodText(of(null, null, 1e-4))).toBe("unknown, at most 1.0 × 10⁻⁴ in 7 days");
  expect(likelihoodText(of(0, 0, 0))).toBe("0 in 7 days");
});

it("says over what time a probability is", () => {
  expect(perText(of(0, 0, 0, "1", 1))).toBe("in a day");
  expect(perText(of(0, 0, 0, "1", 0.25))).toBe("in 6 h");
  expect(perText(of(0, 0, 0, "1", null))).toBe("");
});

it("says what was read, unknown with its bounds", () => {
  const read = (value: number | boolean | string | null, unit: string, low: number | string | null = null, high: number | string | null = null) =>
    readingText({ value, low, high, unit });
  expect(read(430, "s")).toBe("7 min");
  expect(read(9e-5, "1", 8e-5, 9.5e-5)).toBe("9.0 × 10⁻⁵ (8.0 × 10⁻⁵ to 9.5 × 10⁻⁵)");
  expect(read(null, "s", 7_200)).toBe("unknown, at least 2 h");
  expect(read(null, "1")).toBe("unknown");
  expect(read(true, "truth")).toBe("yes");
  expect(read("degraded", "text")).toBe("“degraded”");
  expect(read("2026-12-01T00:00:00.000000Z", "UTC")).toBe("2026-12-01 00:00:00Z");
  expect(read(3, "1")).toBe("3");
  expect(read(12.5, "km")).toBe("12.5 km");
});

it("says how much room there is, and since when somebody is late", () => {
  expect(roomText(0.28)).toBe("28 % of room to the limit");
  expect(roomText(-0.125)).toBe("past the limit by 13 %");
  expect(roomText(-11)).toBe("past the limit by 11 times");
  expect(roomText(null)).toBe("no room is measured");
  expect(dueText(-7_800_000)).toBe("late by 2 h 10 min");
  expect(dueText(259_200_000)).toBe("due in 3 d");
  expect(dueText(NaN)).toBe("");
});

it("writes instants of a verdict to the second", () => {
  expect(tidied("since 2024-10-31T21:00:11.738163035Z, until 2024-11-01T20:59Z.")).toBe("since 2024-10-31 21:00:11Z, until 2024-11-01 20:59Z.");
});

it("counts assumptions by how they stand", () => {
  expect(countsText({ holds: 4, fails: 1, nearly: 2 })).toBe("1 fails, 2 nearly fail, 4 hold");
  expect(countsText({})).toBe("no assumption that a machine can check");
});
