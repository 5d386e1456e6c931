import { LitElement, css, html, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { clock, view } from "../time/clock";
import { duration, local, utc } from "../time/format";
import { base } from "../ui/tokens";

const RATES = [-600, -60, -1, 1, 10, 60, 600] as const;
/** How far the slider goes to either side of now. */
const SPANS_H = [2, 24, 72, 240] as const;
const TICK_MS = 250;
const STEP_MS = 60_000;

/** The time that pictures show: past, now, future, stopped or at another speed. */
@customElement("cspo-time-bar")
export class TimeBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        background: var(--surface-2);
        border-top: 1px solid var(--line);
        padding: var(--s1) var(--s3);
      }
      .bar {
        display: grid;
        grid-template-columns: auto minmax(8rem, 1fr) auto;
        align-items: center;
        gap: var(--s1) var(--s3);
      }
      .buttons {
        display: flex;
        gap: var(--s1);
      }
      .buttons button {
        min-width: var(--target);
        padding: 0 var(--s2);
      }
      svg {
        width: 16px;
        height: 16px;
        fill: currentColor;
        stroke: currentColor;
        stroke-width: 2;
      }
      output {
        display: grid;
        align-content: center;
        line-height: 1.15;
        min-width: 12rem;
        font-size: var(--t3);
        font-weight: 650;
        white-space: nowrap;
      }
      .off {
        font-size: var(--t1);
        font-weight: 400;
        color: var(--text-2);
      }
      .moved .off {
        color: var(--warning);
        font-weight: 650;
      }
      .slider {
        display: grid;
        grid-template-columns: auto 1fr auto;
        align-items: center;
        gap: var(--s2);
        font-size: var(--t1);
        color: var(--text-2);
        white-space: nowrap;
      }
      input[type="range"] {
        width: 100%;
        min-height: 24px;
      }
      @media (max-width: 760px) {
        .bar {
          grid-template-columns: 1fr auto;
        }
        .slider {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  /** Hours to either side of now. */
  @property({ type: Number }) spanH = 24;
  private timer = 0;
  private end: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.end = view.on(() => this.requestUpdate());
    this.timer = window.setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    this.end();
  }

  override render() {
    const atMs = view.ms();
    const offMs = atMs - clock.nowMs();
    const rate = view.playing ? view.rate : 0;
    return html`<div class="bar ${view.following ? "" : "moved"}" role="group" aria-label="Time shown">
      <div class="buttons">
        <button title="One minute back (,)" aria-label="One minute back" @click=${() => this.step(-1)}>${icon("M5 3v10M13 3v10L7 8z")}</button>
        <button
          title=${view.playing ? "Stop (Space)" : "Run (Space)"}
          aria-label=${view.playing ? "Stop time" : "Run time"}
          @click=${() => (view.playing = !view.playing)}
        >${icon(view.playing ? "M5 3v10M11 3v10" : "M4 2.5v11L13 8z")}</button>
        <button title="One minute on (.)" aria-label="One minute on" @click=${() => this.step(1)}>${icon("M11 3v10M3 3v10l6-5z")}</button>
        <button aria-pressed=${view.following ? "true" : "false"} title="Back to now (n)" @click=${() => view.follow()}>Now</button>
      </div>
      <div class="slider">
        <span>−${this.spanH} h</span>
        <input
          type="range" min=${-this.spanH * 60} max=${this.spanH * 60} step="1"
          aria-label="Time shown, minutes from now" aria-valuetext=${utc(atMs, "min")}
          .value=${String(Math.round(offMs / 60_000))} @input=${this.slide}
        />
        <span>+${this.spanH} h</span>
      </div>
      <div class="buttons">
        <output title=${local(atMs)}>${utc(atMs)}
          <span class="off">${this.words(offMs, rate)}</span>
        </output>
        <label class="hidden-text" for="rate">Speed of time</label>
        <select id="rate" title="Speed of time" @change=${this.setRate}>
          ${this.rates().map(
            (each) => html`<option value=${each} ?selected=${each === view.rate}>${rateText(each)}</option>`,
          )}
        </select>
        <label class="hidden-text" for="span">How far the slider goes</label>
        <select id="span" title="How far the slider goes to either side of now" @change=${this.setSpan}>
          ${SPANS_H.map(
            (each) => html`<option value=${each} ?selected=${each === this.spanH}>${each < 48 ? `± ${each} h` : `± ${each / 24} d`}</option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  private words(offMs: number, rate: number): string {
    if (view.following) return rate === 1 ? "now" : `now, ${rateText(rate)}`;
    const off = `${duration(offMs)} ${offMs < 0 ? "before" : "after"} now`;
    return rate === 0 ? `${off}, stopped` : off;
  }

  /** Those that are offered, and the node's own where it is another one. */
  private rates(): number[] {
    return [...new Set([...RATES, view.rate])].sort((a, b) => a - b);
  }

  private step(minutes: number): void {
    view.set(view.ms() + minutes * STEP_MS);
  }

  private slide(event: Event): void {
    const minutes = Number((event.target as HTMLInputElement).value);
    view.set(clock.nowMs() + minutes * 60_000);
  }

  private setRate(event: Event): void {
    view.rate = Number((event.target as HTMLSelectElement).value);
  }

  private setSpan(event: Event): void {
    this.spanH = Number((event.target as HTMLSelectElement).value);
  }
}

/** A drawing of 16 by 16. */
function icon(path: string) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${path} />`}</svg>`;
}

function rateText(rate: number): string {
  return rate < 0 ? `−${-rate} ×` : `${rate} ×`;
}


declare global {
  interface HTMLElementTagNameMap {
    "cspo-time-bar": TimeBar;
  }
}
