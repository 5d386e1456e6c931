import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { bindKeys } from "../app/keys";
import { go, href, patchParams, type Route } from "../app/router";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { clock } from "../time/clock";
import { left } from "../time/format";
import { marks } from "../ui/mark";
import { stripStyles } from "../ui/strip";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/button";
import "../ui/notes";
import { acknowledge, gotThrough, officeOf, takeBack } from "./acts";
import "./brief";
import "./handover";
import "./item-card";
import type { ItemCard } from "./item-card";
import "./log";
import { type Item, type Page, type Standing, WATCH_KINDS, type WarningLine } from "./model";
import { Ticker } from "./ticker";
import {
  type Act, actOf, announcement, dueOf, type Group, GROUPS, placed, type Placed, type Reader,
  titleOf,
} from "./urgency";
import "./warning-card";
import type { WarningCard } from "./warning-card";
import { watchStyles } from "./watch-styles";
import "./watch-row";

const KINDS = [...WATCH_KINDS];
const EVERY_MS = 15_000;
const FIRST = 200;
const MOST = 1_000;
/** A node takes in what was said with its next step. */
const AGAIN_MS = 1_200;
const NARROW = "(max-width: 860px)";

/** The watch: what needs somebody now, the log, the brief, and the handover. */
@customElement("cspo-watch-view")
export class WatchView extends LitElement {
  static override styles = [base, stripStyles, watchStyles];

  @property({ attribute: false }) route?: Route;
  @state() private limit = FIRST;
  @state() private narrow = window.matchMedia(NARROW).matches;
  @state() private said = "";
  @query("cspo-warning-card, cspo-item-card") private card?: WarningCard | ItemCard;
  private known: ReadonlySet<string> | null = null;
  private all: readonly Placed[] = [];
  private readonly media = window.matchMedia(NARROW);

  private readonly items = new Resource<Page<Item>>(
    this,
    () => ({ path: "watch/items", params: { limit: this.limit } }),
    { kinds: KINDS, everyMs: EVERY_MS },
  );

  private readonly warnings = new Resource<Page<WarningLine>>(
    this,
    () => ({ path: "warnings", params: { limit: MOST, state: ["open", "shelved", "past"] } }),
    { kinds: KINDS, everyMs: EVERY_MS },
  );

  private readonly standing = new Resource<Standing>(this, () => ({ path: "watch/handover" }), {
    kinds: ["handover"],
    everyMs: EVERY_MS,
  });

