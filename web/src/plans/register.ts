import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { Resource } from "../api/resource";
import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { patchParams } from "../app/router";
import { clock } from "../time/clock";
import { instantMs } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import { base } from "../ui/tokens";
import { Ticker } from "../watch/ticker";
import { isLate, isRetired, type Page, PLAN_KINDS, type PlanLine, type Standing } from "./model";
import "./plan-row";
import { barStyles, standingStyles, tileStyles } from "./styles";
import { dueText, STANDING_SHOWN, STANDINGS } from "./words";

const EVERY_MS = 5_000;
const MOST = 500;
const NAMES: Readonly<Record<Standing | "late", string>> = {
  fails: "fail", unknown: "are unknown", nearly: "nearly fail", holds: "hold", late: "owe an answer or a review, late",
};

/** All plans and policies, what they rest on, and whether it still holds: the worst first. */
@customElement("cspo-plan-register")
export class PlanRegister extends LitElement {
  static override styles = [
    base,
    standingStyles,
    tileStyles,
    barStyles,
    css`
      .tiles .late { --own: var(--emergency); color: var(--text); font-weight: 550; }
      h2 { font-size: var(--t3); margin: var(--s4) 0 var(--s1); display: flex; gap: var(--s2); align-items: baseline; }
      h2 b { color: var(--own); }
      ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
      details { margin-top: var(--s4); }
      summary { cursor: pointer; min-height: 28px; font-weight: 600; }
    `,
  ];

  @property({ attribute: false }) params = new URLSearchParams();
  private readonly plans = new Resource<Page<PlanLine>>(
    this,
    () => ({ path: "plans", params: { limit: MOST, retired: true } }),
    { kinds: PLAN_KINDS, everyMs: EVERY_MS },
  );

  constructor() {
    super();
    new Ticker(this);
    bindKeys(this, "Register", [
      { key: "j", what: "next plan", run: () => this.step(1) },
      { key: "k", what: "the one before", run: () => this.step(-1) },
    ]);
  }

