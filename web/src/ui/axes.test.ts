import { describe, expect, it } from "vitest";

import { extent, linear, log10, logTicks, numberTicks, ticks, timeTicks } from "./axes";

describe("scales", () => {
  it("go there and back", () => {
    const x = linear([100, 200], [0, 500]);
    expect(x(150)).toBe(250);
    expect(x.invert(250)).toBe(150);
    const y = log10([1e-3, 1e3], [600, 0]);
    expect(y(1)).toBeCloseTo(300, 9);
    expect(y.invert(0)).toBeCloseTo(1e3, 6);
    expect(y(0)).toBe(600);
  });

  it("do not divide by nothing", () => {
    expect(linear([5, 5], [0, 100])(5)).toBe(0);
  });
});

describe("ticks", () => {
  it("are round and inside", () => {
    expect(ticks(0, 100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(-0.31, 0.29, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2]);
    expect(ticks(3, 3)).toEqual([3]);
  });

  it("are written with the digits that they need", () => {
    expect(numberTicks(0, 1, 5).map((each) => each.text)).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(numberTicks(-1_000, 1_000, 4).map((each) => each.text)).toEqual(["−1,000", "−500", "0", "500", "1,000"]);
    expect(numberTicks(0, 10, 4).map((each) => each.text)).toEqual(["0.0", "2.5", "5.0", "7.5", "10.0"]);
  });

  it("of powers", () => {
    expect(logTicks(1e-2, 1e1).map((each) => each.text)).toEqual(["10⁻²", "10⁻¹", "10⁰", "10¹"]);
  });

  it("of time are round instants of UTC", () => {
    const low = Date.UTC(2026, 6, 10, 21, 17);
    const found = timeTicks(low, low + 6 * 3_600_000, 6);
    expect(found.map((each) => each.text)).toEqual(["22:00", "23:00", "07-11 00:00", "01:00", "02:00", "03:00"]);
    expect(timeTicks(low, low + 10 * 86_400_000, 5)[0]?.text).toBe("2026-07-12");
    expect(timeTicks(low, low)).toHaveLength(1);
  });
});

describe("extent", () => {
  it("holds everything and more", () => {
    expect(extent([3, 1, 2], 0)).toEqual([1, 3]);
    expect(extent([], 0)).toEqual([0, 1]);
    const [low, high] = extent([7]);
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
  });
});
