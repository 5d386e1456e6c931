import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { duration, instantMs, utc } from "../time/format";
import { linear, type Scale, timeTicks } from "../ui/axes";
import "../ui/picture";
import { plotStyles, pointIn, Sized, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import type { AssumptionView, Standing, StandingPoint } from "./model";
import { standingStyles } from "./styles";
import { STANDING_SHOWN, STANDINGS } from "./words";

const DAY_MS = 86_400_000;
const LEAST_MS = DAY_MS / 24;
const MOST_MS = 14 * DAY_MS;
const TALL = 26;
const TOP = 26;
/** How high each is drawn, of the height of its strip: what is worse is higher. */
const HEIGHTS: Readonly<Record<Standing, number>> = { fails: 1, unknown: 0.75, nearly: 0.5, holds: 0.22 };

/** For how long an assumption stood how. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly standing: Standing;
  readonly why: string;
}

/** From changes to stretches between two instants; before the first nothing is known to be drawn. */
export function stretches(history: readonly StandingPoint[], fromMs: number, untilMs: number): Stretch[] {
  const points = [...history].sort((a, b) => instantMs(a.at_utc) - instantMs(b.at_utc));
  return points.flatMap((point, n) => {
    const begins = Math.max(fromMs, instantMs(point.at_utc));
    const next = points[n + 1];
    const ends = Math.min(untilMs, next ? instantMs(next.at_utc) : untilMs);
    return ends > begins ? [{ fromMs: begins, untilMs: ends, standing: point.standing, why: point.why }] : [];
  });
}

/** What held when: a strip for each assumption, on one axis of time. */
@customElement("cspo-standing-strips")
export class StandingStrips extends LitElement {
  static override styles = [
    base,
    plotStyles,
    standingStyles,
    css`
      :host { display: block; margin-bottom: var(--s3); }
      .part { fill: var(--own); }
      .part.unknown { fill: url(#hatch); stroke: var(--text-2); }
      .number { fill: var(--text); font-weight: 650; }
      ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px var(--s4); margin: 0; padding: 0; font-size: var(--t1); }
      li b { color: var(--own); }
    `,
  ];

  @property({ attribute: false }) assumptions: readonly AssumptionView[] = [];
  @property({ type: Number }) nowMs = 0;
  @property() mark = "";
  @state() private under: { readonly x: number; readonly y: number } | null = null;
  private readonly sized = new Sized(this);

  override render() {
    const { assumptions, nowMs } = this;
    if (!assumptions.length || !nowMs) return nothing;
    const width = Math.max(320, this.sized.width);
    const first = Math.min(...assumptions.flatMap((each) => each.history.map((point) => instantMs(point.at_utc))));
    const span = Math.min(MOST_MS, Math.max(LEAST_MS, (nowMs - first) * 1.02));
    const x = linear([nowMs - span, nowMs], [30, width - 34]);
    const height = TOP + assumptions.length * TALL + 24;
    return html`<cspo-picture name="plan-standing" caption="What held when" .marked=${[this.mark]}>
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.words(x)}
        @pointermove=${(event: PointerEvent) => (this.under = pointIn(event))} @pointerleave=${() => (this.under = null)}>
        <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--surface-3)"></rect><path d="M0 0V6" stroke="var(--text-2)" stroke-width="3"></path></pattern></defs>
        ${timeTicks(x.domain[0], x.domain[1], Math.max(2, Math.round(width / 150))).map((tick) => svg`
          <path class="grid" d="M${x(tick.at)} ${TOP - 6}V${height - 20}"></path>
          <text class="tick" x=${x(tick.at)} y=${height - 5} text-anchor="middle">${tick.text}</text>`)}
        <text class="tick" x=${width - 34} y="14" text-anchor="middle">now</text>
        <text class="tick" x="30" y="14">UTC</text>
        ${assumptions.map((each, n) => this.strip(each, TOP + n * TALL, x))}
        ${this.note(x, width, height)}
      </svg>
      <div slot="text"><ul aria-label="How it is drawn">${STANDINGS.map((each) => html`<li class=${each}><b aria-hidden="true">${STANDING_SHOWN[each].glyph}</b> ${STANDING_SHOWN[each].word}</li>`)}</ul></div>
    </cspo-picture>`;
  }

  private strip(each: AssumptionView, top: number, x: Scale) {
    const bottom = top + TALL - 5;
    const drawn = TALL - 8;
    return svg`<text class="tick number" x="20" y=${bottom - 3} text-anchor="end">${each.number}</text>
      <path class="axis" d="M${x.range[0]} ${bottom}H${x.range[1]}" opacity="0.5"></path>
      ${stretches(each.history, ...x.domain).map((part) => {
        const tall = drawn * HEIGHTS[part.standing];
        return svg`<rect class="part ${part.standing}" x=${x(part.fromMs)} width=${Math.max(1.5, x(part.untilMs) - x(part.fromMs))} y=${bottom - tall} height=${tall}></rect>`;
      })}`;
  }

  private note(x: Scale, width: number, height: number) {
    const { under } = this;
    if (!under) return nothing;
    const each = this.assumptions[Math.floor((under.y - TOP) / TALL)];
    const at = x.invert(under.x);
    const part = each && stretches(each.history, ...x.domain).find(({ fromMs, untilMs }) => at >= fromMs && at < untilMs);
    if (!part) return nothing;
    const box = { left: 4, right: width - 4, top: 2, bottom: height - 2 };
    return tip(box, under.x, under.y, [
      `${each.number}: ${STANDING_SHOWN[part.standing].word} for ${duration(part.untilMs - part.fromMs)}`,
      `from ${utc(part.fromMs, "min")}`,
    ]);
  }

  private words(x: Scale): string {
    const told = this.assumptions.map((each) => {
      const changes = stretches(each.history, ...x.domain).map(({ fromMs, standing }) => `${STANDING_SHOWN[standing].word} from ${utc(fromMs, "min")}`);
      return `Assumption ${each.number}: ${changes.slice(-4).join(", ")}`;
    });
    return `${told.join(". ")}.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-standing-strips": StandingStrips;
  }
}
