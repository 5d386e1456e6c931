import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { age, degrees, duration, instantMs, kmS, number, utc } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import { base } from "../ui/tokens";
import { bandText, chanceText, rounded, share, shareText } from "./bands";
import "./band-plot";
import { basisParts } from "./basis";
import "./breakup-form";
import "./crossed";
import "./density-picture";
import { type BreakupAsked, type BreakupResult, called, type StudyView, type WhatView } from "./model";
import "./notice-draft";
import "./pieces-gabbard";
import { decayTicks, decayWords, DAY_PER_YEAR, longTime, massWords, touched } from "./breakup-words";
import { Study } from "./study";
import "./study-state";
import { resultStyles, tabStyles } from "./styles";
import "./warn-list";

const PARTS = [
  ["short", "In short"], ["crossed", "Who is crossed"], ["cloud", "The cloud"], ["decay", "What stays up"],
  ["notice", "Notice"], ["basis", "What it rests on"],
] as const;
type Part = (typeof PARTS)[number][0];

/** Something broke up, or might: asked, reckoned, shown, told. */
@customElement("cspo-breakup-part")
export class BreakupPart extends LitElement {
  static override styles = [
    base,
    resultStyles,
    tabStyles,
    css`
      :host {
        display: block;
      }
      .pieces td,
      .pieces th {
        text-align: end;
      }
      .pieces th:first-child {
        text-align: start;
      }
    `,
  ];

  /** Which study; empty: none yet. */
  @property() study = "";
  @property({ attribute: false }) params = new URLSearchParams();
  @state() private anew = false;
  private shownStudy = "";
  private readonly asked = new Study(this, () => this.study);

