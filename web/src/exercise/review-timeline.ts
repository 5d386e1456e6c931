/** One event of the review: from truth to action for each nation, on a line of time from the truth on. */
import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { duration, utc } from "../time/format";
import "../time/format";
import { plotStyles, Sized } from "../ui/plot";
import { base, SHAPES } from "../ui/tokens";
import type { NationLine, Stage, Truth } from "./model";
import { nation } from "./sign";
import { partStyles } from "./styles";
import { type TruthAxis, truthAxis } from "./truth-axis";
import { fromTruth, span, STAGE_WORDS, STAGES } from "./words";

const [LEFT, RIGHT, TOP, ROW, FOOT] = [52, 24, 10, 34, 44];

@customElement("cspo-review-timeline")
export class ReviewTimeline extends LitElement {
  static override styles = [
    base,
    partStyles,
    plotStyles,
    css`
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--s4);
        margin: 0 0 var(--s1);
        font-size: var(--t2);
        list-style: none;
        padding: 0;
      }
      svg .row {
        stroke: var(--line);
      }
      svg .way {
        stroke: var(--edge);
        stroke-width: 2px;
      }
      svg .name {
        fill: var(--text);
        font-weight: 700;
      }
      svg .truth {
        fill: var(--text);
        font-size: 11px;
        font-weight: 700;
      }
      svg .mute {
        fill: var(--text-2);
      }
      svg .mark {
        font-size: 15px;
        paint-order: stroke;
        stroke: var(--surface);
        stroke-width: 3px;
      }
      .could_know {
        color: var(--cat-1);
      }
      .knew {
        color: var(--cat-2);
      }
      .warned {
        color: var(--cat-3);
      }
      .released {
        color: var(--cat-4);
      }
      .acknowledged {
        color: var(--cat-5);
      }
      .acted {
        color: var(--cat-6);
      }
      svg .mark {
        fill: currentColor;
      }
      td.times {
        white-space: nowrap;
      }
      table {
        width: 100%;
      }
      td,
      tbody th {
        vertical-align: top;
      }
      .stages td {
        text-align: end;
        white-space: nowrap;
      }
      .stages th.end {
        white-space: nowrap;
      }
      details summary {
        cursor: pointer;
        min-height: 28px;
        font-size: var(--t2);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) truth!: Truth;
  private readonly sized = new Sized(this);

  override render() {
    const { truth } = this;
    return html`<ul class="legend" aria-hidden="true">
        ${STAGES.map((each, n) => html`<li><span class=${each}>${SHAPES[n]}</span> ${STAGE_WORDS[each]}</li>`)}
      </ul>
      ${this.drawing()}
      ${this.table(truth)} ${this.steps(truth)}`;
  }

  private drawing() {
    const width = this.sized.width;
    if (!width) return nothing;
    const { nations } = this.truth;
    const bottom = TOP + ROW * nations.length;
    const spans = nations.flatMap(({ stages }) => stages.map((each) => each.after_s));
    const axis = truthAxis(spans, LEFT + 12, width - RIGHT);
    const narrow = width < 520;
    return html`<svg viewBox="0 0 ${width} ${bottom + FOOT}" height=${bottom + FOOT} aria-hidden="true">
      ${axis.ticks.map((s) => svg`<path class=${s === 0 ? "axis" : "grid"} d="M${axis.at(s)} ${TOP}V${bottom}"></path>
        <text class=${s === 0 ? "truth" : "tick"} x=${axis.at(s)} y=${bottom + 16} text-anchor="middle">${s === 0 ? "truth" : s < 0 ? `−${duration(-s * 1_000)}` : duration(s * 1_000)}</text>`)}
      <path class="axis" d="M${LEFT} ${bottom}H${width - RIGHT}"></path>
      <text class="label" x=${(LEFT + width) / 2} y=${bottom + 36} text-anchor="middle">${narrow ? "time from the truth (logarithmic)" : "time from the truth, in the exercise’s world (logarithmic)"}</text>
      ${nations.map((each, n) => this.row(each, TOP + ROW * (n + 0.5), axis, width))}
    </svg>`;
  }

  private row(line: NationLine, y: number, axis: TruthAxis, width: number) {
    const places = line.stages.map((each) => axis.at(each.after_s));
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const drawn = line.stages.map((each, n) => ({ each, px: places[n] ?? 0 }));
    return svg`<path class="row" d="M${LEFT} ${y}H${width - RIGHT}"></path>
      <text class="name" x="6" y=${y + 4}>${line.nation}</text>
      ${places.length > 1 ? svg`<path class="way" d="M${first} ${y}H${last}"></path>` : nothing}
      ${line.stages.length ? nothing : svg`<text class="mute" x=${axis.at(0) + 8} y=${y - 5}>never came to know</text>`}
      ${spread(drawn).map(({ each, px, lift }) => svg`<text class="mark ${each.stage}"
        x=${px} y=${y + 5 - lift} text-anchor="middle">${SHAPES[STAGES.indexOf(each.stage)]}<title>${line.nation} ${STAGE_WORDS[each.stage]} ${fromTruth(each.after_s)}: ${utc(each.world_utc)}. ${each.text}</title></text>`)}`;
  }

  private table(truth: Truth) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Times of each nation">
      <table class="stages">
        <caption class="hidden-text">Time from the truth, ${utc(truth.world_utc)} of the exercise’s world, to each stage</caption>
        <thead><tr><th scope="col">Nation</th>${STAGES.map((each) => html`<th scope="col" class="end">${STAGE_WORDS[each]}</th>`)}</tr></thead>
        <tbody>${truth.nations.map(
          (line) => html`<tr><th scope="row">${nation(line.nation)}</th>${STAGES.map((stage) => this.cell(line, stage))}</tr>`,
        )}</tbody>
      </table>
    </div>`;
  }

