import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { stream } from "../api/stream";
import { href, patchParams } from "../app/router";
import "../ui/picture";
import { base } from "../ui/tokens";
import { type Cell, type Coalition, cellOf, nationsOf, sentence, short, spokenName, sponsorOf, weight } from "./model";

const HEAD_PX = { x: 132, y: 34 } as const;
const CELL_PX = { width: 56, height: 44 } as const;
const BAR_PX = 40;
/** So long a cell stays lit after a record went through it, ms. */
const FRESH_MS = 2_500;

/**
 * Who gives what to whom: givers are rows, getters columns.
 *
 * A solid bar is what this node gave or got; a hollow one says how much of what is here names the
 * other. A cell that is opened stands in the address.
 */
@customElement("cspo-matrix")
export class Matrix extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
      }
      svg {
        display: block;
        max-width: none;
      }
      text {
        font-family: system-ui, sans-serif;
        font-size: 12px;
        fill: var(--text);
      }
      .name {
        font-weight: 600;
      }
      .axis {
        fill: var(--text-2);
        font-size: 11px;
      }
      .count {
        text-anchor: middle;
        font-size: 12.5px;
        font-weight: 600;
      }
      .named .count,
      .unknown .count,
      .none .count {
        fill: var(--text-2);
        font-weight: 400;
      }
      .cell {
        fill: var(--surface);
        stroke: var(--line);
      }
      .known .cell {
        fill: var(--surface-2);
      }
      .self .cell {
        fill: var(--surface-3);
      }
      .band {
        fill: none;
        stroke: var(--accent);
        stroke-width: 2px;
      }
      .track {
        fill: var(--surface-3);
      }
      .bar {
        fill: var(--accent);
      }
      .share {
        fill: none;
        stroke: var(--edge);
        stroke-width: 1.2px;
      }
      .few {
        fill: var(--edge);
      }
      a {
        cursor: pointer;
      }
      a:hover .cell {
        fill: var(--surface-3);
      }
      a:focus-visible {
        outline: none;
      }
      a:focus-visible .cell {
        stroke: var(--focus);
        stroke-width: 3px;
      }
      a[aria-current="true"] .cell {
        stroke: var(--accent);
        stroke-width: 2.5px;
      }
      .fresh .cell {
        fill: var(--ok-bg);
        stroke: var(--ok);
        stroke-width: 2px;
      }
      .fresh .bar {
        fill: var(--ok);
      }
    `,
  ];

  @property({ attribute: false }) coalition: Coalition | undefined;
  @property() from = "";
  @property() to = "";
  @state() private fresh: ReadonlySet<string> = new Set();
  private ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.ends.push(stream.on([], (line) => this.light(sponsorOf(line.origin))));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    this.ends = [];
  }

  /** A record of a nation has come: its cell towards this one lights up for a moment. */
  private light(origin: string): void {
    const us = this.coalition?.nation;
    if (!us || origin === us || this.fresh.has(origin)) return;
    this.fresh = new Set([...this.fresh, origin]);
    window.setTimeout(() => {
      this.fresh = new Set([...this.fresh].filter((each) => each !== origin));
    }, FRESH_MS);
  }

  override render() {
    const coalition = this.coalition;
    if (!coalition) return nothing;
    const nations = nationsOf(coalition);
    const size = { width: HEAD_PX.x + nations.length * CELL_PX.width + 2, height: HEAD_PX.y + nations.length * CELL_PX.height + 2 };
    const cells = nations.flatMap((from) => nations.map((to) => cellOf(coalition, from.party, to.party)));
    const most = Math.max(1, ...cells.filter((each) => each.kind === "known").map((each) => each.records));
    const us = nations.findIndex((each) => each.party === coalition.nation);
    return html`<cspo-picture
      name="who-gives-what-to-whom"
      caption="Who gives what to whom, as far as ${spokenName(coalition, coalition.nation)} can know"
    >
      <div class="scroll">
        <svg width=${size.width} height=${size.height} viewBox="0 0 ${size.width} ${size.height}" role="group"
          aria-label="Who gives what to whom: a row for each giver, a column for each getter">
          <text class="axis" x=${HEAD_PX.x - 8} y=${HEAD_PX.y - 10} text-anchor="end">gives ↓ · gets →</text>
          ${nations.map((each, n) => this.headings(each.party, each.name, n))}
          ${cells.map((cell, n) => this.cell(coalition, cell, n % nations.length, Math.floor(n / nations.length), most))}
          <rect class="band" x=${HEAD_PX.x} y=${HEAD_PX.y + us * CELL_PX.height}
            width=${nations.length * CELL_PX.width} height=${CELL_PX.height}></rect>
          <rect class="band" x=${HEAD_PX.x + us * CELL_PX.width} y=${HEAD_PX.y}
            width=${CELL_PX.width} height=${nations.length * CELL_PX.height}></rect>
        </svg>
      </div>
    </cspo-picture>`;
  }

  private headings(party: string, name: string, n: number) {
    const x = HEAD_PX.x + (n + 0.5) * CELL_PX.width;
    return svg`<text class="name" x=${HEAD_PX.x - 8} y=${HEAD_PX.y + (n + 0.5) * CELL_PX.height + 4} text-anchor="end">${name}</text>
      <text class="name" x=${x} y=${HEAD_PX.y - 10} text-anchor="middle">${party}<title>${name}</title></text>`;
  }

  private cell(coalition: Coalition, cell: Cell, column: number, row: number, most: number) {
    const at = `translate(${HEAD_PX.x + column * CELL_PX.width} ${HEAD_PX.y + row * CELL_PX.height})`;
    const box = svg`<rect class="cell" x="1" y="1" width=${CELL_PX.width - 2} height=${CELL_PX.height - 2} rx="3"></rect>`;
    if (cell.kind === "self") {
      return svg`<g class="self" transform=${at}>${box}<text class="count" x=${CELL_PX.width / 2} y="27" aria-hidden="true">·</text></g>`;
    }
    const text = sentence(coalition, cell);
    const lit = cell.to === coalition.nation && this.fresh.has(cell.from) ? " fresh" : "";
    const chosen = cell.from === this.from && cell.to === this.to;
    return svg`<a class="${cell.kind}${lit}${cell.records ? "" : " none"}" transform=${at} href=${href("coalition", [], { from: cell.from, to: cell.to })}
        aria-current=${chosen ? "true" : nothing} @click=${(event: Event) => this.choose(event, cell)}>
      <title>${text}</title>${box}${this.inside(cell, most)}
    </a>`;
  }

  private inside(cell: Cell, most: number) {
    const x = (CELL_PX.width - BAR_PX) / 2;
    const [middle, y] = [CELL_PX.width / 2, CELL_PX.height - 13];
    if (cell.kind === "unknown") return svg`<text class="count" x=${middle} y="27">?</text>`;
    if (cell.kind === "named") {
      const share = cell.records / cell.held;
      const percent = cell.records === 0 ? "0 %" : share < 0.01 ? "<1 %" : `${Math.round(100 * share)} %`;
      return svg`<text class="count" x=${middle} y="21">${percent}</text>
        <rect class="share" x=${x} y=${y} width=${BAR_PX} height="5" rx="2"></rect>
        <rect class="few" x=${x} y=${y} width=${BAR_PX * share} height="5" rx="2"></rect>`;
    }
    return svg`<text class="count" x=${middle} y="21">${short(cell.records)}</text>
      <rect class="track" x=${x} y=${y} width=${BAR_PX} height="6" rx="2"></rect>
      <rect class="bar" x=${x} y=${y} width=${BAR_PX * weight(cell.records, most)} height="6" rx="2"></rect>`;
  }

  private choose(event: Event, cell: Cell): void {
    event.preventDefault();
    patchParams({ from: cell.from, to: cell.to });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-matrix": Matrix;
  }
}
