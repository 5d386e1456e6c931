/** Small shapes put straight into the pixels of a canvas: 30,000 of them in some milliseconds. */
import { LOOK } from "./points";

/** Shapes as `SHAPES` counts them, as what is set within a square of half-width 1. */
const INSIDE: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => x * x + y * y <= 0.95,
  (x, y) => y <= 0.85 && Math.abs(x) <= (y + 1.05) * 0.55,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.8,
  (x, y) => Math.abs(x) + Math.abs(y) <= 1.05,
  (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.32,
  (x, y) => y >= -0.85 && Math.abs(x) <= (1.05 - y) * 0.55,
  (x, y) => Math.hypot(x, y) <= 0.68 + 0.32 * Math.cos(5 * Math.atan2(x, -y)),
  (x, y) => Math.abs(Math.hypot(x, y) - 0.7) <= 0.32,
];

const known = new Map<number, readonly number[]>();

/** Offsets from the middle, dx and dy one after the other, of a shape so many pixels wide. */
export function stamp(shape: number, px: number): readonly number[] {
  const key = shape * 64 + px;
  const there = known.get(key);
  if (there) return there;
  const inside = INSIDE[shape] ?? INSIDE[0];
  const half = px / 2;
  const made: number[] = [];
  for (let y = 0; y < px; y++) {
    for (let x = 0; x < px; x++) {
      if (inside?.((x + 0.5 - half) / half, (y + 0.5 - half) / half)) {
        made.push(x - Math.floor(half), y - Math.floor(half));
      }
    }
  }
  known.set(key, made);
  return made;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel, red first in memory. */
  readonly data: Uint32Array;
}

/** Clear the pixels and put every row's shape where it is; x, y of each row, NaN: nowhere. */
export function stampAll(into: Pixels, places: Float32Array, looks: Uint8Array, ratio: number): number {
  const { width, height, data } = into;
  data.fill(0);
  let drawn = 0;
  for (let row = 0; row < looks.length / LOOK; row++) {
    const at = row * LOOK;
    const size = looks[at + 5] ?? 0;
    const [x = NaN, y = NaN] = [places[row * 2], places[row * 2 + 1]];
    if (!size || !(x >= 0 && x < width && y >= 0 && y < height)) continue;
    const color =
      ((looks[at + 3] ?? 255) << 24) | ((looks[at + 2] ?? 0) << 16) | ((looks[at + 1] ?? 0) << 8) | (looks[at] ?? 0);
    const offsets = stamp(looks[at + 4] ?? 0, Math.max(2, Math.round((size / 4) * ratio)));
    const [px, py] = [Math.round(x), Math.round(y)];
    for (let n = 0; n < offsets.length; n += 2) {
      const [qx, qy] = [px + (offsets[n] ?? 0), py + (offsets[n + 1] ?? 0)];
      if (qx >= 0 && qx < width && qy >= 0 && qy < height) data[qy * width + qx] = color >>> 0;
    }
    drawn += 1;
  }
  return drawn;
}
