import { expect, it } from "vitest";

import { marksAfter } from "./events-strip";
import type { Clock, Expected, Measure, Review, WhiteCell } from "./model";
import { spread } from "./review-timeline";
import reviewTold from "./testdata/review.json";
import whiteCellTold from "./testdata/white-cell.json";
import { truthAxis } from "./truth-axis";
import {
  afterBegin, amount, clockWords, furthest, fromTruth, inOrder, keepsUp, limitOf, nextOf, reached, span, STAGES, tally,
} from "./words";

const cell = whiteCellTold as unknown as WhiteCell;
const review = reviewTold as unknown as Review;

it("gives a span its unit, to the second below an hour, and a real minus", () => {
  expect([0, 0.44, 55, 119, 120, 642, 3_599.6, 3_600, 9_400, 259_200, -90].map(span)).toEqual([
    "0 s", "0.4 s", "55 s", "119 s", "2 min", "10 min 42 s", "1 h", "1 h", "2 h 36 min", "3 d", "−90 s",
  ]);
  expect([-9_000, 90].map(fromTruth)).toEqual(["2 h 30 min before", "after 90 s"]);
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
  expect(limitOf({ ...measure, limit: null, unit: "" })).toBe("has to hold");
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
  expect(keepsUp({ ...clock, speed: 100_000, speed_reached: 40 })).toBe(true); // it goes as fast as it can
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

it("makes an axis that holds all times, the truth on it, before it only where something was", () => {
  const late = truthAxis([55, 12_600], 50, 1_050);
  expect(late.ticks).toEqual([0, 60, 600, 3_600, 21_600]);
  expect([late.at(0), late.at(21_600)]).toEqual([50, 1_050]);
  const early = truthAxis([-9_000, -600, 120], 50, 1_050);
  expect(early.ticks).toEqual([-21_600, -3_600, -600, -60, 0, 60, 600].filter((each) => early.ticks.includes(each)));
  expect(early.at(-21_600)).toBeCloseTo(50);
  expect(early.at(-600)).toBeLessThan(early.at(0));
  expect(truthAxis([], 0, 300).ticks).toContain(0);
  expect(truthAxis([0, NaN], 0, 300).at(0)).toBe(0);
});

it("leaves room between the words of an axis, and keeps its order, however narrow it is", () => {
  for (const [left, right] of [[50, 300], [50, 600], [50, 1_400]] as const) {
    const axis = truthAxis([-90_000, 3, 250_000], left, right);
    const places = axis.ticks.map(axis.at);
    for (const [n, place] of places.slice(1).entries()) expect(place - places[n]!).toBeGreaterThanOrEqual(48);
  }
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
