import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { post } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { session } from "../api/session";
import { clock } from "../time/clock";
import { base } from "../ui/tokens";
import { called, type Encounter, type Flown, type Side, type Source } from "./model";
import { basisOf, deadlines, partners, type Said, type Way } from "./talk-model";
import { dv } from "./trade-table";
import { byDefault } from "./words";

const DEFAULTS = ["other-maneuvers", "proposer-maneuvers", "nobody-maneuvers"] as const;

/** A burn to propose, from the trade. */
export interface Proposed {
  readonly object: string;
  readonly burn: Flown;
}

/** Proposing: who maneuvers, by when, until when to answer, and what holds where nobody does. */
@customElement("cspo-proposal-form")
export class ProposalForm extends LitElement {
  static override styles = [
    base,
    css`
      form { display: grid; gap: var(--s3); max-width: 46rem; }
      .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: var(--s3); }
      .fields label, .wide { display: grid; gap: 2px; color: var(--text-2); }
      textarea { min-height: 64px; resize: vertical; }
      fieldset { border: 1px solid var(--line); border-radius: var(--radius); padding: var(--s2) var(--s3); display: grid; gap: var(--s1); }
      fieldset label { min-height: 24px; }
      .fault { color: var(--emergency); }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  @property({ attribute: false }) source: Source | undefined;
  /** The proposal that is answered; empty: a first one. */
  @property() counters = "";
  /** The party of the proposal that is answered. */
  @property() to = "";
  @property({ attribute: false }) proposed: Proposed | null = null;
  @property({ attribute: false }) way: Way | undefined;
  @state() private error: ApiError | undefined;
  @state() private busy = false;
  @state() private who = "";
  /** As proposed when the form was opened: what somebody types stays. */
  private times = { act: "", answer: "" };

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.view && (!this.times.act || changed.has("proposed"))) {
      this.times = deadlines(this.view, clock.nowMs(), this.proposed?.burn.burn_utc);
    }
    if (changed.has("proposed") && this.proposed) this.who = this.proposed.object;
    else if (!this.who && this.way?.keeps_clear) this.who = this.way.keeps_clear;
  }

  override render() {
    const { view, proposed } = this;
    if (!view) return nothing;
    const burn = proposed?.object === this.who ? proposed.burn : null;
    const { times } = this;
    // Silence means what the proposal says, unless somebody chooses otherwise.
    const mover = [view.side1, view.side2].find((side) => side.object === this.who);
    const fitting = !mover ? "nobody-maneuvers" : mover.ours ? "proposer-maneuvers" : "other-maneuvers";
    const rests = this.counters ? ["the proposal"] : basisOf(view, this.source);
    return html`<form @submit=${this.submit} aria-label="Proposal">
      ${rests.length
        ? nothing
        : html`<p class="fault" role="note">▲ No record of this event is here to rest it on: a proposal is marked like what it rests on. One is made when somebody warns of it, or reports it.</p>`}
      <fieldset>
        <legend>Who maneuvers</legend>
        ${[view.side1, view.side2].map((side) => this.choice(side))}
        <label><input type="radio" name="who" value="" .checked=${!this.who} @change=${() => (this.who = "")} /> Nobody: both hold</label>
      </fieldset>
      ${burn
        ? html`<p>With the burn from the trade: ${dv(burn.dv_m_s)} at <cspo-time .at=${burn.burn_utc}></cspo-time>.</p>`
        : nothing}
      <div class="fields">
        ${this.counters ? nothing : this.toField(view)}
        <label>It must have happened by, UTC <input name="act_by_utc" required pattern="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ" .value=${times.act} /></label>
        <label>Answer by, UTC <input name="answer_by_utc" required pattern="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ" .value=${times.answer} aria-describedby="ten" /></label>
        <label>If nobody answers <select name="default">
          ${DEFAULTS.map((each) => html`<option value=${each} ?selected=${each === fitting}>${byDefault(each)}</option>`)}
        </select></label>
      </div>
      <p class="small quiet-text" id="ten">Ten minutes from now at the least: nobody's silence binds them in less.</p>
      <label class="wide">Why <textarea name="reason" maxlength="2000">${this.way?.reason ?? ""}</textarea></label>
      <div class="row">
        <button class="primary" type="submit" aria-disabled=${this.busy || !rests.length ? "true" : "false"}>
          ${this.counters ? "Send the counter-proposal" : "Send the proposal"}</button>
        <button type="button" @click=${() => this.dispatchEvent(new CustomEvent("close"))}>Cancel</button>
      </div>
      <div role="alert">${this.error ? html`<p class="fault">▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</div>
    </form>`;
  }

  private choice(side: Side): TemplateResult {
    const name = called(side.name, side.object);
    const clear = this.way?.keeps_clear === side.object;
    return html`<label><input type="radio" name="who" value=${side.object} ?disabled=${!side.party}
        .checked=${this.who === side.object} @change=${() => (this.who = side.object)} />
      ${name}${side.party ? ` of ${side.party}` : ": nobody of the coalition has it"}${side.ours ? " (ours)" : ""}
      ${clear ? html`<span class="quiet-text">by the right of way</span>` : nothing}</label>`;
  }

  private toField(view: Encounter): TemplateResult {
    const known = partners(view, session.who?.party ?? "");
    return html`<label>To <input name="to" required list="parties" pattern="[A-Z]{3}(/[a-z0-9\\-]{1,40})?"
        placeholder="FRA or FRA/operator" .value=${this.to || (known[0] ?? "")} />
      <datalist id="parties">${known.map((each) => html`<option value=${each}></option>`)}</datalist></label>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { view } = this;
    if (!view || this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => textOf(form, name);
    const basis = this.counters ? [] : basisOf(view, this.source);
    if (!this.counters && !basis.length) return;
    const terms = {
      maneuvering: this.plan(view), act_by_utc: text("act_by_utc"), answer_by_utc: text("answer_by_utc"),
      default: text("default"), reason: text("reason"), basis,
      rule: this.who && this.who === this.way?.keeps_clear ? this.way.rule : "",
    };
    this.busy = true;
    this.error = undefined;
    try {
      const said = this.counters
        ? await post<Said>("coordination/counter", { ...terms, proposal: this.counters })
        : await post<Said>("coordination/propose", { ...terms, event: view.event, to: text("to") });
      this.dispatchEvent(new CustomEvent("said", { detail: said, bubbles: true, composed: true }));
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  };

  private plan(view: Encounter) {
    const side = [view.side1, view.side2].find((each) => each.object === this.who);
    if (!side) return null;
    const burn = this.proposed?.object === this.who ? this.proposed.burn : null;
    return {
      object: side.object, party: side.party, burn_utc: burn?.burn_utc ?? null,
      delta_v_rtn_km_s: burn?.dv_rtn_m_s?.map((x) => x / 1_000) ?? null, miss_distance_km: burn?.miss_distance_km ?? null,
    };
  }
}

/** What somebody has typed into a field. */
function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-proposal-form": ProposalForm;
  }
}
