import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import "../ui/button";
import { base } from "../ui/tokens";
import { deed, MOST_LINE, MOST_TEXT, reasonFault, utcOf } from "./acts";
import type { Deed, PlanView } from "./model";
import { newerEdition } from "./newer-edition";
import { formStyles } from "./styles";

interface Words {
  readonly title: string;
  readonly lead: string;
  readonly reason: string;
  /** Whether it is kept in one line. */
  readonly oneLine: boolean;
  readonly until: string;
  readonly button: string;
}

const WORDS: Readonly<Record<Exclude<Deed, "amend">, Words>> = {
  review: {
    title: "Review", lead: "It was looked at, and stays as it is.",
    reason: "With what result", oneLine: false, until: "The next review by, UTC", button: "Sign the review",
  },
  reaffirm: {
    title: "Reaffirm", lead: "It stands although something that it assumes does not hold, or is not known. Who reads it later has to understand why.",
    reason: "Why it stands all the same", oneLine: false, until: "Until, UTC", button: "Sign that it stands",
  },
  retire: {
    title: "Retire", lead: "It holds no more. Its record stays, and what rests on it is told.",
    reason: `Why, in at most ${MOST_LINE} characters`, oneLine: true, until: "", button: "Sign that it is retired",
  },
};

/** Review, reaffirm with a reason, or retire. `@done` when it is signed, `@cancel` when not. */
@customElement("cspo-deed-form")
export class DeedForm extends LitElement {
  static override styles = [base, formStyles];

  @property() deed: Exclude<Deed, "amend"> = "review";
  @property({ attribute: false }) plan?: PlanView;
  @property() path = "";
  /** The edition that was before whoever opened the form: that one is signed, whatever came since. */
  private begun = 0;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("deed") || !this.begun) this.begun = this.plan?.number ?? 0;
  }

  /** Who opened it with the keyboard goes on with the keyboard. */
  protected override firstUpdated(): void {
    this.reason?.focus();
  }

  override render() {
    const words = WORDS[this.deed];
    return html`<form aria-label=${words.title} @submit=${(event: Event) => event.preventDefault()}>
      <p>${words.lead} It is signed for ${this.plan?.origin ?? ""}, of edition ${this.begun}.</p>
      ${newerEdition(this.begun, this.plan)}
      <label>${words.reason} ${words.oneLine
        ? html`<input name="reason" required />`
        : html`<textarea name="reason" required></textarea>`}</label>
      ${words.until
        ? html`<div class="fields"><label>${words.until} <input name="until" maxlength="40" placeholder="2026-12-01T06:00Z; empty: as the plan says" /></label></div>`
        : nothing}
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>${words.button}</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>Cancel</button>
      </div>
    </form>`;
  }

  private get reason(): HTMLInputElement | HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("[name=reason]");
  }

  private async send(): Promise<unknown> {
    if (!this.begun) return null;
    const reason = this.reason?.value.trim() ?? "";
    const fault = reasonFault(reason, WORDS[this.deed].oneLine ? MOST_LINE : MOST_TEXT);
    if (fault) {
      this.reason?.focus();
      throw new ApiError(400, fault);
    }
    const until = this.renderRoot.querySelector<HTMLInputElement>("[name=until]")?.value ?? "";
    return deed(this.path, this.deed, this.begun, reason, utcOf(until));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-deed-form": DeedForm;
  }
}
