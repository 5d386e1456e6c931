import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { instantMs, utc } from "../time/format";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/button";
import "../ui/notes";
import "../ui/table";
import { officeOf, write } from "./acts";
import type { Entry, Page } from "./model";

const MOST = 1_000;

const COLUMNS: readonly Column<Entry>[] = [
  {
    id: "at", title: "When", unit: "UTC", text: (row) => utc(row.at_utc),
    sort: (row) => instantMs(row.at_utc), cell: (row) => html`<cspo-time .at=${row.at_utc}></cspo-time>`,
  },
  { id: "role", title: "Office", text: (row) => row.role, sort: (row) => row.role },
  { id: "text", title: "What", text: (row) => row.text, cell: (row) => html`<span>${row.text}</span>` },
  {
    id: "opens", title: "Left to do", text: (row) => row.opens,
    cell: (row) => html`${row.opens ? (row.is_open ? `○ ${row.opens}` : `✓ ${row.opens}`) : ""}`,
  },
  {
    id: "due", title: "Until", unit: "UTC", text: (row) => (row.due_utc ? utc(row.due_utc, "min") : ""),
    sort: (row) => instantMs(row.due_utc),
  },
  {
    id: "state", title: "Set right", text: (row) => (row.corrections.length ? `${row.corrections.length}×` : ""),
  },
];

/** The log: what happened, in the words of its last correction. Nothing in it is ever changed. */
@customElement("cspo-watch-log")
export class WatchLog extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
      }
      form {
        display: grid;
        gap: var(--s2);
      }
      textarea,
      input[type="text"] {
        width: 100%;
      }
      textarea {
        min-height: 64px;
        resize: vertical;
      }
      .two {
        display: grid;
        gap: var(--s2);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
      }
      cspo-table {
        max-height: 60vh;
      }
      .words {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() onWatch = "";
  @state() private text = "";
  @state() private opens = "";
  @state() private due = "";
  @state() private chosen: Entry | null = null;
  @state() private correcting = false;

  private readonly log = new Resource<Page<Entry>>(
    this,
    () => ({ path: "watch/log", params: { limit: MOST } }),
    { kinds: ["log-entry"], everyMs: 60_000 },
  );

  /** Where a new entry is written. */
  override focus(): void {
    this.renderRoot.querySelector("textarea")?.focus();
  }

  override render() {
    const page = this.log.value;
    return html`${session.may("watch") ? this.form() : nothing}
    ${this.log.error
      ? html`<cspo-failed what="The log" .error=${this.log.error} @retry=${() => void this.log.reload()}></cspo-failed>`
      : nothing}
    ${page
      ? page.items.length
        ? html`<cspo-table
              name="watch-log"
              caption=${page.next ? `The last ${MOST} entries of the log` : "Entries of the log"}
              .columns=${COLUMNS}
              .rows=${page.items}
              .key=${(row: Entry) => row.entry}
              .selected=${this.chosen?.entry ?? ""}
              @pick=${(event: CustomEvent<Entry>) => this.choose(event.detail)}
            ></cspo-table>
            ${this.one(page.items)}`
        : html`<cspo-empty heading="Nothing in the log yet">
            What is written here is signed, handed over with the watch, and stays.
          </cspo-empty>`
      : this.log.error
        ? nothing
        : html`<cspo-loading what="the log"></cspo-loading>`}`;
  }

  private form() {
    const correcting = this.correcting && this.chosen;
    return html`<form class="card" @submit=${(event: Event) => event.preventDefault()}>
      <h2>${correcting ? "Set the entry right" : "Write into the log"}</h2>
      <label>
        ${correcting ? "What it should have said" : "What happened"}
        <textarea name="text" maxlength="4000" .value=${this.text} @input=${this.typed("text")}></textarea>
      </label>
      <div class="two">
        <label>
          What is left to do (if anything)
          <input type="text" name="opens" maxlength="200" .value=${this.opens} @input=${this.typed("opens")} />
        </label>
        <label>
          Until when, UTC
          <input type="text" name="due" placeholder="2026-03-01 14:00" maxlength="20" .value=${this.due} @input=${this.typed("due")} />
        </label>
      </div>
      <div class="row">
        <cspo-action primary .action=${() => this.write()}>${correcting ? "Set it right" : "Write it down"}</cspo-action>
        ${correcting
          ? html`<button type="button" class="quiet" @click=${() => this.clear()}>Leave it</button>`
          : nothing}
        <span class="small quiet-text">as ${officeOf(this.onWatch)}, for our own nation</span>
      </div>
    </form>`;
  }

  private typed(field: "text" | "opens" | "due") {
    return (event: Event) => {
      this[field] = (event.target as HTMLInputElement).value;
    };
  }

  private one(entries: readonly Entry[]) {
    const entry = entries.find((each) => each.entry === this.chosen?.entry);
    if (!entry) return html`<p class="small quiet-text">Open an entry to read it whole, close it or set it right.</p>`;
    return html`<section class="card" aria-label="Entry">
      <p class="small quiet-text">
        <cspo-time .at=${entry.at_utc}></cspo-time>, ${entry.role};
        <a href=${href("records", [entry.entry])}>its record</a>
        ${entry.event ? html`, about <a href=${href("conjunctions", [entry.event])}>an encounter</a>` : nothing}
      </p>
      <p class="words">${entry.text}</p>
      ${entry.opens ? html`<p class="words"><strong>Left to do:</strong> ${entry.opens}</p>` : nothing}
      ${session.may("watch")
        ? html`<div class="row">
            ${entry.is_open
              ? html`<cspo-action .action=${() => this.close(entry)}>It is done</cspo-action>`
              : nothing}
            <button @click=${() => this.correct(entry)}>Set it right…</button>
          </div>`
        : nothing}
    </section>`;
  }

  private choose(entry: Entry): void {
    this.chosen = entry;
  }

  private correct(entry: Entry): void {
    this.correcting = true;
    this.text = entry.text;
    this.opens = entry.opens;
    this.due = entry.due_utc ? utc(entry.due_utc, "min").replace("Z", "") : "";
    this.focus();
  }

  private clear(): void {
    this.correcting = false;
    this.text = this.opens = this.due = "";
  }

  private async close(entry: Entry): Promise<void> {
    await write({
      text: `Done: ${entry.opens}`, role: officeOf(this.onWatch), closes: [entry.entry],
      ...(entry.event ? { event: entry.event } : {}),
    });
    await this.log.reload();
  }

  private async write(): Promise<void> {
    const text = this.text.trim();
    if (!text) throw new ApiError(400, { title: "Say what happened" });
    const dueMs = this.due.trim() ? instantMs(this.due.trim().replace(" ", "T")) : NaN;
    if (this.due.trim() && Number.isNaN(dueMs)) {
      throw new ApiError(400, { title: "Until when is no instant", detail: "As 2026-03-01 14:00, in UTC." });
    }
    const corrected = this.correcting ? this.chosen : null;
    const opens = this.opens.trim();
    await write({
      text, role: officeOf(this.onWatch),
      ...(opens || corrected ? { opens } : {}),
      ...(Number.isNaN(dueMs) ? {} : { due_utc: new Date(dueMs).toISOString() }),
      ...(corrected ? { corrects: corrected.entry } : {}),
      ...(corrected?.event ? { event: corrected.event } : {}),
    });
    this.clear();
    await this.log.reload();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-watch-log": WatchLog;
  }
}
