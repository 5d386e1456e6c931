import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { bindKeys } from "../app/keys";
import { href, patchParams } from "../app/router";
import { clock } from "../time/clock";
import { duration, instantMs } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import { Ticker } from "../watch/ticker";
import "./amend-form";
import "./assumption-card";
import "./deed-form";
import "./difference";
import "./meanwhile";
import { type Deed, isLate, isRetired, PLAN_KINDS, type PlanMade, type PlanView } from "./model";
import "./plan-aside";
import { pageStyles, standingStyles } from "./styles";
import "./standing-strips";
import { countsText, dueText, STANDING_SHOWN } from "./words";

const EVERY_MS = 5_000;
/** A node takes in what was said with its next step. */
const AGAIN_MS = 1_200;
const DEEDS: Readonly<Record<Deed, readonly [key: string, words: string]>> = {
  review: ["v", "Review"], reaffirm: ["f", "Reaffirm"], amend: ["m", "Amend"], retire: ["x", "Retire"],
};

/** One plan: each assumption with its verdict and what it rests on, what became of it, and what to do. */
@customElement("cspo-plan-page")
export class PlanPage extends LitElement {
  static override styles = [
    base,
    standingStyles,
    pageStyles,
    css`
      .duty { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2) var(--s3); padding: var(--s2) var(--s3); margin-bottom: var(--s4);
        border: 1px solid var(--line); border-inline-start: 4px solid var(--own); border-radius: var(--radius); background: var(--surface-2); }
      .duty p { margin: 0; flex: 1 1 24rem; max-width: none; }
      .objective { white-space: pre-line; overflow-wrap: anywhere; max-width: 90ch; }
      pre { overflow: auto; max-height: 24rem; padding: var(--s3); border: 1px solid var(--line); border-radius: var(--radius); font-size: var(--t2); margin: 0; }
      .assumptions { display: grid; gap: var(--s3); }
    `,
  ];

  /** `GBR/skynet-watch`. */
  @property() plan = "";
  @property({ attribute: false }) params = new URLSearchParams();
  @state() private doing: Deed | "" = "";
  @state() private said = "";
  @state() private warned: readonly string[] = [];
  private readonly found = new Resource<PlanView>(
    this,
    () => ({ path: `plans/${this.path}`, params: { number: this.params.get("edition") ?? "" } }),
    { kinds: PLAN_KINDS, everyMs: EVERY_MS },
  );

  constructor() {
    super();
    new Ticker(this);
    bindKeys(this, "Plan", (Object.keys(DEEDS) as Deed[]).map((deed) => ({
      key: DEEDS[deed][0], what: DEEDS[deed][1].toLowerCase(),
      run: () => (this.doing = deed),
      when: () => !this.params.get("edition") && (this.found.value?.deeds.includes(deed) ?? false),
    })));
  }

