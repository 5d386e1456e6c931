import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { colorOf, shapeAt, sourceStyles } from "../conjunctions/source-styles";
import { instantMs, utc } from "../time/format";
import { extent, linear, log10, logTicks, numberTicks, timeTicks } from "../ui/axes";
import "../ui/picture";
import { type Box, frame, nearest, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import "../ui/table";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import type { HistoryPoint } from "./model";
import { decadesOf } from "./opinion-plot";
import { GRAVITY_SHOWN, likelihoodText, perText } from "./words";

const TALL = 230;

const COLUMNS: readonly Column<HistoryPoint>[] = [
  { id: "made", title: "Made", unit: "UTC", text: (row) => utc(row.made_utc), sort: (row) => row.made_utc,
    cell: (row) => html`<a href=${href("records", [row.record])}>${utc(row.made_utc)}</a>` },
  { id: "origin", title: "Whose", text: (row) => row.origin, sort: (row) => row.origin },
  { id: "likelihood", title: "How likely", text: (row) => likelihoodText(row.likelihood), sort: (row) => row.likelihood.value ?? NaN },
  { id: "gravity", title: "How bad", text: (row) => GRAVITY_SHOWN[row.gravity].word, sort: (row) => row.gravity },
  { id: "confidence", title: "Confidence", text: (row) => row.confidence, sort: (row) => row.confidence },
  { id: "text", title: "Why anew", text: (row) => row.text },
];

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly point: HistoryPoint;
}

/** How an assessment changed, of each nation that made one: what was expected, from low to high, until the next. */
@customElement("cspo-assessment-history")
export class AssessmentHistory extends LitElement {
  static override styles = [
    base,
    plotStyles,
    sourceStyles,
    css`
      :host { display: block; min-width: 0; }
      .line { fill: none; stroke: var(--own); stroke-width: 1.5; }
      .ground { fill: var(--own); opacity: 0.16; }
      .shape { fill: var(--own); stroke: var(--surface); stroke-width: 1; }
      .hollow { fill: var(--surface); stroke: var(--own); stroke-width: 2; }
      ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px var(--s4); margin: 0 0 var(--s1); padding: 0; font-size: var(--t2); }
      li svg { width: 14px; height: 14px; vertical-align: -2px; }
      details { margin-top: var(--s2); font-size: var(--t2); }
      summary { cursor: pointer; min-height: 24px; }
      cspo-table { max-height: 22rem; }
    `,
  ];

  @property({ attribute: false }) history: readonly HistoryPoint[] = [];
  @property({ type: Number }) nowMs = 0;
  @property() mark = "";
  @state() private picked: Drawn | null = null;
  private readonly sized = new Sized(this);

  override render() {
    const { history } = this;
    const unit = history.at(-1)?.likelihood.unit ?? "1";
    const known = history.filter((each) => each.likelihood.unit === unit && each.likelihood.value !== null);
    const origins = [...new Set(history.map((each) => each.origin))].sort();
    return html`${known.length ? this.plot(known, origins, unit) : html`<cspo-empty heading="No number yet">Nobody has said how likely it is.</cspo-empty>`}
      <details ?open=${!known.length}><summary>All ${history.length} assessments as a table</summary>
        <cspo-table name="assessment-history" caption="Assessments of it, newest first" .picks=${false} .columns=${COLUMNS} .rows=${[...history].reverse()} .key=${(row: HistoryPoint) => row.record}></cspo-table></details>`;
  }

