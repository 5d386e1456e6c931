import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { linear, log10, logTicks, numberTicks, type Scale, type Tick } from "../ui/axes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import { type Band, bandText } from "./bands";

/** One thing over time, with its band. */
export interface Series {
  readonly name: string;
  readonly bands: readonly Band[];
}

/** Bands over time: a line for what is expected, a ground from low to high. */
@customElement("cspo-band-plot")
export class BandPlot extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .line {
        fill: none;
        stroke-width: 2px;
      }
      .ground {
        stroke: none;
        fill-opacity: 0.2;
      }
      .s0 { fill: var(--cat-1); stroke: var(--cat-1); }
      .s1 { fill: var(--cat-2); stroke: var(--cat-2); }
      .s2 { fill: var(--cat-4); stroke: var(--cat-4); }
      .s3 { fill: var(--cat-8); stroke: var(--cat-8); }
      path.line {
        fill: none;
      }
      path.ground {
        stroke: none;
      }
      text.key {
        stroke: none;
      }
    `,
  ];

  @property() name = "bands";
  @property() caption = "";
  @property({ attribute: false }) at: readonly number[] = [];
  @property({ attribute: false }) series: readonly Series[] = [];
  @property() xLabel = "";
  @property() yLabel = "";
  @property({ type: Boolean }) logarithmic = false;
  /** How a value is written. */
  @property({ attribute: false }) write: (band: Band) => string = (band) => bandText(band);
  /** How a place on the horizontal axis is written. */
  @property({ attribute: false }) writeAt: (at: number) => string = (at) => String(at);
  /** Ticks of the horizontal axis; else round numbers. */
  @property({ attribute: false }) ticks: readonly Tick[] | null = null;
  @property({ attribute: false }) marked: readonly string[] = [];
  @property({ attribute: false }) atMs = NaN;
  /** Height of the drawing inside its axes, px. */
  @property({ type: Number }) tall = 268;
  /** The same in words. */
  @property() words = "";
  @state() private under = -1;
  private readonly sized = new Sized(this);

  override render() {
    if (this.at.length < 2) return nothing;
    return html`<cspo-picture name=${this.name} caption=${this.caption} .marked=${this.marked} .atMs=${this.atMs}>
      ${this.picture()}
      <p slot="text" class="hidden-text">${this.words}</p>
    </cspo-picture>`;
  }

  private picture() {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 76, right: width - 16, top: 32, bottom: 32 + this.tall };
    const { at, series } = this;
    const x = linear([at[0] ?? 0, at.at(-1) ?? 1], [box.left, box.right]);
    const { y, ticks } = this.vertical(box);
    const xTicks = this.ticks ?? numberTicks(...x.domain, Math.max(4, Math.round(width / 130)));
    const here = at[this.under];
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${this.words || this.caption}
      @pointermove=${(event: PointerEvent) => (this.under = nearestAt(at, x.invert(pointIn(event).x)))}
      @pointerleave=${() => (this.under = -1)}>
      ${keys(series, box)}
      ${frame(box, { scale: x, ticks: xTicks, label: this.xLabel }, { scale: y, ticks, label: this.yLabel })}
      ${series.map((each, n) => drawn(each, n, at, x, y, box))}
      ${here === undefined
        ? nothing
        : svg`<path class="now" d="M${x(here)} ${box.top}V${box.bottom}"></path>
          ${tip(box, x(here), box.top + 60, this.tipLines(here))}`}
    </svg>`;
  }

  private vertical(box: Box): { y: Scale; ticks: Tick[] } {
    const all = this.series.flatMap((each) => each.bands.flatMap((band) => [band.low, band.expected, band.high]));
    const most = Math.max(...all.filter(Number.isFinite), 1e-12);
    if (!this.logarithmic) {
      return { y: linear([0, most * 1.05], [box.bottom, box.top]), ticks: numberTicks(0, most * 1.05, this.tall < 200 ? 4 : 6) };
    }
    const least = Math.min(...all.filter((each) => each > 0), most);
    const low = Math.max(least, most * 1e-6);
    const domain: [number, number] = [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(most * 1.01))];
    return { y: log10(domain, [box.bottom, box.top]), ticks: logTicks(...domain) };
  }

  private tipLines(here: number): string[] {
    const lines = this.series.map((each) => {
      const band = each.bands[this.under];
      return `${each.name}: ${band ? this.write(band) : ""}`;
    });
    return [this.writeAt(here), ...lines];
  }
}

function drawn(series: Series, n: number, at: readonly number[], x: Scale, y: Scale, box: Box) {
  const level = (value: number) => Math.min(Math.max(y(value), box.top), box.bottom).toFixed(1);
  const points = series.bands.map((band, i) => ({ band, px: x(at[i] ?? 0).toFixed(1) }));
  const up = points.map(({ band, px }) => `${px} ${level(band.high)}`);
  const down = [...points].reverse().map(({ band, px }) => `${px} ${level(band.low)}`);
  const line = points.map(({ band, px }) => `${px} ${level(band.expected)}`);
  return svg`<path class="ground s${n % 4}" d="M${[...up, ...down].join("L")}z"></path>
    <path class="line s${n % 4}" d="M${line.join("L")}" stroke-dasharray=${DASHES[n % 4] ?? "none"}></path>`;
}

const DASHES = ["none", "9 4", "3 3", "12 4 3 4"];

/** Names over the drawing, each with its colour and the dashes of its line. */
function keys(series: readonly Series[], box: Box) {
  let left = box.left;
  return series.map((each, n) => {
    const here = left;
    left += each.name.length * 6.8 + 56;
    return svg`<path class="line s${n % 4}" d="M${here} 14h26" stroke-dasharray=${DASHES[n % 4] ?? "none"}></path>
      <text class="tick key" x=${here + 32} y="18">${each.name}</text>`;
  });
}

function nearestAt(at: readonly number[], wanted: number): number {
  let [best, found] = [Infinity, -1];
  at.forEach((each, n) => {
    if (Math.abs(each - wanted) < best) [best, found] = [Math.abs(each - wanted), n];
  });
  return found;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-band-plot": BandPlot;
  }
}
