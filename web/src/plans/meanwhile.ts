import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { duration, instantMs } from "../time/format";
import "../time/format";
import "../ui/notes";
import { base } from "../ui/tokens";
import { utcOf } from "./acts";
import type { MeanwhileLine, Page } from "./model";
import { recordLinks, recordStyles } from "./record-links";
import { standingStyles } from "./styles";
import { STANDING_SHOWN, tidied } from "./words";

const MOST = 200;

/** What was known of a plan in a span, and what was learnt of that span only later: for a node that was alone. */
@customElement("cspo-plan-meanwhile")
export class PlanMeanwhile extends LitElement {
  static override styles = [
    base,
    recordStyles,
    standingStyles,
    css`
      :host { display: block; margin-bottom: var(--s5); }
      summary { cursor: pointer; min-height: 28px; font-weight: 650; }
      .bar { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); margin: var(--s2) 0; }
      .scroll { overflow-x: auto; }
      table { width: 100%; }
      td { vertical-align: top; }
      td b { color: var(--own); }
      @media (max-width: 560px) { table { min-width: 34rem; } }
    `,
  ];

  @property() path = "";
  @state() private open = false;
  @state() private fromUtc = "";
  @state() private untilUtc = "";
  private readonly found = new Resource<Page<MeanwhileLine>>(this, () =>
    this.open ? { path: `plans/${this.path}/meanwhile`, params: { from_utc: this.fromUtc, until_utc: this.untilUtc, limit: MOST } } : null,
  );

  override render() {
    return html`<details @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
      <summary>What was known then, and what came only later</summary>
      <div class="bar">
        <label>From, UTC <input maxlength="40" placeholder="three days ago" @change=${(event: Event) => (this.fromUtc = utcOf((event.target as HTMLInputElement).value) ?? "")} /></label>
        <label>Until, UTC <input maxlength="40" placeholder="now" @change=${(event: Event) => (this.untilUtc = utcOf((event.target as HTMLInputElement).value) ?? "")} /></label>
      </div>
      ${this.open ? this.lines() : nothing}
    </details>`;
  }

  private lines() {
    const { value, error } = this.found;
    if (error) return html`<cspo-failed what="What was known" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="what was known"></cspo-loading>`;
    if (!value.items.length) return html`<p class="quiet-text">Nothing changed in that time, and nothing of it came later.</p>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label="What was known"><table>
      <thead><tr><th scope="col">When, UTC</th><th scope="col">Assumption</th><th scope="col">What</th><th scope="col">In words</th><th scope="col">Whose</th><th scope="col">Signed record</th></tr></thead>
      <tbody>${value.items.map((each) => html`<tr>
        <td><cspo-time .at=${each.at_utc}></cspo-time></td><td>${each.assumption || "all"}</td><td class=${each.standing}>${this.what(each)}</td>
        <td>${tidied(each.text)}</td><td>${each.origin}</td><td>${each.record ? recordLinks([each.record]) : nothing}</td></tr>`)}</tbody></table></div>
      ${value.next ? html`<p class="small quiet-text">More than ${value.items.length}: choose a shorter span.</p>` : nothing}`;
  }

  private what({ what, standing, at_utc, learnt_utc }: MeanwhileLine) {
    if (what === "learnt") {
      return html`learnt <strong>${duration(instantMs(learnt_utc) - instantMs(at_utc))}</strong> later, at <cspo-time .at=${learnt_utc}></cspo-time>`;
    }
    if (what === "forgotten") return html`not remembered whole <strong>before</strong>`;
    if (!standing) return "known";
    return html`known: <b><span aria-hidden="true">${STANDING_SHOWN[standing].glyph}</span> ${STANDING_SHOWN[standing].word}</b>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-meanwhile": PlanMeanwhile;
  }
}
