/**
 * Two times. `clock` is the node's: in the box it may run at many times the real speed, and begin
 * years ago. `view` is the time that pictures show: the node's, until somebody moves it.
 */
import { get } from "../api/client";
import type { components } from "../api/schema";

/** What the node tells of itself to anybody: `GET /api/v1/node`. */
export type NodeFacts = Readonly<components["schemas"]["NodeFacts"]>;

const SYNC_MS = 60_000;

export class WorldClock {
  /** Seconds of the node's world in one second here. */
  speed = 1;
  /** Whether the node has told its time yet; before that it is the machine's. */
  known = false;
  private atMs = Date.now();
  private markMs = performance.now();

  /** The node's present, UTC ms since 1970. */
  nowMs(): number {
    return this.atMs + (performance.now() - this.markMs) * this.speed;
  }

  /** The node said it is `utcMs`, at `markMs` of the page's own monotonic clock. */
  set(utcMs: number, speed: number, markMs = performance.now()): void {
    this.atMs = utcMs;
    this.markMs = markMs;
    this.speed = speed;
    this.known = true;
  }

  /** Ask the node; half of the way there and back is taken as what the answer took. */
  async sync(): Promise<NodeFacts> {
    const beganMs = performance.now();
    const facts = await get<NodeFacts>("node");
    this.set(Date.parse(facts.time_utc), facts.speed, (beganMs + performance.now()) / 2);
    return facts;
  }

  /** Ask now and then, for as long as the page is open; not while something else sets it. */
  keep(isSet: () => boolean = () => false): void {
    window.setInterval(() => {
      if (!isSet()) void this.sync().catch(() => undefined);
    }, SYNC_MS);
  }
}

/** The time that pictures show. */
export class ViewClock {
  /** Whether it is the node's present. */
  following = true;
  private atMs = 0;
  private markMs = 0;
  private factor = 1;
  private runs = true;
  private readonly heard = new Set<() => void>();

  constructor(private readonly world: WorldClock) {}

  /** UTC ms since 1970. */
  ms(): number {
    if (this.following) return this.world.nowMs();
    if (!this.runs) return this.atMs;
    return this.atMs + (performance.now() - this.markMs) * this.factor;
  }

  /** Seconds shown in one second here; negative: backwards. */
  get rate(): number {
    return this.following ? this.world.speed : this.factor;
  }

  set rate(rate: number) {
    this.anchor(this.ms());
    this.factor = rate;
    this.runs = true;
    this.tell();
  }

  get playing(): boolean {
    return this.following || this.runs;
  }

  set playing(playing: boolean) {
    if (playing === this.playing) return;
    this.anchor(this.ms());
    this.runs = playing;
    this.tell();
  }

  /** Go back to the node's present. */
  follow(): void {
    if (this.following) return;
    this.following = true;
    this.factor = 1;
    this.runs = true;
    this.tell();
  }

  /** Show this instant, UTC ms since 1970; it stands still if it did. */
  set(ms: number): void {
    const ran = !this.following && this.runs;
    this.anchor(ms);
    this.runs = ran;
    this.tell();
  }

  /** Run this when it was moved, stopped or let go, and not as it passes. */
  on(run: () => void): () => void {
    this.heard.add(run);
    return () => this.heard.delete(run);
  }

  private anchor(ms: number): void {
    if (this.following) this.factor = this.world.speed;
    this.following = false;
    this.atMs = ms;
    this.markMs = performance.now();
  }

  private tell(): void {
    for (const run of this.heard) run();
  }
}

export const clock = new WorldClock();
export const view = new ViewClock(clock);
