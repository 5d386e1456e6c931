import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import "../ui/picture";
import { plotStyles, pointIn, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import { share } from "./bands";
import { evenLevels, pathsByLevel, strength } from "./levels";
import type { PositioningView } from "./model";
import outlines from "./nations.json";

const UNIT = 10;
const LEVELS = 10;

/** Where on the Earth a position is had for which part of the day, before or after satellites are lost. */
@customElement("cspo-pdop-map")
export class PdopMap extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .ground { fill: var(--surface-2); }
      .level { fill: var(--emergency); }
      .land { fill: none; stroke: var(--text-2); stroke-width: 4px; }
      .over { fill: none; stroke: var(--focus); stroke-width: 8px; }
      .name { fill: var(--text); font-size: 72px; font-weight: 600; }
    `,
  ];

  @property({ attribute: false }) view?: PositioningView;
  @property() shows: "before" | "after" = "after";
  @property({ attribute: false }) marked: readonly string[] = [];
  @state() private over: { row: number; column: number } | null = null;

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const grid = this.shows === "after" ? view.after : view.before;
    const [everywhere, worst] = this.shows === "after" ? [view.after_global, view.after_worst] : [view.before_global, view.before_worst];
    const caption = `${view.system}, ${this.shows === "after" ? "with the satellites lost" : "intact"}: part of the day without a good enough position (PDOP)`;
    const words = `${caption}. Of the whole Earth and day ${share(1 - everywhere)}; at the worst place ${share(1 - worst)}.`;
    return html`<cspo-picture name="pdop-${view.system}-${this.shows}" caption=${caption} .marked=${this.marked}>
      ${this.picture(view, grid, words)}
      <p slot="text" class="hidden-text">${words}</p>
    </cspo-picture>`;
  }

  private picture(view: PositioningView, grid: readonly (readonly number[])[], words: string) {
    const [width, height] = [360 * UNIT, 180 * UNIT];
    const across = cells(view.longitudes_deg, (deg) => (deg + 180) * UNIT, width);
    const down = cells(view.latitudes_deg, (deg) => (90 - deg) * UNIT, height);
    const lacks = view.longitudes_deg.map((_, column) => view.latitudes_deg.map((__, row) => 1 - (grid[row]?.[column] ?? 1)));
    const levels = evenLevels(0.001, 1, LEVELS);
    const place = (column: number, row: number) => {
      const [x, wide] = across[column] ?? [0, 0];
      const [y, tall] = down[row] ?? [0, 0];
      return { x, y, wide, tall };
    };
    const { over } = this;
    const spot = over && place(over.column, over.row);
    return html`<svg viewBox="0 0 ${width} ${height + 130}" role="img" aria-label=${words}
      @pointermove=${(event: PointerEvent) => this.moved(event, across, down)} @pointerleave=${() => (this.over = null)}>
      <rect class="ground" width=${width} height=${height}></rect>
      ${pathsByLevel(levels, lacks, place).map((path, n) => svg`<path class="level" fill-opacity=${strength(n, LEVELS)} d=${path}></path>`)}
      <path class="land" d=${Object.values(outlines).join("")}></path>
      <text class="name" x="10" y=${height + 92}>Of the day without: 0.1%</text>
      ${levels.from.map((_, n) => svg`<rect class="level" x=${1_010 + n * 120} y=${height + 32} width="120" height="72" fill-opacity=${strength(n, LEVELS)}></rect>`)}
      <text class="name" x=${1_030 + LEVELS * 120} y=${height + 92}>100%</text>
      ${over && spot
        ? svg`<rect class="over" x=${spot.x} y=${spot.y} width=${spot.wide} height=${spot.tall}></rect>
          <g transform="translate(${spot.x} ${spot.y}) scale(5)">${tip(
            { left: -spot.x / 5, right: (width - spot.x) / 5, top: -spot.y / 5, bottom: (height - spot.y) / 5 }, 0, 0, this.lines(view, over),
          )}</g>`
        : nothing}
    </svg>`;
  }

  private lines(view: PositioningView, { row, column }: { row: number; column: number }): string[] {
    const [latitude = 0, longitude = 0] = [view.latitudes_deg[row], view.longitudes_deg[column]];
    return [
      `${Math.abs(latitude).toFixed(0)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(0)}° ${longitude < 0 ? "W" : "E"}`,
      `intact: ${share(view.before[row]?.[column])} of the day`, `then: ${share(view.after[row]?.[column])} of the day`,
    ];
  }

  private moved(event: PointerEvent, across: readonly Span[], down: readonly Span[]): void {
    const { x, y } = pointIn(event);
    const within = (spans: readonly Span[], at: number) => spans.findIndex(([from, long]) => from <= at && at < from + long);
    const [column, row] = [within(across, x), within(down, y)];
    this.over = column < 0 || row < 0 ? null : { column, row };
  }
}

type Span = readonly [from: number, long: number];

/** Where the cell of each place of a grid begins and how long it is, px. */
export function cells(degrees: readonly number[], place: (deg: number) => number, most: number): Span[] {
  return degrees.map((deg, n) => {
    const [before, after] = [degrees[n - 1], degrees[n + 1]];
    const half = ((after ?? deg + (deg - (before ?? deg - 1))) - (before ?? deg - ((after ?? deg + 1) - deg))) / 4;
    const [a, b] = [place(deg - half), place(deg + half)].sort((p, q) => p - q) as [number, number];
    const [from, to] = [Math.max(0, a), Math.min(most, b)];
    return [from, to - from];
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-pdop-map": PdopMap;
  }
}
