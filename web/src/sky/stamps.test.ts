import { describe, expect, it } from "vitest";

import { LOOK } from "./points";
import { stamp, stampAll } from "./stamps";

describe("stamps", () => {
  it("are eight different shapes, in their square", () => {
    const all = Array.from({ length: 8 }, (_, shape) => stamp(shape, 9));
    expect(new Set(all.map((each) => each.join())).size).toBe(8);
    for (const offsets of all) {
      expect(offsets.length).toBeGreaterThan(10);
      expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(4);
    }
  });

  it("are put where objects are, and nowhere else", () => {
    const data = new Uint32Array(20 * 10).fill(7);
    const looks = new Uint8Array(3 * LOOK);
    looks.set([1, 2, 3, 255, 2, 12], 0); // a square of 3 px
    looks.set([9, 9, 9, 255, 0, 0], LOOK); // hidden
    looks.set([5, 5, 5, 255, 0, 12], 2 * LOOK); // off the map
    const drawn = stampAll({ width: 20, height: 10, data }, Float32Array.of(5, 5, 8, 8, NaN, NaN), looks, 1);
    expect(drawn).toBe(1);
    expect(data[5 * 20 + 5]).toBe(0xff030201);
    expect(data.filter(Boolean)).toHaveLength(9);
  });
});
