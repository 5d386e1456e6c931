import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href, patchParams, type Route } from "../app/router";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { age, instantMs, utc } from "../time/format";
import { marks } from "../ui/mark";
import type { Column } from "../ui/table";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/notes";
import "../ui/table";
import type { Page } from "../watch/model";
import "./close-approaches";
import { type FleetLine, STANDINGS, type Trajectory } from "./model";
import "./upload-form";

const MOST = 1_000;

const TRAJECTORIES: readonly Column<Trajectory>[] = [
  { id: "object", title: "Object", text: (row) => row.object, sort: (row) => row.object },
  {
    id: "standing", title: "Where it stands", text: (row) => STANDINGS[row.standing][1],
    cell: (row) => html`<span title=${row.why}>${STANDINGS[row.standing][0]} ${STANDINGS[row.standing][1]}</span>`,
  },
  { id: "start", title: "From", unit: "UTC", text: (row) => utc(row.start_utc, "min"), sort: (row) => instantMs(row.start_utc) },
  { id: "stop", title: "To", unit: "UTC", text: (row) => utc(row.stop_utc, "min"), sort: (row) => instantMs(row.stop_utc) },
  { id: "points", title: "Points", align: "end", text: (row) => String(row.points), sort: (row) => row.points },
  { id: "intent", title: "Intent", text: (row) => row.intent },
  {
    id: "record", title: "Record", text: (row) => row.records[0] ?? "",
    cell: (row) => html`<a href=${href("records", [row.records[0] ?? ""])}>${row.records[0]?.slice(0, 8)}</a>`,
  },
];

const FLEET: readonly Column<FleetLine>[] = [
  { id: "name", title: "Name", text: (row) => row.name, sort: (row) => row.name },
  { id: "object", title: "Object", text: (row) => row.object, sort: (row) => row.object },
  { id: "age", title: "Age of its elements", text: (row) => age(row.age_s), sort: (row) => row.age_s },
];

/** The operator: bring in an ephemeris, see what comes close, call whom it concerns. */
@customElement("cspo-operator-view")
export class OperatorView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--s4);
        max-width: 1680px;
        margin: 0 auto;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(320px, 2fr) minmax(0, 3fr);
        gap: var(--s5);
        align-items: start;
      }
      .columns > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
        min-width: 0;
      }
      .fleet {
        max-height: 40vh;
      }
      h2 span {
        font-weight: 400;
        color: var(--text-2);
      }
      @media (max-width: 860px) {
        :host {
          padding: var(--s3);
          --target: 44px;
        }
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  @state() private sought = "";

  private readonly trajectories = new Resource<Page<Trajectory>>(
    this,
    () => ({ path: "trajectories", params: { origin: this.party, limit: MOST } }),
    { kinds: ["ephemeris", "conjunction"], everyMs: 4_000 },
  );

  private readonly fleet = new Resource<Page<FleetLine>>(
    this,
    () => ({ path: "objects", params: { owner: this.party, name: this.sought, limit: MOST } }),
    { everyMs: 300_000 },
  );

  private get party(): string {
    return session.who?.party ?? "";
  }

  override willUpdate(): void {
    marks.show(this, this.trajectories.value?.items.map((each) => each.mark) ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  /** What is looked at: what the address names, else what was brought in last. */
  private get object(): string {
    return this.route?.params.get("object") ?? this.trajectories.value?.items[0]?.object ?? "";
  }

  override render() {
    return html`<h1>Operator: ${this.party}</h1>
      <div class="columns">
        <div>
          <section class="card">
            <h2>1. Bring in an ephemeris</h2>
            ${session.may("ingest")
              ? html`<cspo-upload-form @done=${this.uploaded}></cspo-upload-form>`
              : html`<cspo-empty heading="You may not bring in data">It asks the right “ingest”: role operator or watch.</cspo-empty>`}
          </section>
          ${this.own()} ${this.mine()}
        </div>
        <div>
          <section>
            <h2>2. What comes close, and whom to call ${this.object ? html`<span>${this.object}</span>` : nothing}</h2>
            <cspo-close-approaches .object=${this.object} .party=${this.party}></cspo-close-approaches>
          </section>
        </div>
      </div>`;
  }

  private own() {
    const { value, error } = this.trajectories;
    if (error && !value) {
      return html`<cspo-failed what="Your ephemerides" .error=${error} @retry=${() => void this.trajectories.reload()}></cspo-failed>`;
    }
    if (!value?.items.length) return nothing;
    return html`<section>
      <h2>Your ephemerides</h2>
      <cspo-table
        name="ephemerides" caption="The latest of each object"
        .columns=${TRAJECTORIES} .rows=${value.items} .key=${(row: Trajectory) => row.records[0] ?? ""}
        .selected=${value.items.find((each) => each.object === this.object)?.records[0] ?? ""}
        @pick=${(event: CustomEvent<Trajectory>) => this.choose(event.detail.object)}
      ></cspo-table>
    </section>`;
  }

  private mine() {
    const { value, error } = this.fleet;
    if (error && !value) {
      return html`<cspo-failed what="Your objects" .error=${error} @retry=${() => void this.fleet.reload()}></cspo-failed>`;
    }
    if (!value) return html`<cspo-loading what="your objects"></cspo-loading>`;
    if (!value.items.length && !this.sought) {
      return html`<cspo-empty heading="No objects of ${this.party}">
        The catalogue names none as yours. Your sponsor can say which are, in its parties.toml.
      </cspo-empty>`;
    }
    return html`<section>
      <h2>Your objects</h2>
      <label>
        Find by name
        <input
          type="search" name="sought" maxlength="80" .value=${this.sought}
          @change=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value.trim())}
        />
      </label>
      <cspo-table
        class="fleet" name="fleet" caption=${value.next ? `The first ${MOST} objects` : "Objects"}
        .columns=${FLEET} .rows=${value.items} .key=${(row: FleetLine) => row.object}
        .selected=${this.object}
        @pick=${(event: CustomEvent<FleetLine>) => this.choose(event.detail.object)}
      ></cspo-table>
    </section>`;
  }

  private choose(object: string): void {
    patchParams({ object });
  }

  private readonly uploaded = (): void => {
    patchParams({ object: null });
    window.setTimeout(() => void this.trajectories.reload(), 800);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-operator-view": OperatorView;
  }
}
