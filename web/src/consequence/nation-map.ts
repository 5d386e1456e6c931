import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import "../ui/picture";
import { plotStyles, pointIn, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import { share, shareText } from "./bands";
import type { LossLine } from "./model";
import outlines from "./nations.json";

/** Where a loss begins to be drawn stronger, as a share. */
const STEPS = [0.001, 0.02, 0.05, 0.1, 0.25, 0.5] as const;
const STRENGTHS = [0.2, 0.34, 0.48, 0.62, 0.78, 1] as const;
/** Where a nation's name stands, degrees. */
const PLACES: Readonly<Record<string, readonly [longitude: number, latitude: number]>> = {
  AUS: [134, -25], CAN: [-104, 59], DEU: [17, 54], FRA: [-9, 45], GBR: [-12, 57], ITA: [14, 37], JPN: [145, 33],
  NOR: [8, 66], NZL: [166, -45], USA: [-100, 38],
};
const NATIONS = Object.keys(PLACES);
const NORTH = 84;
const SOUTH = -60;
const UNIT = 10;

/** The worst that each nation loses of any service. */
export function worstOf(lines: readonly LossLine[]): ReadonlyMap<string, LossLine> {
  const found = new Map<string, LossLine>();
  for (const line of lines) {
    const before = found.get(line.nation);
    if (line.nation && (!before || line.loss.expected > before.loss.expected)) found.set(line.nation, line);
  }
  return found;
}

/** How strong a loss is drawn; 0: there is none. */
export function strengthOf(loss: number): number {
  return STRENGTHS[STEPS.filter((each) => loss >= each).length - 1] ?? 0;
}

/** What each of the ten nations loses, on a map of the Earth. */
@customElement("cspo-nation-map")
export class NationMap extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .sea { fill: var(--surface-2); }
      .land { fill: var(--surface-3); stroke: var(--line); stroke-width: 2px; }
      .nation { fill: var(--surface-3); stroke: var(--text-2); stroke-width: 3px; }
      .loss { fill: var(--emergency); stroke: none; pointer-events: none; }
      .plate { fill: var(--surface); fill-opacity: 0.82; stroke: var(--line); stroke-width: 2px; }
      .name { fill: var(--text); font-size: 34px; font-weight: 650; }
    `,
  ];

  /** By nation and service; the map shows the worst of each nation. */
  @property({ attribute: false }) lines: readonly LossLine[] = [];
  /** One service alone; empty: the worst of all. */
  @property() service = "";
  @property({ attribute: false }) marked: readonly string[] = [];
  @state() private over: { nation: string; x: number; y: number } | null = null;

  override render() {
    const worst = worstOf(this.lines.filter((each) => !this.service || each.service === this.service));
    const caption = this.service ? `What each nation loses of ${this.service}` : "The worst that each nation loses of any service";
    const words = inWords(worst, caption);
    const [width, height] = [360 * UNIT, (NORTH - SOUTH) * UNIT];
    const box = { left: 0, right: width, top: 0, bottom: height };
    const { over } = this;
    return html`<cspo-picture name="loss-by-nation" caption=${caption} .marked=${this.marked}>
      <svg viewBox="0 0 ${width} ${height + 90}" role="img" aria-label=${words} @pointermove=${this.moved} @pointerleave=${() => (this.over = null)}>
        <clipPath id="map"><rect width=${width} height=${height}></rect></clipPath>
        <rect class="sea" width=${width} height=${height}></rect>
        <g clip-path="url(#map)"><g transform="translate(0 ${(NORTH - 90) * UNIT})">
          <path class="land" fill-rule="evenodd" d=${outlines.land}></path>
          ${NATIONS.map((nation) => this.nation(nation, worst.get(nation)))}
        </g></g>
        ${NATIONS.map((nation) => plate(nation, worst.get(nation)))}
        ${legend(height)}
        ${over ? svg`<g transform="translate(${over.x} ${over.y}) scale(2.6)">${tip({ ...box, right: (width - over.x) / 2.6, left: -over.x / 2.6, top: -over.y / 2.6, bottom: (height - over.y) / 2.6 }, 0, 0, tipLines(over.nation, worst.get(over.nation)))}</g>` : nothing}
      </svg>
      <p slot="text" class="hidden-text">${words}</p>
    </cspo-picture>`;
  }

  private nation(nation: string, line: LossLine | undefined) {
    const path = (outlines as Readonly<Record<string, string>>)[nation] ?? "";
    return svg`<path class="nation" fill-rule="evenodd" d=${path} data-nation=${nation}></path>
      <path class="loss" fill-rule="evenodd" d=${path} fill-opacity=${strengthOf(line?.loss.expected ?? 0)}></path>`;
  }

  private moved(event: PointerEvent): void {
    const nation = (event.target as Element).getAttribute("data-nation");
    this.over = nation ? { nation, ...pointIn(event) } : null;
  }
}

function plate(nation: string, line: LossLine | undefined) {
  const [longitude = 0, latitude = 0] = PLACES[nation] ?? [];
  const text = `${nation} ${line ? share(line.loss.expected) : "–"}`;
  const wide = text.length * 19 + 24;
  const [x, y] = [(longitude + 180) * UNIT, (NORTH - latitude) * UNIT];
  return svg`<g pointer-events="none"><rect class="plate" x=${x - wide / 2} y=${y - 27} width=${wide} height="42" rx="8"></rect>
    <text class="name" x=${x} y=${y + 6} text-anchor="middle">${text}</text></g>`;
}

function legend(height: number) {
  const y = height + 26;
  return svg`<text class="name" x="10" y=${y + 34}>Share of the service that is lost:</text>
    ${STEPS.map((from, n) => {
      const x = 640 + n * 330;
      return svg`<rect class="nation" x=${x} y=${y} width="64" height="44"></rect>
        <rect class="loss" x=${x} y=${y} width="64" height="44" fill-opacity=${STRENGTHS[n] ?? 1}></rect>
        <text class="name" x=${x + 76} y=${y + 34}>${share(from)} on</text>`;
    })}`;
}

function tipLines(nation: string, line: LossLine | undefined): string[] {
  if (!line) return [nation, "no service of the file is of it"];
  return [
    `${nation}: ${line.service}`, `${shareText(line.loss)} lost`, `${line.lost} of ${line.satellites} satellites`,
  ];
}

function inWords(worst: ReadonlyMap<string, LossLine>, caption: string): string {
  const those = [...worst].filter(([, line]) => line.loss.expected > 0);
  if (!those.length) return `${caption}: none loses anything.`;
  return `${caption}: ${those.map(([nation, line]) => `${nation} ${share(line.loss.expected)} of ${line.service}`).join(", ")}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-nation-map": NationMap;
  }
}
