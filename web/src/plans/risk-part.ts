import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { Resource } from "../api/resource";
import { bindKeys } from "../app/keys";
import { patchParams } from "../app/router";
import { type Coalition, nameOf } from "../coalition/model";
import { number } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import "./assessment-list";
import type { By, RiskRow, RiskView } from "./model";
import "./opinion-plot";
import { decadesOf } from "./opinion-plot";
import { opinionsTable } from "./opinions";
import { recordStyles } from "./record-links";
import { barStyles } from "./styles";
import { AGREEMENT_SHOWN, GRAVITY_SHOWN, HAZARD_WORDS, hazardText, perText } from "./words";

const EVERY_MS = 10_000;
const BYS: readonly (readonly [By | "all", string])[] = [
  ["nation", "By nation"], ["service", "By service"], ["shell", "By shell"], ["all", "All assessments"],
];

/** Risk by nation, service and shell of orbits: what is agreed, what is disputed, and by whom. */
@customElement("cspo-risk-part")
export class RiskPart extends LitElement {
  static override styles = [
    base,
    recordStyles,
    barStyles,
    css`
      .lead { margin-top: var(--s3); color: var(--text-2); font-size: var(--t2); max-width: 110ch; }
      .grid { display: grid; grid-template-columns: minmax(13rem, 1fr) minmax(0, 2.2fr) minmax(10rem, 15rem); gap: var(--s1) var(--s4); align-items: start; }
      .axis { position: sticky; top: 0; z-index: 1; background: var(--surface); border-bottom: 1px solid var(--edge); padding: 0 var(--s2); }
      ul.rows { list-style: none; margin: 0; padding: 0; }
      ul.rows > li { border-bottom: 1px solid var(--line); padding: var(--s2); }
      ul.rows > li.open { background: var(--surface-2); box-shadow: inset 4px 0 0 var(--accent); }
      h2 { margin: 0; font-size: var(--t3); }
      h2 button { border: 0; background: none; padding: 0; min-height: 24px; font-size: var(--t3); font-weight: 650; text-align: start; justify-content: flex-start; }
      h2 button i { font-style: normal; color: var(--text-2); width: 1em; flex: none; }
      .what { display: grid; gap: var(--s1); font-size: var(--t2); }
      .what p { margin: 0; padding-inline-start: 1.2rem; }
      .differ { font-size: var(--t2); margin: var(--s1) 0 0; }
      .more { margin-top: var(--s3); display: grid; gap: var(--s3); }
      .scroll { overflow-x: auto; background: var(--surface); }
      table.opinions { width: 100%; }
      .opinions td, .opinions th { vertical-align: top; }
      @media (max-width: 1000px) {
        .grid { grid-template-columns: minmax(0, 1fr) max-content; }
        .grid > cspo-opinion-plot { grid-column: 1 / -1; order: 3; }
        .axis .grid > span { display: none; }
        .opinions { min-width: 46rem; }
      }
      @media (max-width: 560px) {
        .grid { grid-template-columns: minmax(0, 1fr); }
      }
    `,
  ];

  @property({ attribute: false }) params = new URLSearchParams();
  private readonly risk = new Resource<RiskView>(
    this,
    () => (this.by === "all" ? null : { path: "risk", params: { by: this.by, hazard: this.hazard } }),
    { kinds: ["assessment"], everyMs: EVERY_MS },
  );

  private readonly coalition = new Resource<Coalition>(this, () => (this.by === "nation" ? { path: "coalition" } : null));

  constructor() {
    super();
    const list = () => this.by !== "all";
    bindKeys(this, "Risk", [
      { key: "j", what: "next", run: () => this.step(1), when: list },
      { key: "k", what: "the one before", run: () => this.step(-1), when: list },
      { key: "d", what: "disputed alone, or all", run: () => patchParams({ disputed: this.disputed ? null : 1 }), when: list },
    ]);
  }

  private get by(): By | "all" {
    const by = this.params.get("by");
    return BYS.find(([id]) => id === by)?.[0] ?? "nation";
  }

  private get hazard(): string {
    return this.params.get("hazard") ?? "";
  }

  private get disputed(): boolean {
    return this.params.get("disputed") === "1";
  }

