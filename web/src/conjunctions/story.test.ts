import { describe, expect, it } from "vitest";

import type { Encounter, Source, StoryLine } from "./model";
import { decades, voices } from "./story";

function told(origin: string, created_utc: string, pc: number | null, max_pc: number | null = null): StoryLine {
  return {
    record: created_utc, origin, source: `radar of ${origin}`, created_utc, mark: "U", version: 1, latest: false,
    tca_utc: "2026-01-02T00:00:00Z", miss_distance_km: 1, pc, max_pc, oldest_age_s: 60, pc_method: "foster1992",
    advice: "", grounds: "", violations: [], flags: [],
  };
}

const own = {
  ...told("AUS", "2026-01-01T05:00:00Z", null, 1e-3), own: true, orbit1: { age_s: 5 }, orbit2: { age_s: null },
} as unknown as Source;
const view = {
  sources: [own, { ...told("FRA", "2026-01-01T02:00:00Z", 1e-5), own: false }],
  story: [
    told("FRA", "2026-01-01T02:00:00Z", 1e-5), told("AUS", "2026-01-01T01:00:00Z", 1e-6),
    told("GBR", "2026-01-01T00:00:00Z", 1e-4),
  ],
} as unknown as Encounter;

describe("the story", () => {
  it("has a line for each source, in the order of time, ours up to now", () => {
    const found = voices(view);
    expect(found.map((each) => each.name)).toEqual(["radar of AUS", "radar of FRA", "radar of GBR"]);
    expect(found[0]!.points.map((point) => point.pc)).toEqual([1e-6, 1e-3]);
    expect(found[0]!.points.map((point) => point.reported)).toEqual([true, false]);
    expect(found[0]!.points[1]!.line.oldest_age_s).toBe(5);
  });

  it("spans whole powers of ten", () => {
    const [low, high] = decades([3e-5, 2e-4], 1e-12)!;
    expect(low).toBeCloseTo(1e-5, 12);
    expect(high).toBeCloseTo(1e-3, 12);
    expect(decades([1e-4], 1e-12)![1]).toBeCloseTo(1e-3, 12);
    expect(decades([1e-30, 1e-4], 1e-10)![0]).toBeCloseTo(1e-10, 18);
    expect(decades([], 1e-10)).toBeNull();
    expect(decades([0], 1e-10)).toBeNull();
  });
});
