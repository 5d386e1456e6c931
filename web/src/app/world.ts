/** What the node tells of itself to anybody: whose it is, its mode, its neighbours. */
import { clock, type NodeFacts } from "../time/clock";

class World {
  facts: NodeFacts | null = null;
  private readonly heard = new Set<() => void>();

  /** Ask the node, and set the clock by it. */
  async load(): Promise<NodeFacts> {
    this.facts = await clock.sync();
    for (const run of this.heard) run();
    return this.facts;
  }

  /** The other nations on this machine, this one among them: there is more than one in the box. */
  get nations(): readonly string[] {
    return this.facts?.neighbours ?? [];
  }

  /** Run this when it is known; returns what ends that. */
  on(run: () => void): () => void {
    this.heard.add(run);
    return () => this.heard.delete(run);
  }
}

export const world = new World();
