import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc, type Params } from "../api/client";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { clock } from "../time/clock";
import { duration, instantMs, m, probability, utc } from "../time/format";
import { base } from "../ui/tokens";
import type { Column } from "../ui/table";
import "../ui/mark";
import "../ui/notes";
import "../ui/table";
import { type Avoidance, type Burn, called, type Encounter, type Flown, voice } from "./model";
import { directionWords, dv, rtnWords } from "./trade-table";
import { distance, targetWords } from "./trade-plots";
import "./trade-plots";
import { flag, grounds, method, reason } from "./words";

const PATHS: Readonly<Record<string, string>> = {
  straight: "The two fly straight past each other: hundreds of burns were tried.",
  curved: "Curved paths: fewer burns were tried, each by the method that holds.",
  slow: "They pass slowly: every burn was flown, so only a few were tried.",
};

const COLUMNS: readonly Column<Burn>[] = [
  { id: "when", title: "Burn at", unit: "UTC", text: (burn) => utc(burn.burn_utc), sort: (burn) => burn.burn_utc },
  { id: "before", title: "Before", text: (burn) => duration(burn.lead_s * 1_000), sort: (burn) => burn.lead_s },
  { id: "orbits", title: "Orbits before", align: "end", text: (burn) => burn.orbits_before.toFixed(2) },
  { id: "way", title: "Direction", text: (burn) => directionWords(burn.direction), sort: (burn) => burn.direction },
  { id: "size", title: "Size", unit: "m/s", align: "end", text: (burn) => burn.dv_m_s?.toPrecision(4) ?? "out of reach", sort: (burn) => burn.dv_m_s ?? NaN },
  { id: "rtn", title: "R, T, N", unit: "m/s", align: "end", text: (burn) => burn.dv_rtn_m_s?.map((x) => x.toPrecision(3)).join(" ") ?? "" },
  { id: "miss", title: "Miss after it", unit: "km", align: "end", text: (burn) => burn.miss_distance_km?.toFixed(3) ?? "", sort: (burn) => burn.miss_distance_km ?? NaN },
  { id: "pc", title: "Pc after it", align: "end", text: (burn) => burn.pc?.toExponential(2) ?? "", sort: (burn) => burn.pc ?? NaN },
];

