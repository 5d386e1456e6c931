import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { type Route, href } from "../app/router";
import "../time/format";
import "../ui/mark";
import "../ui/notes";
import { save } from "../ui/save";
import { base } from "../ui/tokens";
import { partsOf } from "./body";
import "./body-tree";
import "./lineage";
import "./record-list";
import { lookOf } from "./kinds";
import { type Check, type Proof, type RecordWhole, checksOf } from "./model";

const GLYPHS: Readonly<Record<Check["state"], string>> = { ok: "✓", bad: "▲", open: "○" };
const WORDS: Readonly<Record<Check["state"], string>> = { ok: "holds", bad: "does not hold", open: "open" };

/** A table of more columns than this takes the page's width. */
const BROAD = 4;

/** One record: what it says, its mark in words, whether it holds, and what it rests on. */
@customElement("cspo-record-view")
export class RecordView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--s4);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--s1) var(--s3);
        margin-bottom: var(--s3);
      }
      header h1 {
        margin: 0;
      }
      header p {
        flex-basis: 100%;
        margin: 0;
        color: var(--text-2);
        font-size: var(--t2);
        overflow-wrap: anywhere;
        max-width: none;
      }
      .unreal {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s3);
        align-items: baseline;
        padding: var(--s2) var(--s3);
        margin-bottom: var(--s3);
        border-radius: var(--radius);
        color: #1b1300;
        background: repeating-linear-gradient(45deg, #ffd24d 0 12px, #f3bd1d 12px 24px);
        font-size: var(--t2);
      }
      .unreal strong {
        font-size: var(--t4);
        letter-spacing: 0.08em;
      }
      .withdrawn {
        border: 2px solid var(--emergency);
        background: var(--emergency-bg);
        border-radius: var(--radius);
        padding: var(--s3);
        margin-bottom: var(--s3);
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--s4);
        align-items: start;
      }
      .wide {
        grid-column: 1 / -1;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .stack {
        display: grid;
        gap: var(--s4);
      }
      dl {
        margin: 0;
        display: grid;
        gap: var(--s2);
        font-size: var(--t2);
      }
      dt {
        color: var(--text-2);
        font-size: var(--t1);
      }
      dd {
        margin: 0;
      }
      ul.checks {
        list-style: none;
        margin: 0 0 var(--s3);
        padding: 0;
        display: grid;
        gap: var(--s2);
        font-size: var(--t2);
      }
      .checks li {
        display: grid;
        grid-template-columns: 22px 1fr;
      }
      .checks .ok b { color: var(--ok); }
      .checks .bad b { color: var(--emergency); }
      .checks .bad { font-weight: 650; }
      .checks .open b { color: var(--text-2); }
      .verdict {
        display: inline-block;
        padding: 2px var(--s3);
        border-radius: 99px;
        border: 1px solid currentColor;
        font-weight: 650;
        margin-bottom: var(--s3);
      }
      .verdict.ok { color: var(--ok); background: var(--ok-bg); }
      .verdict.bad { color: var(--emergency); background: var(--emergency-bg); }
    `,
  ];

  @property({ attribute: false }) route?: Route;

  private readonly whole = new Resource<RecordWhole>(this, () =>
    this.record ? { path: `records/${enc(this.record)}` } : null,
  );
  private readonly proof = new Resource<Proof>(
    this,
    () => (this.record ? { path: `records/${enc(this.record)}/proof` } : null),
    { kinds: ["withdrawal", "key-event"], everyMs: 60_000 },
  );

  constructor() {
    super();
    bindKeys(this, "Record", [
      { key: "Esc", what: "back to where you were", run: () => history.back(), when: () => Boolean(this.record) },
    ]);
  }

  /** The id, without the row that a link may name. */
  private get record(): string {
    return (this.route?.path[0] ?? "").split("#")[0] ?? "";
  }

  override render() {
    if (!this.record) return html`<cspo-record-list .route=${this.route}></cspo-record-list>`;
    const { value, error } = this.whole;
    if (error && !value) return this.failed();
    if (!value) return html`<cspo-loading what="the record"></cspo-loading>`;
    const nation = session.who?.nation ?? "";
    return html`${this.head(value)}${this.unreal(value)}${this.withdrawn()}
      <div class="columns">
        <section class="card ${isBroad(value.body) ? "wide" : ""}" aria-labelledby="says">
          <h2 id="says">What it says</h2>
          <cspo-record-body .body=${value.body} kind=${value.kind}></cspo-record-body>
        </section>
        <div class="${isBroad(value.body) ? "wide columns" : "stack"}">${this.mark()}${this.holds(value, nation)}${this.facts(value)}</div>
        <section class="wide" aria-labelledby="rests">
          <h2 id="rests">From observation to warning</h2>
          <cspo-lineage record=${value.id} nation=${nation}></cspo-lineage>
        </section>
      </div>`;
  }

  private failed() {
    const error = this.whole.error;
    if (error?.status !== 404) {
      return html`<cspo-failed what="The record" .error=${error} @retry=${() => void this.whole.reload()}></cspo-failed>`;
    }
    return html`<cspo-empty heading="There is no such record, or it is not for you">
      Which of both, nobody is told. Who sent you the link may see more than you;
      ask its origin to release it to you. <a href=${href("records")}>Records that you may see</a>
    </cspo-empty>`;
  }

  private head(record: RecordWhole) {
    const look = lookOf(record.kind);
    return html`<header>
      <h1><span aria-hidden="true">${look.glyph}</span> ${look.word} of ${record.origin}</h1>
      <cspo-mark mark=${this.proof.value?.label.portion ?? ""} .label=${record.label}></cspo-mark>
      <p>${about(record.object)}<code title="Its id: SHA-256 of what was signed">${record.id}</code></p>
    </header>`;
  }

  private unreal(record: RecordWhole) {
    if (record.mode === "REAL") return nothing;
    return html`<div class="unreal" role="note">
      <strong>${record.mode}</strong><span>${this.proof.value?.label.mode ?? "It says nothing of the real world."}</span>
    </div>`;
  }

  private withdrawn() {
    const found = this.proof.value?.withdrawn;
    if (!found) return nothing;
    return html`<div class="withdrawn" role="alert">
      <h2>▲ Withdrawn: ${found.instruction}</h2>
      <p>Its origin took it back on <cspo-time .at=${found.t_utc}></cspo-time>: ${found.reason}</p>
      <a href=${href("records", [found.record])}>The withdrawal</a>
      ${found.replaced_by ? html` · <a href=${href("records", [found.replaced_by])}>What holds in its place</a>` : nothing}
    </div>`;
  }

  private mark() {
    const label = this.proof.value?.label;
    return html`<section class="card" aria-labelledby="mark">
      <h2 id="mark">Its mark, in words</h2>
      ${label
        ? html`<p><strong>${label.banner}</strong></p>
            <dl>${label.sentences.map((each) => html`<div><dt>${each.heading}</dt><dd>${each.text}</dd></div>`)}</dl>`
        : this.waiting("its mark")}
    </section>`;
  }

  private holds(record: RecordWhole, nation: string) {
    const proof = this.proof.value;
    return html`<section class="card" aria-labelledby="holds">
      <h2 id="holds">Does it hold?</h2>
      ${proof
        ? html`<span class="verdict ${proof.holds ? "ok" : "bad"}">
              ${proof.holds ? "✓ It is what its origin signed" : `▲ Don’t rely on it: ${proof.code}`}
            </span>
            <ul class="checks">${checksOf(proof, nation).map((each) => this.check(each))}</ul>
            <p class="small quiet-text">
              Verified anew by this node at <cspo-time .at=${proof.checked_utc}></cspo-time>. To check it
              without trusting this node, save it and run <code>cspo records verify</code> elsewhere.
            </p>
            <button @click=${() => saveEnvelope(record)}>Save the signed record</button>`
        : this.waiting("whether it holds")}
    </section>`;
  }

  private check(each: Check) {
    return html`<li class=${each.state}>
      <b aria-hidden="true">${GLYPHS[each.state]}</b>
      <span><span class="hidden-text">${WORDS[each.state]}: </span>${each.text}
        ${each.atUtc ? html`<span class="quiet-text">(<cspo-time .at=${each.atUtc}></cspo-time>)</span>` : nothing}</span>
    </li>`;
  }

  private waiting(what: string) {
    return this.proof.error
      ? html`<cspo-failed .error=${this.proof.error} @retry=${() => void this.proof.reload()}></cspo-failed>`
      : html`<cspo-loading what=${what}></cspo-loading>`;
  }

  private facts(record: RecordWhole) {
    const { sensor, software } = record.provenance;
    const rows: [string, unknown][] = [
      ["Holds at", html`<cspo-time .at=${record.t_valid_utc}></cspo-time>`],
      ["Made by its origin", html`<cspo-time .at=${record.t_created_utc}></cspo-time>`],
      ["Came to this node", html`<cspo-time .at=${record.t_ingest_utc}></cspo-time>`],
      ["Number", record.version],
    ];
    if (record.supersedes) {
      rows.push(["Takes the place of", html`<a href=${href("records", [record.supersedes])}><code>${record.supersedes.slice(0, 16)}…</code></a>`]);
    }
    if (sensor) rows.push(["Sensor or source", sensor]);
    if (software) rows.push(["Made with", software]);
    return html`<section class="card" aria-labelledby="facts">
      <h2 id="facts">When and by what</h2>
      <dl>${rows.map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl>
    </section>`;
  }
}

/** Whether a body has a table that wants the whole width. */
function isBroad(body: unknown): boolean {
  return partsOf(body).some((each) => each.kind === "columns" && each.columns.length > BROAD);
}

/** What it is about, as a link to that. */
function about(object: string) {
  if (!object) return nothing;
  const record = object.startsWith("record:");
  const view = record ? "records" : object.startsWith("event:") ? "conjunctions" : "objects";
  const what = record ? object.slice("record:".length) : object;
  return html`About <a href=${href(view, [what])}>${object}</a> · `;
}

function saveEnvelope(record: RecordWhole): void {
  const bytes = Uint8Array.from(atob(record.envelope), (each) => each.charCodeAt(0));
  save(bytes, `${record.kind}-${record.origin.replace("/", "-")}-${record.id.slice(0, 12)}.json`, "application/json");
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-record-view": RecordView;
  }
}
