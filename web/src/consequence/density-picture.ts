import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { linear, numberTicks, type Scale, type Tick } from "../ui/axes";
import "../ui/notes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import { rounded, scientific } from "./bands";
import { longTime } from "./breakup-words";
import { type Levels, pathsByLevel, powerLevels, strength } from "./levels";
import type { DensityView } from "./model";

interface Cell {
  readonly column: number;
  readonly row: number;
}

/** How dense the pieces are, by altitude and time after the event. */
@customElement("cspo-cloud-density")
export class CloudDensity extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .level {
        fill: var(--accent);
      }
      .ground {
        fill: var(--surface-2);
      }
      .over {
        fill: none;
        stroke: var(--focus);
        stroke-width: 2px;
      }
    `,
  ];

  @property({ attribute: false }) density?: DensityView;
  @property({ attribute: false }) marked: readonly string[] = [];
  @property({ attribute: false }) atMs = NaN;
  @property() name = "";
  @state() private over: Cell | null = null;
  private readonly sized = new Sized(this);

  override render() {
    const { density } = this;
    if (!density) return nothing;
    const levels = powerLevels(density.expected_per_km3.flat());
    if (!levels) return html`<cspo-empty heading="No pieces in these shells">All of them are above or below the altitudes that are drawn.</cspo-empty>`;
    const size = rounded(density.over_m * 100, 2);
    const caption = `Density of pieces over ${size} cm by altitude and time after the event`;
    return html`<cspo-picture name="cloud-${this.name}" caption=${caption} .marked=${this.marked} .atMs=${this.atMs}>
        ${this.picture(density, levels)}
        <p slot="text" class="hidden-text">${inWords(density)}</p>
      </cspo-picture>
      <p class="small quiet-text">
        Expected; the band is ${rounded(density.low_factor, 2)} to ${rounded(density.high_factor, 2)} times that. Averaged over
        latitude: soon after the event the pieces are in a thin ring, and far denser there.
      </p>`;
  }

  private picture(density: DensityView, levels: Levels) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 70, right: width - 16, top: 34, bottom: 330 };
    const { x, ticks, edges } = timeScale(density.after_h, box);
    const heights = density.edges_km;
    const y = linear([heights[0] ?? 0, heights.at(-1) ?? 1], [box.bottom, box.top]);
    const place = (i: number, j: number) => {
      const [top, bottom] = [y(heights[j + 1] ?? 0), y(heights[j] ?? 0)];
      const [a, b] = [edges[i] ?? 0, edges[i + 1] ?? 0];
      return { x: a, y: top, wide: b - a, tall: bottom - top };
    };
    const { over } = this;
    const marked = over && place(over.column, over.row);
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${inWords(density)}
      @pointermove=${(event: PointerEvent) => this.moved(event, edges, y, density)} @pointerleave=${() => (this.over = null)}>
      ${legend(levels, box)}
      <rect class="ground" x=${box.left} y=${box.top} width=${box.right - box.left} height=${box.bottom - box.top}></rect>
      ${pathsByLevel(levels, density.expected_per_km3, place).map(
        (path, n) => svg`<path class="level" fill-opacity=${strength(n, levels.from.length)} d=${path}></path>`,
      )}
      ${frame(box, { scale: x, ticks, label: "time after the event" }, { scale: y, ticks: numberTicks(...y.domain, 7), label: "altitude, km" })}
      ${over && marked
        ? svg`<rect class="over" x=${marked.x} y=${marked.y} width=${marked.wide} height=${marked.tall}></rect>
          ${tip(box, marked.x, marked.y, tipLines(density, over))}`
        : nothing}
    </svg>`;
  }

  private moved(event: PointerEvent, edges: readonly number[], y: Scale, density: DensityView): void {
    const { x: px, y: py } = pointIn(event);
    const column = within(edges, px);
    const row = within(density.edges_km, y.invert(py));
    this.over = column < 0 || row < 0 ? null : { column, row };
  }
}

