import { describe, expect, it } from "vitest";

import type { Source } from "./model";
import { barKm, ends, length, reachKm } from "./plane-geometry";

function source(across_km: number, up_km: number, sigma_km: number, hbr_km = 0.01): Source {
  const combined = { semi_major_km: 2 * sigma_km, semi_minor_km: sigma_km, angle_rad: 0 };
  return {
    hard_body_radius_km: hbr_km,
    plane: {
      across_km, up_km, miss_distance_km: Math.hypot(across_km, up_km), tca_shift_s: 0,
      ellipse1: null, ellipse2: null, combined,
    },
  } as Source;
}

describe("what the plane shows", () => {
  const one = source(0.3, 0.4, 0.1);

  it("holds the whole ellipse of three sigma", () => {
    const reach = reachKm([one], one, "sigma");
    expect(reach).toBeGreaterThan(0.3 + 3 * 0.2);
    expect(reach).toBeLessThan(1.2 * (0.3 + 3 * 0.2));
  });

  it("holds every miss, or the hard body", () => {
    const far = source(3, 4, 0.1);
    expect(reachKm([one, far], one, "miss")).toBeGreaterThan(5);
    expect(reachKm([one], one, "body")).toBeCloseTo(0.03);
  });

  it("is never nothing", () => {
    expect(reachKm([], undefined, "sigma")).toBeGreaterThan(0);
    expect(reachKm([source(0, 0, 0)], source(0, 0, 0, 0), "sigma")).toBeGreaterThan(0);
  });

  it("turns the axes of an ellipse", () => {
    const [major, minor] = ends(2, 1, Math.PI / 2);
    expect(major![0]).toBeCloseTo(0);
    expect(major![1]).toBeCloseTo(2);
    expect(minor![0]).toBeCloseTo(-1);
  });

  it("has a round bar, and a length with the unit that fits", () => {
    expect(barKm(1)).toBeCloseTo(0.2);
    expect(barKm(0.03)).toBeCloseTo(0.01);
    expect(length(0.2)).toBe("200 m");
    expect(length(12.5)).toBe("12.5 km");
  });
});
