import { LitElement, css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";

import { EXERCISE, exercise } from "../exercise/state";
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
      .mark {
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
      .exercise {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: center;
        gap: 0 var(--s4);
        padding: 3px var(--s3);
        text-align: center;
        color: #1b1300;
        background: repeating-linear-gradient(-45deg, #ffd24d 0 14px, #f3bd1d 14px 28px);
        print-color-adjust: exact;
      }
      .exercise strong {
        font-size: var(--t3);
        font-weight: 800;
        letter-spacing: 0.16em;
        white-space: nowrap;
      }
      .exercise strong span {
        font: inherit;
      }
      .exercise > span {
        font-size: var(--t2);
        font-weight: 600;
      }
      .rail {
        position: fixed;
        inset: 0;
        z-index: 20;
        pointer-events: none;
        border: 5px solid;
        border-block-start: 0;
        border-image: repeating-linear-gradient(-45deg, #ffd24d 0 14px, #1b1300 14px 28px) 5;
        print-color-adjust: exact;
      }
      @media (max-width: 560px) {
        .exercise {
          padding: 2px var(--s2);
        }
        .exercise .third {
          display: none;
        }
        .exercise .why {
          display: none;
        }
        .rail {
          border-width: 3px;
        }
      }
    `,
  ];

  private ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const again = () => this.requestUpdate();
    this.ends = [marks.on(again), world.on(again), exercise.on(again)];
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
    return html`<div class="mark ${highest ? tone : "none"}" role="note" aria-label="Highest mark on screen">
      <span title="The highest mark of what is on the screen">${words}</span>
      ${mode && mode !== "REAL" && mode !== EXERCISE
        ? html`<span class="unreal" title=${UNREAL[mode] ?? ""}>${mode}</span>`
        : nothing}
    </div>
    ${mode === EXERCISE ? this.played() : nothing}`;
  }

  /** A band across the page and a rail around it: whatever is cut out of a screen shows one of them. */
  private played() {
    const title = exercise.value?.title ?? "";
    return html`<div class="exercise" role="note" aria-label="Exercise">
        <strong>EXERCISE<span class="hidden-text">.</span> <span aria-hidden="true">EXERCISE <span class="third">EXERCISE</span></span></strong>
        ${title ? html`<span>${title}</span>` : nothing}
        <span class="why">Nothing here is real, and nothing of it may be acted on outside it.</span>
      </div>
      <div class="rail" aria-hidden="true"></div>`;
  }
}

const UNREAL: Readonly<Record<string, string>> = {
  SIMULATED: "Nobody has said any of this: it is made up to try things out",
  TEST: "This tries the equipment: nothing of it may be acted on",
};

declare global {
  interface HTMLElementTagNameMap {
    "cspo-banner": Banner;
  }
}
