import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { Resource } from "../api/resource";
import { instantMs, km, left, probability, UNKNOWN, utc } from "../time/format";
import { clock } from "../time/clock";
import { marks } from "../ui/mark";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/notes";
import "../ui/severity";
import "../ui/table";
import type { EncounterLine, EncounterPage } from "../conjunctions/model";
import "../watch/whom-to-call";

const MOST = 500;
const NEAR_KM = 5;

/** What comes close to one object, and whom to call about each. */
@customElement("cspo-close-approaches")
export class CloseApproaches extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
      }
      cspo-table {
        max-height: 46vh;
      }
      .one {
        display: grid;
        gap: var(--s3) var(--s5);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        align-items: start;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--s3);
        margin: 0 0 var(--s3);
        font-size: var(--t2);
      }
      dt {
        color: var(--text-2);
      }
      dd {
        margin: 0;
        font-weight: 600;
      }
    `,
  ];

  /** Of which object; empty: of all of the party's, those that somebody warns of. */
  @property() object = "";
  @property() party = "";
  @state() private event = "";

  private readonly found = new Resource<EncounterPage>(
    this,
    () => ({
      path: "encounters",
      params: { object: this.object, limit: MOST, ...(this.object ? {} : { warned: true }) },
    }),
    { kinds: ["conjunction", "warning", "acknowledgement"], everyMs: 15_000 },
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
    if (error && !value) {
      return html`<cspo-failed what="Close approaches" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>`;
    }
    if (!value) return html`<cspo-loading what="close approaches"></cspo-loading>`;
    const window = value.until_utc ? ` until ${utc(value.until_utc, "min")}` : "";
    const lines = value.items.filter((each) => this.isMine(each));
    if (!lines.length && !this.object) {
      return html`<cspo-empty heading="Nobody warns of your objects">
        Choose one of them, or bring in an ephemeris, to see all that comes close to it${window}.
      </cspo-empty>`;
    }
    if (!lines.length) {
      return html`<cspo-empty heading="Nothing comes close">
        Of what you may see, nothing passes this object${window}${value.screened_utc
          ? `; screened ${left(instantMs(value.screened_utc) - clock.nowMs())}`
          : "; nothing was screened yet"}.
      </cspo-empty>`;
    }
    return html`<cspo-table
        name="close approaches of ${this.object || this.party}"
        caption="${this.object ? "Close approaches" : "Close approaches that somebody warns of"}${window}"
        .columns=${this.columns()}
        .rows=${lines}
        .key=${(row: EncounterLine) => row.event}
        .selected=${this.event}
        @pick=${(picked: CustomEvent<EncounterLine>) => (this.event = picked.detail.event)}
      ></cspo-table>
      ${this.one(lines)}`;
  }

  private one(lines: readonly EncounterLine[]) {
    const line = lines.find((each) => each.event === this.event) ?? nearest(lines);
    if (!line) return nothing;
    const other = this.other(line);
    return html`<section class="card" aria-label="The close approach">
      <div class="row">
        <h3>${this.event ? "" : "The nearest: "}${other.name || other.object}</h3>
        <cspo-mark .mark=${line.mark}></cspo-mark>
      </div>
      <div class="one">
        <div>
          <dl>
            <dt>Closest</dt>
            <dd><cspo-time .at=${line.tca_utc}></cspo-time>, ${left(instantMs(line.tca_utc) - clock.nowMs())}</dd>
            <dt>Miss</dt>
            <dd>${km(line.miss_distance_km)}</dd>
            <dt>Probability</dt>
            <dd>${line.pc === null ? "none may be stated" : probability(line.pc)}</dd>
            <dt>Owner</dt>
            <dd>${other.owner || UNKNOWN}</dd>
          </dl>
          <div class="row">
            <a class="button primary" href=${href("conjunctions", [line.event])}>Open the encounter</a>
            <a class="button" href=${href("conjunctions", [line.event], { part: "talk" })}>Talk to the other side</a>
          </div>
        </div>
        <div>
          <h3>Whom to call</h3>
          <cspo-whom-to-call .objects=${[other.object]}></cspo-whom-to-call>
        </div>
      </div>
    </section>`;
  }

  private isMine(line: EncounterLine): boolean {
    return this.object !== "" || line.owner1 === this.party || line.owner2 === this.party;
  }

  private other(line: EncounterLine) {
    const first = this.object ? line.object1 === this.object : line.owner1 === this.party;
    return first
      ? { object: line.object2, name: line.name2, owner: line.owner2 }
      : { object: line.object1, name: line.name1, owner: line.owner1 };
  }

  private columns(): readonly Column<EncounterLine>[] {
    const other = (line: EncounterLine) => this.other(line);
    const own = (line: EncounterLine) =>
      other(line).object === line.object2 ? line.name1 || line.object1 : line.name2 || line.object2;
    const mine: Column<EncounterLine> = { id: "own", title: "Yours", text: own, sort: own };
    return [
      ...(this.object ? [] : [mine]),
      {
        id: "tca", title: "Closest", unit: "UTC", text: (row) => utc(row.tca_utc),
        sort: (row) => instantMs(row.tca_utc), cell: (row) => html`<cspo-time .at=${row.tca_utc}></cspo-time>`,
      },
      {
        id: "left", title: "Time left", text: (row) => left(instantMs(row.tca_utc) - clock.nowMs()),
        sort: (row) => instantMs(row.tca_utc),
      },
      {
        id: "miss", title: "Miss", unit: "km", align: "end", text: (row) => row.miss_distance_km.toFixed(3),
        sort: (row) => row.miss_distance_km,
        cell: (row) => row.miss_distance_km < NEAR_KM
          ? html`<strong>${row.miss_distance_km.toFixed(3)}</strong>`
          : html`${row.miss_distance_km.toFixed(3)}`,
      },
      {
        id: "pc", title: "Probability", align: "end", text: (row) => (row.pc === null ? "none" : probability(row.pc)),
        sort: (row) => row.pc ?? -1,
      },
      {
        id: "with", title: "With", text: (row) => other(row).name || other(row).object,
        sort: (row) => other(row).name || other(row).object,
      },
      { id: "owner", title: "Owner", text: (row) => other(row).owner || UNKNOWN, sort: (row) => other(row).owner },
      {
        id: "warned", title: "Warned", text: (row) => row.severity,
        cell: (row) => row.severity
          ? html`<cspo-severity .level=${row.severity} .word=${row.severity}></cspo-severity>`
          : html``,
      },
    ];
  }
}

function nearest(lines: readonly EncounterLine[]): EncounterLine | undefined {
  return lines.reduce<EncounterLine | undefined>(
    (best, each) => (!best || each.miss_distance_km < best.miss_distance_km ? each : best), undefined,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-close-approaches": CloseApproaches;
  }
}
