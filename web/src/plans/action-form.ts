import { LitElement, html } from "lit";
import { customElement, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { session } from "../api/session";
import "../ui/button";
import { base } from "../ui/tokens";
import { agree, utcOf } from "./acts";
import type { ActionAsked } from "./model";
import { formStyles } from "./styles";
import { OWED_WORDS } from "./words";

const words = (event: Event): string => (event.target as HTMLInputElement).value.trim();

/** An action that was agreed: who does what by when, and who gets to read it. `@done` when it is signed. */
@customElement("cspo-action-form")
export class ActionForm extends LitElement {
  static override styles = [base, formStyles];

  @state() private owes = session.who?.nation ?? "";
  @state() private to = "";

  protected override firstUpdated(): void {
    this.field("text")?.focus();
  }

  override render() {
    return html`<form aria-label="An action" @submit=${(event: Event) => event.preventDefault()}>
      <label>What is done <input name="text" maxlength="200" required /></label>
      <div class="fields">
        <label>Who does it <input name="owes" maxlength="44" required .value=${this.owes} @input=${(event: Event) => (this.owes = words(event))} /></label>
        <label>For whom; empty: for all <input name="to" maxlength="44" @input=${(event: Event) => (this.to = words(event))} /></label>
        <label>By, UTC <input name="due_utc" maxlength="40" required placeholder="2026-12-01T06:00Z" /></label>
        <label>Of which kind <select name="kind">${Object.entries(OWED_WORDS).filter(([id]) => id !== "review").map(([id, words]) => html`<option value=${id}>${words}</option>`)}</select></label>
        <label>Again every so many days; empty: once <input name="every_d" maxlength="6" inputmode="decimal" placeholder="7" /></label>
        <label>What holds where it is met; empty: people say so <input name="expression" class="code" maxlength="4000" spellcheck="false" placeholder='contact_age("NOR") &lt; 31 d' /></label>
        <label>Of which plan; empty: of none <input name="plan" maxlength="110" placeholder="GBR/skynet-watch" /></label>
      </div>
      <p role="status">${this.reach}</p>
      <div class="row"><cspo-action primary .action=${() => this.send()}>Sign it</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>Cancel</button></div>
    </form>`;
  }

  /** Who reads it once it is signed. */
  private get reach(): string {
    const own = session.who?.nation ?? "";
    if (!this.to) return "For all: it goes to every nation, as far as the release policy lets it.";
    const others = [...new Set([this.owes, this.to])].filter((each) => each && each !== own);
    return others.length ? `It goes to ${others.join(" and ")}, and to nobody else.` : `It stays with ${own}.`;
  }

  private field(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector(`[name=${name}]`);
  }

  private async send(): Promise<unknown> {
    const value = (name: string) => this.field(name)?.value.trim() ?? "";
    for (const [name, title] of [["text", "Say what is done"], ["owes", "Say who does it"], ["due_utc", "Say until when"]] as const) {
      if (value(name) || (name === "due_utc" && value("expression"))) continue;
      this.field(name)?.focus();
      throw new ApiError(400, { title, detail: "An action has an owner and a date." });
    }
    const days = value("every_d");
    if (days && !(Number(days) > 0)) {
      this.field("every_d")?.focus();
      throw new ApiError(400, { title: "Say every how many days", detail: "A number above zero; empty: it comes once." });
    }
    return agree({
      text: value("text"), kind: value("kind") as ActionAsked["kind"], owes: value("owes"), to: value("to"),
      due_utc: utcOf(value("due_utc")) ?? "", every_s: days ? Number(days) * 86_400 : null,
      expression: value("expression"), plan: value("plan"),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-action-form": ActionForm;
  }
}