  constructor() {
    super();
    new Ticker(this);
    const here = () => this.page === "";
    bindKeys(this, "Watch", [
      { key: "j", what: "next", run: () => this.step(1), when: here },
      { key: "k", what: "the one before", run: () => this.step(-1), when: here },
      { key: "a", what: "do the one thing that is next", run: () => this.card?.press(), when: here },
      { key: "s", what: "put it aside", run: () => this.shelve(), when: here },
      { key: "o", what: "open its encounter", run: () => this.openEncounter(), when: () => here() && this.encounter !== "" },
      { key: "Esc", what: "back to the list", run: () => this.choose(""), when: () => this.chosenKey !== "" },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.media.addEventListener("change", this.resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.media.removeEventListener("change", this.resized);
    marks.show(this, []);
  }

  private readonly resized = () => (this.narrow = this.media.matches);

  private get page(): string {
    return this.route?.path[0] ?? "";
  }

  private get chosenKey(): string {
    return this.route?.params.get("item") ?? "";
  }

  private get reader(): Reader {
    return { nation: session.who?.nation ?? "", party: session.who?.party ?? "" };
  }

  override willUpdate(): void {
    const items = this.items.value?.items;
    this.all = items
      ? placed(items, this.warnings.value?.items ?? [], this.reader, clock.nowMs())
      : [];
    marks.show(this, this.all.flatMap(({ item }) => item.marks));
    if (!items) return;
    if (this.known) this.said = announcement(this.known, this.all) || this.said;
    this.known = new Set(this.all.map(({ item }) => item.item));
  }

  override render() {
    return html`<span class="hidden-text" role="status">${this.said}</span>
      ${this.strip()} ${this.content()}`;
  }

  private content() {
    switch (this.page) {
      case "log":
        return html`<cspo-watch-log .onWatch=${this.office}></cspo-watch-log>`;
      case "brief":
        return html`<cspo-watch-brief></cspo-watch-brief>`;
      case "handover":
        return this.handover();
      default:
        return this.now();
    }
  }

  private get office(): string {
    return this.standing.value?.office ?? "";
  }

  private strip() {
    const count = this.all.filter((each) => each.group === "now").length;
    const own = !session.isGuest;
    const pages: readonly (readonly [id: string, title: string])[] = [
      ["", count ? `Now (${count})` : "Now"],
      ...(own ? [["log", "Log"] as const] : []),
      ["brief", "Brief"],
      ...(own ? [["handover", "Hand over"] as const] : []),
    ];
    return html`<header class="strip">
      <h1>Watch</h1>
      <nav aria-label="The watch">
        ${pages.map(
          ([id, title]) => html`<a
            href=${href("watch", id ? [id] : [])}
            aria-current=${this.page === id ? "page" : "false"}
            >${title}</a
          >`,
        )}
      </nav>
      ${this.onWatch()}
    </header>`;
  }

  private onWatch() {
    const standing = this.standing.value;
    if (!standing || session.isGuest) return nothing;
    if (standing.offered_to) {
      return html`<p class="at-end"><span aria-hidden="true">⇄</span> Offered to <strong>${standing.offered_to}</strong>:
        <a href=${href("watch", ["handover"])}>accept or return it</a></p>`;
    }
    return html`<p class="at-end">
      ${standing.office
        ? html`On watch: <strong>${standing.office}</strong>, since
            <cspo-time .at=${standing.since_utc} grain="min"></cspo-time>`
        : html`Nobody has accepted the watch yet`}
    </p>`;
  }

  private handover() {
    const { value, error } = this.standing;
    if (error && !value) {
      return html`<cspo-failed what="The handover" .error=${error} @retry=${this.reload}></cspo-failed>`;
    }
    // What is open brings its marks: nothing of it is shown before the banner can say so.
    if (!value || !this.items.value) return html`<cspo-loading what="the handover"></cspo-loading>`;
    return html`<cspo-watch-handover
      .standing=${value}
      .open=${this.all}
      .nowMs=${clock.nowMs()}
      @done=${this.reload}
    ></cspo-watch-handover>`;
  }

  private now() {
    const { value, error } = this.items;
    const failed = error
      ? html`<cspo-failed what="What is open" .error=${error} @retry=${this.reload}></cspo-failed>`
      : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="what is open"></cspo-loading>`;
    const chosen = this.chosen();
    if (this.narrow && this.chosenKey) {
      return html`${failed}
        <button class="quiet back" @click=${() => this.choose("")}>← All that is open</button>
        ${this.details(chosen)}`;
    }
    return html`${failed}
      <div class="columns" @done=${this.reload}>
        <div class="list">${this.summary()} ${GROUPS.map(({ id, title }) => this.group(id, title))} ${this.more(value)}</div>
        ${this.narrow ? nothing : html`<div class="detail" tabindex="-1" @click=${this.stay}>${this.details(chosen)}</div>`}
      </div>`;
  }

  private summary() {
    const now = this.all.filter((each) => each.group === "now");
    const first = now.map(({ item }) => dueOf(item)).find((due) => due);
    if (now.length) {
      return html`<p class="summary">
        <strong>${now.length === 1 ? "One thing needs" : `${now.length} things need`} you.</strong>
        ${first ? html`The first ${left(first.ms - clock.nowMs())}.` : nothing}
      </p>
      ${this.gravest(now)}`;
    }
    const next = this.all.map(({ item }) => dueOf(item)).find((due) => due);
    return html`<p class="summary calm">
      <strong><span aria-hidden="true">✓</span> Nothing needs you now.</strong>
      ${next ? html`The next is due ${left(next.ms - clock.nowMs())}.` : html`New things appear here by themselves.`}
    </p>`;
  }

  /** What must not be overlooked for something smaller that is due before it. */
  private gravest(now: readonly Placed[]) {
    const grave = now.filter(isGrave);
    if (!grave.length) return nothing;
    return html`<ul class="grave" aria-label="Emergencies">
      ${grave.map(({ item }) => {
        const due = dueOf(item);
        return html`<li>
          <button @click=${() => this.choose(item.item)}>
            <span aria-hidden="true">▲</span> Emergency: ${titleOf(item)}${due
              ? html`, ${left(due.ms - clock.nowMs())} ${due.what}`
              : nothing}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private group(id: Group, title: string) {
    const found = this.all.filter((each) => each.group === id);
    if (!found.length) return nothing;
    const rows = html`<ul>
      ${repeat(found, ({ item }) => item.item, (each) => this.row(each))}
    </ul>`;
    if (id === "now" || id === "hand") {
      return html`<section><h2>${title} <span class="quiet-text">${found.length}</span></h2>${rows}</section>`;
    }
    return html`<details ?open=${this.all.length === found.length}>
      <summary>${title} <span class="quiet-text">${found.length}</span></summary>
      ${rows}
    </details>`;
  }

  private row(each: Placed) {
    const key = each.item.item;
    const act = this.act(each);
    return html`<li>
      <cspo-watch-row
        ?acts=${act !== nothing}
        data-item=${key}
        .placed=${each}
        .nowMs=${clock.nowMs()}
        .current=${this.chosen()?.item.item === key}
        @click=${() => this.choose(key)}
        >${act}</cspo-watch-row
      >
    </li>`;
  }

  /** The one thing to do, where one press does it; else what leads to it. */
  private act(each: Placed) {
    const act = actOf(each.item, each.line, this.reader);
    if (!act || each.group === "later" || each.group === "others" || !session.may("coordinate")) return nothing;
    const stop = (event: Event) => {
      event.stopPropagation();
      this.stay();
    };
    switch (act.id) {
      case "acknowledge":
      case "return":
        return html`<cspo-action
          ?primary=${each.group === "now"} @click=${stop} .action=${() => this.run(act, each)}
          >${act.label}</cspo-action>`;
      case "answer":
      case "event":
        return html`<a class="button" @click=${stop} href=${href("conjunctions", [each.item.event], { part: "talk" })}>${act.label}</a>`;
      default:
        return nothing;
    }
  }

  private run(act: Act, { item, line }: Placed): Promise<unknown> {
    const event = line?.event ?? item.event;
    const office = officeOf(this.office);
    if (act.id === "called") return gotThrough(item.records[0] ?? "");
    if (act.id === "return") return takeBack(event, "taken back by the watch", office);
    return acknowledge(event, act.progress ?? "received", office);
  }

  private details(chosen: Placed | undefined) {
    if (!chosen) {
      return this.chosenKey
        ? html`<cspo-empty heading="It is no longer open">It was settled, or is over. The log says how.</cspo-empty>`
        : html`<cspo-empty heading="All quiet">
            What needs you shows here by itself. Choose something from the list to look at it.
          </cspo-empty>`;
    }
    const { item } = chosen;
    if (item.kind === "warning" && item.progress !== "over") {
      return html`<cspo-warning-card
        .placed=${chosen} .nowMs=${clock.nowMs()} .onWatch=${this.office} @done=${this.reload}
      ></cspo-warning-card>`;
    }
    return html`<cspo-item-card
      .item=${item} .nowMs=${clock.nowMs()} .onWatch=${this.office} @done=${this.reload}
    ></cspo-item-card>`;
  }

  private more(page: Page<Item>) {
    if (page.next === null) return nothing;
    return html`<p class="small">
      More is open than the ${page.items.length} most urgent that are listed.
      ${this.limit < MOST
        ? html`<button @click=${() => (this.limit = MOST)}>List up to ${MOST}</button>`
        : html`The <a href=${href("watch", ["brief"])}>brief</a> counts all of it.`}
    </p>`;
  }

  /** What is looked at: what the address names, else an emergency, else what of ours is due first. */
  private chosen(): Placed | undefined {
    const key = this.chosenKey;
    if (key) return this.all.find(({ item }) => item.item === key);
    if (this.narrow) return undefined;
    const ours = ({ group }: Placed) => group === "now" || group === "hand";
    return this.all.find(isGrave) ?? this.all.find(ours);
  }

  private choose(key: string): void {
    patchParams({ item: key || null }, { replace: !this.narrow });
  }

  /** Whoever acts on what is shown goes on with it: nothing more urgent takes its place by itself. */
  private readonly stay = (): void => {
    const shown = this.chosen();
    if (!this.chosenKey && shown) patchParams({ item: shown.item.item });
  };

  private step(by: number): void {
    const shown = this.all.filter(({ group }) => group === "now" || group === "hand");
    const list = shown.length ? shown : this.all;
    const at = list.findIndex(({ item }) => item.item === this.chosen()?.item.item);
    const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
    if (!next) return;
    this.choose(next.item.item);
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("cspo-watch-row")];
    rows.find((row) => row.dataset["item"] === next.item.item)?.scrollIntoView({ block: "nearest" });
  }

  /** The event of what is looked at. */
  private get encounter(): string {
    const chosen = this.chosen();
    return chosen?.line?.event ?? chosen?.item.event ?? "";
  }

  private openEncounter(): void {
    go("conjunctions", [this.encounter]);
  }

  private shelve(): void {
    const { card } = this;
    if (card && "startShelving" in card) card.startShelving();
  }

  private readonly reload = (): void => {
    const again = () => {
      for (const each of [this.items, this.warnings, this.standing]) void each.reload();
    };
    again();
    window.setTimeout(again, AGAIN_MS);
  };
}

function isGrave({ item, group }: Placed): boolean {
  return group === "now" && item.kind === "warning" && item.severity === "emergency";
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-watch-view": WatchView;
  }
}
