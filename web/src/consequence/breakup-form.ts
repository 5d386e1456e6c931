import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { type ApiError, ApiError as Refusal, asApiError } from "../api/errors";
import { base } from "../ui/tokens";
import type { BreakupAsked } from "./model";
import type { ObjectField } from "./object-field";
import "./object-field";
import { ask, numberOf, textOf, utcOf } from "./study";
import { formStyles } from "./styles";

/** What broke up, or might: asked as a study. */
@customElement("cspo-breakup-form")
export class BreakupForm extends LitElement {
  static override styles = [base, formStyles];

  /** What a link or an earlier study names. */
  @property({ attribute: false }) given: Partial<BreakupAsked> = {};
  @state() private kind: "explosion" | "collision" = "explosion";
  @state() private error: ApiError | undefined;
  @state() private busy = false;
  private readFrom: Partial<BreakupAsked> | null = null;

  override willUpdate(): void {
    if (this.readFrom === this.given) return;
    this.readFrom = this.given;
    const hit = Boolean(this.given.other) || this.given.kind === "collision";
    this.kind = hit ? "collision" : "explosion";
  }

  override render() {
    const { given } = this;
    return html`<form aria-label="A break-up" @submit=${this.submit}>
      <div class="fields">
        <cspo-object-field id="object" label="What breaks up" .object=${given.object ?? ""}></cspo-object-field>
        <label>When, UTC <input name="at_utc" maxlength="40" placeholder="now, or 10 min ago" .value=${given.at_utc?.replace(/\.\d+/, "") ?? ""}
          title="2026-08-11T12:00Z, or 10 min ago; empty: now" /></label>
        <label>Looked ahead, h <input name="hours" type="number" min="1" max="72" step="any" required .value=${String(given.hours ?? 24)} /></label>
        <label>Pieces from, cm <select name="smallest_m">
          ${[0.01, 0.05, 0.1].map((each) => html`<option value=${each} ?selected=${each === (given.smallest_m ?? 0.05)}>${each * 100}</option>`)}
        </select></label>
      </div>
      <fieldset><legend>Is it so?</legend>
        ${this.happened("supposed", "Supposed: what if", "What nobody has reported")}
        ${this.happened("reported", "Reported: somebody says that it happened", "")}
      </fieldset>
      <fieldset><legend>How</legend>
        ${this.choice("explosion", "It comes apart by itself")} ${this.choice("collision", "Something hits it")}
      </fieldset>
      ${this.kind === "collision" ? this.collision() : nothing}
      <div class="row"><button class="primary" aria-disabled=${this.busy ? "true" : "false"}>Reckon what follows${this.busy ? "…" : ""}</button></div>
      <div role="alert">${this.error ? html`<p class="fault">▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</div>
    </form>`;
  }

  private happened(value: "supposed" | "reported", words: string, title: string) {
    return html`<label title=${title || nothing}><input type="radio" name="happened" value=${value}
      .checked=${(this.given.happened ?? "supposed") === value} /> ${words}</label>`;
  }

  private choice(kind: "explosion" | "collision", words: string) {
    return html`<label><input type="radio" name="kind" value=${kind} .checked=${this.kind === kind} @change=${() => (this.kind = kind)} /> ${words}</label>`;
  }

  private collision() {
    const { given } = this;
    return html`<div class="fields" role="group" aria-label="What hits it">
      <cspo-object-field id="other" label="By an object of the sky" .object=${given.other ?? ""}></cspo-object-field>
      <label>or by a mass of, kg <input name="projectile_mass_kg" type="number" min="0.001" max="1000000" step="any"
        .value=${given.projectile_mass_kg?.toString() ?? ""} placeholder="none" /></label>
      <label>Relative speed, km/s <input name="relative_speed_km_s" type="number" min="0.001" max="20" step="any"
        .value=${given.relative_speed_km_s?.toString() ?? ""} placeholder="from both orbits, else 10" /></label>
    </div>`;
  }

  private objectOf(id: string): string {
    return this.renderRoot.querySelector<ObjectField>(`#${id}`)?.object ?? "";
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    const object = this.objectOf("object");
    const hit = this.kind === "collision";
    const other = hit ? this.objectOf("other") : "";
    const mass = hit ? numberOf(form, "projectile_mass_kg") : null;
    this.busy = true;
    this.error = undefined;
    try {
      if (!object) throw new Refusal(0, { title: "Name what breaks up", detail: "Type its name or number and choose it from the list." });
      if (hit && !other && mass === null) {
        throw new Refusal(0, { title: "Say what hits it", detail: "An object of the sky, or a mass in kg." });
      }
      await ask("breakup", {
        object, at_utc: utcOf(textOf(form, "at_utc")), kind: this.kind, happened: textOf(form, "happened"), other,
        projectile_mass_kg: mass, relative_speed_km_s: hit ? numberOf(form, "relative_speed_km_s") : null,
        hours: numberOf(form, "hours") ?? 24, smallest_m: numberOf(form, "smallest_m") ?? 0.05,
      });
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-breakup-form": BreakupForm;
  }
}
