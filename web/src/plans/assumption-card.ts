import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { duration, instantMs } from "../time/format";
import "../time/format";
import "../ui/severity";
import { base } from "../ui/tokens";
import type { AssumptionView, ReadingView, StepLine } from "./model";
import { recordLinks, recordStyles } from "./record-links";
import { standingStyles } from "./styles";
import { readingText, roomText, STANDING_SHOWN, tidied } from "./words";

/** Of a limit: where a verdict is nearly another, and where the drawing ends. */
const NEAR = 0.2;
const DRAWN = 1;

/** One assumption: in words, as machines check it, how it stands, why, and by which records. */
@customElement("cspo-assumption")
export class AssumptionCard extends LitElement {
  static override styles = [
    base,
    recordStyles,
    standingStyles,
    css`
      :host { display: block; }
      article { border: 1px solid var(--line); border-inline-start: 4px solid var(--own); border-radius: var(--radius); padding: var(--s3); }
      header { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: baseline; margin-bottom: var(--s1); }
      h4 { margin: 0; font-size: var(--t3); font-weight: 650; flex: 1 1 18rem; }
      h4 span { color: var(--text-2); }
      code { display: block; margin: var(--s1) 0; padding: var(--s1) var(--s2); background: var(--surface-2); border-radius: 4px; white-space: pre-wrap; }
      p { margin: var(--s1) 0; font-size: var(--t2); max-width: 95ch; overflow-wrap: anywhere; }
      .why { font-size: var(--t3); }
      .room { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1) var(--s3); font-size: var(--t2); color: var(--text-2); }
      .room svg { width: min(100%, 260px); height: 22px; flex: none; }
      .scroll { overflow-x: auto; }
      table { width: 100%; }
      td { vertical-align: top; overflow-wrap: anywhere; }
      td code { display: inline; background: none; padding: 0; }
      details { margin-top: var(--s2); font-size: var(--t2); }
      summary { cursor: pointer; min-height: 24px; }
      ol { list-style: none; margin: var(--s1) 0 0; padding: 0; display: grid; gap: 2px; }
      .d1 { padding-inline-start: 1.25rem; }
      .d2 { padding-inline-start: 2.5rem; }
      .d3 { padding-inline-start: 3.75rem; }
      .d4 { padding-inline-start: 5rem; }
      li code { display: inline; background: none; padding: 0; margin: 0; }
      li.idle { color: var(--text-2); }
      li b { color: var(--own); display: inline-block; width: 1.2em; }
    `,
  ];

  @property({ attribute: false }) assumption?: AssumptionView;
  @property({ type: Number }) nowMs = 0;

  override render() {
    const each = this.assumption;
    if (!each) return nothing;
    const { level, word } = STANDING_SHOWN[each.standing];
    return html`<article class=${each.standing} aria-label="Assumption ${each.number}">
      <header><h4><span>${each.number}.</span> ${each.text}</h4>
        <cspo-severity level=${level} word=${!each.expression && each.standing === "unknown" ? "not yet said" : word}></cspo-severity>
        ${each.since_utc ? html`<span class="small quiet-text">for ${duration(this.nowMs - instantMs(each.since_utc))}, since <cspo-time .at=${each.since_utc} grain="min"></cspo-time></span>` : nothing}
      </header>
      ${each.expression ? html`<code>${each.expression}</code>` : html`<p class="quiet-text">Only people can check it.</p>`}
      ${each.why ? html`<p class="why">${tidied(each.why)}</p>` : nothing}
      ${each.margin === null ? nothing : this.room(each.margin)}
      ${each.readings.length ? this.readings(each.readings) : nothing}
      ${this.told(each)}
      ${each.steps.length > 1 ? this.steps(each.steps) : nothing}
    </article>`;
  }

  /** Room to the limit: the limit stands in the middle, what is hatched is near. */
  private room(margin: number) {
    const [width, mid] = [260, 130];
    const at = mid + (Math.max(-DRAWN, Math.min(DRAWN, margin)) / DRAWN) * (mid - 8);
    const near = mid + (NEAR / DRAWN) * (mid - 8);
    return html`<div class="room">
      <svg viewBox="0 0 ${width} 22" role="img" aria-label=${roomText(margin)}>
        <rect x="1" y="8" width=${mid - 1} height="6" fill="var(--emergency)" opacity="0.45"></rect>
        <rect x=${mid} y="8" width=${near - mid} height="6" fill="var(--warning)" opacity="0.45"></rect>
        <rect x=${near} y="8" width=${width - near - 1} height="6" fill="var(--ok)" opacity="0.45"></rect>
        <rect x="1" y="8" width=${width - 2} height="6" fill="none" stroke="var(--line)"></rect>
        <path d="M${mid} 2V20" stroke="var(--text)" stroke-width="2"></path>
        ${svg`<path d="M${at} 11m-6 0l6 -6l6 6l-6 6z" fill="var(--own)" stroke="var(--surface)"></path>`}
      </svg>
      <span>${roomText(margin)}</span></div>`;
  }

  private readings(readings: readonly ReadingView[]) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label="What was asked of the picture"><table>
      <thead><tr><th scope="col">Asked</th><th scope="col">Answer</th><th scope="col">Since, UTC</th><th scope="col">Signed records</th></tr></thead>
      <tbody>${readings.map((each) => html`<tr>
        <td><code>${each.call}</code></td>
        <td><strong>${readingText(each)}</strong>${each.text ? html`<br /><span class="quiet-text">${tidied(each.text)}</span>` : nothing}</td>
        <td>${each.since_utc ? html`<cspo-time .at=${each.since_utc} grain="min"></cspo-time>` : html`<span class="quiet-text">not known</span>`}</td>
        <td>${each.evidence.length ? recordLinks(each.evidence) : html`<span class="quiet-text">none: the node’s own state</span>`}</td>
      </tr>`)}</tbody></table></div>`;
  }

  private told(each: AssumptionView) {
    const checked = each.checked_utc ? html`Looked at <cspo-time .at=${each.checked_utc}></cspo-time>.` : nothing;
    const flagged = each.flagged_utc
      ? html`The owner was told at <cspo-time .at=${each.flagged_utc}></cspo-time>${each.told.length ? `, and ${each.told.join(", ")}` : ""}.`
      : nothing;
    return html`<p class="small quiet-text">${checked} ${flagged}</p>`;
  }

  private steps(steps: readonly StepLine[]) {
    return html`<details><summary>The verdict part by part</summary>
      <ol>${steps.map((each) => {
        const own = each.holds === null ? "unknown" : each.holds ? "holds" : "fails";
        return html`<li class="${own} d${Math.min(each.depth, 4)} ${each.decides ? "" : "idle"}">
          <b aria-hidden="true">${STANDING_SHOWN[own].glyph}</b><code>${each.text}</code>: ${tidied(each.why)}${each.decides ? nothing : " (does not decide)"}
          ${each.evidence.length ? recordLinks(each.evidence, 4) : nothing}</li>`;
      })}</ol></details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-assumption": AssumptionCard;
  }
}
