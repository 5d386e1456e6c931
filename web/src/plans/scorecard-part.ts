import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { patchParams } from "../app/router";
import { rounded, share } from "../consequence/bands";
import { duration, number } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import type { ScoreLine, ScorecardView } from "./model";
import { recordLinks, recordStyles } from "./record-links";
import { barStyles } from "./styles";

const SPANS = [7, 30, 90, 365] as const;

/** A measure in its unit: shares as percent, times as people say them. */
export function scoreText(value: number | null, unit: string): string {
  if (value === null) return "nothing to count";
  if (unit === "1") return share(value);
  if (unit === "s") return duration(value * 1_000);
  return `${rounded(value)} ${unit}`;
}

/** One's own conduct as an operator: notices given, ephemerides shared, disposal; with cspo's targets. */
@customElement("cspo-scorecard-part")
export class ScorecardPart extends LitElement {
  static override styles = [
    base,
    recordStyles,
    barStyles,
    css`
      ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: var(--s3); }
      li { border: 1px solid var(--line); border-radius: var(--radius); padding: var(--s3); display: grid; gap: var(--s1); align-content: start; font-size: var(--t2); }
      header { display: grid; grid-template-columns: minmax(0, 1fr) max-content; align-items: start; gap: var(--s2); }
      h2 { font-size: var(--t3); margin: 0; }
      .value { font-size: var(--t5); font-weight: 650; line-height: 1.1; }
      .value.none { font-size: var(--t3); font-weight: 400; color: var(--text-2); }
      p { margin: 0; }
      svg { width: 100%; height: 18px; display: block; }
    `,
  ];

  @property({ attribute: false }) params = new URLSearchParams();
  private readonly found = new Resource<ScorecardView>(this, () => ({ path: "scorecard", params: { days: this.days } }), { everyMs: 600_000 });

  private get days(): number {
    const days = Number(this.params.get("days"));
    return SPANS.find((each) => each === days) ?? 90;
  }

  override willUpdate(): void {
    marks.show(this, [this.found.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const failed = error ? html`<cspo-failed what="The scorecard" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="the scorecard"></cspo-loading>`;
    const judged = value.lines.filter((each) => each.met !== null);
    const met = judged.filter((each) => each.met).length;
    return html`${failed}
      <p class="summary"><strong>${judged.length ? `${value.nation} meets ${met} of the ${judged.length} measures that have a target.` : `No measure of ${value.nation} has a target and something to count yet.`}</strong>
        Measured as by the Space Safety Coalition’s best practices (2.39), with targets that come with cspo: no policy sets them. Nobody else is measured here.</p>
      <div class="bar"><div class="choice" role="group" aria-label="Over what time">${SPANS.map(
        (each) => html`<button aria-pressed=${this.days === each ? "true" : "false"} @click=${() => patchParams({ days: each })}>${each === 365 ? "a year" : `${each} days`}</button>`)}</div>
        <span class="small quiet-text"><cspo-time .at=${value.from_utc} grain="day"></cspo-time> to <cspo-time .at=${value.until_utc} grain="min"></cspo-time> <cspo-mark mark=${value.mark}></cspo-mark></span></div>
      <ul>${value.lines.map((each) => this.line(each))}</ul>`;
  }

  private line(each: ScoreLine) {
    const target = each.target === null ? "no target" : `${each.at_least ? "at least" : "at most"} ${scoreText(each.target, each.unit)}`;
    return html`<li><header><h2>${each.title}</h2>
        ${each.met === null ? html`<cspo-severity level="unknown" word="not judged"></cspo-severity>` : html`<cspo-severity level=${each.met ? "ok" : "warning"} word=${each.met ? "met" : "missed"}></cspo-severity>`}</header>
      <p class="value ${each.value === null ? "none" : ""}">${scoreText(each.value, each.unit)}</p>
      ${this.gauge(each)}
      <p>${target}${each.done !== null && each.of !== null ? html`; counted: ${number(each.done)} of ${number(each.of)}` : nothing}</p>
      <p class="quiet-text">${each.text}</p>
      ${each.records.length ? html`<p class="small">${recordLinks(each.records, 6)}</p>` : nothing}</li>`;
  }

  /** The value as a bar, the target as a tick. */
  private gauge({ value, unit, target }: ScoreLine) {
    const most = unit === "1" ? 1 : Math.max(value ?? 0, target ?? 0) * 1.25;
    const at = (each: number) => Math.min(400, (each / (most || 1)) * 400);
    return html`<svg viewBox="0 0 400 18" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="5" width="400" height="8" fill="var(--surface-3)"></rect>
      <rect x="0" y="5" width=${value === null ? 0 : at(value)} height="8" fill="var(--accent)"></rect>
      <rect x=${target === null ? -10 : Math.min(396, at(target))} y="0" width="4" height="18" fill="var(--text)"></rect></svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-scorecard-part": ScorecardPart;
  }
}
