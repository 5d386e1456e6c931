/** Who one is at this node, and what one may do here. */
import { get } from "./client";
import type { components } from "./schema";

/** As `GET /api/v1/session` answers. */
export type Session = Readonly<components["schemas"]["SessionView"]>;

export type Right =
  | "self" | "read" | "ingest" | "watch" | "coordinate" | "release" | "status" | "direct" | "admin";

class SessionState {
  /** Null until somebody has signed in. */
  who: Session | null = null;
  private readonly heard = new Set<() => void>();

  /** Whether one may do this here; the node decides anew each time it is asked. */
  may(right: Right): boolean {
    return this.who?.rights.includes(right) ?? false;
  }

  /** Whether one is a guest here: speaks for an organization, not for the nation. */
  get isGuest(): boolean {
    return this.who !== null && this.who.party !== this.who.nation;
  }

  /** Somebody has signed in, or out. */
  set(who: Session | null): void {
    if (this.who?.credential === who?.credential) return;
    this.who = who;
    for (const run of this.heard) run();
  }

  /** Ask the node who one is. */
  async load(): Promise<void> {
    this.set(await get<Session>("session"));
  }

  /** Run this when somebody signs in or out; returns what ends that. */
  on(run: () => void): () => void {
    this.heard.add(run);
    return () => this.heard.delete(run);
  }
}

export const session = new SessionState();
