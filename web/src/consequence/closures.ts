import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { duration, instantMs, number, probability, utc } from "../time/format";
import { linear, numberTicks, timeTicks } from "../ui/axes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import { bandText } from "./bands";
import type { ClosureSpan, LaunchDay, LaunchResult, WindowView } from "./model";

/** What closes a window: word, colour, and where it stands in its strip. */
export const WHY: Readonly<Record<string, readonly [words: string, token: string]>> = {
  crewed: ["crewed, within 200 km", "cat-2"], active: ["active payloads", "cat-1"], debris: ["debris, by probability", "cat-4"],
  cloud: ["the cloud itself", "cat-6"],
};
const KINDS = Object.keys(WHY);
const LANE_PX = 20;
const STRIP_PX = LANE_PX * KINDS.length + 8;

/** Closed seconds of a window, cause by cause, before and after an event. */
@customElement("cspo-closures")
export class Closures extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .cat-1 { fill: var(--cat-1); }
      .cat-2 { fill: var(--cat-2); }
      .cat-4 { fill: var(--cat-4); }
      .cat-6 { fill: var(--cat-6); }
      .open { fill: var(--surface-2); stroke: var(--line); }
    `,
  ];

  @property({ attribute: false }) result?: LaunchResult;
  @property({ attribute: false }) marked: readonly string[] = [];
  @state() private over: { span: ClosureSpan; x: number; y: number } | null = null;
  private readonly sized = new Sized(this);

  override render() {
    const { result } = this;
    if (!result) return nothing;
    const startMs = instantMs(result.start_utc);
    return html`<cspo-picture name="closures-${result.site}" caption="Closed seconds of the window, by what closes it" .marked=${this.marked} .atMs=${startMs}>
      ${this.picture(result, startMs)}
      <p slot="text" class="hidden-text">${result.headline}</p>
    </cspo-picture>`;
  }

  private picture(result: LaunchResult, startMs: number) {
    const width = Math.max(this.sized.width, 320);
    const [left, right] = [176, width - 26];
    const strips: [string, WindowView, number][] = [["Before", result.before, 26]];
    if (result.after) strips.push(["After the break-up", result.after, 26 + STRIP_PX + 34]);
    const end = (strips.at(-1)?.[2] ?? 0) + STRIP_PX;
    const x = linear([0, result.window_s], [left, right]);
    const ticks = timeTicks(startMs, startMs + result.window_s * 1_000, Math.max(3, Math.round(width / 150)));
    const box: Box = { left, right, top: 20, bottom: end };
    return html`<svg viewBox="0 0 ${width} ${end + 46}" role="img" aria-label=${result.headline}
      @pointermove=${(event: PointerEvent) => this.moved(event, strips, x)} @pointerleave=${() => (this.over = null)}>
      ${strips.map(([words, view, top]) => svg`<text class="label" x="4" y=${top - 8}>${words}: ${duration(view.closed_s * 1_000)} closed of ${duration(result.window_s * 1_000)}</text>
        <rect class="open" x=${left} y=${top} width=${right - left} height=${STRIP_PX}></rect>
        ${KINDS.map((why, n) => lane(why, n, view, top, x))}`)}
      ${ticks.map((tick) => svg`<path class="grid" d="M${x((tick.at - startMs) / 1_000)} 20V${end}"></path>
        <text class="tick" x=${x((tick.at - startMs) / 1_000)} y=${end + 16} text-anchor="middle">${tick.text}</text>`)}
      <text class="label" x=${(left + right) / 2} y=${end + 36} text-anchor="middle">lift-off, UTC</text>
      ${this.over ? tip(box, this.over.x, this.over.y, spanLines(this.over.span, startMs)) : nothing}
    </svg>`;
  }

  private moved(event: PointerEvent, strips: readonly (readonly [string, WindowView, number])[], x: (s: number) => number): void {
    const at = pointIn(event);
    for (const [, view, top] of strips) {
      const n = Math.floor((at.y - top - 4) / LANE_PX);
      const why = KINDS[n];
      if (at.y < top || at.y > top + STRIP_PX || !why) continue;
      const span = view.spans.find((each) => each.why === why && x(each.first_s) - 3 <= at.x && at.x <= x(each.last_s + 1) + 3);
      this.over = span ? { span, ...at } : null;
      return;
    }
    this.over = null;
  }
}

function lane(why: string, n: number, view: WindowView, top: number, x: (s: number) => number) {
  const [words = why, token = "cat-8"] = WHY[why] ?? [];
  const y = top + 4 + n * LANE_PX;
  const path = view.spans.filter((each) => each.why === why).map((each) => {
    const wide = Math.max(x(each.last_s + 1) - x(each.first_s), 1);
    return `M${x(each.first_s).toFixed(1)} ${y + 2}h${wide.toFixed(1)}v${LANE_PX - 4}h${(-wide).toFixed(1)}z`;
  });
  return svg`<text class="tick" x="168" y=${y + 14} text-anchor="end">${words}</text>
    <path class=${token} d=${path.join("") || "M0 0"}></path>`;
}

/** What a span says, line by line. */
export function spanLines(span: ClosureSpan, startMs: number): string[] {
  const [words = span.why] = WHY[span.why] ?? [];
  const seconds = span.last_s - span.first_s + 1;
  return [
    `${utc(startMs + span.first_s * 1_000)}, ${number(seconds)} s`,
    [words, span.name || span.object].filter(Boolean).join(": "),
    [
      span.miss_distance_km === null ? "" : `comes to ${number(span.miss_distance_km, 1, "km")}`,
      span.probability === null ? "" : `probability ${probability(span.probability)}`,
    ].filter(Boolean).join(", "),
  ].filter(Boolean);
}

/** The same window day by day after the event: how much of it is closed. */
@customElement("cspo-launch-calendar")
export class LaunchCalendar extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .bar { fill: var(--cat-4); }
      .band { stroke: var(--text); stroke-width: 1.5px; fill: none; }
      .before { stroke: var(--cat-1); stroke-width: 2px; stroke-dasharray: 6 4; fill: none; }
    `,
  ];

  @property({ attribute: false }) result?: LaunchResult;
  @property({ attribute: false }) marked: readonly string[] = [];
  @state() private under = -1;
  private readonly sized = new Sized(this);

  override render() {
    const { result } = this;
    if (!result?.calendar.length) return nothing;
    const words = calendarWords(result);
    return html`<cspo-picture name="calendar-${result.site}" caption="The same window day by day after the break-up: how much of it is closed" .marked=${this.marked} .atMs=${instantMs(result.start_utc)}>
      ${this.picture(result, result.calendar, words)}
      <p slot="text" class="hidden-text">${words}</p>
    </cspo-picture>`;
  }

  private picture(result: LaunchResult, days: readonly LaunchDay[], words: string) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 70, right: width - 14, top: 30, bottom: 250 };
    const slot = (box.right - box.left) / days.length;
    const most = Math.max(result.before.closed_s, 1, ...days.map((each) => each.closed_s.high));
    const y = linear([0, most * 1.05], [box.bottom, box.top]);
    const every = Math.max(1, Math.ceil(days.length / Math.max(2, width / 110)));
    const middle = (n: number) => box.left + (n + 0.5) * slot;
    const x = linear([0, days.length], [box.left, box.right]);
    const ticks = days.flatMap((each, n) => (n % every ? [] : [{ at: n + 0.5, text: each.day_utc.slice(5, 10) }]));
    const shown = days[this.under];
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${words}
      @pointermove=${(event: PointerEvent) => (this.under = Math.floor((pointIn(event).x - box.left) / slot))} @pointerleave=${() => (this.under = -1)}>
      <path class="before" d="M${box.left} 14h26"></path><text class="tick" x=${box.left + 34} y="18">before the event: ${number(result.before.closed_s)} s</text>
      ${frame(box, { scale: x, ticks, label: "day of the window, UTC" }, { scale: y, ticks: numberTicks(0, most, 5), label: "closed, s" })}
      ${days.map((each, n) => svg`<rect class="bar" x=${middle(n) - slot * 0.36} width=${slot * 0.72} y=${y(each.closed_s.expected)} height=${box.bottom - y(each.closed_s.expected)} fill-opacity="0.75"></rect>
        <path class="band" d="M${middle(n)} ${y(each.closed_s.low)}V${y(each.closed_s.high)}"></path>`)}
      <path class="before" d="M${box.left} ${y(result.before.closed_s)}H${box.right}"></path>
      ${shown ? tip(box, middle(this.under), box.top + 40, [shown.day_utc.slice(0, 10), `${number(shown.after_days, 1)} d after`, `${bandText(shown.closed_s, "s")} closed`]) : nothing}
    </svg>`;
  }
}

function calendarWords(result: LaunchResult): string {
  const [first] = result.calendar;
  const access = result.access_days;
  return `Before the event ${number(result.before.closed_s)} s of the window are closed; on the first day after it ${bandText(first?.closed_s, "s")}. ` +
    (access ? `No more is closed than before after ${bandText(access, "d")}.` : "When no more is closed than before is not known.");
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-closures": Closures;
    "cspo-launch-calendar": LaunchCalendar;
  }
}