/**
 * Columns side by side, each as wide as the time that it stands for up to the middle of the next; by
 * the logarithm where the times run over more than two powers of ten.
 */
export function timeScale(afterH: readonly number[], box: Box): { x: Scale; ticks: Tick[]; edges: number[] } {
  const least = afterH.find((each) => each > 0) ?? 1;
  const last = afterH.at(-1) ?? 1;
  const byPower = last / least > 100;
  const shown = (h: number) => (byPower ? Math.log10(Math.max(h, least / 2)) : h);
  const at = afterH.map(shown);
  const cut = at.slice(1).map((each, n) => (each + (at[n] ?? 0)) / 2);
  const first = at[0] ?? 0;
  const low = first - ((cut[0] ?? first + 0.5) - first);
  const end = at.at(-1) ?? 0;
  const high = end + (end - (cut.at(-1) ?? end - 0.5));
  const inner = linear([low, high], [box.left, box.right]);
  const x = Object.assign((h: number) => inner(shown(h)), {
    domain: inner.domain, range: inner.range, invert: (px: number) => (byPower ? 10 ** inner.invert(px) : inner.invert(px)),
  });
  const [fromH, toH] = [x.invert(box.left), x.invert(box.right)];
  const ticks = byPower
    ? [
        ...(afterH[0] === 0 ? [{ at: 0, text: "at once" }] : []),
        ...ROUND_H.filter((each) => each >= Math.max(fromH, least * 0.999) && each <= toH).map((each) => ({ at: each, text: longTime(each / 24) })),
      ]
    : numberTicks(Math.max(0, low), high, 8).map((each) => ({ at: each.at, text: `${each.text} h` }));
  return { x, ticks, edges: [low, ...cut, high].map((each) => inner(each)) };
}

const ROUND_H = [1 / 60, 1 / 12, 0.25, 1, 3, 12, 24, 72, 240, 720, 2_160, 8_766, 26_298, 87_660, 219_150];

function within(edges: readonly number[], value: number): number {
  return edges.findIndex((each, n) => n + 1 < edges.length && each <= value && value < (edges[n + 1] ?? 0));
}

function legend(levels: Levels, box: Box) {
  const wide = 26;
  const count = levels.from.length;
  return svg`<text class="tick" x=${box.left} y="16">objects / km³, from ${scientific(levels.from[0] ?? 0)}</text>
    ${levels.from.map((_, n) => svg`<rect class="level" x=${box.left + 190 + n * wide} y="6" width=${wide} height="12" fill-opacity=${strength(n, count)}></rect>`)}
    <text class="tick" x=${box.left + 196 + count * wide} y="16">to ${scientific(levels.most)}</text>`;
}

function tipLines(density: DensityView, { column, row }: Cell): string[] {
  const value = density.expected_per_km3[column]?.[row] ?? 0;
  return [
    `${longTime((density.after_h[column] ?? 0) / 24)} after`,
    `${rounded(density.edges_km[row] ?? 0)} to ${rounded(density.edges_km[row + 1] ?? 0)} km`,
    `${scientific(value)} objects / km³`,
    `(${scientific(value * density.low_factor)} to ${scientific(value * density.high_factor)})`,
  ];
}

function inWords(density: DensityView): string {
  let [most, column, row] = [-1, 0, 0];
  density.expected_per_km3.forEach((each, i) =>
    each.forEach((value, j) => {
      if (value > most) [most, column, row] = [value, i, j];
    }),
  );
  const [low, high] = [density.edges_km[row] ?? 0, density.edges_km[row + 1] ?? 0];
  return `Densest ${longTime((density.after_h[column] ?? 0) / 24)} after the event between ${rounded(low)} and ${rounded(high)} km: ` +
    `${scientific(most)} objects per cubic kilometre.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-cloud-density": CloudDensity;
  }
}
