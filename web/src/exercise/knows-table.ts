import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { utc } from "../time/format";
import "../time/format";
import { base } from "../ui/tokens";
import type { Knows, Tells } from "./model";
import { partStyles } from "./styles";
import { fromTruth, reached, STAGE_WORDS, STAGES } from "./words";

/** What truly happened against nations: how far each came, and how long that took. `@pick` (a truth). */
@customElement("cspo-knows-table")
export class KnowsTable extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      table.knows {
        width: 100%;
      }
      .knows th,
      .knows td {
        vertical-align: top;
      }
      .knows thead th {
        text-align: center;
        white-space: nowrap;
      }
      .knows thead th:first-child {
        text-align: start;
      }
      .knows tbody th {
        color: var(--text);
        font-weight: 500;
        min-width: 13rem;
        max-width: 26rem;
      }
      .knows td {
        text-align: center;
        min-width: 5.6rem;
        border-inline-start: 1px solid var(--line);
      }
      .knows .stage {
        display: block;
        font-weight: 650;
      }
      .steps {
        display: flex;
        gap: 2px;
        margin: 0 auto 3px;
        width: 66px;
      }
      .steps i {
        flex: 1;
        height: 7px;
        border: 1px solid var(--edge);
        border-radius: 1px;
      }
      .steps i.on {
        background: var(--accent);
        border-color: var(--accent);
      }
      .unaware .stage {
        color: var(--warning);
      }
      p {
        max-width: none;
      }
      tr[data-chosen] {
        background: var(--surface-3);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      th button,
      th button[aria-pressed="true"] {
        background: none;
        border: 0;
        box-shadow: none;
        text-align: start;
        justify-content: flex-start;
        min-height: 24px;
        padding: 0;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) truths: readonly Tells[] = [];
  @property({ attribute: false }) nations: readonly string[] = [];
  /** Which is looked at, where one can be chosen. */
  @property({ type: Number }) chosen = -1;
  @property({ type: Boolean }) picks = false;

  override render() {
    return html`<p class="small quiet-text" id="steps">
        Each bar has ${STAGES.length} steps: ${STAGES.map((each) => STAGE_WORDS[each]).join(", ")}. Times are from the truth on, in the exercise’s world.
      </p>
      <div class="scroll" tabindex="0" role="group" aria-label="How far each nation is">
        <table class="knows">
          <thead><tr><th scope="col">What happened</th>${this.nations.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
          <tbody>${this.truths.map((each) => this.row(each))}</tbody>
        </table>
      </div>`;
  }

  private row(each: Tells) {
    const chosen = this.picks && each.truth === this.chosen;
    return html`<tr data-chosen=${chosen ? "" : nothing}>
      <th scope="row">
        ${this.picks
          ? html`<button class="quiet" aria-pressed=${chosen ? "true" : "false"} @click=${() => this.pick(each.truth)}>${each.text}</button>`
          : each.text}
        <br /><span class="small quiet-text"><cspo-time .at=${each.world_utc}></cspo-time></span>
        <span class="hidden-text">${reached(each)}</span>
      </th>
      ${each.nations.length
        ? this.nations.map((trigraph) => this.cell(each.nations.find((one) => one.nation === trigraph)))
        : html`<td class="quiet-text" colspan=${this.nations.length}>nothing that a nation has to find out</td>`}
    </tr>`;
  }

  private cell(knows: Knows | undefined) {
    if (!knows) return html`<td class="quiet-text">—</td>`;
    const far = knows.stage === "unaware" ? 0 : STAGES.indexOf(knows.stage) + 1;
    const word = STAGE_WORDS[knows.stage];
    return html`<td class=${knows.stage} title=${knows.at_utc ? utc(knows.at_utc) : nothing}>
      <span class="steps" aria-hidden="true">${STAGES.map((_, n) => html`<i class=${n < far ? "on" : ""}></i>`)}</span>
      <span class="stage">${knows.record ? html`<a href=${href("records", [knows.record])}>${word}</a>` : word}</span>
      ${knows.after_s === null ? nothing : html`<span class="small quiet-text">${fromTruth(knows.after_s)}</span>`}
    </td>`;
  }

  private pick(truth: number): void {
    this.dispatchEvent(new CustomEvent<number>("pick", { detail: truth }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-knows-table": KnowsTable;
  }
}
