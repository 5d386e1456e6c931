import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { left } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/severity";
import { dueOf, type Placed, titleOf, whyOf } from "./urgency";

const KINDS: Readonly<Record<string, readonly [glyph: string, word: string]>> = {
  warning: ["●", "warning"],
  proposal: ["⇄", "proposal"],
  commitment: ["≡", "agreed"],
  review: ["§", "release"],
  entry: ["✎", "log"],
  alarm: ["⚑", "feed alarm"],
  contact: ["☎", "number"],
};

const SAID: Readonly<Record<string, string>> = {
  new: "", received: "acknowledged", acting: "we are acting", done: "we have acted",
  shelved: "put aside", late: "too late to act", over: "it is over", asked: "waits for an answer",
  declined: "declined", unanswered: "nobody answered", promised: "promised",
  confirmed: "promised and confirmed", defaulted: "by default", contested: "contested: call",
};

/**
 * One open thing in the list: how long there is, what it is, why, and how far it has come. Its slot
 * holds the one thing to do.
 */
@customElement("cspo-watch-row")
export class WatchRow extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .frame {
        position: relative;
        border: 1px solid var(--line);
        border-inline-start: 5px solid var(--edge);
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .frame.emergency {
        border-inline-start-color: var(--emergency);
        background: var(--emergency-bg);
      }
      .frame.warning {
        border-inline-start-color: var(--warning);
      }
      .frame.advisory {
        border-inline-start-color: var(--advisory);
      }
      .frame.current {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }
      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: start;
        gap: 3px;
        width: 100%;
        text-align: start;
        font-weight: 400;
        padding: var(--s2) var(--s3);
        border: 0;
        background: none;
      }
      button:hover {
        background: none;
      }
      button:hover .title {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      ::slotted(*) {
        position: absolute;
        inset-inline-end: var(--s2);
        inset-block-end: var(--s2);
        max-width: 60%;
      }
      :host([acts]) .why {
        padding-inline-end: 138px;
      }
      :host([acts]) button {
        min-height: 104px;
        align-content: start;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px var(--s2);
        width: 100%;
        font-size: var(--t1);
        color: var(--text-2);
      }
      .kind {
        font-weight: 650;
      }
      .left {
        margin-inline-start: auto;
        font-size: var(--t2);
        color: var(--text);
        white-space: nowrap;
      }
      .left b {
        font-weight: 700;
      }
      .past b {
        color: var(--emergency);
      }
      .title {
        font-size: var(--t3);
        font-weight: 650;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      .why {
        color: var(--text-2);
        font-size: var(--t2);
        display: -webkit-box;
        -webkit-line-clamp: 3;
        -webkit-box-orient: vertical;
        overflow: hidden;
      }
      @media (max-width: 860px) {
        .why {
          -webkit-line-clamp: 5;
        }
      }
    `,
  ];

  @property({ attribute: false }) placed!: Placed;
  @property({ type: Number }) nowMs = 0;
  @property({ type: Boolean }) current = false;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  override render() {
    const { item, line, group } = this.placed;
    const due = dueOf(item);
    const grave = item.kind === "warning" && group !== "aside" ? item.severity : "";
    const answer = line?.acknowledged ?? "";
    const said = SAID[answer || item.progress] ?? item.progress;
    return html`<div class="frame ${grave} ${this.current ? "current" : ""}">
      <button aria-current=${this.current ? "true" : "false"}>
      <span class="head">
        ${grave && grave !== "routine"
          ? html`<cspo-severity .level=${grave}></cspo-severity>`
          : this.kind(item.kind)}
        ${said ? html`<span>${said}</span>` : nothing}
        <span class="left ${due && due.ms < this.nowMs ? "past" : ""}">
          ${due ? html`<b>${left(due.ms - this.nowMs)}</b> ${due.what}` : "can wait"}
        </span>
      </span>
      <span class="title">${titleOf(item)}</span>
      <span class="why">${whyOf(item, line, this.nowMs)}</span>
      </button>
      <slot></slot>
    </div>`;
  }

  private kind(kind: string) {
    const [glyph = "", word = kind] = KINDS[kind] ?? [];
    return html`<span class="kind"><span aria-hidden="true">${glyph}</span> ${word}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-watch-row": WatchRow;
  }
}
