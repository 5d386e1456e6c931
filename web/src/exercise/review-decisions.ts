import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { left } from "../time/format";
import "../time/format";
import { base } from "../ui/tokens";
import "../ui/notes";
import type { Decision, Improvement, Known } from "./model";
import { nation } from "./sign";
import { partStyles } from "./styles";

/** Each decision beside what was known when it was made, and what was true, or held by others, and not known. */
@customElement("cspo-review-decisions")
export class ReviewDecisions extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      ol.bare > li {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s3) var(--s4);
      }
      .head {
        color: var(--text-2);
        font-size: var(--t2);
      }
      h2 {
        margin: var(--s1) 0 var(--s2);
        font-size: var(--t3);
        max-width: 80ch;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--s4);
      }
      h3 {
        margin: 0 0 var(--s1);
        font-size: var(--t2);
      }
      .unknown h3 {
        color: var(--warning);
      }
      .known {
        border-inline-start: 3px solid var(--ok);
        padding-inline-start: var(--s3);
      }
      .unknown {
        border-inline-start: 3px dashed var(--warning);
        padding-inline-start: var(--s3);
      }
      .two ul {
        margin: 0;
        padding-inline-start: var(--s4);
        font-size: var(--t2);
      }
      .two a {
        white-space: nowrap;
      }
      .two p {
        margin: 0;
        font-size: var(--t2);
      }
      @media (max-width: 860px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) decisions: readonly Decision[] = [];
  /** How many later ones are not listed. */
  @property({ type: Number }) more = 0;

  override render() {
    if (!this.decisions.length) return html`<cspo-empty heading="No decisions">Nobody decided anything that left a record that you may see.</cspo-empty>`;
    return html`<ol class="bare">${this.decisions.map((each) => this.decision(each))}</ol>
      ${this.more ? html`<p class="quiet-text">${this.more.toLocaleString("en")} later ones are not listed.</p>` : nothing}`;
  }

  private decision(each: Decision) {
    return html`<li>
      <div class="row head">
        ${nation(each.nation)} ${each.office} <cspo-time .at=${each.world_utc}></cspo-time>
        ${each.record ? html`<a href=${href("records", [each.record])}>${each.kind} ${each.record.slice(0, 8)}</a>` : each.kind}
        ${each.inject === null ? nothing : `on inject ${each.inject}`}
      </div>
      <h2>${each.text}</h2>
      <div class="two">
        <div class="known"><h3><span aria-hidden="true">✓</span> Known then</h3>${this.list(each.known, each, "in the picture for", "Nothing, as far as you may see.")}</div>
        <div class="unknown"><h3><span aria-hidden="true">?</span> Not known then</h3>${this.list(each.unknown, each, "true for", "Nothing, as far as you may see.")}</div>
      </div>
    </li>`;
  }

  private list(some: readonly Known[], { world_utc }: Decision, since: string, none: string) {
    if (!some.length) return html`<p class="quiet-text">${none}</p>`;
    return html`<ul>${some.map((each) => {
      const long = left(Date.parse(each.world_utc) - Date.parse(world_utc)).replace(/ ago$/, "");
      const how = since === "true for" && each.source ? `held by ${each.source} for` : since;
      const by = since === "true for" || !each.source ? "" : `, by ${each.source}`;
      return html`<li>${each.text}
        <span class="small quiet-text" title=${each.world_utc}>${long === "now" ? "since that very moment" : `${how} ${long}`}${by}
          ${each.record ? html`<a href=${href("records", [each.record])}>record ${each.record.slice(0, 8)}</a>` : nothing}</span></li>`;
    })}</ul>`;
  }
}

/** What is to be better: who sees to it, until when, and how it will be seen. */
@customElement("cspo-review-improvements")
export class ReviewImprovements extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      table {
        width: 100%;
      }
      td {
        vertical-align: top;
      }
      td p {
        margin: 0;
      }
      .open {
        color: var(--warning);
        font-weight: 600;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) improvements: readonly Improvement[] = [];

  override render() {
    if (!this.improvements.length) return html`<cspo-empty heading="Nothing to improve">Every measure was met; people may still add what they saw.</cspo-empty>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Improvement plan">
      <table>
        <thead><tr><th scope="col" class="end">No.</th><th scope="col">What is to be better</th><th scope="col">Owner</th><th scope="col">Until, a day of ours</th><th scope="col">Seen by</th></tr></thead>
        <tbody>${this.improvements.map(
          (each) => html`<tr>
            <td class="end">${each.number}</td>
            <td><p><strong>${each.text}</strong></p><p class="small quiet-text">${each.because}${each.measure ? ` (measure ${each.measure})` : ""}</p></td>
            <td>${this.or(each.owner)}</td><td>${this.or(each.due)}</td><td>${this.or(each.retest)}</td>
          </tr>`,
        )}</tbody>
      </table>
    </div>`;
  }

  private or(text: string) {
    return text ? html`${text}` : html`<span class="open">▲ to be named</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-review-decisions": ReviewDecisions;
    "cspo-review-improvements": ReviewImprovements;
  }
}