  private plot(known: readonly HistoryPoint[], origins: readonly string[], unit: string) {
    const width = Math.max(320, this.sized.width);
    const box: Box = { left: 64, right: width - 14, top: 10, bottom: 10 + TALL };
    const x = linear(extent([...known.map((each) => instantMs(each.made_utc)), this.nowMs], 0.02), [box.left, box.right]);
    const { y, ticks } = vertical(known, unit, box);
    const lines = origins.map((origin) => known.filter((each) => each.origin === origin).map((point): Drawn => {
      const { low, value, high } = point.likelihood;
      return { x: x(instantMs(point.made_utc)), y: y(value ?? 0), low: low === null ? null : y(low), high: high === null ? null : y(high), point };
    }));
    const per = known.at(-1)?.likelihood;
    return html`<ul aria-label="Whose">${origins.map((each, n) => html`<li class=${colorOf(n)}><svg viewBox="0 0 14 14" aria-hidden="true">${shapeAt(n, 7, 7, 11)}</svg> ${each}</li>`)}</ul>
      <cspo-picture name="assessment-history" caption="How it was assessed over time" .marked=${[this.mark]}>
      <svg viewBox="0 0 ${width} ${box.bottom + 44}" role="img" aria-label=${this.words(known, origins)}
        @pointermove=${(event: PointerEvent) => this.point(event, lines.flat())} @pointerleave=${() => (this.picked = null)}>
        ${frame(box, { scale: x, ticks: timeTicks(...x.domain, Math.max(3, Math.round(width / 150))), label: "made, UTC" },
          { scale: y, ticks, label: unit === "1" ? `probability ${per ? perText(per) : ""}` : `in ${unit}` })}
        ${svg`<path class="now" d="M${x(this.nowMs)} ${box.top}V${box.bottom}"></path>`}
        ${lines.map((line, n) => grounds(line, n, x(this.nowMs), box))}
        ${lines.map((line, n) => drawn(line, n, x(this.nowMs), box))}
        ${this.picked ? tip(box, this.picked.x, this.picked.y, tipLines(this.picked.point)) : nothing}
      </svg>
      ${unit === "1" && known.some((each) => each.likelihood.value === 0) ? html`<p slot="text" class="small quiet-text">A probability of 0 stands at the lower edge.</p>` : nothing}</cspo-picture>`;
  }

  private point(event: PointerEvent, points: readonly Drawn[]): void {
    this.picked = points[nearest(points, pointIn(event), 22)] ?? null;
  }

  private words(known: readonly HistoryPoint[], origins: readonly string[]): string {
    const told = origins.flatMap((origin) => {
      const last = known.filter((each) => each.origin === origin).at(-1);
      return last ? [`${origin}: ${likelihoodText(last.likelihood)} at ${utc(last.made_utc, "min")}`] : [];
    });
    return `Last ${told.join("; ")}. The same in the table below.`;
  }
}

function vertical(known: readonly HistoryPoint[], unit: string, box: Box) {
  if (unit === "1") {
    const domain = decadesOf(known.map((each) => each.likelihood));
    const clamped = log10(domain, [box.bottom, box.top]);
    const y = Object.assign((value: number) => clamped(Math.max(domain[0], Math.min(domain[1], value))), clamped);
    return { y, ticks: logTicks(...domain) };
  }
  const most = Math.max(...known.map(({ likelihood: { value, high } }) => high ?? value ?? 0), 1e-9) * 1.05;
  return { y: linear([0, most], [box.bottom, box.top]), ticks: numberTicks(0, most) };
}

/** Until where each is drawn: it holds until the next is made, so there are steps and no slopes. */
function untilOf(line: readonly Drawn[], n: number, now: number, box: Box): number {
  return line[n + 1]?.x ?? Math.min(now, box.right);
}

/** From low to high, under all lines. */
function grounds(line: readonly Drawn[], n: number, now: number, box: Box) {
  return svg`<g class=${colorOf(n)}>${line.map((each, i) => (each.low === null || each.high === null ? nothing
    : svg`<rect class="ground" x=${each.x} y=${each.high} width=${Math.max(2, untilOf(line, i, now, box) - each.x)} height=${Math.max(1, each.low - each.high)}></rect>`))}</g>`;
}

function drawn(line: readonly Drawn[], n: number, now: number, box: Box) {
  const path = line.map((each, i) => `${i ? "V" : `M${each.x} `}${each.y}H${untilOf(line, i, now, box)}`).join("");
  return svg`<g class=${colorOf(n)}><path class="line" d=${path || "M0 0"}></path>${line.map((each) => shapeAt(n, each.x, each.y, 10))}</g>`;
}

function tipLines(point: HistoryPoint): string[] {
  return [`${point.origin}, ${utc(point.made_utc, "min")}`, likelihoodText(point.likelihood), ...(point.text ? [point.text.slice(0, 60)] : [])];
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-assessment-history": AssessmentHistory;
  }
}
