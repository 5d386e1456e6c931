import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import "../ui/button";
import { base } from "../ui/tokens";
import { settle } from "./acts";
import { formStyles } from "./styles";

/** Say that something is met, or owed no more. `@done` when it is signed. */
@customElement("cspo-settle-form")
export class SettleForm extends LitElement {
  static override styles = [base, formStyles];

  @property() obligation = "";

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    return html`<form aria-label="Settle it" @submit=${(event: Event) => event.preventDefault()}>
      <label>How it was met, or why it is owed no more <input maxlength="200" required /></label>
      <div class="row">
        <cspo-action primary .action=${() => this.send("met")}>It is met</cspo-action>
        <cspo-action .action=${() => this.send("waived")}>It is owed no more</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>Cancel</button>
      </div>
    </form>`;
  }

  private async send(outcome: "met" | "waived"): Promise<unknown> {
    const field = this.renderRoot.querySelector("input");
    const text = field?.value.trim() ?? "";
    if (!text) {
      field?.focus();
      throw new ApiError(400, { title: "Say how, or why", detail: "Who reads it later has to know." });
    }
    return settle(this.obligation, outcome, text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-settle-form": SettleForm;
  }
}
