import { patchParams, type RouteParams } from "../app/router";

/** Puts changes into the address when the hand rests: all that came meanwhile, at once. */
export class Resting {
  private changes: RouteParams = {};
  private timer = 0;

  /** Waits so long after the last change, ms. */
  constructor(private readonly settleMs: number) {}

  keep(changes: RouteParams): void {
    this.changes = { ...this.changes, ...changes };
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const all = this.changes;
      this.changes = {};
      patchParams(all);
    }, this.settleMs);
  }

  /** Nothing that waits is put there any more. */
  stop(): void {
    window.clearTimeout(this.timer);
    this.changes = {};
  }
}
