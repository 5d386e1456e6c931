import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError, asApiError } from "../api/errors";
import { Resource } from "../api/resource";
import "../ui/button";
import { base } from "../ui/tokens";
import { amend, check, MOST_LINE, reasonFault } from "./acts";
import type { ExpressionView, FunctionLine, Page, PlanView } from "./model";
import { newerEdition } from "./newer-edition";
import { formStyles, standingStyles } from "./styles";
import { STANDING_SHOWN, tidied } from "./words";

/** After the last key, ms, an expression is tried. */
const PAUSE_MS = 350;
const MOST = 100;

interface Draft {
  readonly key: number;
  text: string;
  expression: string;
  verdict?: ExpressionView;
  failed?: string;
}

/** A new edition: what it is for and what it assumes, each expression tried as it is written. */
@customElement("cspo-amend-form")
export class AmendForm extends LitElement {
  static override styles = [
    base,
    formStyles,
    standingStyles,
    css`
      fieldset { border: 1px solid var(--line); border-radius: var(--radius); padding: var(--s2) var(--s3) var(--s3); margin: 0; display: grid; gap: var(--s2); min-width: 0; }
      legend { font-size: var(--t2); font-weight: 600; padding: 0 var(--s1); }
      input.code, textarea.code { font-family: var(--mono); }
      textarea.code { min-height: 2.6rem; }
      .verdict { margin: 0; font-size: var(--t2); min-height: 1.45em; max-width: 95ch; overflow-wrap: anywhere; }
      .verdict b { color: var(--own); }
      pre { margin: 0; font-size: var(--t2); overflow: auto; color: var(--text-2); }
      details { font-size: var(--t2); }
      summary { cursor: pointer; min-height: 24px; }
      dl { margin: var(--s1) 0 0; display: grid; gap: var(--s2); max-height: 22rem; overflow: auto; }
      dd { margin: 0; color: var(--text-2); }
    `,
  ];

  @property({ attribute: false }) plan?: PlanView;
  @property() path = "";
  @state() private drafts: readonly Draft[] = [];
  /** The edition that was before whoever opened the form, and what it is for: what came since changes neither. */
  private begun = 0;
  private objective = "";
  private next = 1;
  private readonly timers = new Map<number, number>();
  private readonly vocabulary = new Resource<Page<FunctionLine>>(this, () => ({ path: "plans/vocabulary" }));