  override willUpdate(): void {
    marks.show(this, this.plans.value?.items.map((each) => each.mark) ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.plans;
    const failed = error ? html`<cspo-failed what="The register" .error=${error} @retry=${() => void this.plans.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="the register"></cspo-loading>`;
    if (!value.items.length) {
      return html`${failed}<cspo-empty heading="No plans here yet">
        A plan is a file with what must hold for it to make sense: <code>cspo plan check FILE</code> reads it,
        <code>cspo plan put FILE</code> enters it. From then on this page says when it no longer holds.</cspo-empty>`;
    }
    const live = value.items.filter((each) => !isRetired(each));
    const retired = value.items.filter((each) => isRetired(each) && this.wanted(each));
    const shown = live.filter((each) => this.wanted(each));
    return html`${failed} ${this.summary(live)} ${this.tiles(live)} ${this.filters()}
      ${STANDINGS.map((each) => this.group(each, shown))}
      ${shown.length ? nothing : html`<cspo-empty heading="None of the ${live.length} plans is like that">
        <button @click=${() => patchParams({ standing: null, text: null, whose: null, kind: null })}>Show all</button></cspo-empty>`}
      ${retired.length && !this.standing
        ? html`<details><summary>Retired: ${retired.length}</summary><ul>${retired.map((each) => this.row(each))}</ul></details>`
        : nothing}
      ${value.next ? html`<p class="small quiet-text">More than ${value.items.length} are kept here; the worst are listed.</p>` : nothing}`;
  }

  private get standing(): string {
    return this.params.get("standing") ?? "";
  }

  private wanted(plan: PlanLine): boolean {
    const standing = this.standing;
    if (standing === "late" ? !isLate(plan) : standing && plan.standing !== standing) return false;
    const whose = this.params.get("whose");
    const ours = plan.origin.slice(0, 3) === session.who?.nation;
    if ((whose === "ours" && !ours) || (whose === "others" && ours)) return false;
    const kind = this.params.get("kind");
    if (kind && plan.kind !== kind) return false;
    const text = (this.params.get("text") ?? "").toLowerCase();
    return !text || `${plan.title} ${plan.name} ${plan.origin} ${plan.worst}`.toLowerCase().includes(text);
  }

  private summary(live: readonly PlanLine[]) {
    const bad = live.filter((each) => each.standing === "fails" || each.standing === "unknown");
    const first = live
      .filter((each) => each.due_utc)
      .sort((a, b) => instantMs(a.due_utc) - instantMs(b.due_utc))[0];
    if (!bad.length && !first) {
      return html`<p class="summary"><strong><span aria-hidden="true">✓</span> What every plan rests on holds.</strong> When that changes, it shows here by itself.</p>`;
    }
    const words = bad.length
      ? `${bad.length} of ${live.length} plans ${bad.length === 1 ? "rests" : "rest"} on something that is not known to hold.`
      : `What all ${live.length} plans rest on holds.`;
    return html`<p class="summary"><strong>${words}</strong>
      ${first ? html`The first ${first.due_what || "answer"}, ${first.owes}’s ${first.due_what === "review" ? "of" : "on"} ${first.title}, is ${dueText(instantMs(first.due_utc) - clock.nowMs())}.` : nothing}</p>`;
  }

  private tiles(live: readonly PlanLine[]) {
    const counts = STANDINGS.map((id) => [id, live.filter((each) => each.standing === id).length] as const);
    const all = [...counts, ["late", live.filter(isLate).length] as const];
    return html`<div class="tiles" role="group" aria-label="Plans by how they stand">
      ${all.map(([id, count]) => html`<button class="${id} ${count ? "" : "none"}" aria-pressed=${this.standing === id ? "true" : "false"}
        @click=${() => patchParams({ standing: this.standing === id ? null : id })}>
        <b>${count}</b><span><span aria-hidden="true">${id === "late" ? "!" : STANDING_SHOWN[id].glyph}</span> ${NAMES[id]}</span></button>`)}
    </div>`;
  }

  private filters() {
    const whose = this.params.get("whose") ?? "";
    const kind = this.params.get("kind") ?? "";
    const choice = (name: string, now: string, options: readonly (readonly [string, string])[]) =>
      html`<div class="choice" role="group" aria-label=${name === "whose" ? "Whose" : "Kind"}>${options.map(
        ([id, words]) => html`<button aria-pressed=${now === id ? "true" : "false"} @click=${() => patchParams({ [name]: id || null })}>${words}</button>`,
      )}</div>`;
    return html`<div class="bar">
      <input type="search" aria-label="Find a plan" placeholder="Find a plan" maxlength="80" .value=${this.params.get("text") ?? ""}
        @input=${(event: Event) => patchParams({ text: (event.target as HTMLInputElement).value || null })} />
      ${choice("whose", whose, [["", "All"], ["ours", "Ours"], ["others", "Partners’"]])}
      ${choice("kind", kind, [["", "Plans and policies"], ["plan", "Plans"], ["policy", "Policies"]])}
    </div>`;
  }

  private group(id: Standing, shown: readonly PlanLine[]) {
    const those = shown.filter((each) => each.standing === id);
    if (!those.length) return nothing;
    const { glyph, word } = STANDING_SHOWN[id];
    return html`<section aria-label=${word} class=${id}>
      <h2><b><span aria-hidden="true">${glyph}</span> ${word[0]?.toUpperCase()}${word.slice(1)}</b> <span class="quiet-text">${those.length}</span></h2>
      <ul>${repeat(those, (each) => each.plan, (each) => this.row(each))}</ul>
    </section>`;
  }

  private row(plan: PlanLine) {
    return html`<li><cspo-plan-row .plan=${plan} .nowMs=${clock.nowMs()}></cspo-plan-row></li>`;
  }

  private step(by: number): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("cspo-plan-row")];
    const at = rows.findIndex((row) => row.matches(":focus-within"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-register": PlanRegister;
  }
}
