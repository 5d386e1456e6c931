/** The sky that this page has: fetched once for all views, and again when the node's has changed. */
import { bytes } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { session } from "../api/session";
import { stream } from "../api/stream";
import { readSky, type Sky } from "./elements";

/** Records that change orbits, names or owners. */
const KINDS = ["orbit", "catalog-object", "same-object", "opinion", "withdrawal", "ephemeris"];
/** A replay brings orbits each second; the whole sky is not fetched more often than this. */
const PAUSE_MS = 20_000;
/** A node that has just begun has no sky yet, and no record will say when it has. */
const WHILE_EMPTY_MS = 3_000;

class SkyStore {
  sky: Sky | null = null;
  /** What `sky` was read from. */
  data: ArrayBuffer | null = null;
  error: ApiError | null = null;
  loading = false;
  private readonly heard = new Set<() => void>();
  private ends: (() => void)[] = [];
  private soon = 0;
  private loadedMs = -Infinity;
  /** Counts who has been signed in: what was asked for by one is not shown to the next. */
  private reader = 0;

  constructor() {
    session.on(() => this.forget()); // also while nobody looks
  }

  /** Run this when there is another sky, or none could be had; keeps it fresh until it is ended. */
  on(run: () => void): () => void {
    if (this.heard.size === 0) this.begin();
    this.heard.add(run);
    return () => {
      this.heard.delete(run);
      if (this.heard.size === 0) this.end();
    };
  }

  /** Fetch it now. */
  async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    const { reader } = this;
    try {
      const data = await bytes("sky");
      if (reader !== this.reader) return;
      this.error = null;
      if (!this.data || !isSame(this.data, data)) {
        this.sky = readSky(data);
        this.data = data;
      }
    } catch (error) {
      if (reader !== this.reader) return;
      this.error = asApiError(error);
    }
    this.loading = false;
    this.loadedMs = performance.now();
    if (this.heard.size > 0 && this.sky?.count === 0) this.loadSoon(WHILE_EMPTY_MS);
    for (const run of this.heard) run();
  }

  private begin(): void {
    this.ends = [stream.on(KINDS, () => this.loadSoon())];
    if (session.who) this.loadSoon();
  }

  private end(): void {
    for (const each of this.ends) each();
    this.ends = [];
    window.clearTimeout(this.soon);
    this.soon = 0;
  }

  /** Another person, another sky. */
  private forget(): void {
    this.reader += 1;
    this.sky = this.data = this.error = null;
    this.loading = false;
    this.loadedMs = -Infinity;
    if (this.heard.size > 0 && session.who) void this.load();
  }

  private loadSoon(pauseMs = PAUSE_MS): void {
    if (this.soon) return;
    const waitMs = Math.max(0, this.loadedMs + pauseMs - performance.now());
    this.soon = window.setTimeout(() => {
      this.soon = 0;
      void this.load();
    }, waitMs);
  }
}

/** Whether the node sent again what is there. */
function isSame(a: ArrayBuffer, b: ArrayBuffer): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const [x, y] = [new Uint32Array(a, 0, a.byteLength >> 2), new Uint32Array(b, 0, b.byteLength >> 2)];
  return x.every((word, n) => word === y[n]);
}

export const skies = new SkyStore();
