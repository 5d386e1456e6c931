import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { base } from "../ui/tokens";
import "../ui/notes";
import type { Measure, Objective, ObjectiveResult } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";
import { amount, limitOf, MEASURE_SIGNS } from "./words";

const ORDER = ["missed", "unknown", "waiting", "met"] as const;

/** Objectives, and under each its measures: what is asked, what is, and whether that is enough. */
@customElement("cspo-exercise-objectives")
export class ExerciseObjectives extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      section.objective {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s3) var(--s4);
        margin-bottom: var(--s4);
      }
      .title {
        justify-content: space-between;
        align-items: baseline;
      }
      h2 {
        margin: 0;
      }
      table {
        width: 100%;
        min-width: 640px;
        table-layout: fixed;
        margin-top: var(--s2);
      }
      th:nth-child(1) {
        width: 8.5rem;
      }
      th:nth-child(3) {
        width: 8.5rem;
      }
      th:nth-child(4) {
        width: 8.5rem;
      }
      th:nth-child(5) {
        width: 9.5rem;
      }
      th:nth-child(5),
      td:nth-child(5) {
        padding-inline-start: var(--s4);
      }
      td {
        vertical-align: top;
      }
      td.value {
        font-weight: 650;
        font-size: var(--t3);
        white-space: nowrap;
      }
      th:first-child,
      td:first-child {
        padding-inline-start: 0;
      }
      tr:last-child td {
        border-bottom: 0;
      }
      td p {
        margin: 0;
      }
      .nowrap {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) objectives: readonly (Objective | ObjectiveResult)[] = [];
  /** Whether injects may be linked to: the white cell's page has them. */
  @property({ type: Boolean }) links = false;

  override render() {
    if (!this.objectives.length) {
      return html`<cspo-empty heading="No objectives">None are told to you, or the scenario has none.</cspo-empty>`;
    }
    return this.objectives.map((each) => this.objective(each));
  }

  private objective(objective: Objective | ObjectiveResult) {
    const { measures } = objective;
    const count = ORDER.flatMap((state) => {
      const found = measures.filter((each) => each.state === state).length;
      return found ? [`${found} ${MEASURE_SIGNS[state].word}`] : [];
    }).join(", ");
    const sorted = [...measures].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    return html`<section class="objective" aria-label="Objective ${objective.name}">
      <div class="row title">
        <h2>${objective.text}</h2>
        ${"state" in objective ? sign(MEASURE_SIGNS[objective.state]) : nothing}
      </div>
      <p class="small quiet-text">
        ${objective.name}: ${count || "nothing measures it"}${"injects" in objective && objective.injects.length
          ? html`; ${objective.injects.length === 1 ? "inject" : "injects"} ${objective.injects.map((each, n) => html`${n ? ", " : ""}${this.inject(each)}`)}`
          : nothing}
      </p>
      ${sorted.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-label="Measures of ${objective.name}">
            <table>
              <thead><tr><th scope="col">State</th><th scope="col">Measure</th><th scope="col">Of</th><th scope="col" class="end">It is</th><th scope="col">It is to be</th></tr></thead>
              <tbody>${sorted.map((each) => this.measure(each))}</tbody>
            </table>
          </div>`
        : nothing}
    </section>`;
  }

  private measure(measure: Measure) {
    return html`<tr>
      <td>${sign(MEASURE_SIGNS[measure.state])}</td>
      <td>
        <p>${measure.text || measure.name}</p>
        ${measure.reason ? html`<p class="small quiet-text">${measure.reason}</p>` : nothing}
        ${measure.records.length
          ? html`<p class="small">${measure.records.map((id) => html`<a href=${href("records", [id])}>record ${id.slice(0, 8)}</a> `)}</p>`
          : nothing}
      </td>
      <td class="nowrap">${measure.nation ? nation(measure.nation) : html`<span class="quiet-text">all</span>`}
        ${measure.inject === null ? nothing : html`<span class="small quiet-text">inject ${this.inject(measure.inject)}</span>`}</td>
      <td class="end value">${measure.state === "waiting" && measure.value === null ? "not yet" : amount(measure.value, measure.unit)}</td>
      <td class="nowrap">${limitOf(measure)}</td>
    </tr>`;
  }

  private inject(number: number) {
    return this.links ? html`<a href=${href("exercise", [], { inject: number })}>${number}</a>` : html`${number}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-objectives": ExerciseObjectives;
  }
}
