import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { duration, instantMs } from "../time/format";
import "../time/format";
import "../ui/mark";
import "../ui/severity";
import { base } from "../ui/tokens";
import { isLate, isRetired, type PlanLine } from "./model";
import { standingStyles } from "./styles";
import { countsText, dueText, STANDING_SHOWN, STANDINGS, tidied } from "./words";

/** So many assumptions are drawn one by one. */
const DRAWN = 14;

/** Where the page of a plan is. */
export function hrefOf(plan: string): string {
  const at = plan.lastIndexOf("/");
  return href("plans", ["plan", plan.slice(0, at), plan.slice(at + 1)]);
}

/** One plan of the register: what it is, what is wrong, since when, and who has to say something. */
@customElement("cspo-plan-row")
export class PlanRow extends LitElement {
  static override styles = [
    base,
    standingStyles,
    css`
      :host { display: block; border-bottom: 1px solid var(--line); }
      div.plan {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 9.5rem 11.5rem 14rem;
        gap: var(--s1) var(--s4);
        padding: var(--s2) var(--s2) var(--s2) var(--s3);
        border-inline-start: 4px solid var(--own);
        align-items: start;
        font-size: var(--t2);
      }
      div.plan:hover { background: var(--surface-2); }
      .retired { --own: var(--line); }
      h3 { font-size: var(--t3); margin: 0; display: inline; }
      h3 a { color: var(--text); text-decoration-color: var(--edge); }
      .name { display: flex; flex-wrap: wrap; gap: 2px var(--s2); align-items: baseline; }
      .origin { font-weight: 700; }
      p { margin: 2px 0 0; max-width: 95ch; }
      .pips { display: flex; flex-wrap: wrap; gap: 2px; line-height: 1; padding-top: 3px; }
      .pips i { font-style: normal; font-size: 11px; width: 17px; height: 17px; display: grid; place-items: center; border-radius: 3px;
        color: var(--own); background: var(--own-bg); border: 1px solid var(--own); }
      .on { color: var(--warning); }
      @media (max-width: 1000px) {
        div.plan { grid-template-columns: minmax(0, 1fr) max-content; }
        .what { grid-column: 1 / -1; }
      }
      @media (max-width: 560px) {
        div.plan { grid-template-columns: minmax(0, 1fr); }
      }
    `,
  ];

  @property({ attribute: false }) plan?: PlanLine;
  @property({ type: Number }) nowMs = 0;

  override focus(): void {
    this.renderRoot.querySelector("a")?.focus();
  }

  override render() {
    const { plan } = this;
    if (!plan) return nothing;
    const retired = isRetired(plan);
    return html`<div class="plan ${plan.standing} ${retired ? "retired" : ""}">
      <div class="what">
        <div class="name"><span class="origin">${plan.origin}</span>
          <h3><a href=${hrefOf(plan.plan)}>${plan.title || plan.name}</a></h3>
          <span class="quiet-text">${plan.kind === "policy" ? "policy, " : ""}edition ${plan.number}${plan.state === "active" ? "" : `, ${plan.state.replaceAll("-", " ")}`}</span>
          <cspo-mark mark=${plan.mark}></cspo-mark></div>
        ${plan.worst && !retired ? html`<p>${tidied(plan.worst)}</p>` : nothing}
        ${plan.dependent === "holds" || retired ? nothing
          : html`<p class="on">${STANDING_SHOWN[plan.dependent].glyph} A plan that it rests on ${plan.dependent === "unknown" ? "is unknown" : STANDING_SHOWN[plan.dependent].word}.</p>`}
      </div>
      ${this.pips(plan)}
      <div>${this.since(plan)}</div>
      <div>${retired ? nothing : this.owed(plan)}</div>
    </div>`;
  }

  private pips({ counts }: PlanLine) {
    const total = STANDINGS.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
    const words = countsText(counts);
    if (!total || total > DRAWN) return html`<div class="quiet-text">${words}</div>`;
    return html`<div class="pips" role="img" aria-label="Assumptions: ${words}" title=${words}>
      ${STANDINGS.flatMap((each) => Array.from({ length: counts[each] ?? 0 }, () => html`<i class=${each} aria-hidden="true">${STANDING_SHOWN[each].glyph}</i>`))}
    </div>`;
  }

  private since(plan: PlanLine) {
    if (!plan.since_utc) return nothing;
    const words = plan.standing === "holds" ? "holds" : plan.standing === "fails" ? "not true" : plan.standing === "unknown" ? "unknown" : "nearly";
    return html`${words} for <strong>${duration(this.nowMs - instantMs(plan.since_utc))}</strong><br />
      <span class="quiet-text">since <cspo-time .at=${plan.since_utc} grain="min"></cspo-time></span>`;
  }

  private owed(plan: PlanLine) {
    if (!plan.due_utc) {
      return plan.reviewed_utc ? html`<span class="quiet-text">reviewed <cspo-time .at=${plan.reviewed_utc} grain="day"></cspo-time></span>` : nothing;
    }
    const late = isLate(plan);
    return html`<span class=${late ? "late" : ""}>${late ? html`<span aria-hidden="true">! </span>` : nothing}${plan.owes} ${plan.due_what === "review" ? "review " : ""}${dueText(instantMs(plan.due_utc) - this.nowMs)}</span><br />
      <span class="quiet-text">by <cspo-time .at=${plan.due_utc} grain="min"></cspo-time></span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-row": PlanRow;
  }
}
