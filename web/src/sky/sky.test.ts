import { describe, expect, it } from "vitest";

import { fromGeodetic, isBehindEarth } from "../orbit/frames";
import type { Sky } from "../orbit/elements";
import { SHAPES } from "../ui/tokens";
import { categorize, looksOf, MODES, ringed } from "./colors";
import { byKey, degreesPerPixel, turned } from "./controls";
import { LOOK } from "./points";

const LOOK_FROM = { longitudeDeg: 170, latitudeDeg: 80, distanceKm: 20_000 };

/** Four objects and ten owners. */
const SKY = {
  count: 4,
  referenceTaiMs: 0,
  earth: [],
  noradId: Uint32Array.of(1, 2, 3, 4),
  otherId: ["", "", "", ""],
  type: { values: ["", "DEBRIS", "PAYLOAD", "MOON"], index: Uint8Array.of(2, 1, 0, 3) },
  owner: { values: "abcdefghij".split(""), index: Uint16Array.of(9, 9, 3, 0) },
  source: { values: ["ours"], index: Uint16Array.of(0, 0, 0, 0) },
  epochS: Float64Array.of(0, -2 * 86_400, -40 * 86_400, 86_400 / 2),
} as unknown as Sky;

describe("categories", () => {
  it("are by type, and what is unheard of is of unknown type", () => {
    const found = categorize(SKY, "type", 0, new Map());
    expect([...found.of]).toEqual([0, 2, 3, 3]);
    expect(found.list.map(({ count }) => count)).toEqual([1, 0, 1, 2]);
  });

  it("are the seven most frequent owners and the rest", () => {
    const found = categorize(SKY, "owner", 0, new Map());
    expect(found.list[0]).toMatchObject({ title: "j", count: 2, look: 1 });
    expect(found.list.at(-1)).toMatchObject({ title: "3 others", look: 8 });
    expect(found.list.length).toBe(8);
  });

  it("are by age, before and after the time that is shown", () => {
    expect([...categorize(SKY, "age", 0, new Map()).of]).toEqual([0, 1, 4, 0]);
  });

  it("are by the highest probability that the node reports", () => {
    const risks = new Map([["norad:1", 2e-3], ["norad:2", 1e-5], ["norad:3", 1e-9]]);
    expect([...categorize(SKY, "risk", 0, risks).of]).toEqual([0, 2, 4, 4]);
  });

  it("have a colour and a shape each, never a colour alone", () => {
    for (const { id } of MODES) {
      const { list } = categorize(SKY, id, 0, new Map());
      const looks = list.map(({ look }) => look);
      expect(new Set(looks).size).toBe(looks.length);
      expect(Math.max(...looks)).toBeLessThanOrEqual(SHAPES.length);
    }
  });

  it("are drawn so, and those that are left out have no size", () => {
    const looks = looksOf(categorize(SKY, "type", 0, new Map()), new Set([2]), "dark");
    const sizes = [0, 1, 2, 3].map((row) => looks[row * LOOK + 5]);
    expect(sizes[1]).toBe(0);
    expect(sizes.filter(Boolean).length).toBe(3);
    ringed(looks, [1], [255, 0, 0]);
    expect([...looks.subarray(LOOK, LOOK + 5)]).toEqual([255, 0, 0, 255, SHAPES.length - 1]);
  });
});

describe("the globe", () => {
  it("turns round and round, but not over the pole", () => {
    expect(turned(LOOK_FROM, 20, 0).longitudeDeg).toBeCloseTo(-170);
    expect(turned(LOOK_FROM, 0, 30).latitudeDeg).toBe(89);
    expect(turned(LOOK_FROM, 0, 0, 1e-3).distanceKm).toBeGreaterThan(6_378);
    expect(turned(LOOK_FROM, 0, 0, 1e6).distanceKm).toBeLessThan(1e6);
  });

  it("answers its keys and no others", () => {
    expect(byKey(LOOK_FROM, "ArrowDown")?.latitudeDeg).toBeLessThan(80);
    expect(byKey(LOOK_FROM, "+")?.distanceKm).toBeLessThan(20_000);
    expect(byKey(LOOK_FROM, "x")).toBeNull();
  });

  it("follows the hand: the nearer, the finer", () => {
    const near = degreesPerPixel({ ...LOOK_FROM, distanceKm: 7_500 }, 800);
    expect(near).toBeLessThan(degreesPerPixel(LOOK_FROM, 800));
  });

  it("hides what is behind the Earth and nothing else", () => {
    const eye = fromGeodetic(0, 0, 30_000);
    expect(isBehindEarth(eye, fromGeodetic(0, 180, 400))).toBe(true);
    expect(isBehindEarth(eye, fromGeodetic(0, 0, 400))).toBe(false);
    expect(isBehindEarth(eye, fromGeodetic(0, 0, 0))).toBe(false);
    expect(isBehindEarth(eye, fromGeodetic(80, 180, 36_000))).toBe(false);
    expect(isBehindEarth(eye, fromGeodetic(0, 0, 60_000))).toBe(false);
  });
});
