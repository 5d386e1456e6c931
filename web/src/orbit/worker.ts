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

/** What the worker says: all states, TEME. `partly`: of the first rows, and more comes. */
export interface FromWorker {
  readonly version: number;
  readonly utcMs: number;
  readonly states: Float32Array<ArrayBuffer>;
  readonly tookMs: number;
  readonly partly: boolean;
}

let sky: Sky | null = null;
let version = 0;
let orbits: (SatRec | null)[] = [];
let epochsTaiMs = new Float64Array(0);

/** To prepare all orbits takes a second or two; what is there is shown as often as this. */
const PARTLY_MS = 250;

/** All rows at an instant; the first time each orbit is prepared, and `partly` told on the way. */
export function statesAt(
  utcMs: number, partly?: (states: Float32Array<ArrayBuffer>) => void,
): Float32Array<ArrayBuffer> {
  if (!sky) return new Float32Array(0);
  const states = new Float32Array(sky.count * WIDTH).fill(NaN);
  const taiMs = taiMsOf(sky.earth, utcMs);
  let toldMs = performance.now();
  for (let row = 0; row < sky.count; row++) {
    if (partly && row % 256 === 0 && performance.now() - toldMs > PARTLY_MS) {
      toldMs = performance.now();
      partly(states.slice());
    }
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
  const tell = (states: Float32Array<ArrayBuffer>, partly: boolean): void => {
    const { utcMs } = data;
    const answer: FromWorker = { version, utcMs, states, partly, tookMs: performance.now() - beganMs };
    self.postMessage(answer, { transfer: [states.buffer] });
  };
  tell(statesAt(data.utcMs, orbits.length ? undefined : (states) => tell(states, true)), false);
});
