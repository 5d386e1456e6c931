import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { href, patchParams, type Route, type RouteParams } from "../app/router";
import { clock } from "../time/clock";
import { instantMs, kmS, left, m, probability } from "../time/format";
import { marks } from "../ui/mark";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import "./encounter-plane";
import "./history";
import type { Proposed } from "./proposal-form";
import "./rtn";
import "./talk";
import "./trade";
import { called, type Encounter, type Reckoned, type Side, type Source, type Told, voice } from "./model";
import { length } from "./plane-geometry";
import { colorOf, shapeAt, sourceStyles } from "./source-styles";
import { advice, ageWords, flag, grounds, held, holds, level, method, violation } from "./words";

/** Orbits come by the thousand and are no news of it before they are screened: then a conjunction comes. */
const KINDS = ["conjunction", "warning", "acknowledgement", "withdrawal"];
const EVERY_MS = 60_000;
const TICK_MS = 1_000;
const PARTS = [
  ["encounter", "Encounter"], ["history", "Updates"], ["trade", "Avoidance"], ["told", "Who was told"], ["talk", "Coordination"],
] as const;
type Part = (typeof PARTS)[number][0];

/** What is shown first: who has determined both orbits, else who states covariances at all. */
export function firstOf(sources: readonly Source[]): number {
  const drawn = (source: Source) => Boolean(source.plane?.combined);
  const sure = sources.findIndex((source) => drawn(source) && source.grounds === "determined");
  return Math.max(0, sure >= 0 ? sure : sources.findIndex(drawn));
}

/** Whether the assumptions hold of what a source reports, and who says so. */
function holding(source: Source): readonly [boolean | null, string] {
  const said = held(source);
  if (said !== null) return [said, "of the method that is reported"];
  if (!source.reckoned) return [null, "and not to be checked: no covariances"];
  const straight = /^(foster|alfano|elrod|chan)/i.test(source.pc_method);
  const good = straight ? source.reckoned.straight : source.reckoned.pc !== null;
  return [good, "as checked here from its states"];
}

