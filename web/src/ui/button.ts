import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { asApiError, type ApiError } from "../api/errors";
import { base } from "./tokens";

/**
 * A button whose work takes a moment: it is pressed once, says that it works, and why it did not.
 * `.action` is what it does; `@done` follows.
 */
@customElement("cspo-action")
export class ActionButton extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
      }
      p {
        margin: var(--s1) 0 0;
        color: var(--emergency);
        font-size: var(--t2);
      }
    `,
  ];

  @property({ attribute: false }) action: (() => Promise<unknown>) | undefined;
  @property({ type: Boolean }) primary = false;
  @property({ type: Boolean }) disabled = false;
  /** Why it can't be pressed. */
  @property() why = "";
  @state() private busy = false;
  @state() private error: ApiError | undefined;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  override render() {
    const error = this.error;
    return html`<button
        class=${this.primary ? "primary" : ""}
        aria-disabled=${this.disabled || this.busy ? "true" : "false"}
        title=${this.disabled && this.why ? this.why : nothing}
        @click=${this.press}
      >
        <slot></slot>${this.busy ? "…" : nothing}
      </button>
      <span role="alert">
        ${error ? html`<p>▲ ${error.title}. ${error.detail} ${error.hint}</p>` : nothing}
      </span>`;
  }

  private async press(): Promise<void> {
    if (this.disabled || this.busy || !this.action) return;
    this.busy = true;
    this.error = undefined;
    try {
      const detail = await this.action();
      this.dispatchEvent(new CustomEvent("done", { detail, bubbles: true, composed: true }));
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-action": ActionButton;
  }
}