  override willUpdate(): void {
    const { value } = this.risk;
    marks.show(this, value ? [value.mark, ...value.rows.map((each) => each.mark)] : []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    return html`${this.bar()}
      ${this.by === "all" ? html`<cspo-assessment-list hazard=${this.hazard}></cspo-assessment-list>` : this.rows()}`;
  }

  private bar() {
    const { by } = this;
    return html`<div class="bar">
      <div class="choice" role="group" aria-label="Risk">${BYS.map(
        ([id, words]) => html`<button aria-pressed=${by === id ? "true" : "false"} @click=${() => patchParams({ by: id === "nation" ? null : id, of: null })}>${words}</button>`,
      )}</div>
      <label>Hazard <select @change=${(event: Event) => patchParams({ hazard: (event.target as HTMLSelectElement).value || null })}>
        <option value="">all together</option>
        ${Object.entries(HAZARD_WORDS).map(([id, words]) => html`<option value=${id} ?selected=${id === this.hazard}>${words}</option>`)}</select></label>
      ${by === "all" ? nothing : html`<button aria-pressed=${this.disputed ? "true" : "false"} title="Disputed alone, or all (d)" @click=${() => patchParams({ disputed: this.disputed ? null : 1 })}>
          <span aria-hidden="true">◆</span> Disputed alone</button>`}
    </div>`;
  }

  private rows() {
    const { value, error } = this.risk;
    const failed = error ? html`<cspo-failed what="The risk" .error=${error} @retry=${() => void this.risk.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="the risk"></cspo-loading>`;
    const rows = this.disputed ? value.rows.filter((each) => each.agreement === "disputed") : value.rows;
    if (!rows.length) {
      return html`${failed}<cspo-empty heading=${this.disputed ? "Nothing is disputed" : "Nothing is assessed yet"}>
        ${this.disputed ? html`<button @click=${() => patchParams({ disputed: null })}>Show all</button>` : "Assessments are made from the nation’s file of assets and what the node holds; they show here by themselves."}</cspo-empty>`;
    }
    const opinions = rows.flatMap((each) => each.opinions);
    const origins = [...new Set(opinions.map((each) => each.origin))].sort();
    const domain = decadesOf(opinions.map((each) => each.likelihood));
    const per = perText({ unit: "1", days: value.days });
    return html`${failed} ${this.summary(value)}
      <div class="axis" aria-hidden="true"><div class="grid"><span></span>
        <cspo-opinion-plot axis .domain=${domain} label="probability ${per}"></cspo-opinion-plot><span></span></div></div>
      <ul class="rows">${repeat(rows, (each) => each.name, (each) => this.row(each, origins, domain))}</ul>
      <p class="lead">A mark is what a nation expects, the line from low to high; a hollow mark is past its time. ${value.text} As of <cspo-time .at=${value.at_utc}></cspo-time>.</p>`;
  }

  private summary({ rows }: RiskView) {
    const disputed = rows.filter((each) => each.agreement === "disputed").length;
    const grave = rows.filter((each) => each.gravity === "grave").length;
    const expired = rows.reduce((sum, each) => sum + each.expired, 0);
    return html`<p class="summary"><strong>${disputed ? `${disputed} of ${rows.length} are disputed.` : "Nobody disputes what is assessed."}</strong>
      ${grave ? `For ${grave} it would be grave. ` : ""}${expired ? `${number(expired)} ${expired === 1 ? "assessment is" : "assessments are"} past ${expired === 1 ? "its" : "their"} time and not counted.` : ""}</p>`;
  }

  private row(row: RiskRow, origins: readonly string[], domain: readonly [number, number]) {
    const open = this.params.get("of") === row.name;
    const gravity = GRAVITY_SHOWN[row.gravity];
    const agreement = AGREEMENT_SHOWN[row.agreement];
    return html`<li class=${open ? "open" : ""}>
      <div class="grid">
        <div class="what">
          <h2><button aria-expanded=${open ? "true" : "false"} @click=${() => patchParams({ of: open ? null : row.name })}><i aria-hidden="true">${open ? "▾" : "▸"}</i>${this.titleOf(row)}</button></h2>
          <p><cspo-severity level=${gravity.level} word=${gravity.word}></cspo-severity> <cspo-mark mark=${row.mark}></cspo-mark></p>
          <p class="quiet-text">${this.counted(row)}</p>
        </div>
        <cspo-opinion-plot .opinions=${row.opinions} .origins=${origins} .domain=${domain}></cspo-opinion-plot>
        <div><cspo-severity level=${agreement.level} word=${agreement.word}></cspo-severity>
          ${row.disagree_text ? html`<p class="differ">${row.disagree_text}</p>` : nothing}</div>
      </div>
      ${open ? html`<div class="more">${opinionsTable(row.opinions)}
        <cspo-assessment-list by=${this.by === "all" ? "" : this.by} name=${row.name} hazard=${this.hazard}></cspo-assessment-list></div>` : nothing}
    </li>`;
  }

  /** A nation by its name; a service with whose it is, where one name stands for several. */
  private titleOf({ name, title }: RiskRow) {
    const coalition = this.coalition.value;
    if (this.by === "nation") return coalition ? nameOf(coalition, name) : title || name;
    const [whose = "", rest] = name.split("/");
    return html`${title || name}${rest === undefined ? nothing : html` <span class="quiet-text">${whose}</span>`}`;
  }

  private counted({ hazards, assessments, expired }: RiskRow): string {
    const named = Object.entries(hazards)
      .sort(([, a], [, b]) => b - a)
      .map(([id, count]) => `${hazardText(id).toLowerCase()} ${count}`);
    const past = expired ? `; ${expired} past their time` : "";
    return `${number(assessments)} ${assessments === 1 ? "assessment" : "assessments"}${named.length ? `: ${named.join(", ")}` : ""}${past}`;
  }

  private step(by: number): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("h2 button")];
    const at = rows.findIndex((row) => row.matches(":focus"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-risk-part": RiskPart;
  }
}
