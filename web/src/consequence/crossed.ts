import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { go } from "../app/router";
import { duration, instantMs, number, probability, UNKNOWN, utc } from "../time/format";
import { kindOf } from "../shells/kinds";
import "../ui/notes";
import "../ui/severity";
import type { Column, Sorting } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { type Band, rounded, scientific } from "./bands";
import "./band-plot";
import { type BreakupResult, called, type CrossedLine } from "./model";

const WHICH = {
  all: ["all", () => true],
  crewed: ["crewed", (row: CrossedLine) => row.crewed],
  active: ["payloads", (row: CrossedLine) => row.type === "PAYLOAD"],
  able: ["can maneuver", (row: CrossedLine) => row.maneuverable],
} as const;
type Which = keyof typeof WHICH;

/** Who is crossed by the pieces: when, how likely, and whose they are. */
@customElement("cspo-crossed")
export class Crossed extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      cspo-table {
        max-height: 60vh;
      }
      .row {
        margin-bottom: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) result?: BreakupResult;
  @property() name = "";
  @property({ attribute: false }) marked: readonly string[] = [];
  @state() private which: Which = "all";
  @state() private sorting: Sorting | null = { id: "expected", down: true };

  override render() {
    const { result } = this;
    if (!result) return nothing;
    if (!result.crossed.length) {
      return html`<cspo-empty heading="Nobody is crossed">
        Of ${number(result.screened)} objects none is hit with a probability of 10⁻⁹ or more in ${number(result.hours)} h.
      </cspo-empty>`;
    }
    const startMs = instantMs(result.at_utc);
    const rows = result.crossed.filter(WHICH[this.which][1]);
    return html`<div class="row" role="group" aria-label="Who is shown">
        ${Object.entries(WHICH).map(
          ([id, [words, fits]]) => html`<button aria-pressed=${id === this.which ? "true" : "false"} @click=${() => (this.which = id as Which)}>
            ${words} (${result.crossed.filter(fits).length})</button>`,
        )}
      </div>
      <p class="small quiet-text">
        Probability that a piece of ${rounded(result.over_m * 100, 2)} cm or more hits it in ${number(result.hours)} h from the event, of
        ${number(result.screened)} objects looked at; ${number(result.crossed_total)} are hit with 10⁻⁹ or
        more${result.crossed_total > result.crossed.length ? html`, the likeliest ${number(result.crossed.length)} of them here` : nothing}.
        Low and high: how many pieces there are is known to a factor of four.
      </p>
      ${this.risk(result)}
      <cspo-table name="crossed-${this.name}" caption="Who is crossed" .columns=${columns(startMs)} .rows=${rows} .sorting=${this.sorting}
        .key=${(row: CrossedLine) => row.object} @sorted=${(event: CustomEvent<Sorting>) => (this.sorting = event.detail)}
        @pick=${(event: CustomEvent<CrossedLine>) => go("objects", [event.detail.object])}></cspo-table>`;
  }

  /** When hits are to be expected, as a rate: spans are not equally long. */
  private risk(result: BreakupResult) {
    const rates = hitRates(result);
    if (rates.length < 2) return nothing;
    const bands = rates.map((rate) => ({ low: rate, expected: rate, high: rate }));
    const most = rates.indexOf(Math.max(...rates));
    const words = `Hits are likeliest ${duration((result.risk_after_h[most] ?? 0) * 3_600_000)} after the event.`;
    return html`<cspo-band-plot name="hits-${this.name}" caption="When hits are to be expected, of all objects together" .at=${result.risk_after_h}
      .series=${[{ name: "Expected", bands }]} xLabel="hours after the event" yLabel="hits an hour" .write=${(band: Band) => `${scientific(band.expected)} an hour`}
      .writeAt=${(h: number) => `${duration(h * 3_600_000)} after`} .marked=${this.marked} .atMs=${instantMs(result.at_utc)} words=${words} tall="150"></cspo-band-plot>`;
  }
}

/** Expected hits an hour in each span after the event. */
export function hitRates(result: Pick<BreakupResult, "risk_after_h" | "risk_hits">): number[] {
  return result.risk_hits.map((hits, n) => hits / Math.max((result.risk_after_h[n] ?? 0) - (result.risk_after_h[n - 1] ?? 0), 1e-6));
}

function columns(startMs: number): readonly Column<CrossedLine>[] {
  const when = (at: string) => instantMs(at);
  return [
    {
      id: "name", title: "Object", text: called, sort: called,
      cell: (row) => html`<strong>${called(row)}</strong>${row.crewed ? html` <cspo-severity level="emergency" word="crewed"></cspo-severity>` : nothing}`,
    },
    { id: "owner", title: "Owner", text: (row) => row.owner || UNKNOWN, sort: (row) => row.owner },
    { id: "party", title: "To warn", text: (row) => row.party || "nobody known", sort: (row) => row.party },
    { id: "type", title: "Type", text: (row) => kindOf(row.type).one, sort: (row) => row.type },
    {
      id: "expected", title: "Probability", align: "end", text: (row) => row.probability.expected.toExponential(2),
      sort: (row) => row.probability.expected, cell: (row) => html`<strong>${probability(row.probability.expected)}</strong>`,
    },
    {
      id: "low", title: "low", align: "end", text: (row) => row.probability.low.toExponential(2),
      sort: (row) => row.probability.low, cell: (row) => html`${probability(row.probability.low)}`,
    },
    {
      id: "high", title: "high", align: "end", text: (row) => row.probability.high.toExponential(2),
      sort: (row) => row.probability.high, cell: (row) => html`${probability(row.probability.high)}`,
    },
    {
      id: "large", title: "By 10 cm or more", align: "end", text: (row) => row.large.expected.toExponential(2),
      sort: (row) => row.large.expected, cell: (row) => html`${probability(row.large.expected)}`,
    },
    {
      id: "catastrophic", title: "Breaks it up", align: "end", text: (row) => row.catastrophic.expected.toExponential(2),
      sort: (row) => row.catastrophic.expected, cell: (row) => html`${probability(row.catastrophic.expected)}`,
    },
    {
      id: "first", title: "First crossed", unit: "UTC", text: (row) => utc(row.first_utc), sort: (row) => when(row.first_utc),
      cell: (row) => html`<cspo-time .at=${row.first_utc}></cspo-time>`,
    },
    {
      id: "after", title: "After the event", text: (row) => duration(when(row.first_utc) - startMs), sort: (row) => when(row.first_utc),
    },
    { id: "peak", title: "Worst", unit: "UTC", text: (row) => utc(row.peak_utc, "min"), sort: (row) => when(row.peak_utc) },
    { id: "speed", title: "Speed of a hit", unit: "km/s", align: "end", text: (row) => number(row.relative_speed_km_s, 1), sort: (row) => row.relative_speed_km_s },
    { id: "altitude", title: "At", unit: "km", align: "end", text: (row) => number(row.altitude_km), sort: (row) => row.altitude_km },
    {
      id: "area", title: "Cross-section", unit: "m²", align: "end", text: (row) => rounded(row.area_m2),
      sort: (row) => row.area_m2, cell: (row) => html`${rounded(row.area_m2)}${row.size_known ? nothing : html` <small>by class</small>`}`,
    },
    { id: "able", title: "Maneuvers", text: (row) => (row.maneuverable ? "yes" : "no"), sort: (row) => Number(row.maneuverable) },
    { id: "object", title: "Number", text: (row) => row.object, sort: (row) => row.object },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-crossed": Crossed;
  }
}