  private get path(): string {
    return this.plan.split("/").map(enc).join("/");
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("plan")) [this.doing, this.said, this.warned] = ["", "", []];
    marks.show(this, [this.found.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const back = html`<a class="back" href=${href("plans")}>← All plans</a>`;
    const failed = error ? html`<cspo-failed what="The plan" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing;
    if (!value) return html`${back}${error ? failed : html`<cspo-loading what="the plan"></cspo-loading>`}`;
    return html`${back}${failed} ${this.head(value)} ${this.duty(value)}
      <span class="hidden-text" role="status">${this.said}</span>
      <div role="status">${this.warned.map((words) => html`<p>▲ ${words}.</p>`)}</div>
      ${this.form(value)}
      <div class="columns">
        <div>${this.main(value)}</div>
        <cspo-plan-aside .plan=${value} .nowMs=${clock.nowMs()}></cspo-plan-aside>
      </div>`;
  }

  private head(plan: PlanView) {
    const { level, word } = STANDING_SHOWN[plan.standing];
    return html`<div class="title">
        <h2>${plan.title || plan.name}</h2>
        ${isRetired(plan) ? html`<cspo-severity level="unknown" word="retired"></cspo-severity>`
          : plan.state === "not-in-force" ? html`<cspo-severity level="unknown" word="not in force"></cspo-severity>` : html`<cspo-severity level=${level} word=${word}></cspo-severity>`}
        <cspo-mark mark=${plan.mark}></cspo-mark>
      </div>
      <p class="facts">
        <span>${plan.kind === "policy" ? "Policy" : "Plan"} of <strong>${plan.origin}</strong></span>
        <span>edition ${plan.number}, ${plan.state.replaceAll("-", " ")}</span>
        ${plan.in_force_from ? html`<span>in force from ${plan.in_force_from}${plan.in_force_until ? ` until ${plan.in_force_until}` : ""}</span>` : nothing}
        ${plan.since_utc ? html`<span>${STANDING_SHOWN[plan.standing].word} for ${duration(clock.nowMs() - instantMs(plan.since_utc))},
          since <cspo-time .at=${plan.since_utc} grain="min"></cspo-time></span>` : nothing}
        <a href=${href("records", [plan.record])}>signed record ${plan.record.slice(0, 8)}</a>
      </p>`;
  }

  /** What is asked of whom, by when, and the buttons that answer it. */
  private duty(plan: PlanView) {
    if (isRetired(plan)) return nothing;
    const late = isLate(plan);
    const words = plan.due_utc
      ? html`<strong class=${late ? "late" : ""}>${late ? "! " : ""}${plan.owes} has to ${plan.due_what === "review" ? "look at it again" : "say what comes of it"}: ${dueText(instantMs(plan.due_utc) - clock.nowMs())}</strong>,
          by <cspo-time .at=${plan.due_utc} grain="min"></cspo-time>.`
      : html`Nothing is due.`;
    const older = this.params.get("edition");
    return html`<div class="duty ${plan.standing}">
      <p>${words} ${plan.flagged_utc ? html`The owner was told at <cspo-time .at=${plan.flagged_utc}></cspo-time>.` : nothing}
        ${plan.reviewed_utc ? html`Last reviewed <cspo-time .at=${plan.reviewed_utc} grain="min"></cspo-time>.` : nothing}</p>
      ${older ? html`<button @click=${() => patchParams({ edition: null })}>Back to the edition that stands</button>`
        : plan.deeds.map((deed) => html`<button aria-expanded=${this.doing === deed ? "true" : "false"} title="${DEEDS[deed][1]} (${DEEDS[deed][0]})"
            @click=${() => (this.doing = this.doing === deed ? "" : deed)}>${DEEDS[deed][1]}…</button>`)}
    </div>`;
  }

  private form(plan: PlanView) {
    if (!this.doing || !plan.deeds.includes(this.doing)) return nothing;
    if (this.doing === "amend") {
      return html`<cspo-amend-form .plan=${plan} path=${this.path} @done=${this.done} @cancel=${this.close}></cspo-amend-form>`;
    }
    return html`<cspo-deed-form deed=${this.doing} .plan=${plan} path=${this.path} @done=${this.done} @cancel=${this.close}></cspo-deed-form>`;
  }

  private main(plan: PlanView) {
    const strips = plan.assumptions.filter((each) => each.history.length);
    return html`
      ${plan.objective ? html`<section><h3>${plan.kind === "policy" ? "Text" : "What it is for"}</h3>
        ${plan.kind === "policy" ? html`<pre tabindex="0">${plan.objective}</pre>` : html`<p class="objective">${plan.objective}</p>`}</section>` : nothing}
      <section>
        <h3>What it assumes <span class="quiet-text">${countsText(plan.counts)}</span></h3>
        ${strips.length ? html`<cspo-standing-strips .assumptions=${strips} .nowMs=${clock.nowMs()} .mark=${plan.mark}></cspo-standing-strips>` : nothing}
        <div class="assumptions">
          ${plan.assumptions.length
            ? repeat(plan.assumptions, (each) => each.number, (each) => html`<cspo-assumption id="assumption-${each.number}" .assumption=${each} .nowMs=${clock.nowMs()}></cspo-assumption>`)
            : html`<cspo-empty heading="It assumes nothing that is written down">What must hold for it to make sense can be added by amending it.</cspo-empty>`}
        </div>
      </section>
      <cspo-plan-difference .plan=${plan} path=${this.path} earlier=${this.params.get("before") ?? ""} later=${this.params.get("after") ?? ""}></cspo-plan-difference>
      <cspo-plan-meanwhile path=${this.path}></cspo-plan-meanwhile>`;
  }

  private readonly close = (): void => {
    this.doing = "";
    this.renderRoot.querySelector<HTMLElement>(".duty button")?.focus();
  };

  private readonly done = (event: CustomEvent<Partial<PlanMade> | null>): void => {
    this.said = "It is signed and kept.";
    this.warned = event.detail?.warnings ?? [];
    this.close();
    void this.found.reload();
    window.setTimeout(() => void this.found.reload(), AGAIN_MS);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-page": PlanPage;
  }
}
