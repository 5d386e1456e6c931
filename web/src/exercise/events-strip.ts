/** The whole exercise on one line: what was given, what is to come, what truly happened, and now. */
import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { utc } from "../time/format";
import { linear, type Scale } from "../ui/axes";
import { plotStyles, Sized } from "../ui/plot";
import { base } from "../ui/tokens";
import type { Clock, Inject, Tells } from "./model";
import { afterBegin, INJECT_SIGNS } from "./words";

const [LEFT, RIGHT, HEIGHT] = [64, 14, 86];
const [GIVEN_Y, TRUTH_Y, AXIS_Y] = [18, 46, 62];
const STEPS_S = [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Round spans after the begin, about so many. */
export function marksAfter(durationS: number, count: number): number[] {
  const step = STEPS_S.find((each) => durationS / each <= count) ?? 2_592_000;
  return Array.from({ length: Math.floor(durationS / step) + 1 }, (_, n) => n * step);
}

@customElement("cspo-events-strip")
export class EventsStrip extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 86px;
      }
      .lane {
        stroke: var(--line);
        stroke-width: 1px;
      }
      .past {
        fill: var(--surface-3);
      }
      .mark {
        cursor: pointer;
      }
      .given {
        fill: var(--ok);
        stroke: var(--ok);
      }
      .waiting {
        fill: var(--surface);
        stroke: var(--text-2);
      }
      .held {
        fill: var(--warning);
        stroke: var(--warning);
      }
      .skipped {
        fill: none;
        stroke: var(--text-2);
      }
      .failed {
        fill: var(--emergency);
        stroke: var(--emergency);
      }
      .truth {
        fill: var(--cat-2);
      }
      .chosen {
        fill: none;
        stroke: var(--focus);
        stroke-width: 2px;
      }
    `,
  ];

  @property({ attribute: false }) clock!: Clock;
  @property({ attribute: false }) injects: readonly Inject[] = [];
  @property({ attribute: false }) truths: readonly Tells[] = [];
  /** How far its world is, s. */
  @property({ type: Number }) nowS = 0;
  @property({ type: Number }) chosen = 0;
  private readonly sized = new Sized(this);

  override render() {
    const width = this.sized.width;
    if (!width) return nothing;
    const { clock } = this;
    const x = linear([0, clock.duration_s], [LEFT, width - RIGHT]);
    const nowX = x(Math.min(this.nowS, clock.duration_s));
    return html`<svg viewBox="0 0 ${width} ${HEIGHT}" height=${HEIGHT} aria-hidden="true">
      <rect class="past" x=${LEFT} y="4" width=${Math.max(0, nowX - LEFT)} height=${AXIS_Y - 4}></rect>
      <text class="tick" x=${LEFT - 8} y=${GIVEN_Y + 4} text-anchor="end">injects</text>
      <text class="tick" x=${LEFT - 8} y=${TRUTH_Y + 4} text-anchor="end">truth</text>
      <path class="lane" d="M${LEFT} ${GIVEN_Y}H${width - RIGHT}M${LEFT} ${TRUTH_Y}H${width - RIGHT}"></path>
      ${this.ticks(x, width)}
      ${this.truths.map((each) => this.truth(each, x))}
      ${this.injects.map((each) => this.inject(each, x))}
      <path class="now" d="M${nowX} 2V${AXIS_Y}"></path>
    </svg>`;
  }

  private ticks(x: Scale, width: number) {
    const found = marksAfter(this.clock.duration_s, Math.max(2, Math.floor((width - LEFT) / 90)));
    return svg`<path class="axis" d="M${LEFT} ${AXIS_Y}H${width - RIGHT}"></path>
      ${found.map((at) => {
        const px = x(at);
        const anchor = px > width - 50 ? "end" : px < LEFT + 30 ? "start" : "middle";
        return svg`<path class="axis" d="M${px} ${AXIS_Y}v4"></path>
          <text class="tick" x=${px} y=${AXIS_Y + 18} text-anchor=${anchor}>${afterBegin(at)}</text>`;
      })}`;
  }

  private at(utcText: string): number {
    return (Date.parse(utcText) - Date.parse(this.clock.starts_utc)) / 1_000;
  }

  private truth(told: Tells, x: Scale) {
    const px = x(Math.min(this.clock.duration_s, Math.max(0, this.at(told.world_utc))));
    return svg`<path class="truth" d="M${px} ${TRUTH_Y - 7}l6 7l-6 7l-6-7z"><title>${utc(told.world_utc)}: ${told.text}</title></path>`;
  }

  private inject(inject: Inject, x: Scale) {
    const at = inject.given_utc ? this.at(inject.given_utc) : inject.at_s;
    if (at === null) return nothing; // nobody knows when its condition comes true
    const px = x(Math.min(this.clock.duration_s, Math.max(0, at)));
    const title = svg`<title>${inject.number}. ${inject.title}: ${INJECT_SIGNS[inject.state].word}, ${afterBegin(at)}</title>`;
    return svg`<g class="mark" @click=${() => this.pick(inject.number)}>
      ${inject.number === this.chosen ? svg`<circle class="chosen" cx=${px} cy=${GIVEN_Y} r="11"></circle>` : nothing}
      ${
        inject.state === "given"
          ? svg`<circle class="given" cx=${px} cy=${GIVEN_Y} r="6" stroke-width="2">${title}</circle>`
          : inject.state === "held"
            ? svg`<rect class="held" x=${px - 6} y=${GIVEN_Y - 6} width="12" height="12" stroke-width="2">${title}</rect>`
            : inject.state === "failed"
              ? svg`<path class="failed" d="M${px} ${GIVEN_Y - 7}l7 13h-14z">${title}</path>`
              : svg`<circle class=${inject.state} cx=${px} cy=${GIVEN_Y} r="6" stroke-width="2">${title}</circle>
                  ${inject.state === "skipped" ? svg`<path class="skipped" d="M${px - 4} ${GIVEN_Y - 4}l8 8m0-8l-8 8" stroke-width="2"></path>` : nothing}`
      }
    </g>`;
  }

  private pick(number: number): void {
    this.dispatchEvent(new CustomEvent<number>("pick", { detail: number }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-events-strip": EventsStrip;
  }
}
