import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { bindKeys } from "../app/keys";
import { world } from "../app/world";
import { csv, stamped } from "./csv";
import { LEVEL_WORDS, marks } from "./mark";
import { fileName, save } from "./save";
import { base } from "./tokens";

/** A column: what it says of a row, and how it is sorted. */
export interface Column<R> {
  readonly id: string;
  readonly title: string;
  readonly unit?: string;
  text(row: R): string;
  sort?(row: R): number | string;
  cell?(row: R): TemplateResult;
  readonly align?: "end";
}

export interface Sorting {
  readonly id: string;
  readonly down: boolean;
}

/** From so many rows on, only those in sight are in the document. */
const WINDOWED = 200;
const ROW_PX = 36;
const SPARE = 12;

/**
 * A table that can be sorted, walked with the keyboard and saved as CSV.
 *
 * `@pick` (detail: the row) when somebody opens one, `@sorted` (detail: a `Sorting`).
 */
@customElement("cspo-table")
export class Table<R = unknown> extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
      }
      .head {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--s2);
        padding-bottom: var(--s1);
      }
      .scroll {
        overflow: auto;
        min-height: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      table {
        width: 100%;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--surface-2);
        white-space: nowrap;
        padding: 0;
        border-bottom: 1px solid var(--edge);
      }
      thead .plain {
        padding: 0 var(--s2);
      }
      thead button {
        width: 100%;
        border: 0;
        border-radius: 0;
        background: none;
        justify-content: flex-start;
        padding: 0 var(--s2);
        font-weight: 650;
        color: var(--text-2);
      }
      thead .end button {
        justify-content: flex-end;
      }
      thead small {
        font-weight: 400;
      }
      tbody tr {
        height: ${ROW_PX}px;
        cursor: default;
      }
      .picks tbody tr {
        cursor: pointer;
      }
      tbody td {
        white-space: nowrap;
      }
      tbody tr:hover {
        background: var(--surface-2);
      }
      tbody tr[aria-selected="true"] {
        background: var(--surface-3);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      tr.gap,
      tr.gap td {
        height: auto;
        padding: 0;
        border: 0;
      }
      .end {
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) columns: readonly Column<R>[] = [];
  @property({ attribute: false }) rows: readonly R[] = [];
  @property({ attribute: false }) key: (row: R) => string = (row) => JSON.stringify(row);
  /** Key of the row that is selected. */
  @property() selected = "";
  @property() caption = "";
  /** For the names of files. */
  @property() name = "table";
  @property({ attribute: false }) sorting: Sorting | null = null;
  /** Whether rows can be opened. */
  @property({ type: Boolean }) picks = true;
  @state() private top = 0;
  @state() private height = 600;
  private sorted: readonly R[] = [];

  constructor() {
    super();
    bindKeys(this, "Table", [
      { key: "j", what: "next row", run: () => this.step(1) },
      { key: "k", what: "row before", run: () => this.step(-1) },
      { key: "Enter", what: "open the row", run: () => this.open(), when: () => Boolean(this.selected) },
    ]);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rows") || changed.has("sorting") || changed.has("columns")) {
      this.sorted = this.inOrder();
    }
  }

  override firstUpdated(): void {
    const scroll = this.scroller;
    if (!scroll) return;
    new ResizeObserver(() => (this.height = scroll.clientHeight || 600)).observe(scroll);
  }

  override render() {
    return html`<div class="head">
        <span class="small quiet-text" id="caption">${this.caption || this.name}: ${this.rows.length}</span>
        <button class="quiet" @click=${this.saveCsv} title="Save all rows as CSV">CSV</button>
      </div>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="caption" @scroll=${this.scrolled}>
        <table aria-rowcount=${this.rows.length + 1} class=${this.picks ? "picks" : ""}>
          <caption class="hidden-text">${this.caption || this.name}</caption>
          <thead>
            <tr aria-rowindex="1">${this.columns.map((column) => this.heading(column))}</tr>
          </thead>
          ${this.body()}
        </table>
      </div>`;
  }

  private heading(column: Column<R>): TemplateResult {
    const now = this.sorting?.id === column.id ? (this.sorting.down ? "descending" : "ascending") : "none";
    const unit = column.unit ? html` <small>${column.unit}</small>` : nothing;
    const arrow = now === "none" ? "" : now === "descending" ? " ▼" : " ▲";
    return html`<th scope="col" class=${column.align ?? ""} aria-sort=${now}>
      ${column.sort
        ? html`<button @click=${() => this.sortBy(column)}>
            ${column.title}${unit}<span aria-hidden="true">${arrow}</span>
          </button>`
        : html`<span class="plain">${column.title}${unit}</span>`}
    </th>`;
  }

  private body(): TemplateResult {
    const rows = this.sorted;
    const few = rows.length <= WINDOWED;
    const first = few ? 0 : Math.max(0, Math.floor(this.top / ROW_PX) - SPARE);
    const last = few ? rows.length : Math.min(rows.length, Math.ceil((this.top + this.height) / ROW_PX) + SPARE);
    const gap = (count: number) =>
      count > 0
        ? html`<tr class="gap" aria-hidden="true"><td colspan=${this.columns.length} .height=${String(count * ROW_PX)}></td></tr>`
        : nothing;
    return html`<tbody>
      ${gap(first)}${rows.slice(first, last).map((row, n) => this.row(row, first + n))}${gap(rows.length - last)}
    </tbody>`;
  }

  private row(row: R, at: number): TemplateResult {
    const key = this.key(row);
    return html`<tr
      aria-rowindex=${at + 2}
      aria-selected=${key === this.selected ? "true" : "false"}
      @click=${() => this.choose(row, key)}
    >
      ${this.columns.map(
        (column) => html`<td class=${column.align ?? ""}>${column.cell ? column.cell(row) : column.text(row)}</td>`,
      )}
    </tr>`;
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector(".scroll");
  }

  private scrolled(event: Event): void {
    this.top = (event.target as HTMLElement).scrollTop;
  }

  private inOrder(): readonly R[] {
    const { sorting } = this;
    const by = this.columns.find((column) => column.id === sorting?.id)?.sort;
    if (!sorting || !by) return this.rows;
    const way = sorting.down ? -1 : 1;
    const keyed = this.rows.map((row) => ({ row, by: by(row) }));
    keyed.sort((a, b) => way * compared(a.by, b.by));
    return keyed.map((each) => each.row);
  }

  private sortBy(column: Column<R>): void {
    const down = this.sorting?.id === column.id ? !this.sorting.down : false;
    this.sorting = { id: column.id, down };
    this.dispatchEvent(new CustomEvent<Sorting>("sorted", { detail: this.sorting }));
  }

  private choose(row: R, key: string): void {
    this.selected = key;
    if (this.picks) this.dispatchEvent(new CustomEvent<R>("pick", { detail: row }));
  }

  private step(by: number): void {
    const rows = this.sorted;
    if (!rows.length) return;
    const at = rows.findIndex((row) => this.key(row) === this.selected);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[next];
    if (row === undefined) return;
    this.selected = this.key(row);
    const scroll = this.scroller;
    if (!scroll) return;
    const y = next * ROW_PX;
    if (y < scroll.scrollTop) scroll.scrollTop = y;
    const below = y + 2 * ROW_PX - scroll.clientHeight;
    if (below > scroll.scrollTop) scroll.scrollTop = below;
  }

  private open(): void {
    const row = this.sorted.find((each) => this.key(each) === this.selected);
    if (row !== undefined && this.picks) this.dispatchEvent(new CustomEvent<R>("pick", { detail: row }));
  }

  private saveCsv(): void {
    const highest = marks.highestOf([...marks.all(), ...marksOf(this.sorted)]);
    const level = LEVEL_WORDS[highest] ?? highest;
    const columns = stamped(this.columns, level, world.facts?.mode ?? "");
    save(csv(columns, this.sorted), fileName(this.name, "csv", { level }), "text/csv;charset=utf-8");
  }
}

/** Marks that rows have of their own: those out of sight are not on the screen. */
function marksOf(rows: readonly unknown[]): string[] {
  return rows.flatMap((row) => {
    const mark = (row as { mark?: unknown } | null)?.mark;
    return typeof mark === "string" && mark ? [mark] : [];
  });
}

/** Numbers before texts; what is not known comes last. */
function compared(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a - b;
  }
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-table": Table;
  }
}
