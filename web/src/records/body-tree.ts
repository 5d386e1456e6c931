import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import "../time/format";
import "../ui/table";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import { type Columns, type Leaf, type Part, partsOf, plain, shown, titleOf, unitOf, whatIs } from "./body";

interface Row {
  readonly n: number;
}

/** A field of more parts than this is closed at first. */
const SHORT = 5;

/** The body of a record: every field with its unit, columns as tables, ids as links. */
@customElement("cspo-record-body")
export class RecordBody extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr);
        gap: 2px var(--s3);
        margin: 0;
        font-size: var(--t2);
      }
      dt {
        color: var(--text-2);
        padding: 3px 0;
      }
      dd {
        margin: 0;
        padding: 3px 0;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .whole {
        grid-column: 1 / -1;
      }
      .whole > dd {
        padding: 0;
        white-space: normal;
      }
      .unknown {
        color: var(--text-2);
        font-style: italic;
      }
      details {
        border-inline-start: 2px solid var(--line);
        padding-inline-start: var(--s3);
        margin: var(--s1) 0;
      }
      summary {
        cursor: pointer;
        min-height: 24px;
        font-weight: 600;
        font-size: var(--t2);
      }
      cspo-table {
        max-height: 420px;
        margin: var(--s1) 0 var(--s2);
      }
    `,
  ];

  @property({ attribute: false }) body: unknown = null;
  @property() kind = "record";

  override render() {
    return this.parts(partsOf(this.body), 0);
  }

  private parts(parts: readonly Part[], depth: number): TemplateResult {
    return html`<dl>${parts.map((part) => this.field(part, depth))}</dl>`;
  }

  private field(part: Part, depth: number): TemplateResult {
    if (part.kind === "leaf") {
      return html`<dt>${titleOf(part.name) || "value"}</dt><dd>${this.leaf(part)}</dd>`;
    }
    const content =
      part.kind === "columns"
        ? this.table(part)
        : html`<details ?open=${depth < 2 && part.parts.length <= SHORT}>
            <summary>${titleOf(part.name)}</summary>
            ${this.parts(part.parts, depth + 1)}
          </details>`;
    return html`<div class="whole"><dt class="hidden-text">${titleOf(part.name) || this.kind}</dt><dd>${content}</dd></div>`;
  }

  private leaf({ name, value }: Leaf): TemplateResult {
    if (Array.isArray(value)) {
      const unit = unitOf(name);
      const all = (value as readonly unknown[]).map((each, n) => html`${n ? ", " : ""}${one(each, name)}`);
      return html`${all}${unit ? ` ${unit}` : ""}`;
    }
    const unit = typeof value === "number" ? unitOf(name) : "";
    return html`${one(value, name)}${unit ? ` ${unit}` : ""}`;
  }

  private table(part: Columns): TemplateResult {
    const rows: Row[] = Array.from({ length: part.rows }, (_, n) => ({ n }));
    const columns: Column<Row>[] = [
      { id: "row", title: "row", text: (row) => String(row.n + 1), sort: (row) => row.n, align: "end" },
      ...part.columns.map((column) => columnOf(column.name, column.values)),
    ];
    return html`<cspo-table
      .columns=${columns}
      .rows=${rows}
      .key=${(row: Row) => String(row.n)}
      .picks=${false}
      caption=${titleOf(part.name) || this.kind}
      name="${this.kind}-${titleOf(part.name) || "rows"}"
    ></cspo-table>`;
  }
}

function columnOf(name: string, values: readonly unknown[]): Column<Row> {
  const unit = unitOf(name);
  const text = (row: Row) => {
    const value = values[row.n];
    return Array.isArray(value) ? (value as unknown[]).map(plain).join(" ") : plain(value);
  };
  const column: Column<Row> = {
    id: name, title: titleOf(name), text,
    sort: (row) => {
      const value = values[row.n];
      return typeof value === "number" ? value : text(row);
    },
    cell: (row) => (Array.isArray(values[row.n]) ? html`${text(row)}` : one(values[row.n], name)),
  };
  const numbers = typeof values[0] === "number";
  return { ...column, ...(unit ? { unit } : {}), ...(numbers ? { align: "end" as const } : {}) };
}

/** One value: a link where it names something, else text and nothing but text. */
function one(value: unknown, name: string): TemplateResult {
  switch (whatIs(value, name)) {
    case "nothing":
      return html`<span class="unknown">${value === null ? "not stated" : "empty"}</span>`;
    case "record": {
      const [id = "", row] = String(value).split("#");
      const which = row === undefined ? "" : `, row ${Number(row) + 1}`;
      return html`<a href=${href("records", [id])}><code>${id.slice(0, 12)}…</code></a>${which}`;
    }
    case "object":
      return html`<a href=${href("objects", [String(value)])}>${value}</a>`;
    case "event":
      return html`<a href=${href("conjunctions", [String(value)])}>${value}</a>`;
    case "time":
      return html`<cspo-time .at=${value}></cspo-time>`;
    default:
      if (typeof value === "number") return html`<span title=${plain(value)}>${shown(value)}</span>`;
      return html`${value === undefined ? nothing : plain(value)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-record-body": RecordBody;
  }
}
