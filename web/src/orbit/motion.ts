/**
 * The sky in motion: keeps two frames around the instant that is shown and has the next one
 * computed before it is wanted.
 */
import type { Sky } from "./elements";
import type { Frame } from "./interpolate";
import type { FromWorker, ToWorker } from "./worker";

/** What motion needs of a worker; a test has its own. */
export interface Computer {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Between frames, in the time that is shown: from a minute, exact to a metre, up to five, to 400 m at worst. */
const LEAST_MS = 60_000;
const MOST_MS = 300_000;
/** Seconds of the watcher's between frames, where the two bounds allow it. */
const PACE_S = 2;

/** How far apart frames are at a speed, ms. */
export function spacingMs(rate: number): number {
  return Math.min(Math.max(Math.abs(rate) * PACE_S * 1_000, LEAST_MS), MOST_MS);
}

export class Motion {
  /** Before and after the instant that is shown; null until both are there. */
  pair: readonly [Frame, Frame] | null = null;
  sky: Sky | null = null;
  /** How long the last frame took to compute, ms. */
  tookMs = 0;
  /** Run when `pair` has changed. */
  onPair: () => void = () => undefined;
  /** What went wrong in the worker; empty: nothing. Nothing is computed then until `again`, or another sky. */
  fault = "";
  /** Run when `fault` has changed. */
  onFault: () => void = () => undefined;
  private given: ArrayBuffer | null = null;
  private version = 0;
  private busy = false;
  private readonly ready = new Map<number, Frame>();
  /** Instants of the pair that is wanted, and of what is wanted after or before it. */
  private low = NaN;
  private high = NaN;
  private next = NaN;

  constructor(private readonly computer: Computer) {
    computer.onmessage = ({ data }) => this.take(data);
    computer.onerror = ({ message }) => this.failed(message || "its program was not loaded");
  }

  /** Take another sky. What is drawn stays until its first frames are there, if it has as many rows. */
  setSky(sky: Sky, data: ArrayBuffer): void {
    if (this.sky?.count !== sky.count) this.pair = null;
    this.version += 1;
    this.sky = sky;
    this.ready.clear();
    this.low = this.high = this.next = NaN;
    this.busy = false;
    this.given = data;
    this.say("");
    const copy = data.slice(0);
    this.computer.postMessage({ kind: "sky", version: this.version, data: copy }, [copy]);
  }

  /** Try once more after a fault. */
  again(): void {
    if (this.fault && this.sky && this.given) this.setSky(this.sky, this.given);
  }

  /** Say which instant is shown, and how fast time passes; call it with each picture. */
  want(utcMs: number, rate: number): void {
    const span = spacingMs(rate);
    if (!(this.low <= utcMs && utcMs <= this.high)) this.move(utcMs, rate < 0 ? -span : span);
    if (rate > 0 && !(this.next > this.high)) this.next = this.high + span;
    if (rate < 0 && !(this.next < this.low)) this.next = this.low - span;
    this.ask();
    this.settle();
  }

  /** Whether what is drawn is of the instant that was asked for. */
  isAt(utcMs: number): boolean {
    return this.pair !== null && this.pair[0].utcMs <= utcMs && utcMs <= this.pair[1].utcMs;
  }

  dispose(): void {
    this.computer.terminate();
    this.pair = null;
    this.ready.clear();
  }

  /** On to the pair that time has passed into, else begin anew at the instant. */
  private move(utcMs: number, span: number): void {
    const { low, high, next } = this;
    if (high < utcMs && utcMs <= next) [this.low, this.high] = [high, next];
    else if (next <= utcMs && utcMs < low) [this.low, this.high] = [next, low];
    else [this.low, this.high] = span < 0 ? [utcMs + span, utcMs] : [utcMs, utcMs + span];
    this.next = NaN;
  }

  /** One thing is computed at a time, so that what somebody has dragged past is never begun. */
  private ask(): void {
    if (this.busy || this.fault || !this.sky) return;
    const wanted = [this.low, this.high, this.next];
    const utcMs = wanted.find((each) => Number.isFinite(each) && !this.ready.has(each));
    if (utcMs === undefined) return;
    this.busy = true;
    this.computer.postMessage({ kind: "at", version: this.version, utcMs });
  }

  /** The same would fail again with each picture: somebody is told instead. */
  private failed(fault: string): void {
    this.busy = false;
    this.say(fault);
  }

  private say(fault: string): void {
    if (fault === this.fault) return;
    this.fault = fault;
    this.onFault();
  }

  private take(frame: FromWorker): void {
    if (frame.version !== this.version) return;
    if (!this.pair || this.pair[0] === this.pair[1]) this.show(frame, frame); // better than nothing
    if (frame.partly) return;
    this.busy = false;
    this.tookMs = frame.tookMs;
    this.ready.set(frame.utcMs, frame);
    this.settle();
    this.ask();
  }

  private show(from: Frame, to: Frame): void {
    this.pair = [from, to];
    this.onPair();
  }

  /** Show the wanted pair as soon as both are there, and forget what is no longer wanted. */
  private settle(): void {
    const wanted = [this.low, this.high, this.next];
    for (const utcMs of this.ready.keys()) {
      if (!wanted.includes(utcMs)) this.ready.delete(utcMs);
    }
    const [a, b] = [this.ready.get(this.low), this.ready.get(this.high)];
    if (!a || !b || (this.pair?.[0] === a && this.pair[1] === b)) return;
    this.show(a, b);
  }
}

/** A worker of the page's own origin. */
export function newComputer(): Computer {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "sky" });
}
