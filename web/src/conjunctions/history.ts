import { LitElement, css, html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { clock } from "../time/clock";
import { age, duration, km, left, probability, utc } from "../time/format";
import { extent, linear, log10, logTicks, type Scale, timeTicks } from "../ui/axes";
import { type Box, frame, nearest, plotStyles, pointIn, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import "../ui/notes";
import "../ui/picture";
import type { Column } from "../ui/table";
import "../ui/table";
import { type Encounter, type StoryLine, voice } from "./model";
import { colorOf, shapeAt, sourceStyles } from "./source-styles";
import { decades, type StoryPoint, type Voice, voices } from "./story";
import { grounds, held, holds, method } from "./words";

const WIDTH = 640;
const HEIGHT = 250;
const BOX: Box = { left: 62, right: WIDTH - 14, top: 12, bottom: HEIGHT - 44 };
const LEAST_PC = 1e-12;
const LEAST_KM = 1e-4;
/** From here a mitigation is considered: NASA/SP-20205011318, section 6. */
const ACT_PC = 1e-4;
const DAY_S = 86_400;

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly point: StoryPoint;
  readonly voice: Voice;
}

const COLUMNS: readonly Column<StoryLine>[] = [
  {
    id: "made", title: "Made", unit: "UTC", text: (line) => utc(line.created_utc),
    sort: (line) => line.created_utc,
    cell: (line) => (line.record
      ? html`<a href=${href("records", [line.record])}><cspo-time .at=${line.created_utc}></cspo-time></a>`
      : html`<cspo-time .at=${line.created_utc}></cspo-time>`),
  },
  { id: "source", title: "Source", text: voice, sort: voice },
  { id: "version", title: "Number", align: "end", text: (line) => String(line.version) },
  { id: "tca", title: "Closest approach", unit: "UTC", text: (line) => line.tca_utc, cell: (line) => html`<cspo-time .at=${line.tca_utc}></cspo-time>` },
  { id: "miss", title: "Miss", unit: "km", align: "end", text: (line) => line.miss_distance_km.toFixed(3), sort: (line) => line.miss_distance_km },
  { id: "pc", title: "Pc", align: "end", text: (line) => line.pc?.toExponential(2) ?? "", sort: (line) => line.pc ?? NaN, cell: (line) => html`${line.pc === null ? "none" : probability(line.pc)}` },
  { id: "method", title: "Method", text: (line) => method(line.pc_method) },
  {
    id: "held", title: "Assumptions", text: (line) => holds(held(line), line.violations).words,
  },
  { id: "age", title: "Older orbit", unit: "days", align: "end", text: (line) => (line.oldest_age_s === null ? "" : (line.oldest_age_s / DAY_S).toFixed(1)) },
  { id: "grounds", title: "Rests on", text: (line) => grounds(line.grounds) },
];

/** Probability and miss over the updates, by source; what rests on assumptions that fail is hollow. */
@customElement("cspo-event-history")
export class EventHistory extends LitElement {
  static override styles = [
    base,
    plotStyles,
    sourceStyles,
    css`
      .line { fill: none; stroke: var(--own); stroke-width: 1.5; }
      .shape { fill: var(--own); stroke: var(--surface); stroke-width: 1; }
      .hollow { fill: var(--surface); stroke: var(--own); stroke-width: 2; }
      .limit { stroke: var(--emergency); stroke-dasharray: 6 4; }
      .limit-text { fill: var(--emergency); font-size: 11px; }
      .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: var(--s4); }
      ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px var(--s4); margin: 0 0 var(--s2); padding: 0; font-size: var(--t2); }
      li svg { width: 14px; height: 14px; vertical-align: -2px; }
      details { margin-top: var(--s3); }
      summary { cursor: pointer; min-height: 24px; }
      cspo-table { max-height: 320px; }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  @state() private picked: { readonly plot: "pc" | "miss"; readonly drawn: Drawn } | null = null;

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const all = voices(view).filter((each) => each.points.length);
    if (!all.length) {
      return html`<cspo-empty heading="No reports yet">Updates appear here as they are made.</cspo-empty>`;
    }
    return html`<ul aria-label="Sources">
        ${all.map((each) => html`<li class=${colorOf(each.number)}>
          <svg viewBox="0 0 14 14" aria-hidden="true">${shapeAt(each.number, 7, 7, 11)}</svg> ${each.name}
          <span class="quiet-text">${each.points.length === 1 ? "1 report" : `${each.points.length} reports`}</span></li>`)}
      </ul>
      <div class="pictures">${this.plot("pc", view, all)} ${this.plot("miss", view, all)}</div>
      <details>
        <summary>All reports as a table${view.story_left_out ? `; ${view.story_left_out} older ones are not in it` : ""}</summary>
        <cspo-table name="event-story" caption="Reports" .picks=${false} .columns=${COLUMNS} .rows=${[...view.story].reverse()}
          .key=${(line: StoryLine) => line.record} .sorting=${{ id: "made", down: true }}></cspo-table>
      </details>`;
  }

  private plot(kind: "pc" | "miss", view: Encounter, all: readonly Voice[]): TemplateResult {
    const value = (point: StoryPoint) => (kind === "pc" ? point.pc : point.missKm);
    const every = all.flatMap((each) => each.points);
    const span = decades(
      every.flatMap((point) => value(point) ?? []).concat(kind === "pc" ? [ACT_PC] : []),
      kind === "pc" ? LEAST_PC : LEAST_KM,
    );
    const title = kind === "pc" ? "Probability of collision over updates" : "Miss distance over updates";
    if (!span || (kind === "pc" && every.every((point) => point.pc === null))) {
      return html`<cspo-empty heading=${title}>No source states one.</cspo-empty>`;
    }
    const x = linear(extent([...every.map((point) => point.atMs), clock.nowMs()]), [BOX.left, BOX.right]);
    const y = log10(span, [BOX.bottom, BOX.top]);
    const drawn = all.flatMap((each) => each.points.flatMap((point) => {
      const height = value(point);
      if (height === null) return [];
      return [{ x: x(point.atMs), y: y(Math.min(Math.max(height, span[0]), span[1])), point, voice: each }];
    }));
    const label = kind === "pc" ? "Pc" : "miss, km";
    const picked = this.picked?.plot === kind ? this.picked.drawn : null;
    return html`<cspo-picture name=${`event-${kind}`} caption=${title} .marked=${every.map((point) => point.line.mark)}>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}; the same in the table below"
        @pointermove=${(event: PointerEvent) => this.point(kind, event, drawn)} @pointerleave=${() => (this.picked = null)}>
        ${frame(BOX, { scale: x, ticks: timeTicks(x.domain[0], x.domain[1], 5), label: "made, UTC" }, { scale: y, ticks: logTicks(...span), label })}
        ${kind === "pc" ? this.limit(y) : nothing}
        ${svg`<path class="now" d="M${x(clock.nowMs())} ${BOX.top}V${BOX.bottom}"></path>`}
        ${all.map((each) => this.lineOf(each, drawn))}
        ${picked ? this.note(picked, view) : nothing}
      </svg>
      <p slot="text" class="small quiet-text">${this.words(kind, all)}</p>
    </cspo-picture>`;
  }

  private limit(y: Scale): TemplateResult {
    return svg`<path class="limit" d="M${BOX.left} ${y(ACT_PC)}H${BOX.right}"></path>
      <text class="limit-text" x=${BOX.right - 4} y=${y(ACT_PC) - 4} text-anchor="end">mitigation is considered from here</text>`;
  }

  private lineOf(each: Voice, drawn: readonly Drawn[]): TemplateResult {
    const mine = drawn.filter((point) => point.voice === each);
    const path = mine.map(({ x, y }, n) => `${n ? "L" : "M"}${x} ${y}`).join("");
    return svg`<g class=${colorOf(each.number)}>
      <path class="line" d=${path || "M0 0"}></path>
      ${mine.map(({ x, y, point }) => shapeAt(each.number, x, y, 11, !point.reported))}</g>`;
  }

  private note({ x, y, point, voice: told }: Drawn, view: Encounter): TemplateResult {
    const pc = point.reported ? `Pc ${probability(point.pc)}` : point.pc === null ? "no Pc" : `no Pc; at most ${probability(point.pc)}`;
    const before = Date.parse(view.tca_utc) - point.atMs;
    return tip(BOX, x, y, [
      told.name, `${utc(point.atMs)}, ${duration(before)} before`, `miss ${km(point.missKm)}`, pc,
      holds(held(point.line), point.line.violations).words.slice(0, 60), `older orbit ${age(point.line.oldest_age_s)}`,
    ]);
  }

  private words(kind: "pc" | "miss", all: readonly Voice[]): string {
    const ends = all.map((each) => {
      const last = each.points.at(-1);
      if (!last) return "";
      const value = kind === "miss" ? km(last.missKm) : last.reported ? probability(last.pc) : "none that may be reported";
      return `${each.name}: ${value}, ${left(last.atMs - clock.nowMs())}`;
    });
    const hollow = kind === "pc" ? " Hollow: no Pc may be reported; the most that there can be is drawn." : "";
    return `Now by ${ends.join("; ")}.${hollow}`;
  }

  private point(plot: "pc" | "miss", event: PointerEvent, drawn: readonly Drawn[]): void {
    const found = drawn[nearest(drawn, pointIn(event), 18)];
    this.picked = found ? { plot, drawn: found } : null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-event-history": EventHistory;
  }
}
