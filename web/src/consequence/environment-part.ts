import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { type ApiError, asApiError } from "../api/errors";
import { go } from "../app/router";
import { kindOf } from "../shells/kinds";
import { instantMs, number, probability, utc } from "../time/format";
import { numberTicks } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { bandText, rounded, share } from "./bands";
import "./band-plot";
import { basisParts } from "./basis";
import { called, type CriticalLine, type EnvironmentAsked, type EnvironmentResult, type StudyView } from "./model";
import "./shells-history";
import { ask, numberOf, Study } from "./study";
import "./study-state";
import { formStyles, resultStyles } from "./styles";

interface ShellRow {
  readonly low: number;
  readonly high: number;
  readonly first: number;
  readonly last: number;
}

/** How crowded each altitude was, is, and will be. */
@customElement("cspo-environment-part")
export class EnvironmentPart extends LitElement {
  static override styles = [
    base,
    formStyles,
    resultStyles,
    css`
      h2 {
        margin-top: var(--s4);
      }
    `,
  ];

  @property() study = "";
  @state() private anew = false;
  @state() private error: ApiError | undefined;
  @state() private busy = false;
  private readonly asked = new Study(this, () => this.study);

  override willUpdate(): void {
    marks.show(this, [this.asked.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    if (!this.study) {
      return html`<section><h2>As it was, and is</h2><cspo-shells-history></cspo-shells-history></section>
        <section><h2>As it will be</h2>${this.form({})}</section>`;
    }
    const { value, error } = this.asked.found;
    if (error && !value) return html`<cspo-failed what="The study" .error=${error} @retry=${() => void this.asked.found.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="the study"></cspo-loading>`;
    return html`<cspo-study-state .study=${value} .halt=${() => this.asked.stop()} @again=${() => (this.anew = !this.anew)}></cspo-study-state>
      ${this.anew ? this.form(value.environment_asked ?? {}) : nothing}
      ${value.environment ? this.whole(value, value.environment) : nothing}`;
  }

  private form(given: Partial<EnvironmentAsked>) {
    return html`<form aria-label="The years to come" @submit=${this.submit}>
      <div class="fields">
        <label>Years <input name="years" type="number" min="1" max="200" step="any" required .value=${String(given.years ?? 100)} /></label>
        <label>Launches of satellites a year <input name="launches_per_year" type="number" min="0" max="20000" step="any" placeholder="as in the years before" .value=${given.launches_per_year?.toString() ?? ""} /></label>
        <label>Disposed of at the end, % <input name="disposal" type="number" min="0" max="100" step="any" required .value=${String((given.disposal_success ?? 0.9) * 100)} /></label>
        <label>Explosions a year <input name="explosions_per_year" type="number" min="0" max="1000" step="any" placeholder="as in the years before" .value=${given.explosions_per_year?.toString() ?? ""} /></label>
      </div>
      <div class="row"><button class="primary" aria-disabled=${this.busy ? "true" : "false"}>Look ahead${this.busy ? "…" : ""}</button></div>
      <div role="alert">${this.error ? html`<p class="fault">▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</div>
    </form>`;
  }

  private whole(study: StudyView, result: EnvironmentResult) {
    const startYear = Number(result.start_utc.slice(0, 4)) || 0;
    const at = result.years.map((each) => startYear + each);
    const series = result.species.map((each) => ({ name: each.species, bands: each.total }));
    return html`<p class="headline">${result.headline}</p>
      <dl class="numbers">${result.species.map((each) => {
        const [first, last] = [each.total[0], each.total.at(-1)];
        return html`<div><dt>${each.species}, at the end</dt><dd>${bandText(last)}<small>from ${rounded(first?.expected ?? NaN)} on ${utc(result.start_utc, "day")}</small></dd></div>`;
      })}
        <div><dt>What it tends to</dt><dd>${result.stable === null ? "was not found" : result.stable ? "✓ is stable" : "▲ is not stable"}</dd></div>
      </dl>
      <section><cspo-band-plot name="environment" caption="Objects in orbit, by kind" .at=${at} .series=${series} xLabel="year" yLabel="objects" logarithmic
        .ticks=${numberTicks(at[0] ?? 0, at.at(-1) ?? 1, 8).map((tick) => ({ at: tick.at, text: String(tick.at) }))} .writeAt=${(year: number) => year.toFixed(0)} .marked=${[study.mark]} .atMs=${instantMs(result.start_utc)} words=${result.headline}></cspo-band-plot></section>
      <section><h2>Shell by shell</h2>
        <cspo-table name="shells-to-come" caption="Objects in each shell, all kinds, expected" .picks=${false} .columns=${shellColumns(result)} .rows=${shellRows(result)}
          .key=${(row: ShellRow) => String(row.low)}></cspo-table></section>
      <section><h2>Which objects would do most harm</h2>
        ${result.critical.length
          ? html`<cspo-table name="critical" caption="Criticality: how likely it is hit, times what its pieces would hit" .columns=${CRITICAL} .rows=${result.critical}
              .key=${(row: CriticalLine) => row.object} @pick=${(event: CustomEvent<CriticalLine>) => go("objects", [event.detail.object])}></cspo-table>`
          : html`<cspo-empty heading="None was judged">Masses or orbits are missing.</cspo-empty>`}</section>
      ${basisParts(result.basis, result.limits)}`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = undefined;
    try {
      await ask("environment", {
        years: numberOf(form, "years"), launches_per_year: numberOf(form, "launches_per_year"),
        disposal_success: (numberOf(form, "disposal") ?? 90) / 100, explosions_per_year: numberOf(form, "explosions_per_year"),
      });
      this.anew = false;
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  };
}

function shellRows(result: EnvironmentResult): ShellRow[] {
  const sum = (by: Readonly<Record<string, readonly number[]>>, n: number) =>
    Object.values(by).reduce((all, column) => all + (column[n] ?? 0), 0);
  return result.edges_km.slice(0, -1).map((low, n) => ({
    low, high: result.edges_km[n + 1] ?? NaN, first: sum(result.first, n), last: sum(result.last, n),
  }));
}

function shellColumns(result: EnvironmentResult): readonly Column<ShellRow>[] {
  const startYear = Number(result.start_utc.slice(0, 4)) || 0;
  const endYear = Math.round(startYear + (result.years.at(-1) ?? 0));
  const change = (row: ShellRow) => (row.first > 0 ? row.last / row.first : NaN);
  return [
    { id: "low", title: "From", unit: "km", align: "end", text: (row) => number(row.low), sort: (row) => row.low },
    { id: "high", title: "To", unit: "km", align: "end", text: (row) => number(row.high), sort: (row) => row.high },
    { id: "first", title: String(startYear), align: "end", text: (row) => number(row.first), sort: (row) => row.first },
    { id: "last", title: String(endYear), align: "end", text: (row) => number(row.last), sort: (row) => row.last },
    { id: "change", title: "Times as many", align: "end", text: (row) => (row.first > 0 ? rounded(change(row)) : ""), sort: change },
  ];
}

const CRITICAL: readonly Column<CriticalLine>[] = [
  { id: "name", title: "Object", text: called, sort: called },
  { id: "object", title: "Number", text: (row) => row.object, sort: (row) => row.object },
  { id: "owner", title: "Owner", text: (row) => row.owner || "unknown", sort: (row) => row.owner },
  { id: "type", title: "Type", text: (row) => kindOf(row.type).one, sort: (row) => row.type },
  { id: "altitude", title: "Altitude", unit: "km", align: "end", text: (row) => number(row.altitude_km), sort: (row) => row.altitude_km },
  { id: "mass", title: "Mass", unit: "kg", align: "end", text: (row) => number(row.mass_kg), sort: (row) => row.mass_kg },
  { id: "probability", title: "Hit in a year", align: "end", text: (row) => probability(row.probability_per_year), sort: (row) => row.probability_per_year },
  { id: "effect", title: "Its pieces would hit", unit: "objects", align: "end", text: (row) => rounded(row.effect), sort: (row) => row.effect },
  { id: "criticality", title: "Share of all harm", align: "end", text: (row) => share(row.criticality), sort: (row) => row.criticality },
];

declare global {
  interface HTMLElementTagNameMap {
    "cspo-environment-part": EnvironmentPart;
  }
}
