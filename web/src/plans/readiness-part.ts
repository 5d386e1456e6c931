import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { patchParams } from "../app/router";
import { clock } from "../time/clock";
import { age, duration, instantMs } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import { Ticker } from "../watch/ticker";
import type { ReadinessLine, ReadinessView, ReadyState } from "./model";
import { recordLinks, recordStyles } from "./record-links";
import { barStyles } from "./styles";
import { READY_SHOWN } from "./words";

const KINDS = { feed: "Feeds", sensor: "Sensors", crew: "Crews", service: "Services", site: "Sites" } as const;
const STATES: readonly ReadyState[] = ["down", "unknown", "limited", "ready"];
/** A qualification that ends within so long is shown as ending. */
const SOON_S = 30 * 86_400;

/** Whether feeds, sensors and crews are ready, and until when they are qualified: the worst first. */
@customElement("cspo-readiness-part")
export class ReadinessPart extends LitElement {
  static override styles = [
    base,
    recordStyles,
    barStyles,
    css`
      .boards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: var(--s4); align-items: start; }
      h2 { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: baseline; border-bottom: 1px solid var(--edge); padding-bottom: var(--s1); }
      h2 small { font-size: var(--t2); font-weight: 400; color: var(--text-2); }
      ul { list-style: none; margin: 0; padding: 0; }
      li.line { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 2px var(--s3); padding: var(--s2) 0; border-bottom: 1px solid var(--line); font-size: var(--t2); }
      h3 { margin: 0; display: inline; }
      p { margin: 2px 0 0; overflow-wrap: anywhere; }
      .name { display: flex; flex-wrap: wrap; gap: 2px var(--s2); align-items: baseline; }
      .qualified { display: flex; flex-wrap: wrap; gap: 2px var(--s3); margin-top: 2px; }
      .over { color: var(--emergency); font-weight: 650; }
      .soon { color: var(--warning); }
    `,
  ];

  @property({ attribute: false }) params = new URLSearchParams();
  private readonly found = new Resource<ReadinessView>(this, () => ({ path: "readiness" }), { kinds: ["readiness", "sensor", "plan-finding"], everyMs: 5_000 });

  constructor() {
    super();
    new Ticker(this);
  }

  override willUpdate(): void {
    const { value } = this.found;
    marks.show(this, value ? [value.mark, ...value.lines.map((each) => each.mark)] : []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const failed = error ? html`<cspo-failed what="The readiness board" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="the readiness board"></cspo-loading>`;
    if (!value.lines.length) return html`${failed}<cspo-empty heading="Nothing is reported">Feeds show here once there is a neighbour, sensors and crews once somebody reports them.</cspo-empty>`;
    const nation = this.params.get("nation") ?? "";
    const lines = value.lines.filter((each) => !nation || each.nation === nation);
    const nations = [...new Set(value.lines.map((each) => each.nation))].sort();
    return html`${failed} ${this.summary(lines)}
      <div class="bar"><div class="choice" role="group" aria-label="Whose">${["", ...nations].map(
        (each) => html`<button aria-pressed=${nation === each ? "true" : "false"} @click=${() => patchParams({ nation: each || null })}>${each || "All"}</button>`)}</div></div>
      <div class="boards">${(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) => this.board(kind, lines.filter((each) => each.kind === kind)))}</div>`;
  }

  private summary(lines: readonly ReadinessLine[]) {
    const bad = lines.filter(({ state }) => state === "down" || state === "unknown").length;
    const ends = lines.flatMap((each) => each.qualifications).filter((each) => each.left_s !== null);
    const over = ends.filter((each) => (each.left_s ?? 0) < 0).length;
    const soon = ends.filter((each) => (each.left_s ?? 0) >= 0 && (each.left_s ?? 0) < SOON_S).length;
    const parts = [over ? `${over} ${over === 1 ? "qualification has" : "qualifications have"} expired.` : "", soon ? `${soon} more ${soon === 1 ? "ends" : "end"} within 30 days.` : ""];
    return html`<p class="summary"><strong>${bad ? `${bad} of ${lines.length} are down or not known to be ready.` : `All ${lines.length} are ready, some with limits at most.`}</strong> ${parts.join(" ")}</p>`;
  }

  private board(kind: keyof typeof KINDS, lines: readonly ReadinessLine[]) {
    if (!lines.length && (kind === "service" || kind === "site")) return nothing;
    const counts = STATES.flatMap((each) => {
      const count = lines.filter(({ state }) => state === each).length;
      return count ? [`${READY_SHOWN[each].glyph} ${count} ${READY_SHOWN[each].word}`] : [];
    });
    return html`<section aria-label=${KINDS[kind]}><h2>${KINDS[kind]} <small>${counts.join("  ") || "none reported"}</small></h2>
      <ul>${[...lines].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state)).map((each) => this.line(each))}</ul></section>`;
  }

  private line(each: ReadinessLine) {
    const { level, word } = READY_SHOWN[each.state];
    const now = clock.nowMs();
    return html`<li class="line"><div><cspo-severity level=${level} word=${word}></cspo-severity></div>
      <div><div class="name"><strong>${each.nation}</strong><h3>${each.title || each.name}</h3><cspo-mark mark=${each.mark}></cspo-mark></div>
        <p>${each.lag_s === null ? nothing : html`newest is <strong>${age(each.lag_s)}</strong> old. `}${each.text}</p>
        <p class="quiet-text">${each.since_utc ? html`${word} for ${duration(now - instantMs(each.since_utc))}, since <cspo-time .at=${each.since_utc} grain="min"></cspo-time>. ` : nothing}
          ${each.heard_utc ? html`Last heard of <cspo-time .at=${each.heard_utc} grain="min"></cspo-time>.` : each.text ? nothing : "Never heard of."} ${recordLinks(each.records, 3)}</p>
        ${each.qualifications.length ? html`<ul class="qualified">${each.qualifications.map((one) => this.qualified(one))}</ul>` : nothing}
      </div></li>`;
  }

  private qualified({ name, expires_utc, left_s }: ReadinessLine["qualifications"][number]) {
    if (left_s === null) return html`<li><span aria-hidden="true">✓</span> ${name}</li>`;
    const [own, glyph, words] = left_s < 0 ? ["over", "▲", `expired ${duration(left_s * 1_000)} ago`]
      : [left_s < SOON_S ? "soon" : "", left_s < SOON_S ? "◆" : "✓", `until ${expires_utc.slice(0, 10)}, ${duration(left_s * 1_000)} left`];
    return html`<li class=${own}><span aria-hidden="true">${glyph}</span> ${name}: ${words}</li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-readiness-part": ReadinessPart;
  }
}