  override willUpdate(): void {
    if (this.shownStudy !== this.study) {
      this.shownStudy = this.study;
      this.anew = false;
    }
    marks.show(this, [this.asked.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  private get tab(): Part {
    const wanted = this.params.get("part");
    return PARTS.find(([id]) => id === wanted)?.[0] ?? "short";
  }

  override render() {
    if (!this.study) return html`<cspo-breakup-form .given=${givenBy(this.params)}></cspo-breakup-form>`;
    const { value, error } = this.asked.found;
    if (error && !value) {
      return error.status === 404
        ? html`<cspo-empty heading="No such study, or not for you">A node keeps the last few. <a href=${href("consequence", ["break-up"])}>Ask anew</a></cspo-empty>`
        : html`<cspo-failed what="The study" .error=${error} @retry=${() => void this.asked.found.reload()}></cspo-failed>`;
    }
    if (!value) return html`<cspo-loading what="the study"></cspo-loading>`;
    return html`<cspo-study-state .study=${value} .halt=${() => this.asked.stop()} @again=${() => (this.anew = !this.anew)}></cspo-study-state>
      ${this.anew ? html`<cspo-breakup-form .given=${value.breakup_asked ?? {}}></cspo-breakup-form>` : nothing}
      ${value.breakup ? this.whole(value, value.breakup) : nothing}`;
  }

  private whole(study: StudyView, result: BreakupResult) {
    return html`${this.standing(result)}
      <p class="headline">${result.headline}</p>
      <nav aria-label="The break-up">${PARTS.map(
        ([id, words]) => html`<a href=${href("consequence", ["break-up", study.id], { part: id === "short" ? null : id })}
          aria-current=${id === this.tab ? "page" : "false"}>${words}</a>`,
      )}</nav>
      ${this.content(study, result)}`;
  }

  private standing(result: BreakupResult) {
    return result.supposed
      ? html`<p class="supposed" role="note"><strong>? SUPPOSED</strong><span>Nobody has reported this break-up: this is what would follow from one.</span></p>`
      : html`<p class="reported" role="note"><strong>▲ REPORTED</strong><span>Somebody says that this happened. The pieces are modelled, not observed.</span></p>`;
  }

  private content(study: StudyView, result: BreakupResult) {
    const name = result.what.object;
    switch (this.tab) {
      case "crossed":
        return html`<cspo-crossed .result=${result} name=${name} .marked=${[study.mark]}></cspo-crossed>`;
      case "cloud":
        return this.cloud(study, result);
      case "decay":
        return this.decay(study, result);
      case "notice":
        return html`<cspo-notice-draft .study=${study} @kept=${() => void this.asked.found.reload()}></cspo-notice-draft>`;
      case "basis":
        return basis(result);
      default:
        return this.short(study, result);
    }
  }

  private short(study: StudyView, result: BreakupResult) {
    const [first] = result.crossed.length ? result.crossed.map((each) => each.first_utc).sort() : [];
    return html`<dl class="numbers">
        ${result.pieces.slice(0, 3).map(
          (each) => html`<div><dt>Pieces over ${rounded(each.over_m * 100, 2)} cm</dt><dd>${rounded(each.count.expected)}<small>${bandText(each.count).replace(/^.*? \(/, "(")}</small></dd></div>`,
        )}
        <div><dt>Objects crossed</dt><dd>${number(result.crossed_total)}<small>of ${number(result.screened)}, in ${number(result.hours)} h</small></dd></div>
        <div><dt>First of them</dt><dd>${first ? `${duration(instantMs(first) - instantMs(result.at_utc))} after` : "none"}<small>${first ? html`<cspo-time .at=${first}></cspo-time>` : nothing}</small></dd></div>
        <div><dt>Any of them is hit</dt><dd>${chanceText(result.any_hit).replace(/ \(.*/, "")}<small>${chanceText(result.any_hit).replace(/^.*? \(/, "(")}</small></dd></div>
        <div><dt>Half of the pieces are gone after</dt><dd>${halfWords(result)}<small>${bandWords(result)}</small></dd></div>
      </dl>
      <section>
        <h2>Who must be warned</h2>
        <cspo-warn-list .result=${result}></cspo-warn-list>
        <p class="small"><a href=${href("consequence", ["break-up", study.id], { part: "crossed" })}>All who are crossed</a>
          · <a href=${href("consequence", ["break-up", study.id], { part: "notice" })}>The page for the coalition</a>
          · <a href=${href("consequence", ["launch"], { after: study.id })}>A launch after it</a></p>
      </section>
      <section>
        <h2>Services that are touched</h2>
        ${touched(result.services)}
      </section>`;
  }

  private cloud(study: StudyView, result: BreakupResult) {
    const atMs = instantMs(result.at_utc);
    const name = result.what.object;
    return html`<section>
        <cspo-cloud-density .density=${result.density} .marked=${[study.mark]} .atMs=${atMs} name=${name}></cspo-cloud-density>
      </section>
      <section>
        <cspo-pieces-gabbard .pieces=${result.gabbard} .marked=${[study.mark]} .atMs=${atMs} name=${name}></cspo-pieces-gabbard>
      </section>
      <section><h2>Pieces by size</h2>
        <table class="pieces"><thead><tr><th scope="col">From a length of</th><th scope="col">Low</th><th scope="col">Expected</th><th scope="col">High</th></tr></thead>
          <tbody>${result.pieces.map((each) => html`<tr><th scope="row">${rounded(each.over_m * 100, 2)} cm</th>
            <td>${rounded(each.count.low, 2)}</td><td>${rounded(each.count.expected)}</td><td>${rounded(each.count.high, 2)}</td></tr>`)}</tbody></table>
      </section>`;
  }

  private decay(study: StudyView, result: BreakupResult) {
    const { decay } = result;
    const years = decay.after_days.map((each) => each / DAY_PER_YEAR);
    return html`<section>
      <cspo-band-plot name="decay-${result.what.object}" caption="Share of the pieces that are still in orbit" .at=${years}
        .series=${[{ name: "Still in orbit", bands: decay.in_orbit }]} xLabel="years after the event" yLabel="share in orbit"
        .ticks=${decayTicks(years)} .write=${shareText} .writeAt=${(at: number) => `${longTime(at * DAY_PER_YEAR)} after the event`}
        .marked=${[study.mark]} .atMs=${instantMs(result.at_utc)} words=${decayWords(decay)}></cspo-band-plot>
      <p>${decayWords(decay)}</p>
      <p class="small quiet-text">${decay.activity}</p>
      <table><thead><tr><th scope="col">After</th><th scope="col">Low</th><th scope="col">Expected</th><th scope="col">High</th></tr></thead>
        <tbody>${decay.after_days.map((days, n) => {
          const band = decay.in_orbit[n];
          return html`<tr><th scope="row">${longTime(days)}</th><td>${share(band?.low)}</td><td>${share(band?.expected)}</td><td>${share(band?.high)}</td></tr>`;
        })}</tbody></table>
    </section>`;
  }
}

function halfWords(result: BreakupResult): string {
  const { half_days, until_days } = result.decay;
  return half_days.expected >= until_days ? `more than ${longTime(until_days)}` : longTime(half_days.expected);
}

function bandWords(result: BreakupResult): string {
  const { half_days, until_days } = result.decay;
  const high = half_days.high >= until_days ? "longer than was looked" : longTime(half_days.high);
  return `(${longTime(half_days.low)} to ${high})`;
}

function basis(result: BreakupResult) {
  const parties = [result.what, result.other].filter((each) => each !== null);
  return html`<section><h2>The event</h2>
      <dl class="numbers">
        <div><dt>When</dt><dd><cspo-time .at=${result.at_utc}></cspo-time></dd></div>
        <div><dt>Where</dt><dd>${number(result.altitude_km, 0, "km")}<small>over ${degrees(result.latitude_deg, 1)}, ${degrees(result.longitude_deg, 1)}</small></dd></div>
        ${parties.map((each) => html`<div><dt>${called(each)}</dt><dd>${rounded(each.mass_kg)} kg<small>${massWords(each)}</small></dd></div>`)}
        ${result.relative_speed_km_s === null ? nothing : html`<div><dt>Relative speed</dt><dd>${kmS(result.relative_speed_km_s)}</dd></div>`}
        ${result.energy_j_g === null
          ? nothing
          : html`<div><dt>Energy</dt><dd>${rounded(result.energy_j_g)} J/g<small>${result.catastrophic ? "catastrophic: from 40 J/g on all of it breaks" : "below 40 J/g: not all of it breaks"}</small></dd></div>`}
      </dl>
      <p class="small">Orbits: ${parties.map((each: WhatView) => `${called(each)}, ${age(Math.abs(each.elements_age_s))} ${each.elements_age_s < 0 ? "after" : "before"} the event`).join("; ")}. Looked at until ${utc(instantMs(result.at_utc) + result.hours * 3_600_000, "min")}.</p>
    </section>
    ${basisParts(result.basis, result.limits)}`;
}

/** What a link names: `?object=norad:13552&with=norad:25544&at=2026-08-11T12:00:00Z`. */
export function givenBy(params: URLSearchParams): Partial<BreakupAsked> {
  const other = params.get("with") ?? "";
  return {
    object: params.get("object") ?? "", at_utc: params.get("at") ?? "",
    ...(other ? { other, kind: "collision" as const } : {}),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-breakup-part": BreakupPart;
  }
}
