import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { href } from "../app/router";
import "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import { detail } from "../watch/detail-styles";
import { adjudicate, handle } from "./acts";
import type { Expected, Inject, Verdict } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";
import { afterBegin, EXPECTED_SIGNS, INJECT_SIGNS, span, tally, VERDICTS } from "./words";

const CAUSES: Readonly<Record<string, string>> = {
  time: "by its time", condition: "its condition came true", "latest instant": "its condition did not come true in time",
  "white cell": "by the white cell",
};

/**
 * A line of the events list: what it says, to whom, what it does, and what is expected of whom.
 * `@keep` when somebody begins to write on it: it is to stay before them, whatever is given meanwhile.
 */
@customElement("cspo-inject-card")
export class InjectCard extends LitElement {
  static override styles = [
    base,
    partStyles,
    detail,
    css`
      dl {
        grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
      }
      section {
        margin: 0;
      }
      .said {
        border-inline-start: 3px solid var(--edge);
        padding-inline-start: var(--s3);
        font-size: var(--t3);
        max-width: none;
      }
      .expected > li {
        background: var(--surface);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s2) var(--s3);
      }
      .expected p {
        max-width: none;
        margin: var(--s1) 0 0;
        font-size: var(--t2);
      }
      .expected .head {
        justify-content: space-between;
      }
      .rule {
        display: grid;
        gap: var(--s2);
        padding-top: var(--s2);
      }
      .rule input[type="text"] {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) inject!: Inject;
  @property() startsUtc = "";
  @property({ type: Boolean }) over = false;
  /** Which action is ruled on; 0: none. */
  @state() private ruling = 0;
  @state() private reason = "";
  @query("cspo-action.give") private readonly giveButton?: HTMLElement;

  override render() {
    const { inject } = this;
    const { done, of } = tally(inject.expected);
    return html`<article aria-label="Inject ${inject.number}">
      <header>
        <div class="row">
          ${sign(INJECT_SIGNS[inject.state])} ${inject.to.map(nation)}
          ${inject.improvised ? html`<span class="small quiet-text">put in by hand</span>` : nothing}
        </div>
        <h2>${inject.number}. ${inject.title}</h2>
      </header>
      ${this.acts()}
      <dl>
        <div><dt>${inject.given_utc ? "Given" : "Comes"}</dt><dd>${this.when()}</dd></div>
        ${inject.objectives.length ? html`<div><dt>Objectives</dt><dd>${inject.objectives.join(", ")}</dd></div>` : nothing}
        ${inject.record ? html`<div><dt>Record</dt><dd><a href=${href("records", [inject.record])}>${inject.record.slice(0, 8)}</a></dd></div>` : nothing}
      </dl>
      ${inject.when ? this.condition() : nothing}
      ${inject.text ? html`<section><h3>What players are told</h3><p class="words said">${inject.text}</p></section>` : nothing}
      ${inject.world_action ? html`<section><h3>What it does to the world</h3><p class="words said">${inject.world_action}</p></section>` : nothing}
      <section>
        <h3>What is expected ${of ? html`<span class="quiet-text">${done} of ${of} done</span>` : nothing}</h3>
        ${inject.expected.length
          ? html`<ul class="bare expected">${inject.expected.map((each) => this.expected(each))}</ul>`
          : html`<p class="quiet-text small">Nothing is expected of anybody.</p>`}
      </section>
    </article>`;
  }

  /** Give it now, as the key does: the button is focused, so that a second press confirms it. */
  press(): void {
    this.giveButton?.focus();
  }

  private when() {
    const { inject } = this;
    if (inject.given_utc) {
      const after = (Date.parse(inject.given_utc) - Date.parse(this.startsUtc)) / 1_000;
      return html`<cspo-time .at=${inject.given_utc}></cspo-time><small>${afterBegin(after)}, ${CAUSES[inject.given_by] ?? `by ${inject.given_by}`}</small>`;
    }
    if (inject.at_utc && inject.at_s !== null) {
      return html`<cspo-time .at=${inject.at_utc}></cspo-time><small>${afterBegin(inject.at_s)}</small>`;
    }
    return inject.when ? "when its condition is true" : "when the white cell gives it";
  }

  private condition() {
    const { inject } = this;
    return html`<section>
      <h3>Its condition${inject.of ? html`, in the picture of ${inject.of}` : nothing}</h3>
      <p class="words"><code>${inject.when}</code></p>
      ${inject.reading ? html`<p class="small quiet-text">${inject.reading}</p>` : nothing}
    </section>`;
  }

  private acts() {
    const { inject } = this;
    if (this.over || (inject.state !== "waiting" && inject.state !== "held")) return nothing;
    const held = inject.state === "held";
    return html`<div class="acts" role="group" aria-label="What to do with it">
      <cspo-action class="give" primary title="g" .action=${() => handle(inject.number, "give")}>Give it now</cspo-action>
      <cspo-action .action=${() => handle(inject.number, held ? "free" : "hold")}>${held ? "Let it go" : "Hold it back"}</cspo-action>
      <cspo-action .action=${() => handle(inject.number, "skip")}>Skip it</cspo-action>
    </div>`;
  }

  private expected(each: Expected) {
    const ruled = this.ruling === each.number;
    return html`<li>
      <div class="row head">
        <span class="row">${nation(each.by)} ${sign(EXPECTED_SIGNS[each.state])}</span>
        ${each.state === "waiting" || this.over
          ? nothing
          : html`<button class="quiet" aria-expanded=${ruled ? "true" : "false"} @click=${() => this.rule(each.number)}>Rule on it</button>`}
      </div>
      <p><strong>${each.text}</strong></p>
      <p class="quiet-text">${this.times(each)}</p>
      ${each.judged ? html`<p>The white cell: ${each.judged}</p>` : nothing}
      ${ruled ? this.ruleForm(each) : nothing}
    </li>`;
  }

  private times(each: Expected) {
    const limit = each.within_s === null ? "no limit of time" : `within ${span(each.within_s)} of the inject`;
    const done = each.done_utc
      ? html`; done after <strong>${span(each.after_s)}</strong>, <cspo-time .at=${each.done_utc}></cspo-time>`
      : each.due_utc
        ? html`, until <cspo-time .at=${each.due_utc}></cspo-time>`
        : nothing;
    const shown = each.record
      ? html`, <a href=${href("records", [each.record])}>${each.kind || "record"} ${each.record.slice(0, 8)}</a>`
      : each.kind
        ? html`; seen by a record: ${each.kind}`
        : html`; people judge it`;
    return html`${limit}${done}${shown}`;
  }

  private ruleForm(each: Expected) {
    return html`<div class="rule">
      <label class="field">Why (it goes into the review)
        <input type="text" maxlength="1000" .value=${this.reason}
          @input=${(event: Event) => (this.reason = (event.target as HTMLInputElement).value)} />
      </label>
      <div class="row">
        ${VERDICTS.map(([id, word]) => html`<cspo-action .action=${() => this.send(each, id)}>${word}</cspo-action>`)}
        <button class="quiet" @click=${() => this.rule(0)}>Cancel</button>
      </div>
    </div>`;
  }

  private rule(number: number): void {
    this.ruling = this.ruling === number ? 0 : number;
    this.reason = "";
    if (!this.ruling) return;
    this.dispatchEvent(new Event("keep"));
    void this.updateComplete.then(() => this.toRule());
  }

  private toRule(): void {
    const form = this.renderRoot.querySelector<HTMLElement>(".rule");
    form?.querySelector("input")?.focus();
    form?.scrollIntoView({ block: "nearest" });
  }

  private async send(each: Expected, verdict: Verdict): Promise<unknown> {
    const reason = this.reason.trim();
    if (!reason) {
      this.renderRoot.querySelector<HTMLElement>(".rule input")?.focus();
      throw new ApiError(400, { title: "Say why", detail: "The players read it in the review." });
    }
    const told = await adjudicate(this.inject.number, each.number, verdict, reason);
    this.rule(0);
    return told;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-inject-card": InjectCard;
  }
}
