import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { type Route, patchParams } from "../app/router";
import { world } from "../app/world";
import "../time/format";
import "../ui/notes";
import "../ui/severity";
import "../ui/table";
import type { Column, Table } from "../ui/table";
import { base } from "../ui/tokens";
import "./matrix";
import {
  type Alarm, type Cell, type Coalition, type Feed, type Party, type Status, type Withheld, begun,
  cellOf, judge, nameOf, nationsOf, sentence, spokenName, sponsorOf,
} from "./model";
import { FEEDS, KEYS, WITHHELD } from "./tables";

const EVERY_MS = 5_000;

/** The coalition as one nation can know it: who gives what to whom, and how it stands. */
@customElement("cspo-coalition-view")
export class CoalitionView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--s4);
      }
      .lead {
        color: var(--text-2);
        max-width: 90ch;
      }
      .top {
        display: grid;
        grid-template-columns: minmax(0, max-content) minmax(280px, 1fr);
        gap: var(--s4);
        align-items: start;
      }
      @media (max-width: 1000px) {
        .top {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      aside {
        display: grid;
        gap: var(--s3);
      }
      .alarms {
        list-style: none;
        padding: 0;
        margin: 0 0 var(--s4);
        display: grid;
        gap: var(--s2);
      }
      .alarms li {
        border: 2px solid var(--emergency);
        background: var(--emergency-bg);
        border-radius: var(--radius);
        padding: var(--s2) var(--s3);
        font-size: var(--t2);
      }
      section {
        margin-top: var(--s5);
      }
      section > p {
        color: var(--text-2);
        font-size: var(--t2);
        max-width: 90ch;
      }
      aside table {
        width: 100%;
      }
      aside ul {
        margin: var(--s2) 0 0;
        padding-inline-start: var(--s4);
        font-size: var(--t2);
      }
      .legend {
        display: grid;
        grid-template-columns: 30px 1fr;
        gap: var(--s1) var(--s2);
        margin: 0;
        font-size: var(--t2);
        align-items: center;
      }
      .legend dt {
        display: flex;
        justify-content: center;
      }
      .legend dd {
        margin: 0;
      }
      i {
        display: block;
        width: 26px;
        height: 7px;
        border-radius: 2px;
      }
      .solid {
        background: var(--accent);
      }
      .hollow {
        border: 1.5px solid var(--edge);
      }
      cspo-table {
        max-height: 440px;
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;

  private readonly coalition = new Resource<Coalition>(this, () => this.wanted("coalition"), { everyMs: EVERY_MS });
  private readonly status = new Resource<Status>(this, () => this.wanted("status"), { everyMs: EVERY_MS });
  private readonly alarms = new Resource<{ items: readonly Alarm[] }>(this, () => this.wanted("alarms"), {
    everyMs: EVERY_MS,
  });

  constructor() {
    super();
    bindKeys(this, "Coalition", [
      {
        key: "Esc", what: "no cell chosen", run: () => patchParams({ from: null, to: null }),
        when: () => Boolean(this.route?.params.get("from")),
      },
    ]);
  }

  private get mayKnow(): boolean {
    return session.may("status") && !session.isGuest;
  }

  private wanted(path: string) {
    return this.mayKnow ? { path } : null;
  }

  override render() {
    if (!this.mayKnow) return this.closed();
    const { value, error } = this.coalition;
    if (error && !value) {
      return html`<h1>Coalition</h1>
        <cspo-failed what="The coalition" .error=${error} @retry=${() => void this.coalition.reload()}></cspo-failed>`;
    }
    if (!value) return html`<h1>Coalition</h1><cspo-loading what="the coalition"></cspo-loading>`;
    const [from, to] = [this.route?.params.get("from") ?? "", this.route?.params.get("to") ?? ""];
    return html`<h1>Coalition, as ${spokenName(value, value.nation)} can know it</h1>
      <p class="lead">${this.summary(value)}</p>
      ${this.alarmList()}
      <div class="top">
        <cspo-matrix .coalition=${value} from=${from} to=${to}></cspo-matrix>
        <aside aria-label="What is known of the cell">
          <p class="hidden-text" role="status">
            ${from && to ? `${nameOf(value, from)} to ${nameOf(value, to)}` : "No cell chosen"}
          </p>
          ${from && to && from !== to ? this.detail(value, cellOf(value, from, to)) : this.legend(value)}
        </aside>
      </div>
      ${this.feeds()}${this.withheld(value)}${this.keys(value)}`;
  }

  private closed() {
    return html`<h1>Coalition</h1>
      <cspo-empty heading="Who gives what to whom is the nation’s own">
        ${session.isGuest
          ? html`You speak for ${session.who?.party}, a guest of ${session.who?.nation}. What you were given
              is in <a href="#/records">the records</a>, each with who gave it.`
          : html`It takes the right <code>status</code>, which the watch and release officers have. Whoever
              keeps this node’s table of people can give it to you. <a href="#/records">The records</a> that
              you may see are open to you.`}
      </cspo-empty>`;
  }

  /** The one thing that matters here, in a sentence or two. */
  private summary(coalition: Coalition): string {
    const others = nationsOf(coalition).filter((each) => !each.ours);
    const us = coalition.nation;
    const filled = (cells: readonly Cell[]) => cells.filter((each) => each.records > 0).length;
    const given = others.map((each) => cellOf(coalition, us, each.party));
    const got = others.map((each) => cellOf(coalition, each.party, us));
    const total = (cells: readonly Cell[]) => cells.reduce((sum, each) => sum + each.records, 0).toLocaleString("en");
    const bad = (this.status.value?.feeds ?? []).filter((each) => !["ok", "silent"].includes(judge(each).standing));
    const name = begun(spokenName(coalition, us));
    const feeds = !this.status.value
      ? ""
      : bad.length
        ? ` ${bad.length} of ${others.length} feeds need a look: ${bad.map((each) => each.partner).join(", ")}.`
        : " Every feed is complete, as far as its partner’s checkpoints tell.";
    return `${name} gave ${total(given)} records to ${filled(given)} partners and got ${total(got)} from ${filled(got)}.${feeds}`;
  }

  private alarmList() {
    const found = this.alarms.value?.items ?? [];
    if (!found.length) return nothing;
    return html`<ul class="alarms" role="alert" aria-label="Alarms of the exchange">
      ${found.map(
        (each) => html`<li>
          <cspo-severity level="emergency" word="alarm: ${each.alarm}"></cspo-severity>
          <strong>${each.origin}</strong>: ${each.text} <cspo-time .at=${each.raised_utc}></cspo-time>.
          Call ${each.origin}’s watch by telephone; <code>cspo feed status --evidence</code> writes the proof.
        </li>`,
      )}
    </ul>`;
  }

  private legend(coalition: Coalition) {
    const us = spokenName(coalition, coalition.nation);
    return html`<div class="card">
      <h2>How to read it</h2>
      <dl class="legend">
        <dt><i class="solid"></i></dt><dd>${begun(us)} gave it, or was given it: it is known.</dd>
        <dt><i class="hollow"></i></dt>
        <dd>Between two others nobody tells ${us} anything. The number says how much of what ${us} holds of
          the one names the other in its label.</dd>
        <dt><b>?</b></dt><dd>Nothing of that nation is here.</dd>
      </dl>
      <p class="small quiet-text">Bars go by order of magnitude. Open a cell for kinds, lag and reasons.</p>
    </div>
    ${this.neighbours(coalition, "")}`;
  }

  private detail(coalition: Coalition, cell: Cell) {
    const [from, to] = [nameOf(coalition, cell.from), nameOf(coalition, cell.to)];
    const partner = cell.from === coalition.nation ? cell.to : cell.from;
    const feed = this.status.value?.feeds?.find((each) => each.partner === partner);
    const withheld = (this.status.value?.withheld ?? []).filter((each) => sponsorOf(each.party) === cell.to);
    return html`<div class="card">
        <h2>${from} → ${to}</h2>
        <p>${sentence(coalition, cell)}</p>
        ${cell.kind === "known" ? this.kinds(cell) : nothing}
        ${feed && cell.kind === "known" ? this.lag(coalition, cell, feed) : nothing}
        ${cell.from === coalition.nation && withheld.length
          ? html`<h3>Withheld, and why</h3>
              <ul>${withheld.map((each) => html`<li>${each.records.toLocaleString("en")} × ${each.kind}: ${each.reason} (rule ${each.rule})</li>`)}</ul>`
          : nothing}
        <p class="row"><button @click=${() => patchParams({ from: null, to: null })}>Close</button></p>
      </div>
      ${this.neighbours(coalition, partner)}`;
  }

  private kinds(cell: Cell) {
    const kinds = Object.entries(cell.kinds).sort(([, a], [, b]) => b - a);
    if (!kinds.length) return nothing;
    return html`<table>
      <caption class="hidden-text">Records by kind</caption>
      <thead><tr><th scope="col">Kind</th><th scope="col" class="end">Records</th></tr></thead>
      <tbody>
        ${kinds.map(([kind, count]) => html`<tr><td>${kind}</td><td class="end">${count.toLocaleString("en")}</td></tr>`)}
      </tbody>
    </table>
    <p class="small">Last: <cspo-time .at=${cell.lastUtc}></cspo-time></p>`;
  }

  private lag(coalition: Coalition, cell: Cell, feed: Feed) {
    if (cell.to === coalition.nation) {
      const { standing, why } = judge(feed);
      return html`<p>${standing === "ok" ? "✓" : "▲"} The feed: ${why}.</p>`;
    }
    return feed.not_signed_for
      ? html`<p>○ ${cell.to} has not signed for the last ${feed.not_signed_for.toLocaleString("en")} entries.</p>`
      : html`<p>✓ ${cell.to} has signed for everything.</p>`;
  }

  /** In the box all nations are on this machine: look at the same with another's eyes. */
  private neighbours(coalition: Coalition, partner: string) {
    const near = world.nations.filter((each) => each !== coalition.nation && (!partner || each === partner));
    if (!near.length) return nothing;
    return html`<div class="card">
      <h3>With other eyes</h3>
      <p class="small quiet-text">These nations run on this machine too. Each sees its own picture, and no other.</p>
      <p class="row">
        ${near.map((each) => html`<a class="button" href=${new URL(`/${each}/#/coalition`, location.origin).href}>${nameOf(coalition, each)}</a>`)}
      </p>
    </div>`;
  }

  private feeds() {
    const feeds = this.status.value?.feeds;
    return html`<section aria-labelledby="feeds">
      <h2 id="feeds">How the feeds stand</h2>
      <p>Nothing counts as delivered but what the other side has signed for. Missing is what a partner’s own
        checkpoint names and has not come.</p>
      ${feeds
        ? feeds.length
          ? this.table("feeds", "Feeds with partners", FEEDS, feeds, (row) => (row as Feed).partner)
          : html`<cspo-empty heading="No feed yet">Nothing has been given to anybody, and nothing has come.</cspo-empty>`
        : this.waiting(this.status, "the feeds")}
    </section>`;
  }

  private withheld(coalition: Coalition) {
    const rows = this.status.value?.withheld;
    return html`<section aria-labelledby="withheld">
      <h2 id="withheld">What ${spokenName(coalition, coalition.nation)} withheld, and why</h2>
      <p>Our own side alone: what others withhold from us they don’t tell, and we tell nobody this.</p>
      ${rows
        ? rows.length
          ? this.table("withheld", "Withheld, by rule", WITHHELD, rows, (row) => {
              const each = row as Withheld;
              return [each.party, each.kind, each.rule, each.reason].join("|");
            })
          : html`<cspo-empty heading="Nothing was withheld">Everything that was made went to everybody whom its label names.</cspo-empty>`
        : this.waiting(this.status, "what was withheld")}
    </section>`;
  }

  private keys(coalition: Coalition) {
    return html`<section aria-labelledby="keys">
      <h2 id="keys">Whose word is believed</h2>
      <p>A root key is pinned by hand, after both sides have read its thumbprint to each other.</p>
      ${this.table("keys", "Keys of the nations", KEYS, nationsOf(coalition), (row) => (row as Party).party)}
    </section>`;
  }

  private table(
    name: string, caption: string, columns: readonly Column<unknown>[], rows: readonly unknown[],
    key: (row: unknown) => string,
  ) {
    return html`<cspo-table
      name=${name} caption=${caption} .columns=${columns} .rows=${rows} .key=${key} .picks=${name === "feeds"}
      @pick=${(event: CustomEvent<Feed>) => this.look(event)}
    ></cspo-table>`;
  }

  /** A partner's row: what it gave us, in the picture. */
  private look(event: CustomEvent<Feed>): void {
    const table = event.target as Table;
    if (table.name !== "feeds") return;
    patchParams({ from: sponsorOf(event.detail.partner), to: this.coalition.value?.nation ?? null });
    this.renderRoot.querySelector("h1")?.scrollIntoView({ block: "start" });
  }

  private waiting(resource: Resource<Status>, what: string) {
    return resource.error
      ? html`<cspo-failed what=${what} .error=${resource.error} @retry=${() => void resource.reload()}></cspo-failed>`
      : html`<cspo-loading what=${what}></cspo-loading>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-coalition-view": CoalitionView;
  }
}
