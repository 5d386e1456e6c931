import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { ApiError } from "../api/errors";
import { session } from "../api/session";
import { left } from "../time/format";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/button";
import "../ui/mark";
import { approve, gotThrough, officeOf, refuse, write } from "./acts";
import { detail } from "./detail-styles";
import type { Item } from "./model";
import { dueOf, titleOf } from "./urgency";
import { tel } from "./whom";

const ASK: Readonly<Record<string, string>> = {
  entry: "What was done",
  alarm: "What came of it",
  warning: "How it ended",
};

/** Any open thing that is no running warning: what it is, and the form that ends it. */
@customElement("cspo-item-card")
export class ItemCard extends LitElement {
  static override styles = [
    base,
    detail,
    css`
      form {
        display: grid;
        gap: var(--s2);
      }
      textarea {
        width: 100%;
        min-height: 72px;
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: false }) item!: Item;
  @property({ type: Number }) nowMs = 0;
  @property() onWatch = "";
  @state() private words = "";

  override render() {
    const { item } = this;
    const due = dueOf(item);
    const leftMs = due ? due.ms - this.nowMs : NaN;
    return html`<article aria-label=${titleOf(item)}>
      <header>
        <div class="row">${item.marks.map((mark) => html`<cspo-mark .mark=${mark}></cspo-mark>`)}</div>
        <h2>${titleOf(item)}</h2>
        ${due
          ? html`<p class="clock ${leftMs < 0 ? "past" : ""}">
              <b>${left(leftMs)}</b> <span>${due.what}, <cspo-time .at=${due.ms}></cspo-time></span>
            </p>`
          : nothing}
      </header>
      <p class="words">${item.text}</p>
      ${item.kind === "entry" && item.note !== item.text ? html`<p class="words">${item.note}</p>` : nothing}
      ${this.body()}
      <p class="small quiet-text">
        Since <cspo-time .at=${item.since_utc}></cspo-time>, by ${item.source}.
        ${item.records.slice(0, 4).map((each) => html`<a href=${href("records", [each])}>record ${each.slice(0, 8)}</a> `)}
      </p>
    </article>`;
  }

  /** Do the one thing that is next, as the key does. */
  press(): void {
    this.renderRoot.querySelector<HTMLElement>("textarea, a.primary, .acts a, cspo-action")?.focus();
  }

  private body() {
    switch (this.item.kind) {
      case "proposal":
      case "commitment":
        return html`<div class="acts">
          <a class="button primary" href=${href("conjunctions", [this.item.event], { part: "talk" })}>
            ${this.item.kind === "proposal" ? "Go to the talk" : "See what was agreed"}
          </a>
        </div>`;
      case "contact":
        return this.contact();
      case "review":
        return this.review();
      default:
        return this.close();
    }
  }

  private contact() {
    const { item } = this;
    const number = tel(item.note);
    const [record = ""] = item.records;
    return html`<div class="acts">
      ${number
        ? html`<a class="button primary" href=${number}><span aria-hidden="true">☎</span> Call ${item.note}</a>`
        : nothing}
      ${session.may("watch")
        ? html`<cspo-action class="first" .action=${() => gotThrough(record)}>Somebody got through</cspo-action>`
        : nothing}
    </div>`;
  }

  private review() {
    const { item } = this;
    const id = item.item.replace(/^review /, "");
    const [product = ""] = item.records;
    if (!session.may("release")) {
      return html`<p>It waits for ${item.note || "the release desk"}: you may not decide it.</p>`;
    }
    return html`${this.field("Why (it goes into the log; a refusal needs it)")}
      <div class="acts">
        <cspo-action class="first" primary .action=${() => approve(id, this.words.trim())}>Release it</cspo-action>
        <cspo-action .action=${() => refuse(id, this.said("A refusal needs a reason"))}>Refuse</cspo-action>
        <a class="button" href=${href("records", [product])}>Look at the record</a>
      </div>`;
  }

  private close() {
    if (!session.may("watch")) return nothing;
    return html`${this.field(ASK[this.item.kind] ?? "What was done")}
      <div class="acts">
        <cspo-action class="first" primary .action=${() => this.writeEnd()}>Write it down and close</cspo-action>
      </div>`;
  }

  private writeEnd(): Promise<unknown> {
    const { item } = this;
    const [first = ""] = item.records;
    const closes = item.kind === "alarm" ? [item.item.replace(/^alarm /, "")] : [first];
    return write({
      text: this.said("Say what came of it"), role: officeOf(this.onWatch), closes,
      ...(item.event ? { event: item.event } : {}),
    });
  }

  private said(missing: string): string {
    const words = this.words.trim();
    if (words) return words;
    this.renderRoot.querySelector("textarea")?.focus();
    throw new ApiError(400, { title: missing, detail: "The next watch has to know." });
  }

  private field(label: string) {
    return html`<label>
      ${label}
      <textarea
        maxlength="1000"
        .value=${this.words}
        @input=${(event: Event) => (this.words = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-item-card": ItemCard;
  }
}