/** What one of the two can do about it: burns in the time that is left, reckoned by the node. */
@customElement("cspo-trade")
export class AvoidanceTrade extends LitElement {
  static override styles = [
    base,
    css`
      form { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: end; margin-bottom: var(--s3); }
      form label { display: grid; gap: 2px; color: var(--text-2); }
      input { width: 9em; }
      .study { border-color: var(--warning); background: var(--warning-bg); margin-bottom: var(--s3); }
      .chosen { margin-bottom: var(--s3); }
      .chosen h2 { font-size: var(--t4); }
      .by { margin: var(--s3) 0 0; max-width: none; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px var(--s3); margin: var(--s2) 0; font-size: var(--t2); }
      dt { color: var(--text-2); }
      dd { margin: 0; }
      details { margin-top: var(--s3); }
      summary { cursor: pointer; min-height: 24px; }
      cspo-table { max-height: 320px; }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  @property({ type: Number }) chosen = 0;
  @state() private asked: Params | null = null;
  private about = "";

  private readonly study = new Resource<Avoidance>(this, () => {
    const { view } = this;
    return view && this.asked ? { path: `avoidance/${enc(view.event)}`, params: this.asked } : null;
  });

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("view") && !changed.has("chosen")) return;
    const { view } = this;
    const source = view?.sources[this.chosen];
    if (!view || !source) return;
    const about = `${view.event} ${source.own ? "own" : source.record}`;
    if (about === this.about) return;
    this.about = about;
    const first = view.side2.ours && !view.side1.ours ? view.side2.object : view.side1.object;
    this.asked = { ...this.asked, object: this.asked?.["object"] ?? first, record: source.own ? "" : source.record };
  }

  override render() {
    const { view } = this;
    if (!view) return nothing;
    if (instantMs(view.tca_utc) <= clock.nowMs()) {
      return html`<cspo-empty heading="It is over">Closest approach has passed: no burn changes it any more.</cspo-empty>`;
    }
    return html`${this.form(view)} ${this.content(view)}`;
  }

  private form(view: Encounter): TemplateResult {
    const who = this.asked?.["object"];
    return html`<form @submit=${this.submit}>
      <label>Who burns <select name="object">
        ${[view.side1, view.side2].map((side) => html`<option value=${side.object} ?selected=${side.object === who}>
          ${called(side.name, side.object)}${side.ours ? " (ours)" : side.party ? ` (${side.party})` : ""}</option>`)}
      </select></label>
      <label>No larger than, m/s <input name="max_dv_m_s" type="number" min="0.0001" max="1000" step="any" value="0.2" required /></label>
      <label>Pc to reach <input name="target_pc" type="number" min="1e-12" max="0.5" step="any" placeholder="0.000001" /></label>
      <label>Miss to reach, km <input name="target_miss_km" type="number" min="0.001" max="1000" step="any" placeholder="none" /></label>
      <button type="submit">Reckon</button>
    </form>`;
  }

  private content(view: Encounter): TemplateResult {
    const { value, error, loading } = this.study;
    if (error) {
      return html`<cspo-failed what="Burns" .error=${error} @retry=${() => void this.study.reload()}></cspo-failed>`;
    }
    if (!value || loading) return html`<cspo-loading what="burns; this takes some seconds"></cspo-loading>`;
    const other = value.other === view.side1.object ? view.side1 : view.side2;
    const own = value.other === view.side1.object ? view.side2 : view.side1;
    return html`${value.study_only
        ? html`<p class="card study" role="note"><strong>▲ A study, and no reason to burn.</strong> It rests on ${grounds(value.grounds)}.</p>`
        : nothing}
      <div class="card chosen">
        ${value.chosen
          ? this.burn(value, value.chosen, called(own.name, own.object), called(other.name, other.object))
          : html`<h2>${value.reason === "NO_BURN_NEEDED" ? "✓ " : "✕ "}${reason(value.reason)}</h2>
              <p class="small quiet-text">Wanted: ${targetWords(value)}, with at most ${dv(value.max_dv_m_s)}. Without a burn: miss ${distance(value.miss_distance_km)}, Pc ${value.pc === null ? "none that may be reported" : probability(value.pc)}.</p>`}
        <p class="small quiet-text by">By ${voice(value)} <cspo-mark .mark=${value.mark}></cspo-mark>.
          ${PATHS[value.paths]} Hard body ${m(value.hard_body_radius_km * 1_000)}${value.default_hard_body ? ", by default" : ""}.</p>
      </div>
      <cspo-trade-plots .study=${value}></cspo-trade-plots>
      <details>
        <summary>The least burn at each time as a table</summary>
        <cspo-table name="least-burns" caption="Least burns" .picks=${false} .columns=${COLUMNS} .rows=${value.smallest}
          .key=${(burn: Burn) => `${burn.burn_utc} ${burn.direction}`}></cspo-table>
      </details>`;
  }

  private burn(study: Avoidance, burn: Flown, own: string, other: string): TemplateResult {
    return html`<h2>${own} avoids ${other} with ${dv(burn.dv_m_s)}</h2>
      <dl>
        <dt>At</dt><dd><cspo-time .at=${burn.burn_utc}></cspo-time>, ${duration(burn.lead_s * 1_000)} (${burn.orbits_before.toFixed(2)} orbits) before closest approach</dd>
        <dt>Along R, T, N</dt><dd>${rtnWords(burn.dv_rtn_m_s)}</dd>
        <dt>Then</dt><dd>miss ${distance(burn.miss_distance_km)} instead of ${distance(study.miss_distance_km)}; Pc ${burn.pc === null ? "none" : probability(burn.pc)} (${method(burn.pc_method)}) instead of ${study.pc === null ? "none" : probability(study.pc)}</dd>
        <dt>Wanted</dt><dd>${targetWords(study)}, with at most ${dv(study.max_dv_m_s)}</dd>
        ${burn.flags.length ? html`<dt>Limits</dt><dd>${burn.flags.map(flag).join("; ")}</dd>` : nothing}
      </dl>
      <p>Flown on both orbits. <strong>Not yet held against the rest of the sky</strong>: screen the new trajectory before it is sent.</p>
      ${session.may("coordinate")
        ? html`<button @click=${() => this.propose(study, burn)}>Propose this burn…</button>`
        : nothing}`;
  }

  private propose(study: Avoidance, burn: Flown): void {
    this.dispatchEvent(new CustomEvent("propose", { detail: { object: study.object, burn }, bubbles: true, composed: true }));
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    this.asked = {
      record: this.asked?.["record"] ?? "", object: text("object"), max_dv_m_s: text("max_dv_m_s"),
      target_pc: text("target_pc"), target_miss_km: text("target_miss_km"),
    };
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-trade": AvoidanceTrade;
  }
}