/** One close approach: where, how sure, what was said, what can be done. */
@customElement("cspo-event-view")
export class EventView extends LitElement {
  static override styles = [
    base,
    sourceStyles,
    css`
      .head { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s5); align-items: baseline; justify-content: space-between; }
      .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: var(--s2); margin: 0 0 var(--s3); }
      .numbers div { padding: var(--s2) var(--s3); background: var(--surface-2); border: 1px solid var(--line); border-radius: var(--radius); }
      .numbers dt { font-size: var(--t1); color: var(--text-2); }
      .numbers dd { margin: 0; font-size: var(--t4); font-weight: 650; }
      .numbers small { display: block; font-size: var(--t1); font-weight: 400; color: var(--text-2); }
      nav { display: flex; flex-wrap: wrap; gap: 2px; border-bottom: 1px solid var(--line); margin-bottom: var(--s3); }
      nav a { padding: var(--s2) var(--s3); min-height: 32px; text-decoration: none; color: var(--text-2); border-bottom: 2px solid transparent; }
      nav a[aria-current="page"] { color: var(--text); font-weight: 650; border-bottom-color: var(--accent); }
      .columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(320px, 26rem); gap: var(--s5); align-items: start; }
      .sources { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--s2); }
      .sources button { width: 100%; display: grid; grid-template-columns: 18px 1fr; gap: 2px var(--s2); justify-content: start; justify-items: start; text-align: start; padding: var(--s2) var(--s3); font-weight: 400; }
      .sources svg { width: 16px; height: 16px; margin-top: 2px; }
      .shape { fill: var(--own); }
      .hollow { fill: none; stroke: var(--own); stroke-width: 2; }
      .sources span { grid-column: 2; }
      .sources .name { font-weight: 650; }
      .detail { margin-top: var(--s3); font-size: var(--t2); }
      .detail dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px var(--s3); margin: 0; }
      .detail dt { color: var(--text-2); }
      .detail dd { margin: 0; overflow-wrap: anywhere; }
      h2 { margin-top: var(--s4); }
      .bad { color: var(--warning); }
      .good { color: var(--ok); }
      .pair a { font-weight: 650; }
      @media (max-width: 900px) { .columns { grid-template-columns: 1fr; } }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  /** Parameters of the table that one came from. */
  @property({ attribute: false }) back: RouteParams = {};
  @state() private proposed: Proposed | null = null;
  private tick = 0;

  private readonly encounter = new Resource<Encounter>(
    this,
    () => (this.route?.path[0] ? { path: `encounters/${enc(this.route.path[0])}` } : null),
    { kinds: KINDS, everyMs: EVERY_MS },
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.tick = window.setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.tick);
    marks.show(this, []);
  }

  override willUpdate(): void {
    const view = this.encounter.value;
    marks.show(this, view ? [...view.sources, ...view.story].map((each) => each.mark) : []);
  }

  private get tab(): Part {
    const asked = this.route?.params.get("part");
    return PARTS.find(([id]) => id === asked)?.[0] ?? "encounter";
  }

  private chosen(view: Encounter): number {
    const asked = Number(this.route?.params.get("by") ?? "NaN");
    if (view.sources[asked]) return asked;
    return firstOf(view.sources);
  }

  override render() {
    const { value, error } = this.encounter;
    const back = html`<p class="small"><a href=${href("conjunctions", [], this.back)}>← All close approaches</a></p>`;
    if (error && !value) {
      return html`${back}${error.status === 404
        ? html`<cspo-empty heading="No such event, or not for you">It may have passed out of the window, or no longer be a close approach by what is known now.</cspo-empty>`
        : html`<cspo-failed what="The event" .error=${error} @retry=${() => void this.encounter.reload()}></cspo-failed>`}`;
    }
    if (!value) return html`${back}<cspo-loading what="the event"></cspo-loading>`;
    const chosen = this.chosen(value);
    return html`${back}
      ${error ? html`<cspo-failed what="An update" .error=${error} @retry=${() => void this.encounter.reload()}></cspo-failed>` : nothing}
      ${this.heading(value)} ${this.numbers(value, value.sources[chosen])} ${this.tabs()} ${this.content(value, chosen)}`;
  }

  private heading(view: Encounter): TemplateResult {
    const grave = level(view.told[0]?.severity ?? "");
    return html`<div class="head">
      <h1 class="pair">${this.object(view.side1)} <span class="quiet-text">×</span> ${this.object(view.side2)}</h1>
      <p>${grave ? html`<cspo-severity .level=${grave}></cspo-severity>` : nothing}
        Closest approach <strong><cspo-time .at=${view.tca_utc}></cspo-time></strong>, ${left(instantMs(view.tca_utc) - clock.nowMs())}
        · <a href=${href("consequence", ["break-up"], { object: view.side1.object, with: view.side2.object, at: view.tca_utc })}>What if they collide?</a></p>
    </div>`;
  }

  private object(side: Side): TemplateResult {
    const told = [side.object, side.type.toLowerCase(), side.party || side.owner || "owner unknown", side.maneuver_class].filter(Boolean);
    return html`<a href=${href("objects", [side.object])} title=${told.join(", ")}>${called(side.name, side.object)}</a>`;
  }

  private numbers(view: Encounter, source: Source | undefined): TemplateResult | typeof nothing {
    if (!source) return nothing;
    const [hold, why] = holding(source);
    const told = holds(hold, source.violations.length ? source.violations : (source.reckoned?.violations ?? []));
    const ages = [source.orbit1.age_s, source.orbit2.age_s].filter((each) => each !== null);
    const oldest = ageWords(ages.length ? Math.max(...ages) : null);
    return html`<dl class="numbers">
      <div><dt>Miss distance</dt><dd>${length(source.miss_distance_km)}<small>${voice(source)}</small></dd></div>
      <div><dt>Probability of collision</dt><dd>${source.pc === null ? "none" : probability(source.pc)}
        <small>${source.pc === null && source.max_pc !== null ? `at most ${probability(source.max_pc)}` : method(source.pc_method)}</small></dd></div>
      <div><dt>Assumptions of the method</dt><dd class=${hold ? "good" : "bad"}>${told.glyph} ${hold === null ? "not stated" : hold ? "hold" : "do not hold"}<small>${hold === false ? told.words : why}</small></dd></div>
      <div><dt>Relative speed</dt><dd>${kmS(source.relative_speed_km_s)}<small>hard body ${source.hard_body_radius_km === null ? "not stated" : m(source.hard_body_radius_km * 1_000)}</small></dd></div>
      <div><dt>The older orbit</dt><dd>${oldest[0]}<small>${oldest[1]}</small></dd></div>
      <div><dt>Calls for</dt><dd>${source.advice ? advice(source.advice) : "not stated"}<small>${view.sources.length === 1 ? "one source" : `${view.sources.length} sources`}</small></dd></div>
    </dl>`;
  }

  private tabs(): TemplateResult {
    const event = this.route?.path[0] ?? "";
    const by = this.route?.params.get("by");
    return html`<nav aria-label="The event">${PARTS.map(
      ([id, title]) => html`<a href=${href("conjunctions", [event], { part: id === "encounter" ? null : id, by })}
        aria-current=${this.tab === id ? "page" : "false"}>${title}</a>`,
    )}</nav>`;
  }

  private content(view: Encounter, chosen: number): TemplateResult {
    switch (this.tab) {
      case "history":
        return html`<cspo-event-history .view=${view}></cspo-event-history>`;
      case "trade":
        return html`<cspo-trade .view=${view} .chosen=${chosen} @propose=${this.propose}></cspo-trade>`;
      case "told":
        return this.told(view.told);
      case "talk":
        return html`<cspo-talk .view=${view} .chosen=${chosen} .proposed=${this.proposed}></cspo-talk>`;
      default:
        return html`<div class="columns">
          <div>
            <cspo-encounter-plane .view=${view} .chosen=${chosen}></cspo-encounter-plane>
            <h2>In the axes of ${called(view.side1.name, view.side1.object)}</h2>
            <cspo-rtn .view=${view} .chosen=${chosen}></cspo-rtn>
          </div>
          <aside aria-label="Sources">${this.sources(view, chosen)}</aside>
        </div>`;
    }
  }

  private sources(view: Encounter, chosen: number): TemplateResult {
    const source = view.sources[chosen];
    return html`<h2 id="sources">What each source says</h2>
      <ul class="sources" aria-labelledby="sources">${view.sources.map((each, n) => html`<li><button aria-pressed=${n === chosen ? "true" : "false"} class=${colorOf(n)} @click=${() => patchParams({ by: n })}>
        <svg viewBox="0 0 16 16" aria-hidden="true">${shapeAt(n, 8, 8, 13)}</svg>
        <span class="name">${voice(each)}${each.own ? ", now" : ""}</span>
        <span>miss ${length(each.miss_distance_km)}; Pc ${each.pc === null ? "none" : probability(each.pc)}; ${left(instantMs(each.created_utc) - clock.nowMs())}</span>
      </button></li>`)}</ul>
      ${source ? this.detail(view, source) : nothing}`;
  }

  private detail(view: Encounter, source: Source): TemplateResult {
    const orbits = [[view.side1, source.orbit1], [view.side2, source.orbit2]] as const;
    return html`<div class="detail card"><dl>
      <dt>Mark</dt><dd><cspo-mark .mark=${source.mark}></cspo-mark></dd>
      <dt>Closest approach</dt><dd><cspo-time .at=${source.tca_utc}></cspo-time></dd>
      <dt>Rests on</dt><dd class=${source.grounds === "determined" ? "good" : "bad"}>${grounds(source.grounds)}</dd>
      ${source.probabilities.map((each) => html`<dt>${method(each.method)}</dt><dd>${probability(each.pc)}${each.low !== null && each.low !== undefined ? ` (${probability(each.low)} to ${probability(each.high)})` : ""}${each.method === source.pc_method ? " ← reported" : ""}</dd>`)}
      ${source.reckoned && !source.own ? html`<dt>As reckoned here</dt><dd>${this.reckoned(source.reckoned)}</dd>` : nothing}
      <dt>At most</dt><dd>${probability(source.max_pc ?? source.reckoned?.max_pc)} <span class="quiet-text">over all sizes of the covariance</span></dd>
      ${source.violations.length ? html`<dt>Does not hold</dt><dd class="bad">${holds(false, source.violations).words}</dd>` : nothing}
      ${source.flags.length ? html`<dt>Limits</dt><dd>${source.flags.map(flag).join("; ")}</dd>` : nothing}
      ${orbits.map(([side, orbit]) => html`<dt>${called(side.name, side.object)}</dt>
        <dd>${orbit.source || orbit.origin}, ${ageWords(orbit.age_s).join(" ").trim()};
          covariance: ${orbit.covariance || "none"}${orbit.hard_body_source ? `; size: ${orbit.hard_body_source.toLowerCase()}` : ""}</dd>`)}
      ${source.record ? html`<dt>Record</dt><dd><a href=${href("records", [source.record])}>open it</a></dd>` : nothing}
    </dl></div>`;
  }

  private reckoned(found: Reckoned): TemplateResult {
    if (found.pc === null) return html`<span class="bad">no Pc may be reported: ${holds(false, found.violations).words}</span>`;
    const others = found.straight ? nothing : html` <span class="bad">Straight paths do not hold: ${found.violations.map(violation).join("; ")}.</span>`;
    return html`${probability(found.pc)}, ${method(found.pc_method)}.${others}`;
  }

  private told(told: readonly Told[]): TemplateResult {
    if (!told.length) {
      return html`<cspo-empty heading="Nobody has been warned of it">By the warning policy it is not grave enough so far, or it rests on nothing that may be told.</cspo-empty>`;
    }
    return html`<table>
      <caption class="hidden-text">Parties that were warned</caption>
      <thead><tr><th scope="col">Party</th><th scope="col">Warned by</th><th scope="col">How grave</th><th scope="col">At</th><th scope="col">Act by</th><th scope="col">Answer</th></tr></thead>
      <tbody>${told.map((each) => html`<tr>
        <th scope="row">${each.party}</th>
        <td><a href=${href("records", [each.warning])}>${each.by}, number ${each.number}</a></td>
        <td>${each.issue === "cancelled" ? "cancelled" : html`<cspo-severity .level=${level(each.severity) ?? "unknown"} .word=${each.severity}></cspo-severity> ${each.asks.replaceAll("-", " ")}`}</td>
        <td><cspo-time .at=${each.at_utc}></cspo-time></td>
        <td>${each.act_by_utc ? html`<cspo-time .at=${each.act_by_utc} grain="min"></cspo-time>, ${left(instantMs(each.act_by_utc) - clock.nowMs())}` : "nothing can be done"}</td>
        <td>${each.progress ? html`✓ ${each.progress}, ${each.role}, <cspo-time .at=${each.progress_utc} grain="min"></cspo-time>` : html`<span class="bad">▲ none yet</span>`}</td>
      </tr>`)}</tbody>
    </table>`;
  }

  private readonly propose = (event: CustomEvent<Proposed>): void => {
    this.proposed = event.detail;
    patchParams({ part: "talk" }, { replace: false });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-event-view": EventView;
  }
}
