/** What is shown where there is nothing to show: what, why, and what to do. */
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import type { ApiError } from "../api/errors";
import { base } from "./tokens";

const frame = css`
  :host {
    display: block;
  }
  div {
    padding: var(--s4);
    border: 1px dashed var(--line);
    border-radius: var(--radius);
    color: var(--text-2);
    font-size: var(--t3);
  }
  strong {
    display: block;
    color: var(--text);
    margin-bottom: var(--s1);
  }
  p:last-child {
    margin: 0;
  }
`;

/** Nothing is there: `title` says what, the content why and what to do. */
@customElement("cspo-empty")
export class Empty extends LitElement {
  static override styles = [base, frame];

  @property() heading = "";

  override render() {
    return html`<div>
      ${this.heading ? html`<strong>${this.heading}</strong>` : nothing}
      <slot></slot>
    </div>`;
  }
}

/** It is on its way. It says so after a moment only, so that what is fast does not flicker. */
@customElement("cspo-loading")
export class Loading extends LitElement {
  static override styles = [
    base,
    frame,
    css`
      div {
        animation: appear 0.2s 0.3s both;
        border-style: solid;
        border-color: transparent;
      }
      i {
        display: inline-block;
        width: 12px;
        height: 12px;
        margin-inline-end: var(--s2);
        border: 2px solid var(--edge);
        border-top-color: var(--accent);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
        vertical-align: -1px;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  @property() what = "";

  override render() {
    return html`<div role="status"><i></i>Loading${this.what ? ` ${this.what}` : ""}…</div>`;
  }
}

/** It could not be had. `@retry` where somebody wants it tried again. */
@customElement("cspo-failed")
export class Failed extends LitElement {
  static override styles = [
    base,
    frame,
    css`
      div {
        border: 1px solid var(--emergency);
        background: var(--emergency-bg);
      }
      small {
        display: block;
        margin-top: var(--s2);
      }
    `,
  ];

  @property({ attribute: false }) error: ApiError | undefined;
  @property() what = "";

  override render() {
    const error = this.error;
    if (!error) return nothing;
    return html`<div role="alert">
      <strong>▲ ${this.what ? `${this.what}: ` : ""}${error.title}</strong>
      ${error.detail ? html`<p>${error.detail}${error.field ? ` (${error.field})` : ""}</p>` : nothing}
      ${error.hint ? html`<p>${error.hint}</p>` : nothing}
      <button @click=${this.retry}>Try again</button>
      ${error.request ? html`<small>Request ${error.request}</small>` : nothing}
    </div>`;
  }

  private retry(): void {
    this.dispatchEvent(new CustomEvent("retry", { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-empty": Empty;
    "cspo-loading": Loading;
    "cspo-failed": Failed;
  }
}
