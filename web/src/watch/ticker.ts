/** Draws a host anew as time passes, so that every countdown on it is true. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const EVERY_MS = 1_000;

/** One beat a second, while the host is on the page and the page is in sight. */
export class Ticker implements ReactiveController {
  private timer = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.timer = window.setInterval(() => {
      if (document.visibilityState === "visible") this.host.requestUpdate();
    }, EVERY_MS);
  }

  hostDisconnected(): void {
    window.clearInterval(this.timer);
  }
}
