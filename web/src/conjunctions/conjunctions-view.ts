import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { get } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { bindKeys } from "../app/keys";
import { go, patchParams, type Route } from "../app/router";
import { marks } from "../ui/mark";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/notes";
import "../ui/severity";
import "../ui/table";
import { COLUMNS } from "./columns";
import type { EncounterLine, EncounterPage } from "./model";
import "./event-view";

/** What the node sorts by; it has all rows, the page only some. */
const SORTS = [
  ["tca", "soonest"], ["pc", "likeliest"], ["miss", "nearest"], ["speed", "fastest"], ["age", "oldest orbits"],
] as const;

/** Ready-made questions. */
const SHOWN = [
  ["", "Worth a look", { pc_above: 1e-7 }],
  ["warned", "Warned of, or talked about", { warned: true }],
  ["near", "Within 1 km", { miss_below_km: 1 }],
  ["likely", "Pc above 10⁻⁵", { pc_above: 1e-5 }],
  ["all", "All", {}],
] as const;

const ROWS = 200;
const EVERY_MS = 60_000;
const TICK_MS = 10_000;
const KINDS = ["conjunction", "warning", "acknowledgement", "proposal", "commitment", "opinion"];

/** The table of close approaches, or one of them. */
@customElement("cspo-conjunctions-view")
export class ConjunctionsView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s3);
        align-items: end;
        margin-bottom: var(--s2);
      }
      .tools label {
        display: grid;
        gap: 2px;
        color: var(--text-2);
      }
      .group {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
      }
      .hint {
        margin: 0 0 var(--s2);
        max-width: none;
      }
      cspo-table {
        flex: 1 1 auto;
        min-height: 240px;
      }
      .more {
        padding: var(--s2) 0 0;
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  @state() private more: readonly EncounterLine[] = [];
  @state() private moreNext: string | null | undefined;
  @state() private failed: ApiError | undefined;
  private asked = "";
  private tick = 0;
  /** What the table showed last, to come back to. */
  private lastParams: Readonly<Record<string, string>> = {};

  private readonly table = new Resource<EncounterPage>(
    this,
    () => (this.event ? null : { path: "encounters", params: this.params() }),
    { kinds: KINDS, everyMs: EVERY_MS },
  );

  constructor() {
    super();
    bindKeys(this, "Conjunctions", [
      { key: "Esc", what: "back to the table", run: () => go("conjunctions", [], this.lastParams), when: () => Boolean(this.event) },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tick = window.setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.tick);
    marks.show(this, []);
  }

  private get event(): string {
    return this.route?.path[0] ?? "";
  }

  private param(name: string): string {
    return this.route?.params.get(name) ?? "";
  }

  private params() {
    const shown = SHOWN.find(([id]) => id === this.param("show")) ?? SHOWN[0];
    return {
      ...shown[2], limit: ROWS, sort: this.param("sort") || "tca", text: this.param("text"),
      object: this.param("object"),
    };
  }

  override willUpdate(): void {
    if (!this.event && this.route) this.lastParams = Object.fromEntries(this.route.params);
    const asked = JSON.stringify(this.params());
    if (asked !== this.asked) {
      this.asked = asked;
      this.more = [];
      this.moreNext = undefined;
      this.failed = undefined;
    }
    marks.show(this, this.event ? [] : this.rows.map((line) => line.mark));
  }

  private get rows(): readonly EncounterLine[] {
    const first = this.table.value?.items ?? [];
    if (!this.more.length) return first;
    const there = new Set(first.map((line) => line.event));
    return [...first, ...this.more.filter((line) => !there.has(line.event))];
  }

  override render() {
    if (this.event) return html`<cspo-event-view .route=${this.route} .back=${this.lastParams}></cspo-event-view>`;
    return html`<h1>Conjunctions</h1>
      ${this.tools()} ${this.content()}`;
  }

  private tools() {
    const show = this.param("show");
    const sort = this.param("sort") || "tca";
    return html`<div class="tools">
      <div role="group" aria-label="Which" class="group">
        ${SHOWN.map(
          ([id, title]) => html`<button
            aria-pressed=${show === id ? "true" : "false"}
            @click=${() => patchParams({ show: id })}
          >${title}</button>`,
        )}
      </div>
      <label>First
        <select @change=${(event: Event) => patchParams({ sort: (event.target as HTMLSelectElement).value })}>
          ${SORTS.map(([id, title]) => html`<option value=${id} ?selected=${sort === id}>${title}</option>`)}
        </select>
      </label>
      <label>Name or number
        <input
          type="search" size="18" maxlength="80" .value=${this.param("text")}
          @change=${(event: Event) => patchParams({ text: (event.target as HTMLInputElement).value.trim() })}
        />
      </label>
      ${this.param("object")
        ? html`<button @click=${() => patchParams({ object: null })}>Of ${this.param("object")} <span aria-hidden="true">✕</span><span class="hidden-text">: show all objects</span></button>`
        : nothing}
    </div>`;
  }

  private content() {
    const { value, error } = this.table;
    const failed = error
      ? html`<cspo-failed what="The table" .error=${error} @retry=${() => void this.table.reload()}></cspo-failed>`
      : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="close approaches"></cspo-loading>`;
    const rows = this.rows;
    if (!rows.length) return html`${failed}${this.nothingFound(value)}`;
    const next = this.moreNext === undefined ? value.next : this.moreNext;
    return html`${failed}
      <p class="hint small quiet-text">
        ${value.found === rows.length ? approaches(value.found) : `The first ${rows.length} of ${approaches(value.found)}`},
        the ${SORTS.find(([id]) => id === (this.param("sort") || "tca"))?.[1] ?? "soonest"} first.
        ${value.screened_utc
          ? html`Screened <cspo-time .at=${value.screened_utc} grain="min"></cspo-time>, until
              <cspo-time .at=${value.until_utc} grain="min"></cspo-time>.`
          : "This node has not screened yet: these are what others report."}
      </p>
      <cspo-table
        name="conjunctions" caption="Close approaches" .columns=${COLUMNS} .rows=${rows}
        .key=${(line: EncounterLine) => line.event}
        @pick=${(event: CustomEvent<EncounterLine>) => go("conjunctions", [event.detail.event])}
      ></cspo-table>
      ${next
        ? html`<div class="more">
            <button @click=${() => void this.loadMore(next)}>Show ${ROWS} more</button>
            ${this.failed ? html`<span role="alert">▲ ${this.failed.title}. ${this.failed.hint}</span>` : nothing}
          </div>`
        : nothing}`;
  }

  private nothingFound(page: EncounterPage) {
    const everything = this.param("show") === "all" && !this.param("text") && !this.param("object");
    if (!everything) {
      return html`<cspo-empty heading="No close approach is like that">
        <p>Nothing that you may see matches until ${page.until_utc ? html`<cspo-time .at=${page.until_utc} grain="min"></cspo-time>` : "the end of the window"}.</p>
        <button @click=${() => patchParams({ show: "all", text: null, object: null })}>Show all</button>
      </cspo-empty>`;
    }
    return html`<cspo-empty heading="No close approaches">
      ${page.screened_utc
        ? "The last screening found none, and nobody reports one."
        : "This node has not screened yet. It does so once it has a catalogue; the rows appear here by themselves."}
    </cspo-empty>`;
  }

  private async loadMore(cursor: string): Promise<void> {
    const asked = this.asked;
    try {
      const page = await get<EncounterPage>("encounters", { ...this.params(), cursor });
      if (asked !== this.asked) return;
      this.more = [...this.more, ...page.items];
      this.moreNext = page.next;
      this.failed = undefined;
    } catch (error) {
      this.failed = asApiError(error);
    }
  }
}

function approaches(count: number): string {
  return count === 1 ? "1 close approach" : `${count.toLocaleString("en")} close approaches`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-conjunctions-view": ConjunctionsView;
  }
}
