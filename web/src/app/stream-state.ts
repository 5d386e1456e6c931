import { LitElement, css, html } from "lit";
import { customElement } from "lit/decorators.js";

import { stream, type StreamState } from "../api/stream";
import { local, utc } from "../time/format";
import { base } from "../ui/tokens";

const WORDS: Readonly<Record<StreamState, readonly [string, string, string]>> = {
  live: ["●", "Live", "What comes in at the node is here at once"],
  "catching-up": ["◐", "Catching up", "Reading what came in meanwhile"],
  lost: ["▲", "Lost", "The node does not answer; what is shown may be old. The page tries again"],
  off: ["○", "Off", "Not connected"],
};

/** Whether the page is as new as the node, and since when. */
@customElement("cspo-stream-state")
export class StreamStateBadge extends LitElement {
  static override styles = [
    base,
    css`
      span {
        font-size: var(--t2);
        white-space: nowrap;
        color: var(--text-2);
      }
      .live b {
        color: var(--ok);
      }
      .lost {
        color: var(--emergency);
        font-weight: 650;
      }
      .catching-up b {
        color: var(--warning);
      }
    `,
  ];

  private end = () => undefined as unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    this.end = stream.onState(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
  }

  override render() {
    const [glyph, word, what] = WORDS[stream.state];
    const since = utc(stream.sinceMs).slice(11);
    const title = `${what}. Since ${utc(stream.sinceMs)} (${local(stream.sinceMs)}).`;
    return html`<span role="status" class=${stream.state} title=${title}>
      <b aria-hidden="true">${glyph}</b> ${word}${stream.state === "lost" ? ` since ${since}` : ""}
    </span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-stream-state": StreamStateBadge;
  }
}
