import { LitElement, css, html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { numberTicks } from "../ui/axes";
import { instantMs, m, number, probability } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/notes";
import "../ui/picture";
import { type Encounter, called, type Ellipse, type Plane, type Source, voice } from "./model";
import { barKm, length, type Reach, reachKm, SIGMAS } from "./plane-geometry";
import { colorOf, shapeAt, sourceStyles } from "./source-styles";

const SIZE = 520;
const EDGE = 46;
const HALF = (SIZE - EDGE) / 2;
const REACHES: readonly (readonly [Reach, string])[] = [
  ["sigma", "3 σ"], ["miss", "Miss"], ["body", "Hard body"],
];

/** The encounter plane: object 1 and the hard body at the origin, where object 2 passes, how surely. */
@customElement("cspo-encounter-plane")
export class EncounterPlane extends LitElement {
  static override styles = [
    base,
    sourceStyles,
    css`
      svg { width: 100%; max-width: 640px; margin: 0 auto; font-family: system-ui, sans-serif; }
      .frame { fill: var(--surface); stroke: var(--edge); }
      .grid { stroke: var(--line); stroke-width: 1; opacity: 0.6; }
      .axis { stroke: var(--edge); stroke-width: 1; }
      .tick { fill: var(--text-2); font-size: 11px; }
      .label { fill: var(--text); font-size: 12px; font-weight: 600; }
      .sigma { fill: var(--own); fill-opacity: 0.1; stroke: var(--own); stroke-width: 1.5; }
      .others .sigma { fill: none; stroke-dasharray: 5 4; opacity: 0.9; }
      .single { fill: none; stroke: var(--text-2); stroke-width: 1.2; stroke-dasharray: 2 4; }
      .shape { fill: var(--own); stroke: var(--surface); stroke-width: 1; }
      .hollow { fill: var(--surface); stroke: var(--own); stroke-width: 2; }
      .body { fill: var(--emergency); fill-opacity: 0.5; stroke: var(--emergency); stroke-width: 1.5; }
      .ring { fill: none; stroke: var(--emergency); stroke-width: 1; stroke-dasharray: 3 3; }
      .miss { stroke: var(--own); stroke-width: 1.5; }
      .note { fill: var(--text); font-size: 12px; paint-order: stroke; stroke: var(--surface); stroke-width: 3px; }
      .bar { stroke: var(--text); stroke-width: 2; fill: none; }
      .tools { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: center; margin-bottom: var(--s2); }
      .group { display: flex; gap: 2px; }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  /** Number of the source whose ellipses are drawn. */
  @property({ type: Number }) chosen = 0;
  @state() private reach: Reach = "sigma";
  @state() private single = false;

  override render() {
    const { view } = this;
    const source = view?.sources[this.chosen];
    if (!view || !source) return nothing;
    if (!source.plane) {
      return html`<cspo-empty heading="This source can't be drawn">${source.why_no_plane}
        Choose another source, or ask ${source.origin} for a form that states them.</cspo-empty>`;
    }
    const half = reachKm(view.sources, source, this.reach);
    return html`<div class="tools">
        <div class="group" role="group" aria-label="How much of the plane is shown">
          ${REACHES.map(
            ([id, title]) => html`<button
              aria-pressed=${this.reach === id ? "true" : "false"}
              ?disabled=${id === "body" && !source.hard_body_radius_km}
              @click=${() => (this.reach = id)}
            >${title}</button>`,
          )}
        </div>
        <label><input type="checkbox" .checked=${this.single} @change=${() => (this.single = !this.single)} /> each object's own 1 σ</label>
      </div>
      <cspo-picture
        name="encounter-plane" caption="Encounter plane, ${voice(source)}"
        .marked=${view.sources.map((each) => each.mark)} .atMs=${instantMs(source.tca_utc)}
      >
        ${this.drawing(view, source, source.plane, half)}
        <p slot="text" class="small quiet-text">${this.words(view, source, source.plane)}</p>
      </cspo-picture>`;
  }

  private drawing(view: Encounter, source: Source, plane: Plane, half: number): TemplateResult {
    const k = HALF / half;
    const mid = EDGE + HALF;
    const x = (km: number) => mid + k * km;
    const y = (km: number) => HALF - k * km;
    return html`<svg viewBox="0 0 ${SIZE + 8} ${SIZE + 8}" role="img" aria-label="Encounter plane; the same in words below">
      <defs><clipPath id="inside"><rect x=${EDGE} y="0" width=${2 * HALF} height=${2 * HALF}></rect></clipPath></defs>
      ${svg`<rect class="frame" x=${EDGE} y="0" width=${2 * HALF} height=${2 * HALF}></rect>`}
      ${this.axes(half, x, y)}
      <g clip-path="url(#inside)">
        ${svg`<g class="others">${view.sources.map((each, n) => (n === this.chosen ? nothing : this.other(each, n, x, y, k)))}</g>`}
        ${svg`<g class=${colorOf(this.chosen)}>${this.ellipses(plane, x, y, k)}</g>`}
        ${this.hardBody(source, x, y, k)}
        ${svg`<g class=${colorOf(this.chosen)}>
          <path class="miss" d="M${x(0)} ${y(0)}L${x(plane.across_km)} ${y(plane.up_km)}"></path>
          ${shapeAt(this.chosen, x(plane.across_km), y(plane.up_km), 13)}
        </g>`}
      </g>
      ${this.notes(view, source, plane, half, x, y, k)}
    </svg>`;
  }

  private axes(half: number, x: (km: number) => number, y: (km: number) => number): TemplateResult {
    const inMetres = half < 1;
    const unit = inMetres ? 1_000 : 1;
    const found = numberTicks(-half * unit, half * unit, 6);
    const bottom = y(-half);
    return svg`
      ${found.map(({ at, text }) => svg`
        <path class="grid" d="M${x(at / unit)} 0V${bottom}M${EDGE} ${y(at / unit)}H${EDGE + 2 * HALF}"></path>
        <text class="tick" x=${x(at / unit)} y=${bottom + 15} text-anchor="middle">${text}</text>
        <text class="tick" x=${EDGE - 5} y=${y(at / unit) + 4} text-anchor="end">${text}</text>`)}
      <path class="axis" d="M${x(0)} 0V${bottom}M${EDGE} ${y(0)}H${EDGE + 2 * HALF}"></path>
      <text class="label" x=${x(0)} y=${bottom + 31} text-anchor="middle">across, ${inMetres ? "m" : "km"}</text>
      <text class="label" transform="translate(11 ${y(0)}) rotate(-90)" text-anchor="middle">up, away from the Earth, ${inMetres ? "m" : "km"}</text>`;
  }

  private ellipses(plane: Plane, x: (km: number) => number, y: (km: number) => number, k: number) {
    const { combined, across_km, up_km, ellipse1, ellipse2 } = plane;
    const at = [x(across_km), y(up_km)] as const;
    return svg`${combined ? SIGMAS.map((n) => ellipse(combined, at, n * k, "sigma")) : nothing}
      ${this.single && ellipse1 ? ellipse(ellipse1, [x(0), y(0)], k, "single") : nothing}
      ${this.single && ellipse2 ? ellipse(ellipse2, at, k, "single") : nothing}`;
  }

  private other(source: Source, n: number, x: (km: number) => number, y: (km: number) => number, k: number) {
    const { plane } = source;
    if (!plane) return nothing;
    const at = [x(plane.across_km), y(plane.up_km)] as const;
    return svg`<g class=${colorOf(n)}>
      ${plane.combined ? ellipse(plane.combined, at, k, "sigma") : nothing}
      ${shapeAt(n, at[0], at[1], Math.max(8, 17 - 3 * n))}<title>${voice(source)}</title></g>`;
  }

  private hardBody(source: Source, x: (km: number) => number, y: (km: number) => number, k: number) {
    const radius = source.hard_body_radius_km;
    if (!radius) return svg`<circle class="ring" cx=${x(0)} cy=${y(0)} r="9"></circle>`;
    const px = k * radius;
    return svg`<circle class="body" cx=${x(0)} cy=${y(0)} r=${Math.max(px, 1.5)}></circle>
      ${px < 6 ? svg`<circle class="ring" cx=${x(0)} cy=${y(0)} r="11"></circle>` : nothing}`;
  }

  private notes(
    view: Encounter, source: Source, plane: Plane, half: number,
    x: (km: number) => number, y: (km: number) => number, k: number,
  ): TemplateResult {
    const bar = barKm(half);
    const [right, bottom] = [EDGE + 2 * HALF - 14, 2 * HALF - 14];
    const left = plane.across_km > 0.3 * half;
    const px = Math.max(k * (source.hard_body_radius_km ?? 0), 9);
    const below = plane.up_km < 0; // the names of the two stand apart from each other
    return svg`
      <text class="note" x=${x(0) + 14} y=${below ? y(0) - px - 8 : y(0) + px + 16}>${called(view.side1.name, view.side1.object)}${source.hard_body_radius_km ? `, hard body ${m(source.hard_body_radius_km * 1_000)}` : ""}</text>
      <text class="note" x=${x(plane.across_km) + (left ? -13 : 13)} y=${y(plane.up_km) + (below ? 20 : -10)} text-anchor=${left ? "end" : "start"}>${called(view.side2.name, view.side2.object)}, ${length(plane.miss_distance_km)}</text>
      <path class="bar" d="M${right - k * bar} ${bottom - 4}v4h${k * bar}v-4"></path>
      <text class="note" x=${right} y=${bottom - 8} text-anchor="end">${length(bar)}</text>
      <text class="tick" x=${EDGE + 10} y="18">⊗ object 2 moves away from you</text>`;
  }

  private words(view: Encounter, source: Source, plane: Plane): string {
    const { combined } = plane;
    const spread = combined
      ? `One standard deviation of where it passes is ${length(combined.semi_major_km)} by ${length(combined.semi_minor_km)}, ` +
        `the longer axis ${number((combined.angle_rad * 180) / Math.PI, 0, "°")} from across towards up.`
      : source.why_no_plane;
    const body = source.hard_body_radius_km ? `, of a combined radius of ${m(source.hard_body_radius_km * 1_000)}` : "";
    return (
      `By ${voice(source)} ${called(view.side2.name, view.side2.object)} passes ${called(view.side1.name, view.side1.object)}${body} ` +
      `at ${length(plane.miss_distance_km)}: ${length(Math.abs(plane.up_km))} ${plane.up_km < 0 ? "below" : "above"} and ` +
      `${length(Math.abs(plane.across_km))} to the ${plane.across_km < 0 ? "left" : "right"} of it, looking along the motion of the second. ` +
      `${spread} Pc ${source.pc === null ? "may not be reported" : probability(source.pc)}.`
    );
  }
}

function ellipse(e: Ellipse, at: readonly [number, number], k: number, kind: string): TemplateResult {
  const turn = (-e.angle_rad * 180) / Math.PI;
  return svg`<ellipse class=${kind} cx="0" cy="0" rx=${Math.max(k * e.semi_major_km, 0.5)} ry=${Math.max(k * e.semi_minor_km, 0.5)}
    transform="translate(${at[0]} ${at[1]}) rotate(${turn})"></ellipse>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-encounter-plane": EncounterPlane;
  }
}
