/** SGP4 (WGS-72) by satellite.js, from the columns of a sky. */
import { json2satrec, sgp4, SatRecError, type SatRec } from "satellite.js";

import { epochTaiMs, type Sky } from "./elements";
import { geodetic, itrfFromTeme, taiMsOf, turn, type Geodetic, type Vector } from "./frames";

/** Beyond this SGP4 talks nonsense, though it reports no error, km. */
const FARTHEST_KM = 1e6;
const DEG = 180 / Math.PI;
const DAY_S = 86_400;

export interface State {
  readonly rKm: Vector;
  readonly vKmS: Vector;
}

/** TAI - UTC when it was last changed: what dates need no second of. */
const LEAPS_MS = 37_000;

/** An orbit that is ready to be propagated; null where SGP4 refuses the elements. */
export function satrecOf(sky: Sky, row: number): SatRec | null {
  const column = (values: Float32Array | Float64Array) => values[row] ?? NaN;
  // The epoch's date is for the Moon and the Sun alone; time since then is counted on TAI.
  const made = json2satrec({
    OBJECT_NAME: "", OBJECT_ID: "", NORAD_CAT_ID: 0, ELEMENT_SET_NO: 0, REV_AT_EPOCH: 0,
    CLASSIFICATION_TYPE: "U", EPHEMERIS_TYPE: 0, MEAN_MOTION_DOT: 0, MEAN_MOTION_DDOT: 0,
    EPOCH: new Date(epochTaiMs(sky, row) - LEAPS_MS).toISOString(),
    MEAN_MOTION: (column(sky.meanMotionRadS) * DAY_S) / (2 * Math.PI),
    ECCENTRICITY: column(sky.eccentricity), INCLINATION: column(sky.inclinationRad) * DEG,
    RA_OF_ASC_NODE: column(sky.raanRad) * DEG, ARG_OF_PERICENTER: column(sky.argpRad) * DEG,
    MEAN_ANOMALY: column(sky.meanAnomalyRad) * DEG, BSTAR: column(sky.bstarPerEr),
  });
  return made.error === SatRecError.None ? made : null;
}

/** Minutes from the epoch of a row to an instant. */
export function sinceEpochMin(sky: Sky, row: number, utcMs: number): number {
  return (taiMsOf(sky.earth, utcMs) - epochTaiMs(sky, row)) / 60_000;
}

/** Position and velocity in TEME; null where SGP4 gives none, or nonsense. */
export function propagated(orbit: SatRec | null, minutes: number): State | null {
  if (!orbit) return null;
  const found = sgp4(orbit, minutes);
  if (!found) return null;
  const { position: r, velocity: v } = found;
  const distance = Math.hypot(r.x, r.y, r.z);
  if (!(distance < FARTHEST_KM)) return null;
  return { rKm: [r.x, r.y, r.z], vKmS: [v.x, v.y, v.z] };
}

/** Where a row is at an instant, Earth-fixed, km; null where that is not known. */
export function earthFixed(sky: Sky, row: number, orbit: SatRec | null, utcMs: number) {
  const state = propagated(orbit, sinceEpochMin(sky, row, utcMs));
  return state ? turn(itrfFromTeme(sky.earth, utcMs), state.rKm) : null;
}

export interface TrackPoint extends Geodetic {
  readonly utcMs: number;
}

/** Where a row is over the ground: every step from one instant to another, both in UTC ms. */
export function groundTrack(
  sky: Sky, row: number, fromMs: number, toMs: number, stepMs: number,
): TrackPoint[] {
  const orbit = satrecOf(sky, row);
  const points: TrackPoint[] = [];
  const steps = Math.floor((toMs - fromMs) / stepMs + 1e-6);
  for (let n = 0; n <= steps; n++) {
    const utcMs = fromMs + n * stepMs;
    const r = earthFixed(sky, row, orbit, utcMs);
    if (r) points.push({ utcMs, ...geodetic(r) });
  }
  return points;
}

/** One revolution of a row about an instant, in TEME: positions, km, x y z one after the other. */
export function orbitLine(sky: Sky, row: number, utcMs: number, points: number): Float32Array {
  const orbit = satrecOf(sky, row);
  const middle = sinceEpochMin(sky, row, utcMs);
  const periodMin = (2 * Math.PI) / ((sky.meanMotionRadS[row] ?? NaN) * 60);
  const line: number[] = [];
  for (let n = 0; n <= points; n++) {
    const state = propagated(orbit, middle + periodMin * (n / points - 0.5));
    if (state) line.push(...state.rKm);
  }
  return Float32Array.from(line);
}
