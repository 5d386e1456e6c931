import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import "../objects/export-menu";
import { view as time } from "../time/clock";
import { marks } from "../ui/mark";
import "../ui/notes";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { fieldText, inOrder, kindText, placesOf, type SeenObject, seesText, type Site, type SiteNow, type Sites, titleOf, whereText } from "./site-model";

const EVERY_MS = 20_000;
/** Where somebody moves the time, the node is asked about instants this far apart. */
const ROUND_MS = 10_000;

/**
 * Sensor sites and what each sees, by the node's own reckoning. `@choose-site` (detail: identifier,
 * empty for none), `@choose` an object; `@places` has them for a map and `@ringed` what the picked
 * one sees.
 */
@customElement("cspo-sites")
export class SitesPanel extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        font-size: var(--t2);
      }
      cspo-table {
        max-height: 20rem;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--s1) var(--s3);
        margin: 0 0 var(--s3);
      }
      dt {
        color: var(--text-2);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .row {
        justify-content: space-between;
        margin-bottom: var(--s2);
      }
      h3 {
        margin: 0;
      }
      .problem {
        color: var(--warning);
      }
    `,
  ];

  /** Identifier of the picked site; empty: none. */
  @property() site = "";
  @state() private atMs = NaN;
  @state() private onlyOwn = false;
  private end: () => void = () => undefined;
  private told: Sites | undefined;
  private rung: SiteNow | undefined;
  private readonly all = new Resource<Sites>(this, () => ({ path: "sites", params: { at: this.at } }), { everyMs: EVERY_MS });
  private readonly one = new Resource<SiteNow>(
    this,
    () => (this.site ? { path: `sites/${enc(this.site)}`, params: { at: this.at } } : null),
    { everyMs: EVERY_MS },
  );

  /** The instant that pictures show; null: now. */
  private get at(): string | null {
    return Number.isFinite(this.atMs) ? new Date(this.atMs).toISOString() : null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.end = time.on(() => this.follow());
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
    marks.show(this, []);
  }

  override updated(): void {
    if (this.all.value !== this.told) {
      this.told = this.all.value;
      this.tell("places", placesOf(this.told, session.who?.nation ?? ""));
    }
    const now = this.site ? this.one.value : undefined;
    if (now !== this.rung) {
      this.rung = now;
      this.tell("ringed", (now?.items ?? []).map((each) => each.object));
    }
  }

  override render() {
    return this.site ? this.picked() : this.list();
  }

  private list() {
    const { value, error } = this.all;
    if (!value) {
      return error
        ? html`<cspo-failed what="Sites" .error=${error} @retry=${() => void this.all.reload()}></cspo-failed>`
        : html`<cspo-loading what="sites"></cspo-loading>`;
    }
    const problem = value.problem ? html`<p class="problem">◆ ${value.problem}</p>` : nothing;
    if (!value.items.length) {
      return html`${problem}<cspo-empty heading="No sites">
        This node knows of no sensors that you may see. Its table is <code>sites.csv</code> in the node's folder.
      </cspo-empty>`;
    }
    const nation = session.who?.nation ?? "";
    const own = value.items.filter((each) => each.nation === nation);
    const shown = this.onlyOwn ? own : value.items;
    return html`${problem}
      <label class="row">
        <span><input type="checkbox" .checked=${this.onlyOwn} ?disabled=${!own.length}
          @change=${(event: Event) => (this.onlyOwn = (event.target as HTMLInputElement).checked)} />
        ${nation}'s alone (${own.length})</span>
      </label>
      <cspo-table name="sites" caption="Sites" .columns=${COLUMNS} .rows=${inOrder(shown, nation)}
        .key=${(row: Site) => row.site} @pick=${(event: CustomEvent<Site>) => this.tell("choose-site", event.detail.site)}></cspo-table>`;
  }

  private picked() {
    const { value, error } = this.one;
    if (value) marks.show(this, [value.mark]);
    return html`<div class="row">
        <h3>${value ? titleOf(value.site) : this.site}</h3>
        <button class="quiet" @click=${() => this.tell("choose-site", "")}>All sites</button>
      </div>
      ${error ? html`<cspo-failed .error=${error} @retry=${() => void this.one.reload()}></cspo-failed>` : nothing}
      ${value ? this.now(value) : error ? nothing : html`<cspo-loading what="what it sees"></cspo-loading>`}`;
  }

  private now(value: SiteNow) {
    const { site } = value;
    const shown = value.total > value.items.length ? `, the ${value.items.length} highest are listed` : "";
    return html`<dl>
        <dt>Whose</dt><dd>${site.nation || "unknown"}, ${kindText(site.kind)}</dd>
        <dt>Where</dt><dd>${whereText(site)}</dd>
        <dt>Looks at</dt><dd>${fieldText(site)}</dd>
        ${site.dark === null ? nothing : html`<dt>Its sky</dt><dd>${site.dark ? "dark" : "not dark: it sees nothing by sunlight"}</dd>`}
        <dt>In its field</dt><dd>${value.total.toLocaleString("en")} at <cspo-time .at=${value.at_utc}></cspo-time>${shown}</dd>
        <dt>Of these seen</dt><dd>${seesText(site)}</dd>
        ${site.source ? html`<dt>Who says so</dt><dd>${site.source}</dd>` : nothing}
      </dl>
      <cspo-export .objects=${value.items.map((each) => each.object)}></cspo-export>
      <cspo-table name="seen-${site.site}" caption="In its field now" .columns=${SEEN} .rows=${value.items}
        .key=${(row: SeenObject) => row.object} @pick=${(event: CustomEvent<SeenObject>) => this.tell("choose", event.detail.object)}></cspo-table>`;
  }

  private follow(): void {
    const ms = time.following ? NaN : Math.round(time.ms() / ROUND_MS) * ROUND_MS;
    if (ms !== this.atMs && !(Number.isNaN(ms) && Number.isNaN(this.atMs))) this.atMs = ms;
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

const COLUMNS: readonly Column<Site>[] = [
  { id: "name", title: "Site", text: titleOf, sort: (row) => row.name },
  { id: "nation", title: "Nation", text: (row) => row.nation || "unknown", sort: (row) => row.nation },
  { id: "seen", title: "Sees", align: "end", text: seesText, sort: (row) => row.seen },
  { id: "kind", title: "Kind", text: (row) => kindText(row.kind), sort: (row) => row.kind },
];

const SEEN: readonly Column<SeenObject>[] = [
  { id: "name", title: "Object", text: (row) => row.name || row.object, sort: (row) => row.name },
  { id: "elevation", title: "Elevation", unit: "°", align: "end", text: (row) => row.elevation_deg.toFixed(1), sort: (row) => row.elevation_deg },
  { id: "azimuth", title: "Azimuth", unit: "°", align: "end", text: (row) => row.azimuth_deg.toFixed(1), sort: (row) => row.azimuth_deg },
  { id: "range", title: "Range", unit: "km", align: "end", text: (row) => row.range_km.toFixed(0), sort: (row) => row.range_km },
  { id: "lit", title: "Sunlit", text: (row) => (row.lit ? "yes" : "no"), sort: (row) => Number(row.lit) },
  { id: "owner", title: "Owner", text: (row) => row.owner || "unknown", sort: (row) => row.owner },
];

declare global {
  interface HTMLElementTagNameMap {
    "cspo-sites": SitesPanel;
  }
}
