import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { href } from "../app/router";
import { resultStyles } from "../consequence/styles";
import { rounded } from "../consequence/bands";
import { clock } from "../time/clock";
import { duration, instantMs, UNKNOWN } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import "./assessment-history";
import type { AssessmentView, EvidenceLine } from "./model";
import { opinionsTable } from "./opinions";
import { hrefOf } from "./plan-row";
import { recordStyles } from "./record-links";
import { pageStyles } from "./styles";
import { AGREEMENT_SHOWN, amountText, bandText, GRAVITY_SHOWN, hazardText, perText } from "./words";

const EVIDENCE: Readonly<Record<EvidenceLine["standing"], string>> = {
  latest: "✓ latest you may see", superseded: "◆ superseded", withdrawn: "▲ withdrawn", hidden: "? not here, or not for you",
};
const OPTIONS = { "move": "Move", "safe-mode": "Safe mode", "switch-service": "Switch the service", "notify": "Notify" } as const;

/** One assessment: what it says, how that was reckoned, how it changed, what each nation thinks, what it rests on. */
@customElement("cspo-assessment-page")
export class AssessmentPage extends LitElement {
  static override styles = [
    base,
    recordStyles,
    resultStyles,
    pageStyles,
    css`
      .answer { font-size: var(--t4); line-height: 1.4; max-width: 90ch; white-space: pre-line; }
      .scroll { overflow-x: auto; }
      table { width: 100%; }
      td, th { vertical-align: top; }
      .derivation { font-size: var(--t2); padding: var(--s2) var(--s3); border-inline-start: 3px solid var(--accent); background: var(--surface-2); max-width: none; overflow-wrap: anywhere; }
      .stale { border: 1px solid var(--warning); background: var(--warning-bg); border-radius: var(--radius); padding: var(--s2) var(--s3); max-width: none; }
      .withdrawn { color: var(--emergency); font-weight: 650; }
      .superseded { color: var(--warning); font-weight: 650; }
      dl.plain { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: var(--s1) var(--s3); font-size: var(--t2); }
      dl.plain dt { color: var(--text-2); }
      dl.plain dd { margin: 0; overflow-wrap: anywhere; }
      @media (max-width: 860px) { .scroll table { min-width: 46rem; } }
    `,
  ];

  @property() record = "";
  private readonly found = new Resource<AssessmentView>(this, () => ({ path: `assessments/${enc(this.record)}` }), { kinds: ["assessment"], everyMs: 15_000 });

