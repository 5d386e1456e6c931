/** SGP4 for the whole sky, away from the page's own thread. */
import type { SatRec } from "satellite.js";

import { readSky, type Sky } from "./elements";
import { taiMsOf } from "./frames";
import { WIDTH } from "./interpolate";
import { propagated, satrecOf } from "./propagate";

/** What the page says: here is a sky, or give me all states at an instant. */
export type ToWorker =
  | { readonly kind: "sky"; readonly version: number; readonly data: ArrayBuffer }
  | { readonly kind: "at"; readonly version: number; readonly utcMs: number };

/** What the worker says: all states, TEME. `tookMs` is how long it was at it. */
export interface FromWorker {
  readonly version: number;
  readonly utcMs: number;
  readonly states: Float32Array<ArrayBuffer>;
  readonly tookMs: number;
}

let sky: Sky | null = null;
let version = 0;
let orbits: (SatRec | null)[] = [];
let epochsTaiMs = new Float64Array(0);

/** All rows at an instant; the first time each orbit is prepared. */
export function statesAt(utcMs: number): Float32Array<ArrayBuffer> {
  if (!sky) return new Float32Array(0);
  const states = new Float32Array(sky.count * WIDTH).fill(NaN);
  const taiMs = taiMsOf(sky.earth, utcMs);
  for (let row = 0; row < sky.count; row++) {
    let orbit = orbits[row];
    if (orbit === undefined) orbit = orbits[row] = satrecOf(sky, row);
    const state = propagated(orbit, (taiMs - (epochsTaiMs[row] ?? NaN)) / 60_000);
    if (state) {
      states.set(state.rKm, row * WIDTH);
      states.set(state.vKmS, row * WIDTH + 3);
    }
  }
  return states;
}

/** Take a sky in. */
export function takeSky(data: ArrayBuffer, number: number): void {
  sky = readSky(data);
  version = number;
  orbits = [];
  const { referenceTaiMs, epochS } = sky;
  epochsTaiMs = epochS.map((s) => referenceTaiMs + s * 1_000);
}

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "sky") {
    takeSky(data.data, data.version);
    return;
  }
  if (data.version !== version) return;
  const beganMs = performance.now();
  const states = statesAt(data.utcMs);
  const answer: FromWorker = {
    version, utcMs: data.utcMs, states, tookMs: performance.now() - beganMs,
  };
  self.postMessage(answer, { transfer: [states.buffer] });
});
