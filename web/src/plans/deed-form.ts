import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import "../ui/button";
import { base } from "../ui/tokens";
import { deed, utcOf } from "./acts";
import type { Deed, PlanView } from "./model";
import { formStyles } from "./styles";

interface Words {
  readonly title: string;
  readonly lead: string;
  readonly reason: string;
  readonly until: string;
  readonly button: string;
}

const WORDS: Readonly<Record<Exclude<Deed, "amend">, Words>> = {
  review: {
    title: "Review", lead: "It was looked at, and stays as it is.",
    reason: "With what result", until: "The next review by, UTC", button: "Sign the review",
  },
  reaffirm: {
    title: "Reaffirm", lead: "It stands although something that it assumes does not hold, or is not known. Who reads it later has to understand why.",
    reason: "Why it stands all the same", until: "Until, UTC", button: "Sign that it stands",
  },
  retire: {
    title: "Retire", lead: "It holds no more. Its record stays, and what rests on it is told.",
    reason: "Why", until: "", button: "Sign that it is retired",
  },
};

/** Review, reaffirm with a reason, or retire. `@done` when it is signed, `@cancel` when not. */
@customElement("cspo-deed-form")
export class DeedForm extends LitElement {
  static override styles = [base, formStyles];

  @property() deed: Exclude<Deed, "amend"> = "review";
  @property({ attribute: false }) plan?: PlanView;
  @property() path = "";

  /** Who opened it with the keyboard goes on with the keyboard. */
  protected override firstUpdated(): void {
    this.renderRoot.querySelector("textarea")?.focus();
  }

  override render() {
    const words = WORDS[this.deed];
    return html`<form aria-label=${words.title} @submit=${(event: Event) => event.preventDefault()}>
      <p>${words.lead} It is signed for ${this.plan?.origin ?? ""}.</p>
      <label>${words.reason} <textarea name="reason" maxlength="2000" required></textarea></label>
      ${words.until
        ? html`<div class="fields"><label>${words.until} <input name="until" maxlength="40" placeholder="2026-12-01T06:00Z; empty: as the plan says" /></label></div>`
        : nothing}
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>${words.button}</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>Cancel</button>
      </div>
    </form>`;
  }

  private async send(): Promise<unknown> {
    const { plan } = this;
    if (!plan) return null;
    const area = this.renderRoot.querySelector("textarea");
    const reason = area?.value.trim() ?? "";
    if (!reason) {
      area?.focus();
      throw new ApiError(400, { title: "Say why", detail: "Who reads it later has to know." });
    }
    const until = this.renderRoot.querySelector("input")?.value ?? "";
    return deed(this.path, this.deed, plan.number, reason, utcOf(until));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-deed-form": DeedForm;
  }
}
