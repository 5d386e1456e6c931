import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { colorOf, shapeAt, sourceStyles } from "../conjunctions/source-styles";
import { log10, logTicks, type Scale } from "../ui/axes";
import { plotStyles, Sized } from "../ui/plot";
import { base } from "../ui/tokens";
import type { Likelihood, OpinionView } from "./model";
import { likelihoodText } from "./words";

const LINE_PX = 22;
const LEFT = 60;
const RIGHT = 12;
/** Below it a probability is drawn at the edge. */
const LEAST = 1e-9;

/** Whole decades around all probabilities that are known; a default where none is. */
export function decadesOf(likelihoods: readonly Likelihood[]): readonly [number, number] {
  const known = likelihoods
    .filter(({ unit }) => unit === "1")
    .flatMap(({ low, value, high }) => [low, value, high])
    .filter((each): each is number => each !== null && each > 0)
    .map((each) => Math.min(1, Math.max(LEAST, each)));
  if (!known.length) return [1e-6, 1];
  const low = Math.floor(Math.log10(Math.min(...known)) + 1e-9);
  const high = Math.ceil(Math.log10(Math.max(...known)) - 1e-9);
  return high >= 0 && low >= -1 ? [0.1, 1] : [10 ** low, 10 ** Math.max(high, low + 1)];
}

/** Opinions side by side: of each nation a mark at what it expects, and a line from low to high. */
@customElement("cspo-opinion-plot")
export class OpinionPlot extends LitElement {
  static override styles = [
    base,
    plotStyles,
    sourceStyles,
    css`
      :host { display: block; min-width: 0; }
      svg { display: block; }
      .band { stroke: var(--own); stroke-width: 2; fill: none; }
      .shape { fill: var(--own); stroke: var(--surface); stroke-width: 1; }
      .hollow { fill: var(--surface); stroke: var(--own); stroke-width: 2; }
      .who { fill: var(--text); font-size: 12px; font-weight: 650; }
      .said { fill: var(--text-2); font-size: 12px; }
    `,
  ];

  @property({ attribute: false }) opinions: readonly OpinionView[] = [];
  @property({ attribute: false }) domain: readonly [number, number] = [1e-6, 1];
  /** All whose opinions are shown on the page, in one order: so each keeps its colour and shape. */
  @property({ attribute: false }) origins: readonly string[] = [];
  /** Whether it is the axis alone. */
  @property({ type: Boolean }) axis = false;
  @property() label = "";
  private readonly sized = new Sized(this);

  override render() {
    const width = Math.max(200, this.sized.width);
    const x = log10(this.domain, [LEFT, width - RIGHT]);
    const ticks = logTicks(...this.domain);
    if (this.axis) {
      return html`<svg viewBox="0 0 ${width} 34" aria-hidden="true">
        <text class="label" x=${LEFT} y="12">${this.label}</text>
        ${ticks.map((tick) => svg`<text class="tick" x=${x(tick.at)} y="30" text-anchor="middle">${tick.text}</text>`)}</svg>`;
    }
    const height = Math.max(1, this.opinions.length) * LINE_PX + 4;
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.words()}>
      ${ticks.map((tick) => svg`<path class="grid" d="M${x(tick.at)} 0V${height}"></path>`)}
      ${this.opinions.length ? this.opinions.map((each, n) => this.line(each, 2 + n * LINE_PX + LINE_PX / 2, x)) : svg`<text class="said" x=${LEFT} y="17">nobody has assessed it</text>`}
    </svg>`;
  }

  private line(each: OpinionView, y: number, x: Scale) {
    const { low, value, high, unit } = each.likelihood;
    const number = Math.max(0, this.origins.indexOf(each.origin));
    const who = svg`<text class="who" x="0" y=${y + 4}>${each.origin.slice(0, 7)}</text>`;
    if (unit !== "1" || (value === null && (low === null || high === null))) {
      return svg`<g class=${colorOf(number)}>${who}<text class="said" x=${LEFT} y=${y + 4}>${likelihoodText(each.likelihood)}</text></g>`;
    }
    // Nought has no place on such an axis: it is written at its end.
    const none = value === 0 ? svg`<text class="said" x=${LEFT - 8} y=${y + 4} text-anchor="end">0</text>` : nothing;
    const at = (p: number) => x(Math.min(this.domain[1], Math.max(this.domain[0], p)));
    return svg`<g class=${colorOf(number)}><title>${each.origin}: ${likelihoodText(each.likelihood)}</title>${who}
      ${low !== null && high !== null && high > low ? svg`<path class="band" d="M${at(low)} ${y - 4}v8M${at(low)} ${y}H${at(high)}M${at(high)} ${y - 4}v8"></path>` : nothing}
      ${value === 0 ? none : value === null ? nothing : shapeAt(number, at(value), y, 11, each.standing !== "latest")}</g>`;
  }

  private words(): string {
    const told = this.opinions.map((each) => `${each.origin}: ${likelihoodText(each.likelihood)}${each.standing === "latest" ? "" : `, ${each.standing}`}`);
    return told.join("; ") || "nobody has assessed it";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-opinion-plot": OpinionPlot;
  }
}
