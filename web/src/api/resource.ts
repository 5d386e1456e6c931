import type { ReactiveController, ReactiveControllerHost } from "lit";

import { get, type Params } from "./client";
import { type ApiError, asApiError } from "./errors";
import { session } from "./session";
import { stream } from "./stream";

/** What to ask for; null: nothing for now. */
export type Wanted = { readonly path: string; readonly params?: Params } | null;

export interface ResourceOptions {
  /** Load again when a record of these kinds comes in. */
  readonly kinds?: readonly string[];
  /** Load again after so long, ms. */
  readonly everyMs?: number;
}

/** Records come in bursts: what they change is loaded once for all of them. */
const BURST_MS = 250;
/** Where they come without end, it is loaded no more often than this, and yet that often. */
const PACE_MS = 1_000;

/**
 * Something of the node's, kept fresh: it is loaded again when what is wanted changes, when the
 * stream brings a record of its kinds, and after a while. The old value stays meanwhile.
 */
export class Resource<T> implements ReactiveController {
  value: T | undefined;
  error: ApiError | undefined;
  loading = false;
  private loadedMs = NaN;
  private begunMs = -Infinity;
  /** Counts what came while it was being loaded: what is on its way may lack it. */
  private missed = 0;
  private asked = "";
  private turn: AbortController | null = null;
  private soon = 0;
  private every = 0;
  private ends: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly wanted: () => Wanted,
    private readonly options: ResourceOptions = {},
  ) {
    host.addController(this);
  }

  /** How old the value is, ms; NaN where there is none. */
  get ageMs(): number {
    return Date.now() - this.loadedMs;
  }

  hostConnected(): void {
    const { kinds, everyMs } = this.options;
    if (kinds?.length) this.ends.push(stream.on(kinds, () => this.reloadSoon()));
    this.ends.push(session.on(() => this.reloadSoon()));
    if (everyMs) this.every = window.setInterval(() => this.refresh(), everyMs);
    if (this.asked) this.reloadSoon(); // it was away for a while
  }

  hostDisconnected(): void {
    for (const end of this.ends) end();
    this.ends = [];
    window.clearInterval(this.every);
    window.clearTimeout(this.soon);
    this.soon = 0;
    this.turn?.abort();
    this.loading = false;
  }

  hostUpdate(): void {
    const wanted = this.wanted();
    const asked = wanted ? JSON.stringify(wanted) : "";
    if (asked === this.asked) return;
    const before = this.asked.split('"')[3];
    this.asked = asked;
    // Another thing altogether: what was shown is not a stale form of it.
    if (!wanted || before !== wanted.path) this.value = undefined;
    this.error = undefined;
    this.turn?.abort();
    this.loading = wanted !== null;
    if (wanted) void this.reload();
  }

  /** Ask again now. */
  async reload(): Promise<void> {
    const wanted = this.wanted();
    window.clearTimeout(this.soon);
    this.soon = 0;
    if (!wanted) return;
    this.begunMs = performance.now();
    const { missed } = this;
    this.turn?.abort();
    const turn = new AbortController();
    this.turn = turn;
    this.loading = true;
    this.host.requestUpdate();
    try {
      const value = await get<T>(wanted.path, wanted.params, turn.signal);
      if (turn.signal.aborted) return;
      this.value = value;
      this.error = undefined;
      this.loadedMs = Date.now();
    } catch (error) {
      if (turn.signal.aborted) return;
      this.error = asApiError(error);
    }
    this.loading = false;
    this.host.requestUpdate();
    if (missed !== this.missed) this.reloadSoon();
  }

  /** Ask again, but let finish what is on its way: else a slow answer would never come. */
  private refresh(): void {
    if (this.loading) this.missed += 1;
    else void this.reload();
  }

  private reloadSoon(): void {
    if (this.soon) return;
    const waitMs = Math.max(BURST_MS, this.begunMs + PACE_MS - performance.now());
    this.soon = window.setTimeout(() => {
      this.soon = 0;
      this.refresh();
    }, waitMs);
  }
}
