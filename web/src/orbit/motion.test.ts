import { expect, it } from "vitest";

import type { Sky } from "./elements";
import { Motion, spacingMs, type Computer } from "./motion";
import type { FromWorker, ToWorker } from "./worker";

const SKY = { count: 2 } as Sky;
const DATA = new ArrayBuffer(8);

/** Answers when it is told to. */
class Slow implements Computer {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly asked: ToWorker[] = [];
  skies = 0;

  postMessage(message: ToWorker): void {
    if (message.kind === "at") this.asked.push(message);
    else this.skies += 1;
  }

  terminate(): void {
    this.asked.length = 0;
  }

  answer(partly = false): number {

    const asked = partly ? this.asked[0] : this.asked.shift();
    if (asked?.kind !== "at") throw new Error("nothing was asked");
    const data = { ...asked, states: new Float32Array(12), tookMs: 1, partly };
    this.onmessage?.({ data } as unknown as MessageEvent<FromWorker>);
    return asked.utcMs;
  }
}

function started(): { slow: Slow; motion: Motion } {
  const slow = new Slow();
  const motion = new Motion(slow);
  motion.setSky(SKY, DATA);
  return { slow, motion };
}

it("has frames before and after the instant, and the next one early", () => {
  const { slow, motion } = started();
  motion.want(1_000, 1);
  expect(motion.pair).toBeNull();
  slow.answer(true);
  expect(motion.pair?.map((frame) => frame.utcMs)).toEqual([1_000, 1_000]);
  expect([slow.answer(), slow.answer(), slow.answer()]).toEqual([1_000, 61_000, 121_000]);
  expect(motion.pair?.map((frame) => frame.utcMs)).toEqual([1_000, 61_000]);
  motion.want(61_500, 1);
  expect(motion.pair?.map((frame) => frame.utcMs)).toEqual([61_000, 121_000]);
  expect(slow.answer()).toBe(181_000);
});

it("goes backwards", () => {
  const { slow, motion } = started();
  motion.want(0, -60);
  expect([slow.answer(), slow.answer(), slow.answer()]).toEqual([-120_000, 0, -240_000]);
  motion.want(-120_500, -60);
  expect(motion.pair?.map((frame) => frame.utcMs)).toEqual([-240_000, -120_000]);
});

it("turns round without asking for what it has", () => {
  const { slow, motion } = started();
  motion.want(0, 1);
  slow.answer();
  slow.answer();
  slow.answer();
  motion.want(30_000, -1);
  expect(motion.isAt(30_000)).toBe(true);
  expect(slow.answer()).toBe(-60_000);
});

it("computes one thing at a time, and nothing that was dragged past", () => {
  const { slow, motion } = started();
  for (let ms = 0; ms <= 1e9; ms += 1e8) motion.want(ms, 0);
  expect(slow.asked.length).toBe(1);
  expect([slow.answer(), slow.answer(), slow.answer()]).toEqual([0, 1e9, 1e9 + 60_000]);
  expect(slow.asked.length).toBe(0);
  expect(motion.isAt(1e9)).toBe(true);
  expect(motion.isAt(5)).toBe(false);
});

it("keeps what is drawn while another sky of as many objects is computed", () => {
  const { slow, motion } = started();
  motion.want(0, 0);
  slow.answer();
  slow.answer();
  motion.setSky(SKY, DATA);
  expect(motion.pair).not.toBeNull();
  motion.setSky({ count: 3 } as Sky, DATA);
  expect(motion.pair).toBeNull();
});

it("says what went wrong in the worker, asks no more with each picture, and tries again when told", () => {
  const { slow, motion } = started();
  const told: string[] = [];
  motion.onFault = () => told.push(motion.fault);
  motion.want(0, 0);
  slow.asked.length = 0;
  slow.onerror?.({ message: "out of memory" } as ErrorEvent);
  motion.want(1e9, 0);
  expect([slow.asked.length, motion.fault]).toEqual([0, "out of memory"]);
  motion.again();
  motion.want(0, 0);
  slow.answer();
  slow.answer();
  expect([slow.skies, motion.isAt(0)]).toEqual([2, true]);
  motion.again();
  expect([slow.skies, told]).toEqual([2, ["out of memory", ""]]);
});

it("knows a worker that was not loaded", () => {
  const { slow, motion } = started();
  slow.onerror?.({} as ErrorEvent);
  expect(motion.fault).not.toBe("");
  motion.setSky(SKY, DATA);
  expect(motion.fault).toBe("");
});

it("sets frames apart by a minute to five", () => {
  expect([1, 60, -60, 600].map(spacingMs)).toEqual([60_000, 120_000, 120_000, 300_000]);
});
