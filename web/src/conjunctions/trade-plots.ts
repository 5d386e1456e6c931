import { LitElement, css, html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { duration, instantMs, probability, UNKNOWN, utc } from "../time/format";
import { linear, log10, logTicks, type Scale, timeTicks, type Tick } from "../ui/axes";
import { type Box, frame, nearest, plotStyles, pointIn, tip } from "../ui/plot";
import { base } from "../ui/tokens";
import "../ui/picture";
import type { Avoidance, Burn } from "./model";
import { length } from "./plane-geometry";
import { colorOf, shapeAt, sourceStyles } from "./source-styles";
import { type Cell, cellsOf, directionWords, dv, leastByDirection, type Quantity, shade } from "./trade-table";

const WIDTH = 640;
const HEIGHT = 290;
/** At the left there is room for ticks like "20.00 mm/s" beside the title of the axis. */
const BOX: Box = { left: 102, right: WIDTH - 14, top: 12, bottom: HEIGHT - 44 };

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly burn: Burn;
}

/** The two pictures of a study: the least burn over time, and the map of all burns of a direction. */
@customElement("cspo-trade-plots")
export class TradePlots extends LitElement {
  static override styles = [
    base,
    plotStyles,
    sourceStyles,
    css`
      .line { fill: none; stroke: var(--own); stroke-width: 1.5; }
      .shape { fill: var(--own); stroke: var(--surface); stroke-width: 0.5; }
      .hollow { fill: none; stroke: var(--own); stroke-width: 1.5; }
      .chosen { fill: none; stroke: var(--focus); stroke-width: 2.5; }
      .cell { fill: var(--accent); }
      .target { fill: none; stroke: var(--ok); stroke-width: 2.5; }
      .over { fill: none; stroke: var(--text); stroke-width: 1.5; }
      .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: var(--s4); }
      ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px var(--s4); margin: 0 0 var(--s1); padding: 0; font-size: var(--t2); }
      li svg { width: 14px; height: 14px; vertical-align: -2px; }
      .tools { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: center; min-height: 36px; margin-bottom: var(--s1); }
    `,
  ];

  @property({ attribute: false }) study?: Avoidance;
  @state() private direction = "";
  @state() private quantity: Quantity = "pc";
  @state() private over: Cell | null = null;
  @state() private near: Dot | null = null;

  override render() {
    const { study } = this;
    if (!study) return nothing;
    return html`<div class="pictures">${this.least(study)} ${this.map(study)}</div>`;
  }

  private times(study: Avoidance): { scale: Scale; ticks: Tick[] } {
    const all = study.burn_utc.map(instantMs);
    const [first, last] = [Math.min(...all), instantMs(study.tca_utc)];
    return { scale: linear([first, last], [BOX.left, BOX.right]), ticks: timeTicks(first, last, 5) };
  }

