import { describe, expect, it } from "vitest";

import { cutAtEdge, horizonRing, kept, northIsLit, Projection, terminatorDeg, WHOLE, zoomed } from "./projection";

const map = new Projection(720, 360, WHOLE);

describe("the map", () => {
  it("puts degrees where they belong, and goes back", () => {
    expect([map.x(0), map.y(0)]).toEqual([360, 180]);
    expect([map.x(-180), map.y(90)]).toEqual([0, 0]);
    expect(map.longitudeAt(450)).toBe(45);
    expect(map.latitudeAt(90)).toBe(45);
    expect(new Projection(720, 360, { longitudeDeg: 170, latitudeDeg: 0, zoom: 1 }).x(-170)).toBe(400);
  });

  it("holds a place while it comes closer", () => {
    const [x, y] = [500, 100];
    const near = new Projection(720, 360, zoomed(map, x, y, 3));
    expect(near.longitudeAt(x)).toBeCloseTo(map.longitudeAt(x), 9);
    expect(near.latitudeAt(y)).toBeCloseTo(map.latitudeAt(y), 9);
  });

  it("stays on the Earth", () => {
    expect(kept({ longitudeDeg: 190, latitudeDeg: 80, zoom: 1 })).toEqual({ longitudeDeg: -170, latitudeDeg: 0, zoom: 1 });
    expect(kept({ longitudeDeg: 0, latitudeDeg: 80, zoom: 2 }).latitudeDeg).toBe(45);
    expect(kept({ longitudeDeg: 0, latitudeDeg: 0, zoom: 99 }).zoom).toBe(24);
  });
});

describe("night", () => {
  it("begins a quarter of the Earth from where the Sun stands", () => {
    const tilt = (23.4 * Math.PI) / 180;
    const june = [Math.cos(tilt), 0, Math.sin(tilt)] as const; // over 23.4 N, 0 E
    expect(terminatorDeg(0, june)).toBeCloseTo(-66.6, 6);
    expect(terminatorDeg(180, june)).toBeCloseTo(66.6, 6);
    expect(terminatorDeg(90, june)).toBeCloseTo(0, 6);
    expect(northIsLit(june)).toBe(true);
    expect(Number.isFinite(terminatorDeg(10, [1, 0, 0]))).toBe(true);
  });
});

describe("lines", () => {
  it("are cut where they go around the back", () => {
    const line = [170, 178, -174, -166].map((longitudeDeg) => ({ longitudeDeg, latitudeDeg: 0 }));
    expect(cutAtEdge(map, line)).toHaveLength(2);
    expect(cutAtEdge(new Projection(720, 360, { ...WHOLE, longitudeDeg: 180 }), line)).toHaveLength(1);
  });

  it("of a horizon have one distance from the site", () => {
    const ring = horizonRing(50, 10, 1_000, 6_371);
    const reach = Math.acos(6_371 / 7_371);
    for (const { latitudeDeg, longitudeDeg } of ring) {
      const [b1, b2, dl] = [50, latitudeDeg, longitudeDeg - 10].map((deg) => (deg * Math.PI) / 180) as [number, number, number];
      const apart = Math.acos(Math.sin(b1) * Math.sin(b2) + Math.cos(b1) * Math.cos(b2) * Math.cos(dl));
      expect(apart).toBeCloseTo(reach, 9);
    }
  });
});
