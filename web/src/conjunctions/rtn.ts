import { LitElement, css, html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { instantMs, kmS, number, UNKNOWN } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/notes";
import "../ui/picture";
import { called, type Encounter, type Source, voice } from "./model";
import { length } from "./plane-geometry";
import { colorOf, shapeAt, sourceStyles } from "./source-styles";

const PANEL = 230;
const GAP = 44;
const AXES = ["R", "T", "N"] as const;
const MEANS = ["radial, away from the Earth", "along its motion", "across its orbit"] as const;

interface Panel {
  readonly title: string;
  readonly right: 0 | 1 | 2;
  readonly up: 0 | 1 | 2;
}

const PANELS: readonly Panel[] = [
  { title: "From the side", right: 1, up: 0 },
  { title: "From outside, looking at the Earth", right: 1, up: 2 },
];

/** Where object 2 is and how it moves, in the axes of object 1. */
@customElement("cspo-rtn")
export class RtnGeometry extends LitElement {
  static override styles = [
    base,
    sourceStyles,
    css`
      svg { width: 100%; max-width: 640px; margin: 0 auto; font-family: system-ui, sans-serif; }
      .frame { fill: var(--surface); stroke: var(--edge); }
      .axis { stroke: var(--edge); }
      .label { fill: var(--text); font-size: 12px; font-weight: 600; }
      .tick { fill: var(--text-2); font-size: 11px; }
      .note { fill: var(--text); font-size: 11px; paint-order: stroke; stroke: var(--surface); stroke-width: 3px; }
      .path { stroke: var(--own); stroke-width: 2; fill: none; }
      .head { fill: var(--own); }
      .shape { fill: var(--own); stroke: var(--surface); }
      .own { fill: var(--text); }
      table { width: 100%; max-width: 640px; margin: var(--s2) 0 0; }
      td, th { text-align: end; }
      th:first-child { text-align: start; }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  @property({ type: Number }) chosen = 0;

  override render() {
    const { view } = this;
    const source = view?.sources[this.chosen];
    if (!view || !source) return nothing;
    const apart = source.relative_rtn_km;
    if (!apart) {
      return html`<cspo-empty heading="This source states no relative position">
        ${source.why_no_plane || "It gives the miss distance alone."} Choose another source.</cspo-empty>`;
    }
    return html`<cspo-picture
        name="rtn" caption="Relative position and motion, in the axes of ${called(view.side1.name, view.side1.object)}"
        .marked=${[source.mark]} .atMs=${instantMs(source.tca_utc)}
      >
        <svg viewBox="0 0 ${2 * PANEL + GAP + 30} ${PANEL + 58}" role="img" aria-label="Relative motion; the same in the table below">
          ${PANELS.map((panel, n) => this.panel(panel, 28 + n * (PANEL + GAP), source, apart))}
        </svg>
      </cspo-picture>
      ${this.table(view, source, apart)}`;
  }

  private panel(panel: Panel, left: number, source: Source, apart: readonly number[]): TemplateResult {
    const at = (vector: readonly number[]) => [vector[panel.right] ?? 0, vector[panel.up] ?? 0] as const;
    const [dx, dy] = at(apart);
    const speed = source.relative_rtn_km_s;
    const half = 1.35 * Math.max(...apart.map(Math.abs), 1e-3);
    const k = PANEL / 2 / half;
    const [cx, cy] = [left + PANEL / 2, 22 + PANEL / 2];
    const [x, y] = [cx + k * dx, cy - k * dy];
    return svg`<g>
      <text class="label" x=${left} y="14">${panel.title}</text>
      <rect class="frame" x=${left} y="22" width=${PANEL} height=${PANEL}></rect>
      <path class="axis" d="M${left} ${cy}H${left + PANEL}M${cx} 22V${22 + PANEL}"></path>
      <text class="label" x=${left + PANEL - 6} y=${cy - 6} text-anchor="end">${AXES[panel.right]}</text>
      <text class="label" x=${cx + 6} y="38">${AXES[panel.up]}</text>
      <text class="tick" x=${left + PANEL / 2} y=${22 + PANEL + 17} text-anchor="middle">${length(2 * half)} wide</text>
      <circle class="own" cx=${cx} cy=${cy} r="4"></circle>
      <g class=${colorOf(this.chosen)}>
        ${speed ? arrow([x, y], at(speed)) : nothing}
        ${shapeAt(this.chosen, x, y, 12)}
      </g>
    </g>`;
  }

  private table(view: Encounter, source: Source, apart: readonly number[]) {
    const names = [view.side1, view.side2].map((side) => called(side.name, side.object));
    return html`<table>
      <caption class="hidden-text">Separation, spread and relative speed by axis, by ${voice(source)}</caption>
      <thead><tr>
        <th scope="col">Axis of ${names[0]}</th>
        <th scope="col">Separation</th>
        <th scope="col" title="In its own axes">1 σ, ${names[0]}</th>
        <th scope="col" title="In its own axes">1 σ, ${names[1]}</th>
        <th scope="col">Relative speed</th>
      </tr></thead>
      <tbody>${AXES.map(
        (axis, n) => html`<tr>
          <th scope="row" title=${MEANS[n] ?? ""}>${axis} <span class="quiet-text">${MEANS[n]}</span></th>
          <td>${signed(apart[n])}</td>
          <td>${spread(source.orbit1.sigma_rtn_km?.[n])}</td>
          <td>${spread(source.orbit2.sigma_rtn_km?.[n])}</td>
          <td>${kmS(source.relative_rtn_km_s?.[n])}</td>
        </tr>`,
      )}</tbody>
    </table>`;
  }
}

function signed(km: number | undefined): string {
  if (km === undefined) return UNKNOWN;
  return Math.abs(km) < 1 ? number(km * 1_000, 1, "m") : number(km, 3, "km");
}

function spread(km: number | undefined): string {
  return km === undefined ? UNKNOWN : length(km);
}

/** An arrow along a direction, from its point; none where the motion goes into the picture. */
function arrow(from: readonly [number, number], along: readonly [number, number]) {
  const size = Math.hypot(along[0], along[1]);
  if (size < 1e-9) return nothing;
  const [ux, uy] = [along[0] / size, -along[1] / size];
  const [x1, y1] = [from[0] - ux * 34, from[1] - uy * 34];
  const [x2, y2] = [from[0] + ux * 34, from[1] + uy * 34];
  const wing = (side: number) => `${x2 - ux * 9 - uy * 5 * side} ${y2 - uy * 9 + ux * 5 * side}`;
  return svg`<path class="path" d="M${x1} ${y1}L${x2} ${y2}"></path>
    <path class="head" d="M${x2} ${y2}L${wing(1)}L${wing(-1)}Z"></path>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-rtn": RtnGeometry;
  }
}
