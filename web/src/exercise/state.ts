/**
 * The exercise that this node plays in, for the frame around every view: its name beside the
 * banner, its entry in the menu, and the world's clock, which stands while the exercise does.
 */
import { get } from "../api/client";
import { asApiError } from "../api/errors";
import { session } from "../api/session";
import { world } from "../app/world";
import { clock } from "../time/clock";
import { marks } from "../ui/mark";
import type { Clock, Exercise } from "./model";
import { FASTEST } from "./words";

const EVERY_MS = 3_000;

/** The mode of a node that plays. */
export const EXERCISE = "EXERCISE";

class ExerciseState {
  /** Null: none, or nobody who may know of it has signed in. */
  value: Exercise | null = null;
  /** Whether the node has said what there is to know. */
  answered = false;
  private readonly heard = new Set<() => void>();
  private timer = 0;

  constructor() {
    session.on(() => void this.follow());
    world.on(() => void this.follow());
  }

  /** Whether the node plays; it says so to anybody. */
  get plays(): boolean {
    return world.facts?.mode === EXERCISE;
  }

  /** Its pace in two words: `× 60`, `paused`. */
  get pace(): string {
    const told = this.value?.clock;
    if (!told) return "";
    const words = { waiting: "not begun", paused: "paused", ended: "ended", running: told.speed >= FASTEST ? "fastest" : `× ${told.speed.toLocaleString("en")}` };
    return words[told.phase];
  }

  /** The newest that is known of the world's clock; the page's own clock is set by it. */
  tick(told: Clock): void {
    if (this.value) this.value = { ...this.value, clock: told };
    const runs = told.phase === "running";
    clock.set(Date.parse(told.world_utc), runs ? (told.speed_reached ?? told.speed) : 0);
    this.tell();
  }

  /** Ask now. */
  async load(): Promise<void> {
    const who = session.who?.credential;
    if (!this.plays || !who) return;
    try {
      const found = await get<Exercise>("exercise");
      if (session.who?.credential !== who) return;
      this.answered = true;
      this.value = found;
      this.tick(found.clock);
    } catch (error) {
      // A node of the mode that is in no exercise, or somebody who may not know: there is none.
      if (![403, 404].includes(asApiError(error).status)) return;
      this.answered = true;
      this.end();
    }
  }

  /** Run this when anything of it changes; returns what ends that. */
  on(run: () => void): () => void {
    this.heard.add(run);
    return () => this.heard.delete(run);
  }

  private follow(): Promise<void> {
    this.answered = false;
    this.end();
    if (!this.plays || !session.who) return Promise.resolve();
    this.timer = window.setInterval(() => {
      if (document.visibilityState === "visible") void this.load();
    }, EVERY_MS);
    return this.load();
  }

  private end(): void {
    window.clearInterval(this.timer);
    this.value = null;
    this.tell();
  }

  private tell(): void {
    marks.show(this, this.value?.marks ?? []); // its title stands beside the banner
    for (const run of this.heard) run();
  }
}

export const exercise = new ExerciseState();
