import { describe, expect, it } from "vitest";

import { evenLevels, pathsByLevel, powerLevels, strength } from "./levels";

describe("levels", () => {
  it("by powers go down from the highest, which is in the last", () => {
    const found = powerLevels([0, 1e-9, 1e-7], { count: 4, factor: 10 })!;
    expect(found.from.map((each) => Math.round(Math.log10(each) * 1e6) / 1e6)).toEqual([-11, -10, -9, -8]);
    expect([1e-12, 5e-11, 2e-9, 1e-7, 0].map((each) => found.of(each))).toEqual([-1, 0, 2, 3, -1]);
  });

  it("of nothing are none", () => {
    expect(powerLevels([0, 0])).toBeNull();
    expect(powerLevels([NaN])).toBeNull();
  });

  it("evenly", () => {
    const found = evenLevels(0, 1, 4);
    expect([0, 0.24, 0.26, 1, -0.1, NaN].map((each) => found.of(each))).toEqual([0, 0, 1, 3, -1, -1]);
    expect(strength(3, 4)).toBe(1);
  });

  it("become one path each, with neighbours of a column as one rectangle", () => {
    const place = (i: number, j: number) => ({ x: i * 10, y: 100 - j * 5 - 5, wide: 10, tall: 5 });
    const found = pathsByLevel(evenLevels(0, 1, 2), [[0.1, 0.2, 0.9], [-1, 0.6, 0.7]], place);
    expect(found).toEqual(["M0 90h10v10h-10z", "M0 85h10v5h-10zM10 85h10v10h-10z"]);
  });
});
