import { expect, it } from "vitest";

import { marksAfter } from "./events-strip";
import type { Clock, Expected, Measure, Review, WhiteCell } from "./model";
import { spread } from "./review-timeline";
import reviewTold from "./testdata/review.json";
import whiteCellTold from "./testdata/white-cell.json";
import {
  afterBegin, amount, clockWords, furthest, inOrder, keepsUp, ladder, limitOf, nextOf, reached, span, STAGES, tally,
} from "./words";

const cell = whiteCellTold as unknown as WhiteCell;
const review = reviewTold as unknown as Review;

it("gives a span its unit, to the second below an hour, and a real minus", () => {
  expect([0, 0.44, 55, 119, 120, 642, 3_599.6, 3_600, 9_400, 259_200, -90].map(span)).toEqual([
    "0 s", "0.4 s", "55 s", "119 s", "2 min", "10 min 42 s", "1 h", "1 h", "2 h 36 min", "3 d", "−90 s",
  ]);
  expect(span(null)).toBe("unknown");
  expect(span(NaN)).toBe("unknown");
  expect([0, 5_400, -60].map(afterBegin)).toEqual(["begin", "+1 h 30 min", "−1 min"]);
});

it("says what a measure is and what it is to be, with the unit", () => {
  const measure = { limit: 1_200, unit: "s", at_least: false } as Measure;
  expect(limitOf(measure)).toBe("at most 20 min");
  expect(limitOf({ ...measure, limit: 1, unit: "records", at_least: true })).toBe("at least 1 record");
  expect(limitOf({ ...measure, limit: 1, unit: "" })).toBe("has to hold");
  expect(limitOf({ ...measure, limit: null })).toBe("no limit set");
  expect([amount(3, "records"), amount(0, ""), amount(null, "s")]).toEqual(["3 records", "does not hold", "unknown"]);
});

it("counts what is expected: what was taken out does not count, what is late is done", () => {
  const states = ["met", "late", "missed", "void", "open"] as const;
  const expected = states.map((state, n) => ({ number: n + 1, state }) as Expected);
  expect(tally(expected)).toEqual({ done: 2, of: 4, missed: 1 });
});

it("puts what was given where it was given, then what is to come, then what nobody knows when", () => {
  const order = inOrder(cell.injects, Date.parse(cell.clock.starts_utc));
  expect(order.map(({ number }) => number)).toEqual([1, 2, 3, 7, 5, 6, 4]);
});

it("says what comes next by the clock: neither what is held back nor what waits for a condition", () => {
  expect(nextOf(cell.injects, cell.clock.elapsed_s)).toMatchObject({ inject: { number: 6 }, inS: 14_400 - 9_130 });
  expect(nextOf([], 0)).toBeNull();
  expect(nextOf([{ ...(cell.injects[3]!), state: "skipped" }], 0)).toBeNull();
});

it("tells whether the machine keeps up, and what the clock does", () => {
  const clock: Clock = cell.clock;
  expect(keepsUp(clock)).toBe(true);
  expect(keepsUp({ ...clock, speed_reached: 40 })).toBe(false);
  expect(keepsUp({ ...clock, phase: "paused", speed_reached: 0 })).toBe(true);
  expect(clockWords({ ...clock, phase: "paused", speed: 0 })).toBe("stands, goes by steps");
  expect(clockWords(clock)).toBe("runs at 60 times our pace");
});

it("takes of each nation the furthest stage, in the order of stages and not of time", () => {
  const [burn] = review.truths;
  const told = furthest(burn!);
  expect(told.nations.map(({ nation, stage }) => [nation, stage])).toEqual([
    ["AUS", "acted"], ["FRA", "acknowledged"], ["GBR", "acted"], ["USA", "unaware"],
  ]);
  expect(reached(told)).toBe("2 acted, 1 acknowledged, 1 unaware");
  for (const { stages } of burn!.nations) {
    const at = stages.map(({ stage }) => STAGES.indexOf(stage));
    expect(at).toEqual([...at].sort((a, b) => a - b));
  }
});

it("makes an axis that holds the longest time, and not much more", () => {
  expect(ladder(60).ticks).toEqual([1, 10, 60]);
  expect(ladder(12_600)).toEqual({ least: 1, most: 21_600, ticks: [1, 10, 60, 600, 3_600, 21_600] });
  expect(ladder(2e6).most).toBe(2e6);
  expect(ladder(0.5).ticks.length).toBeGreaterThan(2);
});

it("marks round spans on the line of events, about as many as there is room for", () => {
  expect(marksAfter(21_600, 12)).toHaveLength(13);
  expect(marksAfter(259_200, 6)).toEqual([0, 43_200, 86_400, 129_600, 172_800, 216_000, 259_200]);
  expect(marksAfter(10, 5)).toEqual([0]);
});

it("lifts marks that lie upon one another, so that each is seen", () => {
  const lifted = spread([{ px: 100 }, { px: 50 }, { px: 104 }, { px: 200 }]);
  expect(lifted.map(({ px, lift }) => [px, lift])).toEqual([[50, 0], [100, 0], [104, 8], [200, 0]]);
});
