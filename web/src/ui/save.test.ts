import { afterEach, expect, it } from "vitest";

import { world } from "../app/world";
import { clock, view } from "../time/clock";
import { fileName } from "./save";

const AT_MS = Date.UTC(2026, 2, 1, 12, 4, 5);

function mode(text: string): void {
  world.facts = { mode: text } as unknown as typeof world.facts;
}

afterEach(() => {
  world.facts = null;
  view.follow();
});

it.each([
  ["SIMULATED", "UNCLASSIFIED", "simulated-conjunctions-unclassified-20260301T120405Z.csv"],
  ["EXERCISE", "", "exercise-conjunctions-20260301T120405Z.csv"],
  ["REAL", "TOP SECRET", "conjunctions-top-secret-20260301T120405Z.csv"],
])("%s %s", (now, level, wanted) => {
  mode(now);
  expect(fileName("Conjunctions", "csv", { level, atMs: AT_MS })).toBe(wanted);
});

it("has the node's present, wherever the time bar stands", () => {
  mode("REAL");
  clock.set(AT_MS, 1);
  view.set(0);
  expect(fileName("", "csv")).toMatch(/^cspo-20260301T12040\dZ\.csv$/);
});