  override willUpdate(): void {
    const { plan } = this;
    if (!plan || this.begun) return;
    [this.begun, this.objective] = [plan.number, plan.objective];
    this.drafts = plan.assumptions.map(({ text, expression }) => ({ key: this.next++, text, expression }));
    for (const each of this.drafts) if (each.expression) void this.tryOut(each);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of this.timers.values()) window.clearTimeout(timer);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("[name=reason]")?.focus();
  }

  override render() {
    const { plan } = this;
    if (!plan) return nothing;
    return html`<form aria-label="Amend" @submit=${(event: Event) => event.preventDefault()}>
      <p>Edition ${this.begun} stays as it was signed; this makes edition ${this.begun + 1}.</p>
      ${newerEdition(this.begun, plan)}
      <label>Why it is amended, in at most ${MOST_LINE} characters <input name="reason" required /></label>
      <label>${plan.kind === "policy" ? "Text" : "What it is for"}
        <textarea name="objective" maxlength="8000" class=${plan.kind === "policy" ? "code" : ""} .value=${this.objective}></textarea></label>
      ${this.drafts.map((each, n) => this.draft(each, n))}
      <div class="row"><button type="button" ?disabled=${this.drafts.length >= MOST} @click=${this.add}>Add an assumption</button></div>
      ${this.words()}
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>Sign edition ${this.begun + 1}</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>Cancel</button>
      </div>
    </form>`;
  }

  private draft(each: Draft, n: number) {
    return html`<fieldset>
      <legend>Assumption ${n + 1}</legend>
      <label>In words <input maxlength="200" .value=${each.text} @input=${(event: Event) => (each.text = (event.target as HTMLInputElement).value)} /></label>
      <label>As the node checks it; empty: only people do
        <textarea class="code" rows="1" spellcheck="false" autocomplete="off" maxlength="4000" .value=${each.expression}
          aria-describedby="verdict-${each.key}" @input=${(event: Event) => this.typed(each, (event.target as HTMLTextAreaElement).value)}></textarea></label>
      <div id="verdict-${each.key}" role="status">${this.verdict(each)}</div>
      <div class="row"><button type="button" class="quiet" @click=${() => (this.drafts = this.drafts.filter((other) => other !== each))}>Take it out</button></div>
    </fieldset>`;
  }

  private verdict({ expression, verdict, failed }: Draft) {
    if (failed) return html`<p class="verdict fault">▲ ${failed}</p>`;
    if (!expression.trim() || !verdict) return html`<p class="verdict quiet-text">${expression.trim() ? "It is tried…" : "Not checked by machine."}</p>`;
    if (verdict.standing === "") {
      const line = expression.split("\n")[verdict.line - 1] ?? "";
      const from = Math.max(0, verdict.column - 40);
      return html`<p class="verdict fault">▲ Line ${verdict.line}, column ${verdict.column}: ${verdict.why}${verdict.hint ? ` (${verdict.hint})` : ""}</p>
        <pre aria-hidden="true">${line.slice(from, from + 80)}
${" ".repeat(Math.max(0, verdict.column - 1 - from))}^</pre>`;
    }
    return html`<p class="verdict ${verdict.standing}"><b><span aria-hidden="true">${STANDING_SHOWN[verdict.standing].glyph}</span> Now:</b> ${tidied(verdict.why)}</p>
      ${verdict.warnings.map((words) => html`<p class="verdict">▲ ${words}.</p>`)}`;
  }

  private words() {
    const known = this.vocabulary.value?.items ?? [];
    if (!known.length) return nothing;
    return html`<details><summary>What may be asked: ${known.length} functions</summary>
      <dl tabindex="0">${known.map((each) => html`<div><dt><code>${each.call}</code> <span class="quiet-text">${each.unit}</span></dt>
        <dd>${each.text}${each.example ? html` <code>${each.example}</code>` : nothing}</dd></div>`)}</dl></details>`;
  }

  private readonly add = async (): Promise<void> => {
    this.drafts = [...this.drafts, { key: this.next++, text: "", expression: "" }];
    await this.updateComplete;
    const all = this.renderRoot.querySelectorAll<HTMLElement>("fieldset");
    all[all.length - 1]?.querySelector("input")?.focus();
  };

  private typed(each: Draft, expression: string): void {
    each.expression = expression;
    delete each.verdict;
    delete each.failed;
    this.requestUpdate();
    window.clearTimeout(this.timers.get(each.key));
    if (expression.trim()) this.timers.set(each.key, window.setTimeout(() => void this.tryOut(each), PAUSE_MS));
  }

  private async tryOut(each: Draft): Promise<void> {
    const { expression } = each;
    const beside = this.drafts.filter((other) => other !== each && other.expression.trim()).map((other) => other.expression);
    try {
      const verdict = await check(expression, beside);
      if (each.expression === expression) each.verdict = verdict;
    } catch (error) {
      const { title, detail } = asApiError(error);
      if (each.expression === expression) each.failed = `${title}. ${detail}`;
    }
    this.requestUpdate();
  }

  private async send(): Promise<unknown> {
    const field = this.renderRoot.querySelector<HTMLInputElement>("[name=reason]");
    const reason = field?.value.trim() ?? "";
    const fault = reasonFault(reason, MOST_LINE);
    if (fault) {
      field?.focus();
      throw new ApiError(400, fault);
    }
    const at = this.drafts.findIndex((each) => !each.text.trim() || each.verdict?.standing === "" || each.failed);
    if (at >= 0) {
      this.renderRoot.querySelectorAll("fieldset")[at]?.querySelector<HTMLElement>("input, textarea")?.focus();
      throw new ApiError(400, { title: `Look at assumption ${at + 1}`, detail: "It needs words, and an expression that the node can read, or none." });
    }
    return amend(this.path, {
      number: this.begun, reason,
      objective: this.renderRoot.querySelector<HTMLTextAreaElement>("[name=objective]")?.value ?? "",
      assumptions: this.drafts.map(({ text, expression }) => ({ text: text.trim(), expression: expression.trim() })),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-amend-form": AmendForm;
  }
}
