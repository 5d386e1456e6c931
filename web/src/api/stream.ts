/**
 * What is new at the node, as it comes in: one connection a page, shared by all of it.
 *
 * After a break it goes on from where it was, by the cursor of the last record. A browser opens
 * six connections to one address and no more, so a page that nobody has looked at for a while lets
 * go of its own, and catches up when somebody looks again.
 */
import { apiUrl, get } from "./client";
import type { components } from "./schema";
import { session } from "./session";

/** A record as lists and streams tell it: all but its body. */
export type RecordLine = Readonly<components["schemas"]["RecordLine"]>;

export type StreamState = "live" | "catching-up" | "lost" | "off";
type Heard = (line: RecordLine) => void;

/** Without anything new for so long after it opened, the stream is where the node is. */
const QUIET_MS = 600;
/** A heartbeat comes each 15 s, but browsers do not tell of it; what opened and broke is told. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** So long out of sight, a page lets go of its connection. */
const HIDDEN_MS = 60_000;

export class Stream {
  state: StreamState = "off";
  /** Since when it is in this state, ms since 1970 by the machine's clock. */
  sinceMs = Date.now();
  /** Records that came since the page was opened. */
  count = 0;
  private source: EventSource | null = null;
  private cursor = "";
  private retryMs = FIRST_RETRY_MS;
  private timer = 0;
  private quiet = 0;
  private readonly heard = new Map<Heard, ReadonlySet<string> | null>();
  private readonly watched = new Set<() => void>();

  /** Run this with each new record of these kinds (none named: of all); returns what ends that. */
  on(kinds: readonly string[], run: Heard): () => void {
    this.heard.set(run, kinds.length ? new Set(kinds) : null);
    return () => this.heard.delete(run);
  }

  /** Run this when the state changes; returns what ends that. */
  onState(run: () => void): () => void {
    this.watched.add(run);
    return () => this.watched.delete(run);
  }

  /** Connect, from now on. */
  start(): void {
    if (this.source) return;
    this.connect();
  }

  /** Let go. `keep` the place, to go on from there. */
  stop({ keep = false } = {}): void {
    this.source?.close();
    this.source = null;
    window.clearTimeout(this.timer);
    window.clearTimeout(this.quiet);
    if (!keep) this.cursor = "";
    this.become("off");
  }

  private connect(): void {
    window.clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource(apiUrl("stream", { cursor: this.cursor }));
    this.source = source;
    source.addEventListener("open", () => {
      this.retryMs = FIRST_RETRY_MS;
      this.become("catching-up");
      this.settle();
    });
    source.addEventListener("record", (event: MessageEvent<string>) => this.take(event));
    source.addEventListener("ended", () => this.again(source));
    source.addEventListener("error", () => this.again(source));
  }

  private take(event: MessageEvent<string>): void {
    this.cursor = event.lastEventId || this.cursor;
    this.count += 1;
    if (this.state === "catching-up") this.settle();
    const line = JSON.parse(event.data) as RecordLine;
    for (const [run, kinds] of this.heard) if (kinds?.has(line.kind) ?? true) run(line);
  }

  private settle(): void {
    window.clearTimeout(this.quiet);
    this.quiet = window.setTimeout(() => {
      if (this.state === "catching-up") this.become("live");
    }, QUIET_MS);
  }

  /** It broke or was ended: look whether one is still signed in, and connect again. */
  private again(source: EventSource): void {
    if (source !== this.source) return;
    source.close();
    window.clearTimeout(this.quiet);
    this.become("lost");
    this.timer = window.setTimeout(() => void this.retry(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private async retry(): Promise<void> {
    try {
      await get("session"); // where it is refused, the client shows the sign-in
    } catch {
      if (this.source && session.who) {
        this.timer = window.setTimeout(() => void this.retry(), this.retryMs);
        this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
      }
      return;
    }
    if (this.source) this.connect();
  }

  private become(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.sinceMs = Date.now();
    for (const run of this.watched) run();
  }
}

export const stream = new Stream();

let hidden = 0;
document.addEventListener("visibilitychange", () => {
  window.clearTimeout(hidden);
  if (document.visibilityState === "hidden") {
    hidden = window.setTimeout(() => stream.stop({ keep: true }), HIDDEN_MS);
  } else if (session.who) {
    stream.start();
  }
});
