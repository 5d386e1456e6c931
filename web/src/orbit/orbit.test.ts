/** What the page computes against what the node says (`scripts/sky_fixture.py`). */
import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, it } from "vitest";

import { identityOf, nameOf, readSky, rowOf, wordOf, type Sky } from "./elements";
import { fromGeodetic, geodetic, itrfFromTeme, sunDirection, taiMsOf, turn, type Vector } from "./frames";
import { positionBetween, positionsBetween, quintic, type Frame } from "./interpolate";
import { earthFixed, groundTrack, orbitLine, propagated, satrecOf, sinceEpochMin } from "./propagate";
import { statesAt, takeSky } from "./worker";

interface Told {
  readonly objects: readonly string[];
  readonly instants: readonly {
    readonly utc: string;
    readonly teme_km: readonly Vector[];
    readonly itrf_km: readonly Vector[];
  }[];
}

function file(name: string): Buffer {
  return readFileSync(`${import.meta.dirname}/testdata/${name}`);
}

const told = JSON.parse(file("positions.json").toString()) as Told;
let sky: Sky;
let data: ArrayBuffer;

beforeAll(() => {
  data = new Uint8Array(file("sky.bin")).buffer;
  sky = readSky(data);
});

function apartKm(a: Vector | null, b: Vector): number {
  return a ? Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) : Infinity;
}

describe("the sky as the node packs it", () => {
  it("has a row for each object", () => {
    expect(sky.count).toBe(told.objects.length);
    expect(Array.from({ length: sky.count }, (_, row) => identityOf(sky, row))).toEqual(told.objects);
    expect(rowOf(sky, told.objects[3]!)).toBe(3);
    expect(rowOf(sky, "norad:123456789")).toBe(-1);
    expect(nameOf(sky, 0)).not.toBe("");
    expect(wordOf(sky.mark, 0)).toBe("U//REL TO AUS");
  });

  it("is refused where it is something else", () => {
    expect(() => readSky(new ArrayBuffer(4))).toThrow("no sky");
    const other = data.slice(0);
    new Uint8Array(other)[7] = 50;
    expect(() => readSky(other)).toThrow("no sky");
  });
});

describe("positions", () => {
  it("are the node's to 0.1 km within three days, in TEME and over the Earth", () => {
    let worstKm = 0;
    for (const instant of told.instants) {
      const utcMs = Date.parse(instant.utc);
      for (let row = 0; row < sky.count; row++) {
        const orbit = satrecOf(sky, row);
        const expected = instant.teme_km[row]!;
        const found = propagated(orbit, sinceEpochMin(sky, row, utcMs));
        if ((expected[0] as number | null) === null) continue;
        worstKm = Math.max(worstKm, apartKm(found?.rKm ?? null, expected));
        worstKm = Math.max(worstKm, apartKm(earthFixed(sky, row, orbit, utcMs), instant.itrf_km[row]!));
      }
    }
    expect(worstKm).toBeLessThan(0.1);
  });

  it("turn to the Earth as the node turns, to 50 m at any height", () => {
    for (const instant of told.instants) {
      const matrix = itrfFromTeme(sky.earth, Date.parse(instant.utc));
      for (const [row, r] of instant.teme_km.entries()) {
        expect(apartKm(turn(matrix, r), instant.itrf_km[row]!)).toBeLessThan(0.05);
      }
    }
  });

  it("between two frames stray by less than 0.4 km in five minutes", () => {
    const [t0, h] = [Date.parse(told.instants[2]!.utc), 300_000];
    takeSky(data, 1);
    const frame = (utcMs: number): Frame => ({ utcMs, states: statesAt(utcMs) });
    const [from, to] = [frame(t0), frame(t0 + h)];
    const all = new Float32Array(sky.count * 3);
    for (const share of [0.1, 0.5, 0.8]) {
      const utcMs = t0 + share * h;
      const exact = statesAt(utcMs);
      positionsBetween(from, to, utcMs, all);
      for (let row = 0; row < sky.count; row++) {
        const one = positionBetween(from, to, utcMs, row);
        const r: Vector = [exact[row * 6]!, exact[row * 6 + 1]!, exact[row * 6 + 2]!];
        expect(apartKm(one, r)).toBeLessThan(0.4);
        expect(Math.abs(all[row * 3]! - r[0])).toBeLessThan(0.4);
      }
    }
  });

  it("make a line of one revolution, and a track", () => {
    const utcMs = Date.parse(told.instants[2]!.utc);
    const line = orbitLine(sky, 0, utcMs, 90);
    expect(line.length).toBe(91 * 3);
    expect(Math.hypot(line[0]! - line[270]!, line[1]! - line[271]!, line[2]! - line[272]!)).toBeLessThan(200);
    const track = groundTrack(sky, 0, utcMs, utcMs + 600_000, 60_000);
    expect(track.length).toBe(11);
    const { latitudeDeg, longitudeDeg, heightKm } = track[0]!;
    expect(apartKm(fromGeodetic(latitudeDeg, longitudeDeg, heightKm), told.instants[2]!.itrf_km[0]!)).toBeLessThan(0.1);
  });
});

describe("frames", () => {
  it("know the Sun: over Greenwich's antipode at midnight, on the equator at the equinox", () => {
    const [x, y, z] = sunDirection([], Date.UTC(2024, 2, 20, 3, 6));
    expect(Math.abs(z)).toBeLessThan(3e-4);
    // Equation of time on that day: -7.4 min, so that the Sun is 1.85 degrees to the east of mean.
    const longitudeDeg = (Math.atan2(y, x) * 180) / Math.PI;
    expect(longitudeDeg).toBeCloseTo(180 - 3.1 * 15 + 1.85, 1);
  });

  it("go by TAI, and beyond their table by its ends", () => {
    expect(taiMsOf([], 0)).toBe(37_000);
    expect(taiMsOf(sky.earth, sky.earth[0]![0] - 1e10) - sky.earth[0]![0] + 1e10).toBe(37_000);
  });

  it("give latitude, longitude and height of WGS-84", () => {
    const there = geodetic(fromGeodetic(-35.4, 148.98, 0.7));
    expect(there.latitudeDeg).toBeCloseTo(-35.4, 9);
    expect(there.longitudeDeg).toBeCloseTo(148.98, 9);
    expect(there.heightKm).toBeCloseTo(0.7, 6);
    expect(geodetic([0, 0, 6356.752314245]).heightKm).toBeCloseTo(0, 6);
  });

  it("interpolate what is a quintic exactly", () => {
    const [r, v, a] = [(t: number) => t ** 5 - t, (t: number) => 5 * t ** 4 - 1, (t: number) => 20 * t ** 3];
    const weights = quintic(0.3, 2);
    const ends = [r(0), v(0), a(0), r(2), v(2), a(2)];
    expect(weights.reduce((sum, w, n) => sum + w * ends[n]!, 0)).toBeCloseTo(r(0.6), 10);
  });
});