  override willUpdate(): void {
    const { value } = this.found;
    marks.show(this, value ? [value.mark, ...value.evidence_lines.map((each) => each.mark)] : []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const back = html`<a class="back" href=${href("plans", ["risk"])}>← Risk</a>`;
    const failed = error ? html`<cspo-failed what="The assessment" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing;
    if (!value) return html`${back}${error ? failed : html`<cspo-loading what="the assessment"></cspo-loading>`}`;
    return html`${back}${failed} ${this.head(value)}
      <div class="columns"><div>${this.main(value)}</div><aside aria-label="About what is assessed">${this.beside(value)}</aside></div>`;
  }

  private head(value: AssessmentView) {
    const agreement = AGREEMENT_SHOWN[value.agreement];
    return html`<div class="title">
        <h2>${value.title || value.name}${value.hazard ? html`: ${hazardText(value.hazard).toLowerCase()}` : nothing}</h2>
        <cspo-severity level=${agreement.level} word=${agreement.word}></cspo-severity>
        <cspo-mark mark=${value.mark}></cspo-mark>
      </div>
      <p class="facts"><span>by <strong>${value.origin}</strong></span><span>${value.subject} ${value.name}</span>
        <span>made <cspo-time .at=${value.made_utc}></cspo-time></span>
        <a href=${href("records", [value.record])}>signed record ${value.record.slice(0, 8)}</a></p>
      ${this.stale(value)}`;
  }

  private stale(value: AssessmentView) {
    if (value.superseded_by) {
      return html`<p class="stale" role="note"><strong>◆ Superseded.</strong> <a href=${href("plans", ["assessment", value.superseded_by])}>The one that took its place</a></p>`;
    }
    if (value.standing === "withdrawn") return html`<p class="stale" role="note"><strong>▲ Withdrawn.</strong> What it says holds no more.</p>`;
    if (value.standing === "latest" && value.left_behind.length) {
      return html`<p class="stale" role="note"><strong>◆ An earlier one is still the latest to ${value.left_behind.join(", ")}</strong>, who may not see this one and are told of none. Withdraw the earlier one, or release a form of this.</p>`;
    }
    const since = clock.nowMs() - instantMs(value.until_utc);
    return value.standing === "expired" ? html`<p class="stale" role="note"><strong>◆ Past its time</strong> for ${duration(since)}; it is counted in no sum.</p>` : nothing;
  }

  private main(value: AssessmentView) {
    const { likelihood, gravity } = value;
    const shown = GRAVITY_SHOWN[gravity];
    return html`<section>
        <p class="quiet-text">${value.question}</p>
        <p class="answer">${value.answer}</p>
        <dl class="numbers">
          <div><dt>How likely</dt><dd>${amountText(likelihood.value, likelihood.unit)}<small>${[perText(likelihood), likelihood.low === likelihood.high ? "" : bandText(likelihood)].filter(Boolean).join("; ")}</small></dd></div>
          <div><dt>How bad</dt><dd>${shown.glyph} ${shown.word}<small>${value.criticality ? `criticality: ${value.criticality}` : "criticality not stated"}</small></dd></div>
          <div><dt>Confidence</dt><dd>${value.confidence}<small>${value.evidence} ${value.evidence === 1 ? "record" : "records"} of evidence</small></dd></div>
          <div><dt>Meant for</dt><dd>${value.until_utc ? this.span(value) : "not said"}<small>${value.until_utc ? html`until <cspo-time .at=${value.until_utc} grain="min"></cspo-time>` : nothing}</small></dd></div>
        </dl>
        ${likelihood.text ? html`<p class="derivation"><strong>How it is reckoned:</strong> ${likelihood.text}${value.method ? html`<br /><span class="quiet-text">${value.method}</span>` : nothing}</p>` : nothing}
      </section>
      ${value.history.length ? html`<section><h3>History</h3><cspo-assessment-history .history=${value.history} .nowMs=${clock.nowMs()} mark=${value.mark}></cspo-assessment-history></section>` : nothing}
      <section><h3>What each nation thinks</h3>${opinionsTable(value.opinions)}</section>
      <section><h3>What it rests on</h3>${this.evidence(value)}</section>
      ${value.findings.length ? html`<section><h3>Numbers in it</h3>${this.findings(value)}</section>` : nothing}`;
  }

  private span({ from_utc, until_utc, made_utc }: AssessmentView): string {
    return duration(instantMs(until_utc) - instantMs(from_utc || made_utc));
  }

  private evidence({ evidence_lines }: AssessmentView) {
    if (!evidence_lines.length) return html`<p class="quiet-text">It names no record.</p>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Evidence"><table>
      <thead><tr><th scope="col">Record</th><th scope="col">Kind</th><th scope="col">Whose</th><th scope="col">What it gives</th><th scope="col">Made, UTC</th><th scope="col">Now</th></tr></thead>
      <tbody>${evidence_lines.map((each) => html`<tr>
        <td>${each.standing === "hidden" ? html`<code>${each.record.slice(0, 8)}</code>`
          : html`<a class="record" href=${href("records", [each.record])} title="Signed record ${each.record}"><code>${each.record.slice(0, 8)}</code></a>`}</td>
        <td>${each.kind}</td><td>${each.origin}</td><td>${each.text} <cspo-mark mark=${each.mark}></cspo-mark></td>
        <td>${each.made_utc ? html`<cspo-time .at=${each.made_utc}></cspo-time>` : nothing}</td>
        <td class=${each.standing}>${EVIDENCE[each.standing]}${each.by ? html` by <a href=${href("records", [each.by])}><code>${each.by.slice(0, 8)}</code></a>` : nothing}</td></tr>`)}</tbody></table></div>`;
  }

  private findings({ findings }: AssessmentView) {
    const written = (each: number | null) => (each === null ? UNKNOWN : rounded(each));
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Numbers in it"><table>
      <thead><tr><th scope="col">What</th><th scope="col" class="end">Value</th><th scope="col" class="end">From</th><th scope="col" class="end">To (95 %)</th><th scope="col">Unit</th><th scope="col">How</th></tr></thead>
      <tbody>${findings.map((each) => html`<tr><th scope="row">${each.name}</th><td class="end">${written(each.value)}</td>
        <td class="end">${each.low === null ? "" : rounded(each.low)}</td><td class="end">${each.high === null ? "" : rounded(each.high)}</td><td>${each.unit === "1" ? "none" : each.unit}</td><td>${each.text}</td></tr>`)}</tbody></table></div>`;
  }

  private beside(value: AssessmentView) {
    return html`<section><h3>What is at stake</h3><dl class="plain">
        <dt>Owner</dt><dd>${value.owner || "not known"}</dd>
        <dt>Users</dt><dd>${value.users.join(", ") || "not said"}</dd>
        <dt>Services</dt><dd>${value.services.join(", ") || "none named"}</dd>
        <dt>Nations</dt><dd>${value.nations.join(", ") || "none named"}</dd></dl></section>
      ${value.protections.length ? html`<section><h3>What may be done</h3><ul class="plain">${value.protections.map((each) => html`<li><strong>${OPTIONS[each.option]}</strong>${each.party ? ` (${each.party})` : ""}${each.text ? `: ${each.text}` : ""}
        ${each.needs_s === null ? nothing : html`<span class="quiet-text">takes ${duration(each.needs_s * 1_000)}</span>`}</li>`)}</ul></section>` : nothing}
      ${value.alternatives.length ? html`<section><h3>Other explanations</h3><ul class="plain">${value.alternatives.map((each) => html`<li><strong>${each.text}</strong> ${each.why}</li>`)}</ul></section>` : nothing}
      ${value.plans.length ? html`<section><h3>Plans that rest on it</h3><ul class="plain">${value.plans.map((each) => html`<li><a href=${hrefOf(each)}>${each}</a></li>`)}</ul></section>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-assessment-page": AssessmentPage;
  }
}
