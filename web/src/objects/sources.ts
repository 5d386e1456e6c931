import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { number, UNKNOWN } from "../time/format";
import "../ui/mark";
import "../ui/severity";
import { base } from "../ui/tokens";
import {
  ageText, apsides, type Compared, type Contradiction, excess, factRows, type ObjectAnswer, sayer, type Side, type Sides,
} from "./model";

/** What every source says of one object, side by side: orbits, facts, and where they can't both be right. */
@customElement("cspo-sources")
export class Sources extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        margin-bottom: var(--s4);
      }
      table {
        width: 100%;
      }
      thead th {
        background: var(--surface-2);
        white-space: nowrap;
      }
      td {
        vertical-align: top;
      }
      td small,
      th small {
        display: block;
        color: var(--text-2);
        font-weight: 400;
        font-size: var(--t1);
      }
      .adopted {
        background: var(--surface-2);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      .ours {
        font-weight: 650;
        white-space: nowrap;
      }
      .differs th {
        color: var(--warning);
      }
      .far {
        color: var(--warning);
        font-weight: 650;
      }
      .contradiction {
        border: 1px solid var(--warning);
        border-radius: var(--radius);
        background: var(--warning-bg);
        padding: var(--s3);
        margin-bottom: var(--s3);
      }
      .contradiction dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--s1) var(--s3);
        margin: var(--s2) 0 0;
        font-size: var(--t2);
      }
      dt {
        color: var(--text-2);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) answer: ObjectAnswer | undefined;
  /** The comparison, when it is there. */
  @property({ attribute: false }) sides: Sides | undefined;

  override render() {
    const { answer } = this;
    if (!answer) return nothing;
    return html`${answer.contradictions.length ? this.contradictions(answer.contradictions) : nothing}
      <h2>Orbits, source beside source</h2>
      ${answer.sides.length ? this.orbits(answer.sides) : html`<p class="quiet-text">No source gives an orbit of it.</p>`}
      <h2>What it is, source beside source</h2>
      ${answer.facts.length ? this.facts(answer) : html`<p class="quiet-text">No source says what it is.</p>`}`;
  }

  private contradictions(found: readonly Contradiction[]) {
    return html`<h2>Sources contradict each other</h2>
      ${found.map(
        (each) => html`<section class="contradiction">
          <strong><cspo-severity level="warning" word="contradiction"></cspo-severity> ${capital(each.field)}: ${each.size}</strong>
          <dl>
            ${each.values.map(
              (claim) => html`<dt>${sayer(claim)}</dt>
                <dd>${claim.value} ${claim.unit} <small>${ageText(claim.age_s)} old · ${recordLink(claim.item)}</small> <cspo-mark mark=${claim.mark}></cspo-mark></dd>`,
            )}
            <dt>Test ${each.rule}</dt>
            <dd>${each.test}</dd>
          </dl>
        </section>`,
      )}`;
  }

  private orbits(sides: readonly Side[]) {
    const compared = new Map(this.sides?.items.map((each) => [each.item, each]));
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Orbits, source beside source">
      <table>
        <thead>
          <tr>
            <th scope="col">Who says so</th>
            <th scope="col">Epoch and age</th>
            <th scope="col">Perigee × apogee</th>
            <th scope="col" class="end">Inclination</th>
            <th scope="col" class="end">Period</th>
            <th scope="col">Apart from ours now<small>radial, along, cross track</small></th>
            <th scope="col">Mark</th>
          </tr>
        </thead>
        <tbody>
          ${sides.map((side) => this.orbit(side, compared.get(side.item)))}
        </tbody>
      </table>
    </div>`;
  }

  private orbit(side: Side, other: Compared | undefined) {
    const orbit = other?.orbit ?? null;
    return html`<tr class=${side.adopted ? "adopted" : ""}>
      <th scope="row">
        ${sayer(side)}
        <small>${BASES[side.basis] ?? side.basis} · ${recordLink(side.item)}</small>
        ${side.adopted ? html`<span class="ours">✓ we go by it</span><small>${other?.why}</small>` : nothing}
      </th>
      <td><cspo-time .at=${side.epoch_utc}></cspo-time><small>${ageText(side.age_s)}${side.age_s < 0 ? "" : " old"}</small></td>
      <td>${side.basis === "elements" ? apsides(orbit) : "—"}</td>
      <td class="end">${orbit ? number(orbit.inclination_deg, 3, "°") : "—"}</td>
      <td class="end">${orbit ? number(orbit.period_min, 3, "min") : "—"}</td>
      <td>${this.apart(side, other)}</td>
      <td><cspo-mark mark=${side.mark}></cspo-mark></td>
    </tr>`;
  }

  private apart(side: Side, other: Compared | undefined) {
    if (!other) return html`<span class="quiet-text">…</span>`;
    if (side.item === this.sides?.reference) return html`<span class="quiet-text">compared with this one</span>`;
    if (other.distance_km === null) return html`<span class="quiet-text">no state to compare</span>`;
    const times = excess(other);
    const axes = [other.radial_km, other.along_track_km, other.cross_track_km].map((value) => signedKm(value)).join(", ");
    return html`<span class=${times !== null && times > 3 ? "far" : ""}>${number(other.distance_km, 2, "km")}</span>
      <small>${axes} km</small>
      <small>${times === null ? "" : `${number(times, 1)} times what their ages explain`}</small>`;
  }

  private facts(answer: ObjectAnswer) {
    const rows = factRows(answer.facts);
    return html`<div class="scroll" tabindex="0" role="group" aria-label="What it is, source beside source">
      <table>
        <thead>
          <tr>
            <td></td>
            ${answer.facts.map(
              (each, n) => html`<th scope="col">
                ${each.origin}${n === 0 ? " ✓" : ""}
                <small>${n === 0 ? "counts first · " : ""}<cspo-time .at=${each.ingested_utc} grain="min"></cspo-time></small>
                <small>${recordLink(each.record)}</small>
                <cspo-mark mark=${each.mark}></cspo-mark>
              </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr class=${row.differs ? "differs" : ""}>
              <th scope="row">${row.field}${row.differs ? html`<small>◆ sources differ</small>` : nothing}</th>
              ${row.values.map((value) => html`<td>${value || "—"}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

const BASES: Readonly<Record<string, string>> = {
  elements: "mean elements", ephemeris: "trajectory", state: "a state",
};

/** A link to the record that an item stands in. */
export function recordLink(item: string) {
  const [record = ""] = item.split("#");
  return html`<a href=${href("records", [record])} title=${record}>record</a>`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function signedKm(value: number | null): string {
  if (value === null) return UNKNOWN;
  const text = number(value, Math.abs(value) < 10 ? 2 : 1);
  return value > 0 ? `+${text}` : text;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-sources": Sources;
  }
}