  private cell(line: NationLine, stage: Stage) {
    const found = line.stages.find((each) => each.stage === stage);
    if (!found) return html`<td class="quiet-text"><span aria-label="not reached">—</span></td>`;
    const text = span(found.after_s);
    return html`<td title="${utc(found.world_utc)}. ${found.text}">${found.record ? html`<a href=${href("records", [found.record])}>${text}</a>` : text}</td>`;
  }

  /** What people did, and how long each step took them. */
  private steps(truth: Truth) {
    const all = truth.nations.flatMap(({ nation: whose, steps }) => steps.map((each) => ({ whose, ...each })));
    if (!all.length) return nothing;
    return html`<details>
      <summary>Each step of people: ${all.length}</summary>
      <div class="scroll" tabindex="0" role="group" aria-label="Steps of people">
        <table>
          <thead><tr><th scope="col">Nation</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Began, exercise time</th><th scope="col" class="end">Took, exercise time</th><th scope="col" class="end">Took, our time</th></tr></thead>
          <tbody>${all.map(
            (each) => html`<tr>
              <td>${nation(each.whose)}</td><td>${each.office}</td><td>${each.text}</td>
              <td class="times"><cspo-time .at=${each.began_utc}></cspo-time></td><td class="end times">${span(each.took_s)}</td>
              <td class="end times">${each.took_wall_s === null ? html`<span class="quiet-text">a script</span>` : span(each.took_wall_s)}</td>
            </tr>`,
          )}</tbody>
        </table>
      </div>
    </details>`;
  }
}

/** Marks that would lie upon one another are lifted, so that each is seen. */
export function spread<T extends { readonly px: number }>(marks: readonly T[]): (T & { lift: number })[] {
  const sorted = [...marks].sort((a, b) => a.px - b.px);
  let [before, lift] = [-Infinity, 0];
  return sorted.map((each) => {
    lift = each.px - before < 11 ? lift + 8 : 0;
    if (lift > 16) lift = -8;
    before = each.px;
    return { ...each, lift };
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-review-timeline": ReviewTimeline;
  }
}
