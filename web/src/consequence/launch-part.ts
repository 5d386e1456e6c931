import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { type ApiError, asApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { href } from "../app/router";
import { degrees, duration, instantMs, number, probability, utc } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { bandText } from "./bands";
import { WHY } from "./closures";
import "./closures";
import type { ClosureSpan, LaunchAsked, LaunchResult, LaunchSiteView, Page, StudyLine, StudyView } from "./model";
import { ask, numberOf, Study, textOf, utcOf } from "./study";
import "./study-state";
import { basisParts } from "./basis";
import { formStyles, resultStyles } from "./styles";

/** When a launch has to wait, before and after a break-up. */
@customElement("cspo-launch-part")
export class LaunchPart extends LitElement {
  static override styles = [base, formStyles, resultStyles];

  @property() study = "";
  @property({ attribute: false }) params = new URLSearchParams();
  @state() private anew = false;
  @state() private shows: "before" | "after" = "after";
  @state() private error: ApiError | undefined;
  @state() private busy = false;
  private readonly asked = new Study(this, () => this.study);
  private readonly sites = new Resource<readonly LaunchSiteView[]>(this, () => ({ path: "consequence/launch-sites" }));
  private readonly studies = new Resource<Page<StudyLine>>(this, () => ({ path: "consequence/studies" }));

  override willUpdate(): void {
    marks.show(this, [this.asked.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    if (!this.study) return this.form({});
    const { value, error } = this.asked.found;
    if (error && !value) return html`<cspo-failed what="The study" .error=${error} @retry=${() => void this.asked.found.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="the study"></cspo-loading>`;
    return html`<cspo-study-state .study=${value} .halt=${() => this.asked.stop()} @again=${() => (this.anew = !this.anew)}></cspo-study-state>
      ${this.anew ? this.form(value.launch_asked ?? {}) : nothing}
      ${value.launch ? this.whole(value, value.launch) : nothing}`;
  }

  private form(given: Partial<LaunchAsked>) {
    const { value, error } = this.sites;
    if (error && !value) return html`<cspo-failed what="Sites" .error=${error} @retry=${() => void this.sites.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="launch sites"></cspo-loading>`;
    const site = given.site ?? this.params.get("site") ?? "";
    const study = given.study ?? this.params.get("after") ?? "";
    const events = (this.studies.value?.items ?? []).filter((each) => each.kind === "breakup" && each.state === "done");
    return html`<form aria-label="A launch" @submit=${this.submit}>
      <div class="fields">
        <label>From <select name="site">${value.map((each) => html`<option value=${each.site} ?selected=${each.site === site}>${each.name} (${each.nation})</option>`)}</select></label>
        <label>To a circular orbit at, km <input name="altitude_km" type="number" min="180" max="2000" step="any" required .value=${String(given.altitude_km ?? 500)} /></label>
        <label>Inclination, ° <input name="inclination_deg" type="number" min="0" max="150" step="any" required .value=${String(given.inclination_deg ?? 97.4)} /></label>
        <label>Window from, UTC <input name="start_utc" maxlength="40" placeholder="now" title="2026-08-11T12:00Z; empty: now" .value=${given.start_utc?.replace(/\.\d+/, "") ?? ""} /></label>
        <label>Long, h <input name="hours" type="number" min="0.1" max="48" step="any" required .value=${String(given.hours ?? 4)} /></label>
        <label>After the break-up of <select name="study"><option value="">none: as the sky is</option>
          ${events.map((each) => html`<option value=${each.id} ?selected=${each.id === study}>${each.title}</option>`)}</select></label>
      </div>
      <div class="row"><button class="primary" aria-disabled=${this.busy ? "true" : "false"}>Find closed seconds${this.busy ? "…" : ""}</button></div>
      <div role="alert">${this.error ? html`<p class="fault">▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</div>
    </form>`;
  }

  private whole(study: StudyView, result: LaunchResult) {
    return html`<p class="headline">${result.headline}</p>
      ${result.study ? html`<p class="supposed" role="note"><strong>? SUPPOSED</strong><span>What is after the break-up is modelled: <a href=${href("consequence", ["break-up", result.study])}>its study</a>.</span></p>` : nothing}
      <dl class="numbers">
        <div><dt>Closed before</dt><dd>${number(result.before.closed_s)} s<small>of ${number(result.window_s)} s</small></dd></div>
        ${result.after ? html`<div><dt>Closed after the break-up</dt><dd>${number(result.after.closed_s)} s<small>of ${number(result.window_s)} s</small></dd></div>` : nothing}
        ${result.after ? html`<div><dt>No more than before after</dt><dd>${result.access_days ? bandText(result.access_days, "d") : "not within what was looked at"}</dd></div>` : nothing}
        <div><dt>Ascent</dt><dd>${duration(result.ascent_s * 1_000)}<small>azimuth ${degrees(result.azimuth_deg, 1)}, to ${number(result.altitude_km, 0, "km")}, ${degrees(result.inclination_deg, 1)}</small></dd></div>
        <div><dt>Looked at</dt><dd>${number(result.screened)}<small>objects</small></dd></div>
      </dl>
      <section><cspo-closures .result=${result} .marked=${[study.mark]}></cspo-closures></section>
      ${result.calendar.length ? html`<section><cspo-launch-calendar .result=${result} .marked=${[study.mark]}></cspo-launch-calendar></section>` : nothing}
      <section>${this.spans(result)}</section>
      ${basisParts(result.basis, result.limits)}`;
  }

  private spans(result: LaunchResult) {
    const view = (this.shows === "after" ? result.after : null) ?? result.before;
    const words = view === result.after ? "Closures after the break-up" : result.after ? "Closures before the break-up" : "Closures";
    return html`${result.after
        ? html`<div class="row" role="group" aria-label="Which closures">${(["before", "after"] as const).map(
            (each) => html`<button aria-pressed=${each === this.shows ? "true" : "false"} @click=${() => (this.shows = each)}>${each === "before" ? "Before" : "After"}</button>`,
          )}</div>`
        : nothing}
      ${view.spans_total > view.spans.length ? html`<p class="small quiet-text">The first ${number(view.spans.length)} of ${number(view.spans_total)}.</p>` : nothing}
      ${view.spans.length
        ? html`<cspo-table name="closures-${result.site}" caption=${words} .picks=${false} .columns=${columns(instantMs(result.start_utc))} .rows=${view.spans}
            .key=${(row: ClosureSpan) => `${row.first_s} ${row.object} ${row.why}`}></cspo-table>`
        : html`<cspo-empty heading="Nothing closes it">Every second of the window is open.</cspo-empty>`}`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = undefined;
    try {
      await ask("launch", {
        site: textOf(form, "site"), altitude_km: numberOf(form, "altitude_km"), inclination_deg: numberOf(form, "inclination_deg"),
        start_utc: utcOf(textOf(form, "start_utc")), hours: numberOf(form, "hours"), study: textOf(form, "study"),
      });
      this.anew = false;
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  };
}

function columns(startMs: number): readonly Column<ClosureSpan>[] {
  return [
    { id: "from", title: "From", unit: "UTC", text: (row) => utc(startMs + row.first_s * 1_000), sort: (row) => row.first_s },
    { id: "to", title: "To", unit: "UTC", text: (row) => utc(startMs + row.last_s * 1_000), sort: (row) => row.last_s },
    { id: "long", title: "Closed", unit: "s", align: "end", text: (row) => String(Math.round(row.last_s - row.first_s + 1)), sort: (row) => row.last_s - row.first_s },
    { id: "why", title: "Why", text: (row) => WHY[row.why]?.[0] ?? row.why, sort: (row) => row.why },
    { id: "name", title: "What", text: (row) => row.name || row.object || "the cloud", sort: (row) => row.name || row.object },
    { id: "miss", title: "Comes to", unit: "km", align: "end", text: (row) => row.miss_distance_km?.toFixed(2) ?? "", sort: (row) => row.miss_distance_km ?? NaN },
    { id: "pc", title: "Probability", align: "end", text: (row) => (row.probability === null ? "" : probability(row.probability)), sort: (row) => row.probability ?? NaN },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-launch-part": LaunchPart;
  }
}
