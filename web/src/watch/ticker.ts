/** Draws a host anew as time passes, so that every countdown on it is true. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const SECOND_MS = 1_000;

/** One beat a second, or as often as is said, while the host is on the page and the page is in sight. */
export class Ticker implements ReactiveController {
  private timer = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly everyMs = SECOND_MS,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.timer = window.setInterval(() => {
      if (document.visibilityState === "visible") this.host.requestUpdate();
    }, this.everyMs);
  }

  hostDisconnected(): void {
    window.clearInterval(this.timer);
  }
}
