import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { number } from "../time/format";
import { extent, linear, numberTicks } from "../ui/axes";
import "../ui/picture";
import { type Box, frame, plotStyles, Sized } from "../ui/plot";
import { base } from "../ui/tokens";
import type { GabbardView } from "./model";

/** Longer than this the drawing would be of the few pieces that fly away. */
const LONGEST = 1.6;

/** Perigee and apogee of modelled pieces against their periods. */
@customElement("cspo-pieces-gabbard")
export class PiecesGabbard extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .apogee { fill: var(--cat-2); }
      .perigee { fill: var(--cat-1); }
      .before { fill: none; stroke: var(--text); stroke-width: 2px; }
    `,
  ];

  @property({ attribute: false }) pieces?: GabbardView;
  @property({ attribute: false }) marked: readonly string[] = [];
  @property({ attribute: false }) atMs = NaN;
  @property() name = "";
  private readonly sized = new Sized(this);

  override render() {
    const { pieces } = this;
    if (!pieces) return nothing;
    const shown = pieces.period_min.flatMap((period, n) =>
      period <= pieces.parent_period_min * LONGEST ? [n] : [],
    );
    const words = `Gabbard diagram of ${number(shown.length)} of ${number(pieces.total)} modelled pieces; they cross at the object's own period of ${number(pieces.parent_period_min, 1, "min")}.`;
    return html`<cspo-picture name="gabbard-${this.name}" caption="Gabbard diagram of the modelled pieces" .marked=${this.marked} .atMs=${this.atMs}>
        ${this.picture(pieces, shown, words)}
        <p slot="text" class="hidden-text">${words}</p>
      </cspo-picture>
      <p class="small quiet-text">${number(shown.length)} of ${number(pieces.total)} pieces, drawn at random${shown.length < pieces.period_min.length
        ? `; ${number(pieces.period_min.length - shown.length)} of the sample fly too far to be drawn or leave the Earth`
        : ""}. Altitudes above 6,378.137 km.</p>`;
  }

  private picture(pieces: GabbardView, shown: readonly number[], words: string) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 76, right: width - 16, top: 32, bottom: 330 };
    const of = (column: readonly number[]) => shown.map((n) => column[n] ?? NaN);
    const [periods, perigees, apogees] = [of(pieces.period_min), of(pieces.perigee_km), of(pieces.apogee_km)];
    const x = linear(extent([...periods, pieces.parent_period_min]), [box.left, box.right]);
    const y = linear(extent([...perigees.filter((each) => each > -1_000), ...apogees]), [box.bottom, box.top]);
    const inside = (value: number) => Math.min(Math.max(value, box.top), box.bottom);
    const marksAt = (column: readonly number[], shape: (x: number, y: number) => string) =>
      column.map((value, n) => shape(x(periods[n] ?? 0), inside(y(value)))).join("");
    const parent = [pieces.parent_perigee_km, pieces.parent_apogee_km];
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${words}>
      <path class="apogee" d=${triangle(box.left + 4, 14)}></path><text class="tick" x=${box.left + 14} y="18">Apogee</text>
      <path class="perigee" d=${dot(box.left + 94, 14)}></path><text class="tick" x=${box.left + 104} y="18">Perigee</text>
      <circle class="before" cx=${box.left + 186} cy="14" r="5"></circle><text class="tick" x=${box.left + 198} y="18">The object before</text>
      ${frame(box, { scale: x, label: "period, min", ticks: numberTicks(...x.domain, Math.round(width / 130)) },
        { scale: y, label: "altitude, km", ticks: numberTicks(...y.domain, 7) })}
      <path class="perigee" fill-opacity="0.6" d=${marksAt(perigees, dot)}></path>
      <path class="apogee" fill-opacity="0.6" d=${marksAt(apogees, triangle)}></path>
      ${parent.map((km) => svg`<circle class="before" cx=${x(pieces.parent_period_min)} cy=${y(km)} r="6"></circle>`)}
    </svg>`;
  }
}

function dot(x: number, y: number): string {
  return `M${(x - 1.8).toFixed(1)} ${y.toFixed(1)}a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z`;
}

function triangle(x: number, y: number): string {
  return `M${x.toFixed(1)} ${(y - 2.5).toFixed(1)}l2.3 4.1h-4.6z`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-pieces-gabbard": PiecesGabbard;
  }
}
