import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import type { RecordLine } from "../api/stream";
import { type Route, go, patchParams } from "../app/router";
import "../time/format";
import { marks, portion } from "../ui/mark";
import "../ui/notes";
import "../ui/table";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import { lookOf } from "./kinds";

interface Page {
  readonly items: readonly RecordLine[];
  readonly next: string | null;
}

const COLUMNS: readonly Column<RecordLine>[] = [
  {
    id: "came", title: "Came", unit: "UTC", text: (row) => row.t_ingest_utc, sort: (row) => row.t_ingest_utc,
    cell: (row) => html`<cspo-time .at=${row.t_ingest_utc}></cspo-time>`,
  },
  { id: "kind", title: "Kind", text: (row) => row.kind, sort: (row) => row.kind,
    cell: (row) => html`${lookOf(row.kind).glyph} ${lookOf(row.kind).word}` },
  { id: "origin", title: "Of", text: (row) => row.origin, sort: (row) => row.origin },
  { id: "object", title: "About", text: (row) => row.object, sort: (row) => row.object },
  { id: "number", title: "Number", text: (row) => String(row.version), sort: (row) => row.version, align: "end" },
  { id: "mark", title: "Mark", text: (row) => portion(row.label), sort: (row) => portion(row.label) },
  { id: "id", title: "Id", text: (row) => row.id, cell: (row) => html`<code>${row.id.slice(0, 12)}…</code>` },
];

/** Records in the order in which they came, as far as one may see; the way to one by its id. */
@customElement("cspo-record-list")
export class RecordList extends LitElement {
  static override styles = [
    base,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s3);
        align-items: end;
        margin-bottom: var(--s3);
      }
      label {
        display: grid;
        gap: 2px;
      }
      cspo-table {
        max-height: 70vh;
      }
    `,
  ];

  @property({ attribute: false }) route: Route | undefined;
  @state() private cursor = "";

  private readonly page = new Resource<Page>(this, () => ({
    path: "records",
    params: {
      limit: 500, cursor: this.cursor, kind: this.asked("kind"), origin: this.asked("origin"),
      object: this.asked("about"),
    },
  }));

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override updated(): void {
    const rows = this.page.value?.items ?? [];
    if (this.isConnected) marks.show(this, rows.map((row) => portion(row.label)));
  }

  private asked(name: string): string {
    return this.route?.params.get(name) ?? "";
  }

  override render() {
    const { value, error } = this.page;
    return html`<h1>Records</h1>
      <form @submit=${this.choose}>
        <label>Kind <input name="kind" .value=${this.asked("kind")} placeholder="warning" /></label>
        <label>Of <input name="origin" .value=${this.asked("origin")} placeholder="FRA" size="8" /></label>
        <label>About, or the id of one
          <input name="about" .value=${this.asked("about")} placeholder="norad:25544" size="34" /></label>
        <button class="primary">Show</button>
      </form>
      ${error && !value ? html`<cspo-failed what="Records" .error=${error} @retry=${() => void this.page.reload()}></cspo-failed>` : nothing}
      ${value ? this.table(value) : error ? nothing : html`<cspo-loading what="records"></cspo-loading>`}`;
  }

  private table(page: Page) {
    if (!page.items.length && !page.next) {
      return html`<cspo-empty heading="No such records">
        None of these came, or none that are for you. Ask for less: leave a field empty.
      </cspo-empty>`;
    }
    return html`<cspo-table
        caption="Records, the oldest first"
        name="records"
        .columns=${COLUMNS}
        .rows=${page.items}
        .key=${(row: RecordLine) => row.id}
        @pick=${(event: CustomEvent<RecordLine>) => go("records", [event.detail.id])}
      ></cspo-table>
      <p class="row">
        ${this.cursor ? html`<button @click=${() => (this.cursor = "")}>From the first</button>` : nothing}
        ${page.next ? html`<button @click=${() => (this.cursor = page.next ?? "")}>Further records</button>` : nothing}
      </p>`;
  }

  private choose(event: SubmitEvent): void {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => {
      const value = given.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    this.cursor = "";
    if (/^[0-9a-f]{64}$/.test(text("about"))) go("records", [text("about")]);
    else patchParams({ kind: text("kind"), origin: text("origin"), about: text("about") });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-record-list": RecordList;
  }
}
