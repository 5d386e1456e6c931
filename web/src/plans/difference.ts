import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { patchParams } from "../app/router";
import "../ui/notes";
import { base } from "../ui/tokens";
import type { ChangeLine, DifferenceView, PlanView } from "./model";

const GLYPHS: Readonly<Record<ChangeLine["change"], string>> = { added: "+", removed: "−", changed: "≠" };

/** What became of one edition in another, line by line. */
@customElement("cspo-plan-difference")
export class PlanDifference extends LitElement {
  static override styles = [
    base,
    css`
      :host { display: block; }
      .bar { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: center; margin-bottom: var(--s2); }
      .scroll { overflow-x: auto; }
      table { width: 100%; table-layout: fixed; }
      th:first-child { width: 11rem; }
      td, th[scope="row"] { vertical-align: top; white-space: pre-line; overflow-wrap: anywhere; }
      .before { background: var(--emergency-bg); }
      .after { background: var(--ok-bg); }
      th b { display: inline-block; width: 1.2em; }
      @media (max-width: 560px) {
        table { min-width: 34rem; }
        th:first-child { width: 8rem; }
      }
    `,
  ];

  @property({ attribute: false }) plan?: PlanView;
  @property() path = "";
  @property() earlier = "";
  @property() later = "";
  private readonly found = new Resource<DifferenceView>(this, () => {
    const pair = this.pair();
    return pair ? { path: `plans/${this.path}/difference`, params: { before: pair[0], after: pair[1] } } : null;
  });

  /** The two editions: what the address names, else the last two. */
  private pair(): readonly [number, number] | null {
    const numbers = (this.plan?.editions ?? []).map((each) => each.number);
    if (numbers.length < 2) return null;
    const after = numbers.find((each) => String(each) === this.later) ?? numbers[0];
    const before = numbers.find((each) => String(each) === this.earlier) ?? numbers.find((each) => after !== undefined && each < after);
    return before === undefined || after === undefined ? null : [before, after];
  }

  override render() {
    const pair = this.pair();
    if (!pair) return nothing;
    const { value, error } = this.found;
    return html`<section>
      <h3>Difference of editions</h3>
      <div class="bar">${this.choice("before", "From", pair[0])} ${this.choice("after", "to", pair[1])}</div>
      ${error && !value ? html`<cspo-failed what="The difference" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing}
      ${value ? this.table(value) : nothing}
    </section>`;
  }

  private choice(name: string, words: string, now: number) {
    const editions = this.plan?.editions ?? [];
    return html`<label>${words} edition <select @change=${(event: Event) => patchParams({ [name]: (event.target as HTMLSelectElement).value })}>
      ${editions.map((each) => html`<option value=${each.number} ?selected=${each.number === now}>${each.number}</option>`)}</select></label>`;
  }

  private table({ lines, before_number, after_number }: DifferenceView) {
    if (!lines.length) return html`<p class="quiet-text">They say the same.</p>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label="What changed"><table>
      <thead><tr><th scope="col">Part</th><th scope="col">Edition ${before_number}</th><th scope="col">Edition ${after_number}</th></tr></thead>
      <tbody>${lines.map((each) => html`<tr>
        <th scope="row"><b aria-hidden="true">${GLYPHS[each.change]}</b>${each.part} <span class="quiet-text small">${each.change}</span></th>
        <td class=${each.change === "added" ? "" : "before"}>${each.before}</td>
        <td class=${each.change === "removed" ? "" : "after"}>${each.after}</td></tr>`)}</tbody>
    </table></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plan-difference": PlanDifference;
  }
}
