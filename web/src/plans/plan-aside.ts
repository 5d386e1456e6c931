import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href, patchParams } from "../app/router";
import { duration, instantMs } from "../time/format";
import "../time/format";
import { base } from "../ui/tokens";
import type { PlanEvent, PlanLink, PlanView } from "./model";
import { hrefOf } from "./plan-row";
import { pageStyles, standingStyles } from "./styles";
import { STANDING_SHOWN, tidied } from "./words";

const SHOWN = 12;

/** What stands beside a plan: what it hangs together with, its steps, its editions, what happened to it. */
@customElement("cspo-plan-aside")
export class PlanAside extends LitElement {
  static override styles = [
    base,
    pageStyles,
    standingStyles,
    css`
      :host { display: block; }
      li b { color: var(--own); }
      .time { display: block; color: var(--text-2); font-size: var(--t1); }
      ol.events { border-inline-start: 2px solid var(--line); padding-inline-start: var(--s3); }
      .events li { position: relative; }
      .events li::before { content: ""; position: absolute; inset-inline-start: calc(-1 * var(--s3) - 5px); top: 6px; width: 8px; height: 8px; border-radius: 50%; background: var(--own, var(--edge)); }
      .flagged, .late { --own: var(--emergency); }
      .cleared { --own: var(--ok); }
      button.quiet { min-height: 24px; padding: 0 var(--s1); }
      p { margin: 2px 0 0; overflow-wrap: anywhere; }
      details summary { cursor: pointer; min-height: 24px; font-size: var(--t2); }
      .late { font-weight: 400; color: inherit; }
    `,
  ];

  @property({ attribute: false }) plan?: PlanView;
  @property({ type: Number }) nowMs = 0;

  override render() {
    const { plan } = this;
    if (!plan) return nothing;
    return html`<aside aria-label="About this plan">
      ${this.links("Rests on", plan.above)} ${this.links("Carries", plan.below)} ${this.steps(plan)} ${this.editions(plan)} ${this.events(plan)}
    </aside>`;
  }

  private links(title: string, links: readonly PlanLink[]) {
    if (!links.length) return nothing;
    return html`<section><h3>${title}</h3><ul class="plain">${links.map((each) => html`<li class=${each.standing}>
      <b><span aria-hidden="true">${STANDING_SHOWN[each.standing].glyph}</span> ${STANDING_SHOWN[each.standing].word}</b>
      <a href=${hrefOf(each.plan)}>${each.title || each.plan}</a>
      ${each.since_utc ? html`<span class="time">for ${duration(this.nowMs - instantMs(each.since_utc))}</span>` : nothing}</li>`)}</ul></section>`;
  }

  private steps({ steps }: PlanView) {
    if (!steps.length) return nothing;
    return html`<section><h3>Steps</h3><ol class="plain">${steps.map((each) => html`<li>
      <strong>${each.number}.</strong> <strong>${each.party}</strong> ${each.text}
      ${each.start_utc || each.stop_utc || each.after.length ? html`<span class="time">${each.start_utc ? html`from <cspo-time .at=${each.start_utc} grain="min"></cspo-time>` : nothing}
        ${each.stop_utc ? html`until <cspo-time .at=${each.stop_utc} grain="min"></cspo-time>` : nothing}
        ${each.after.length ? `after ${each.after.join(", ")}` : nothing}</span>` : nothing}</li>`)}</ol></section>`;
  }

  private editions({ editions, number }: PlanView) {
    if (!editions.length) return nothing;
    return html`<section><h3>Editions</h3><ol class="plain">${editions.map((each) => html`<li>
      <strong>${each.number}</strong>${each.standing === "current" ? "" : `, ${each.standing.replaceAll("-", " ")}`}
      <a href=${href("records", [each.record])}><code>${each.record.slice(0, 8)}</code></a>
      ${each.number === number ? html`<span class="quiet-text">shown</span>`
        : html`<button class="quiet" @click=${() => patchParams({ edition: each.standing === "current" ? null : each.number }, { replace: false })}>show</button>`}
      <span class="time"><cspo-time .at=${each.made_utc} grain="min"></cspo-time></span>${each.reason ? html`<p>${each.reason}</p>` : nothing}</li>`)}</ol></section>`;
  }

  private events({ events }: PlanView) {
    if (!events.length) return nothing;
    const line = (each: PlanEvent) => html`<li class=${each.what}><strong>${each.what}</strong>${each.assumption ? `, assumption ${each.assumption}` : ""}
      by ${each.by} ${each.record ? html`<a href=${href("records", [each.record])}><code>${each.record.slice(0, 8)}</code></a>` : nothing}
      <span class="time"><cspo-time .at=${each.at_utc}></cspo-time></span>${each.text ? html`<p>${tidied(each.text)}</p>` : nothing}</li>`;
    const rest = events.slice(SHOWN);
    return html`<section><h3>History</h3><ol class="plain events">${events.slice(0, SHOWN).map(line)}</ol>
      ${rest.length ? html`<details><summary>${rest.length} older</summary><ol class="plain events">${rest.map(line)}</ol></details>` : nothing}</section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-aside": PlanAside;
  }
}
