import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { go, href } from "../app/router";
import { utc } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/table";
import type { Column, Sorting } from "../ui/table";
import { base } from "../ui/tokens";
import type { AssessmentLine, By, Page } from "./model";
import { AGREEMENT_SHOWN, GRAVITY_SHOWN, hazardText, likelihoodText } from "./words";

const EVERY_MS = 10_000;
const MOST = 200;
const GRAVITIES = ["unknown", "slight", "serious", "grave"];

const shown = ({ glyph, word }: { glyph: string; word: string }) => `${glyph} ${word}`;

const COLUMNS: readonly Column<AssessmentLine>[] = [
  { id: "title", title: "What", text: (row) => row.title || row.name, sort: (row) => row.title || row.name,
    cell: (row) => html`<a href=${href("plans", ["assessment", row.record])}>${row.title || row.name}</a>` },
  { id: "hazard", title: "Hazard", text: (row) => hazardText(row.hazard), sort: (row) => row.hazard },
  { id: "likelihood", title: "How likely", text: (row) => likelihoodText(row.likelihood), sort: (row) => row.likelihood.value ?? NaN },
  { id: "gravity", title: "How bad", text: (row) => shown(GRAVITY_SHOWN[row.gravity]), sort: (row) => GRAVITIES.indexOf(row.gravity) },
  { id: "agreement", title: "Opinions", text: (row) => shown(AGREEMENT_SHOWN[row.agreement]), sort: (row) => row.agreement },
  { id: "confidence", title: "Confidence", text: (row) => row.confidence, sort: (row) => row.confidence },
  { id: "origin", title: "Whose", text: (row) => row.origin, sort: (row) => row.origin },
  { id: "made", title: "Made", unit: "UTC", text: (row) => utc(row.made_utc, "min"), sort: (row) => row.made_utc },
  { id: "until", title: "Meant until", unit: "UTC", text: (row) => (row.until_utc ? `${utc(row.until_utc, "min")}${row.standing === "expired" ? ", past" : ""}` : "not said"), sort: (row) => row.until_utc },
];

/** Assessments, of all or of one nation, service or shell; the gravest first. */
@customElement("cspo-assessment-list")
export class AssessmentList extends LitElement {
  static override styles = [
    base,
    css`
      :host { display: block; min-width: 0; }
      cspo-table { max-height: 30rem; }
    `,
  ];

  @property() by: By | "" = "";
  @property() name = "";
  @property() hazard = "";
  private sorting: Sorting | null = null;
  private readonly found = new Resource<Page<AssessmentLine>>(
    this,
    () => ({ path: "assessments", params: { limit: MOST, hazard: this.hazard, ...(this.by ? { [this.by]: this.name } : {}) } }),
    { kinds: ["assessment"], everyMs: EVERY_MS },
  );

  override willUpdate(): void {
    marks.show(this, this.found.value?.items.map((each) => each.mark) ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    if (!value) {
      return error
        ? html`<cspo-failed what="Assessments" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>`
        : html`<cspo-loading what="assessments"></cspo-loading>`;
    }
    if (!value.items.length) return html`<cspo-empty heading="No assessment">Nobody has assessed this that you may see.</cspo-empty>`;
    return html`<cspo-table name="assessments" caption=${value.next ? "The gravest assessments" : "Assessments"} .columns=${COLUMNS} .rows=${value.items}
      .key=${(row: AssessmentLine) => row.record} .sorting=${this.sorting} @sorted=${(event: CustomEvent<Sorting>) => (this.sorting = event.detail)}
      @pick=${(event: CustomEvent<AssessmentLine>) => go("plans", ["assessment", event.detail.record])}></cspo-table>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-assessment-list": AssessmentList;
  }
}
