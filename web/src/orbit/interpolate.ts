/**
 * Between two instants at which SGP4 was asked, every object moves on a quintic that has position,
 * velocity and the pull of the Earth's mass at both ends. Of the catalogue of 2024 the worst strays
 * by 13 m where they are a minute apart, and by 220 m at five minutes, half of it by 27 m (flattening
 * and drag, and SGP4's velocities, which are not quite the derivatives of its positions). The
 * sky is drawn by the very same polynomial on the
 * graphics card (`sky/points.ts`); here it is for picking and labels, and for tests.
 */
import type { Vector } from "./frames";

/** WGS-72, km³/s². */
export const MU_KM3_S2 = 398_600.8;
/** Numbers of one state: x, y, z (km), vx, vy, vz (km/s). */
export const WIDTH = 6;

/** Positions (km) and velocities (km/s) of all rows at one instant, TEME; NaN where there is none. */
export interface Frame {
  readonly utcMs: number;
  readonly states: Float32Array;
}

/** Weights of r0, v0, a0, r1, v1, a1 at a share of the way of `h` seconds. */
export function quintic(share: number, h: number): readonly number[] {
  const [u, u2] = [share, share * share];
  const u3 = u2 * u;
  return [
    1 + u3 * (-10 + u * (15 - 6 * u)),
    h * (u + u3 * (-6 + u * (8 - 3 * u))),
    h * h * (0.5 * u2 + u3 * (-1.5 + u * (1.5 - 0.5 * u))),
    u3 * (10 + u * (-15 + 6 * u)),
    h * u3 * (-4 + u * (7 - 3 * u)),
    h * h * u3 * (0.5 + u * (-1 + 0.5 * u)),
  ];
}

/** Where an instant is between two frames, 0 to 1; outside beyond them. */
export function shareOf(from: Frame, to: Frame, utcMs: number): number {
  return to.utcMs === from.utcMs ? 0 : (utcMs - from.utcMs) / (to.utcMs - from.utcMs);
}

/** Puts the positions of all rows at an instant, TEME, km, into `out`: x, y, z of each. */
export function positionsBetween(from: Frame, to: Frame, utcMs: number, out: Float32Array): void {
  const weights = quintic(shareOf(from, to, utcMs), (to.utcMs - from.utcMs) / 1_000);
  const count = from.states.length / WIDTH;
  for (let row = 0; row < count; row++) place(from.states, to.states, row, weights, out, row * 3);
}

/** Where one row is at an instant, TEME, km; null where that is not known. */
export function positionBetween(
  from: Frame, to: Frame, utcMs: number, row: number,
): Vector | null {
  const weights = quintic(shareOf(from, to, utcMs), (to.utcMs - from.utcMs) / 1_000);
  const [x, y, z] = place(from.states, to.states, row, weights, new Float64Array(3), 0);
  return x !== undefined && y !== undefined && z !== undefined && Number.isFinite(x)
    ? [x, y, z]
    : null;
}

function place<T extends Float32Array | Float64Array>(
  a: Float32Array, b: Float32Array, row: number, weights: readonly number[], out: T, at: number,
): T {
  const n = row * WIDTH;
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0] = weights;
  // The pull at either end is along the position: it only changes the weights of those two.
  const near = w0 - (w2 * MU_KM3_S2) / cubed(a, n);
  const far = w3 - (w5 * MU_KM3_S2) / cubed(b, n);
  for (let k = 0; k < 3; k++) {
    out[at + k] =
      near * (a[n + k] ?? NaN) + w1 * (a[n + 3 + k] ?? NaN) +
      far * (b[n + k] ?? NaN) + w4 * (b[n + 3 + k] ?? NaN);
  }
  return out;
}

function cubed(states: Float32Array, at: number): number {
  const [x, y, z] = [states[at] ?? NaN, states[at + 1] ?? NaN, states[at + 2] ?? NaN];
  return (x * x + y * y + z * z) ** 1.5;
}