  private least(study: Avoidance): TemplateResult | typeof nothing {
    const by = leastByDirection(study);
    const sizes = [...by.values()].flat().map((burn) => burn.dv_m_s ?? 0).filter((size) => size > 0);
    if (!sizes.length) return nothing;
    const x = this.times(study);
    const [low, high] = [Math.min(...sizes, study.max_dv_m_s / 30), study.max_dv_m_s];
    const y = log10([low / 1.3, high * 1.1], [BOX.bottom, BOX.top]);
    const dots = [...by].map(([direction, burns]) => ({
      direction,
      dots: burns.filter((burn) => (burn.dv_m_s ?? 0) > 0).map((burn): Dot => ({ x: x.scale(instantMs(burn.burn_utc)), y: y(burn.dv_m_s ?? 0), burn })),
    }));
    const every = dots.flatMap((each) => each.dots);
    const { chosen } = study;
    return html`<div>
      <div class="tools"><ul aria-label="Directions">${dots.map(({ direction }, n) => html`<li class=${colorOf(n)}>
        <svg viewBox="0 0 14 14" aria-hidden="true">${shapeAt(n, 7, 7, 11, !n)}</svg> ${directionWords(direction)}</li>`)}
        ${chosen ? html`<li><svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" stroke-width="2"></circle></svg> chosen, as flown</li>` : nothing}</ul></div>
      <cspo-picture name="least-burn" caption="Least burn that reaches the target, by time of burn" .marked=${[study.mark]} .atMs=${instantMs(study.tca_utc)}>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Least burn by time; the table below has the numbers"
          @pointermove=${(event: PointerEvent) => (this.near = every[nearest(every, pointIn(event), 20)] ?? null)} @pointerleave=${() => (this.near = null)}>
          ${frame(BOX, { ...x, label: "time of the burn, UTC; closest approach at the right" }, { scale: y, ticks: sizeTicks(low, high), label: "size of the burn" })}
          ${dots.map((each, n) => svg`<g class=${colorOf(n)}>
            <path class="line" d=${each.dots.map((dot, at) => `${at ? "L" : "M"}${dot.x} ${dot.y}`).join("") || "M0 0"}></path>
            ${each.dots.map((dot) => shapeAt(n, dot.x, dot.y, n ? 7 : 12, !n))}</g>`)}
          ${chosen ? svg`<circle class="chosen" cx=${x.scale(instantMs(chosen.burn_utc))} cy=${y(chosen.dv_m_s ?? 0)} r="8"></circle>` : nothing}
          ${this.near ? note(this.near.x, this.near.y, this.near.burn) : nothing}
        </svg>
      </cspo-picture>
    </div>`;
  }

  private map(study: Avoidance): TemplateResult | typeof nothing {
    const direction = study.directions.includes(this.direction) ? this.direction : (study.directions[0] ?? "");
    const noPc = study.trade_pc.every((pc) => pc === null);
    const quantity = noPc ? "miss" : this.quantity;
    const cells = cellsOf(study, direction, quantity);
    const tone = shade(cells, quantity);
    if (!tone) return nothing;
    const [nx, ny] = [study.lead_s.length, study.size_m_s.length];
    const [w, h] = [(BOX.right - BOX.left) / nx, (BOX.bottom - BOX.top) / ny];
    const left = (cell: Cell) => BOX.left + cell.time * w;
    const top = (cell: Cell) => BOX.bottom - (cell.size + 1) * h;
    const name = quantity === "pc" ? "Probability of collision" : "Miss distance";
    return html`<div>
      <div class="tools">
        <label>Direction <select @change=${(event: Event) => (this.direction = (event.target as HTMLSelectElement).value)}>
          ${study.directions.map((each) => html`<option value=${each} ?selected=${each === direction}>${directionWords(each)}</option>`)}
        </select></label>
        <label>Shown <select @change=${(event: Event) => (this.quantity = (event.target as HTMLSelectElement).value as Quantity)}>
          <option value="pc" ?selected=${quantity === "pc"} ?disabled=${noPc}>Pc</option>
          <option value="miss" ?selected=${quantity === "miss"}>Miss</option>
        </select></label>
      </div>
      <cspo-picture name="burn-map" caption="${name} after a burn, ${directionWords(direction)}; the stronger, the greater" .marked=${[study.mark]} .atMs=${instantMs(study.tca_utc)}>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name} by time and size of the burn; the CSV of the table has the least burns"
          @pointermove=${(event: PointerEvent) => this.point(event, cells, w, h, ny)} @pointerleave=${() => (this.over = null)}>
          ${frame(BOX, { scale: index(nx, w), ticks: timesOf(study, nx), label: "time of the burn, UTC" }, { scale: sizesScale(ny, h), ticks: sizesOf(study), label: "size of the burn" })}
          ${cells.map((cell) => svg`<rect class="cell" x=${left(cell)} y=${top(cell)} width=${w} height=${h} shape-rendering="crispEdges" fill-opacity=${(0.04 + 0.9 * tone(cell.value)).toFixed(3)}></rect>`)}
          <path class="target" d=${border(cells, nx, ny, left, top, w, h)}></path>
          ${this.over ? this.cellNote(study, this.over, left, top, w, h, quantity) : nothing}
        </svg>
        <p slot="text" class="small quiet-text">Inside the green line the target is reached (${targetWords(study)}).</p>
      </cspo-picture>
    </div>`;
  }

  private cellNote(
    study: Avoidance, cell: Cell, left: (cell: Cell) => number, top: (cell: Cell) => number, w: number, h: number, quantity: Quantity,
  ): TemplateResult {
    const value = quantity === "pc" ? `Pc ${cell.value === null ? "none" : probability(cell.value)}` : `miss ${distance(cell.value)}`;
    return svg`<rect class="over" x=${left(cell)} y=${top(cell)} width=${w} height=${h}></rect>
      ${tip(BOX, left(cell) + w, top(cell) + h / 2, [
        utc(study.burn_utc[cell.time]), `${duration((study.lead_s[cell.time] ?? 0) * 1_000)} before`, dv(study.size_m_s[cell.size] ?? null),
        value, cell.good ? "✓ reaches the target" : "✕ falls short",
      ])}`;
  }

  private point(event: PointerEvent, cells: readonly Cell[], w: number, h: number, ny: number): void {
    const { x, y } = pointIn(event);
    const [time, size] = [Math.floor((x - BOX.left) / w), Math.floor((BOX.bottom - y) / h)];
    this.over = size < 0 || size >= ny || time < 0 ? null : (cells[time * ny + size] ?? null);
  }
}

/** A distance with the unit that fits. */
export function distance(km: number | null): string {
  return km === null ? UNKNOWN : length(km);
}

/** What a study is to reach, in words. */
export function targetWords(study: Avoidance): string {
  return [
    study.target_pc === null ? "" : `Pc at most ${probability(study.target_pc)}`,
    study.target_miss_km === null ? "" : `a miss of ${length(study.target_miss_km)} or more`,
  ].filter(Boolean).join(" and ");
}

function note(x: number, y: number, burn: Burn): TemplateResult {
  return tip(BOX, x, y, [
    utc(burn.burn_utc), `${duration(burn.lead_s * 1_000)}, ${burn.orbits_before.toFixed(2)} orbits before`,
    `${dv(burn.dv_m_s)}, ${directionWords(burn.direction)}`, `miss ${distance(burn.miss_distance_km)}, Pc ${burn.pc === null ? "none" : probability(burn.pc)}`,
  ]);
}

function sizeTicks(low: number, high: number): Tick[] {
  const found = logTicks(low / 1.3, high * 1.1).map(({ at }) => at);
  const all = found.length > 1 ? found : [...new Set([low, Math.sqrt(low * high), high])];
  return all.map((at) => ({ at, text: dv(at) }));
}

function index(n: number, w: number): Scale {
  return linear([0, n], [BOX.left, BOX.left + n * w]);
}

function sizesScale(n: number, h: number): Scale {
  return linear([0, n], [BOX.bottom, BOX.bottom - n * h]);
}

function timesOf(study: Avoidance, n: number): Tick[] {
  const every = Math.max(1, Math.ceil(n / 5));
  return study.burn_utc.flatMap((at, k) => (k % every ? [] : [{ at: k + 0.5, text: utc(at).slice(5, 16) }]));
}

function sizesOf(study: Avoidance): Tick[] {
  const n = study.size_m_s.length;
  const every = Math.max(1, Math.ceil(n / 6));
  return study.size_m_s.flatMap((size, k) => ((n - 1 - k) % every ? [] : [{ at: k + 0.5, text: dv(size) }]));
}

/** The line between cells that reach the target and those that don't. */
function border(
  cells: readonly Cell[], nx: number, ny: number, left: (cell: Cell) => number, top: (cell: Cell) => number, w: number, h: number,
): string {
  const good = (time: number, size: number) =>
    time >= 0 && time < nx && size >= 0 && size < ny && (cells[time * ny + size]?.good ?? false);
  const parts = cells.filter((cell) => cell.good).map((cell) => {
    const [x, y] = [left(cell), top(cell)];
    return [
      good(cell.time - 1, cell.size) ? "" : `M${x} ${y}v${h}`,
      good(cell.time + 1, cell.size) ? "" : `M${x + w} ${y}v${h}`,
      good(cell.time, cell.size + 1) ? "" : `M${x} ${y}h${w}`,
      good(cell.time, cell.size - 1) ? "" : `M${x} ${y + h}h${w}`,
    ].join("");
  });
  return parts.join("") || "M0 0";
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-trade-plots": TradePlots;
  }
}
