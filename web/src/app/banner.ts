import { LitElement, css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";

import { LEVEL_WORDS, marks, rankOf } from "../ui/mark";
import { base } from "../ui/tokens";
import { world } from "./world";

/** The highest mark of what is on the screen, and whether any of it is real. */
@customElement("cspo-banner")
export class Banner extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        justify-content: center;
        gap: var(--s4);
        padding: 1px var(--s3);
        font-size: var(--t1);
        font-weight: 700;
        letter-spacing: 0.06em;
        color: #ffffff;
        background: #1d6b3d;
      }
      .none {
        background: #45566e;
      }
      .r {
        background: #1a4fa3;
      }
      .c {
        background: #5b3a9e;
      }
      .s {
        background: #a81b1b;
      }
      .ts {
        background: #ffb000;
        color: #1b1300;
      }
      .unreal {
        padding: 0 var(--s2);
        border-radius: 2px;
        color: #1b1300;
        background: repeating-linear-gradient(45deg, #ffd24d 0 10px, #f3bd1d 10px 20px);
      }
    `,
  ];

  private ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const again = () => this.requestUpdate();
    this.ends = [marks.on(again), world.on(again)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
  }

  override render() {
    const highest = marks.highest();
    const tone = ["", "r", "c", "s"][rankOf(highest)] ?? "ts";
    const words = highest ? (LEVEL_WORDS[highest] ?? highest) : "NOTHING MARKED ON SCREEN";
    const mode = world.facts?.mode ?? "";
    return html`<div class=${highest ? tone : "none"} role="note" aria-label="Highest mark on screen">
      <span title="The highest mark of what is on the screen">${words}</span>
      ${mode && mode !== "REAL"
        ? html`<span class="unreal" title=${UNREAL[mode] ?? ""}>${mode}</span>`
        : nothing}
    </div>`;
  }
}

const UNREAL: Readonly<Record<string, string>> = {
  SIMULATED: "Nobody has said any of this: it is made up to try things out",
  EXERCISE: "This is played: nothing of it may be acted on",
};

declare global {
  interface HTMLElementTagNameMap {
    "cspo-banner": Banner;
  }
}
