import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";

import { bindKeys } from "../app/keys";
import { patchParams } from "../app/router";
import { clock } from "../time/clock";
import "../time/format";
import { base } from "../ui/tokens";
import "../ui/notes";
import { Ticker } from "../watch/ticker";
import "./events-strip";
import "./inject-card";
import type { InjectCard } from "./inject-card";
import "./inject-form";
import type { Inject, WhiteCell } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";
import { afterBegin, elapsed, INJECT_SIGNS, inOrder, tally, whenOf } from "./words";

const NARROW = "(max-width: 860px)";
const NEW = "new";

/** The master scenario events list: all of it on one line, one below the other, and one of them whole. */
@customElement("cspo-exercise-events")
export class ExerciseEvents extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(340px, 6fr) minmax(0, 7fr);
        gap: var(--s5);
        align-items: start;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--s2);
      }
      .head h2 {
        margin: 0;
      }
      ol.bare {
        gap: 3px;
      }
      ol button {
        display: grid;
        grid-template-columns: 6.5rem minmax(0, 1fr) auto;
        align-items: baseline;
        gap: 0 var(--s3);
        width: 100%;
        min-height: 44px;
        padding: var(--s1) var(--s3);
        text-align: start;
        font-weight: 400;
        border-color: var(--line);
        border-inline-start: 5px solid var(--edge);
      }
      ol button.given {
        border-inline-start-color: var(--ok);
      }
      ol button.held {
        border-inline-start-color: var(--warning);
      }
      ol button.failed {
        border-inline-start-color: var(--emergency);
      }
      ol button[aria-current="true"] {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }
      ol .at {
        font-weight: 650;
        font-size: var(--t2);
        white-space: nowrap;
      }
      ol .title {
        font-size: var(--t3);
        font-weight: 600;
      }
      ol .more {
        grid-column: 2 / -1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px var(--s2);
        font-size: var(--t1);
        color: var(--text-2);
      }
      .missed {
        color: var(--emergency);
        font-weight: 600;
      }
      .now {
        display: flex;
        align-items: center;
        gap: var(--s2);
        margin: var(--s1) 0;
        max-width: none;
        font-size: var(--t2);
        font-weight: 650;
        color: var(--focus);
      }
      .now::before,
      .now::after {
        content: "";
        flex: 1;
        border-top: 2px dashed currentColor;
      }
      .detail {
        position: sticky;
        top: var(--s3);
        max-height: calc(100dvh - 130px);
        overflow: auto;
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s4);
        min-width: 0;
      }
      .back {
        margin-bottom: var(--s2);
      }
      @media (max-width: 860px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .detail {
          position: static;
          max-height: none;
        }
        ol button {
          grid-template-columns: 5.5rem minmax(0, 1fr);
        }
        ol .sign {
          grid-column: 2;
        }
        cspo-events-strip {
          display: none; /* the list says the same, and has room */
        }
      }
    `,
  ];

  @property({ attribute: false }) told!: WhiteCell;
  @property({ attribute: false }) nations: readonly string[] = [];
  /** Which one is looked at: its number, or `new`. */
  @property() chosen = "";
  @state() private narrow = window.matchMedia(NARROW).matches;
  @query("cspo-inject-card") private readonly card?: InjectCard;
  private readonly media = window.matchMedia(NARROW);

  constructor() {
    super();
    new Ticker(this);
    bindKeys(this, "Events list", [
      { key: "j", what: "next inject", run: () => this.step(1) },
      { key: "k", what: "inject before", run: () => this.step(-1) },
      { key: "g", what: "to the button that gives it now", run: () => this.card?.press() },
      { key: "i", what: "put something in", run: () => this.choose(NEW) },
      { key: "Esc", what: "back to the list", run: () => this.choose(""), when: () => this.chosen !== "" },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.media.addEventListener("change", this.resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.media.removeEventListener("change", this.resized);
  }

  private readonly resized = () => (this.narrow = this.media.matches);

  override render() {
    const { told } = this;
    const current = this.current();
    const nowS = elapsed(told.clock, clock.nowMs());
    const strip = html`<cspo-events-strip
      .clock=${told.clock} .injects=${told.injects} .truths=${told.truths} .nowS=${nowS} .chosen=${current?.number ?? 0}
      @pick=${(event: CustomEvent<number>) => this.choose(String(event.detail))}
    ></cspo-events-strip>`;
    if (this.narrow && this.chosen) {
      return html`<button class="quiet back" @click=${() => this.choose("")}>← All injects</button>
        <div class="detail">${this.details(current)}</div>`;
    }
    return html`${strip}
      <div class="columns">
        <section aria-label="Master scenario events list">${this.head()}${this.list(current, nowS)}</section>
        ${this.narrow ? nothing : html`<div class="detail" tabindex="-1">${this.details(current)}</div>`}
      </div>`;
  }

  private head() {
    const { injects, clock: told } = this.told;
    const given = injects.filter((each) => each.state === "given").length;
    return html`<div class="head">
      <h2>Injects <span class="quiet-text small">${given} of ${injects.length} given</span></h2>
      ${told.phase === "ended" ? nothing : html`<button @click=${() => this.choose(NEW)} title="i">Put something in…</button>`}
    </div>`;
  }

  private list(current: Inject | undefined, nowS: number) {
    const { injects, clock: told } = this.told;
    if (!injects.length) return html`<cspo-empty heading="No injects">The scenario has none. Put one in by hand.</cspo-empty>`;
    const order = inOrder(injects, Date.parse(told.starts_utc));
    const at = order.findIndex((each) => each.given_utc === null && (each.at_s === null || each.at_s > nowS));
    const split = at < 0 ? order.length : at;
    const rows = (some: readonly Inject[]) => html`<ol class="bare">
      ${repeat(some, ({ number }) => number, (each) => this.row(each, each.number === current?.number))}
    </ol>`;
    return html`${rows(order.slice(0, split))}
      <p class="now">${told.phase === "ended" ? "the end" : "now"}, ${afterBegin(nowS)}</p>
      ${rows(order.slice(split))}`;
  }

  private row(inject: Inject, current: boolean) {
    const { done, of, missed } = tally(inject.expected);
    return html`<li>
      <button class=${inject.state} aria-current=${current ? "true" : "false"} data-inject=${inject.number} @click=${() => this.choose(String(inject.number))}>
        <span class="at">${this.at(inject)}</span>
        <span class="title">${inject.number}. ${inject.title}</span>
        ${sign(INJECT_SIGNS[inject.state])}
        <span class="more">
          ${inject.to.map(nation)}
          ${of && inject.state === "given" ? html`<span>${done} of ${of} expected done</span>` : nothing}
          ${missed ? html`<span class="missed">▲ ${missed} not in time</span>` : nothing}
          ${inject.improvised ? html`<span>put in by hand</span>` : nothing}
          ${inject.when && inject.state === "waiting" ? html`<code>${inject.when}</code>` : nothing}
        </span>
      </button>
    </li>`;
  }

  private at(inject: Inject): string {
    if (!inject.given_utc) return whenOf(inject);
    return afterBegin((Date.parse(inject.given_utc) - Date.parse(this.told.clock.starts_utc)) / 1_000);
  }

  private details(current: Inject | undefined) {
    if (this.chosen === NEW) {
      return html`<cspo-inject-form .nations=${this.nations} @close=${() => this.choose("")}></cspo-inject-form>`;
    }
    if (!current) return html`<cspo-empty heading="Nothing chosen">Choose an inject to look at it.</cspo-empty>`;
    const { number } = current;
    // A card is one inject's: nothing that was begun on it goes over to the next.
    return keyed(number, html`<cspo-inject-card
      .inject=${current} startsUtc=${this.told.clock.starts_utc} ?over=${this.told.clock.phase === "ended"}
      @keep=${() => this.choose(String(number))}
    ></cspo-inject-card>`);
  }

  /** What is looked at: what the address names, else what comes next, else what was given last. */
  private current(): Inject | undefined {
    const { injects, clock: told } = this.told;
    if (this.chosen) return injects.find((each) => String(each.number) === this.chosen);
    if (this.narrow) return undefined;
    const order = inOrder(injects, Date.parse(told.starts_utc));
    return order.filter((each) => each.state === "given").at(-1) ?? order[0];
  }

  private choose(chosen: string): void {
    patchParams({ inject: chosen || null }, { replace: !this.narrow });
  }

  private step(by: number): void {
    const order = inOrder(this.told.injects, Date.parse(this.told.clock.starts_utc));
    const at = order.findIndex((each) => each.number === this.current()?.number);
    const next = order[Math.min(order.length - 1, Math.max(0, at + by))];
    if (!next) return;
    this.choose(String(next.number));
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("ol button")];
    rows.find((row) => row.dataset["inject"] === String(next.number))?.scrollIntoView({ block: "nearest" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-events": ExerciseEvents;
  }
}
