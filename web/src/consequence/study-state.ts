import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { apiUrl, enc, file } from "../api/client";
import { duration } from "../time/format";
import "../ui/button";
import { levelOf } from "../ui/mark";
import { fileName, save } from "../ui/save";
import { base } from "../ui/tokens";
import { isUnderWay, type StudyView } from "./model";

/** How far a study is, and what can be done with it. `.halt` ends it; `@again` asks anew. */
@customElement("cspo-study-state")
export class StudyState extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        margin-bottom: var(--s3);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s1) var(--s3);
      }
      h2 {
        margin: 0;
      }
      .end {
        margin-inline-start: auto;
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
        align-items: center;
      }
      .work {
        margin-top: var(--s3);
      }
      .work {
        display: grid;
        gap: var(--s2);
        justify-items: start;
      }
      .work p {
        margin: 0;
      }
      progress {
        display: block;
        width: 100%;
        height: 14px;
        accent-color: var(--accent);
      }
      .failed {
        margin-top: var(--s2);
        border: 1px solid var(--emergency);
        background: var(--emergency-bg);
      }
    `,
  ];

  @property({ attribute: false }) study: StudyView | undefined;
  @property({ attribute: false }) halt: (() => Promise<unknown>) | undefined;

  override render() {
    const { study } = this;
    if (!study) return nothing;
    return html`<header>
        <h2>${study.title}</h2>
        <cspo-mark .mark=${study.mark}></cspo-mark>
        <span class="small quiet-text">asked <cspo-time .at=${study.asked_utc}></cspo-time>${study.state === "done"
          ? html`, ${duration(study.took_s * 1_000)} of work`
          : nothing}</span>
        <span class="end">${study.state === "done" ? this.files(study) : nothing}
          <button @click=${() => this.dispatchEvent(new Event("again"))}>Ask anew…</button></span>
      </header>
      ${this.state(study)}`;
  }

  private state(study: StudyView) {
    if (isUnderWay(study)) return this.work(study);
    if (study.state === "failed") {
      return html`<div class="card failed" role="alert"><strong>▲ It could not be reckoned.</strong> ${study.fault} ${study.hint}</div>`;
    }
    if (study.state === "stopped") {
      return html`<p class="card" role="status">✕ It was stopped after ${duration(study.took_s * 1_000)}: there is no result.</p>`;
    }
    return nothing;
  }

  private work(study: StudyView) {
    const percent = Math.round(study.share * 100);
    const words = study.state === "waiting" ? "It waits for the one before it" : study.step || "reckoning";
    return html`<div class="card work">
      <p><span role="status">${words}</span>: ${percent}%, ${duration(study.took_s * 1_000)} so far</p>
      <progress max="1" .value=${study.share} aria-label="How far it is"></progress>
      ${study.yours
        ? html`<cspo-action .action=${() => this.halt?.() ?? Promise.resolve()}>Stop it</cspo-action>`
        : html`<span class="small quiet-text">Somebody else asked for it.</span>`}
    </div>`;
  }

  private files(study: StudyView) {
    const path = `consequence/studies/${enc(study.id)}/report`;
    return html`<a class="button" href=${apiUrl(path, { as: "html" }).href} target="_blank" rel="noopener">Report</a>
      <cspo-action .action=${() => this.savePdf(study, path)}>PDF</cspo-action>`;
  }

  private async savePdf(study: StudyView, path: string): Promise<void> {
    const { data } = await file(path, { as: "pdf" });
    save(data, fileName(study.title, "pdf", { level: levelOf(study.mark) }), "application/pdf");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-study-state": StudyState;
  }
}
