import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { ApiError } from "../api/errors";
import { bindKeys } from "../app/keys";
import { href } from "../app/router";
import { clock } from "../time/clock";
import { instantMs, left } from "../time/format";
import "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import "../ui/mark";
import "../ui/notes";
import { Ticker } from "../watch/ticker";
import { reply } from "./acts";
import type { Ask, Deed, Message, Player } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";
import type { Sign } from "../ui/severity";

const OFFICE = "duty officer";

/** What is asked of us, and what we have done. Of what is to come it knows nothing. */
@customElement("cspo-exercise-player")
export class ExercisePlayer extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 8fr) minmax(0, 5fr);
        gap: var(--s5);
        align-items: start;
      }
      article {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-inline-start: 5px solid var(--edge);
        border-radius: var(--radius);
        padding: var(--s3) var(--s4);
      }
      article.new {
        border-inline-start-color: var(--warning);
        border-color: var(--warning);
        background: var(--warning-bg);
      }
      article h3 {
        font-size: var(--t4);
        margin: var(--s1) 0;
        overflow-wrap: anywhere;
      }
      article .head {
        justify-content: space-between;
        font-size: var(--t2);
        color: var(--text-2);
      }
      article .said {
        font-size: var(--t3);
        max-width: 75ch;
      }
      article form,
      .word form {
        margin-top: var(--s3);
        gap: var(--s2);
      }
      article ul.bare {
        margin-top: var(--s2);
        gap: var(--s1);
      }
      article li {
        font-size: var(--t2);
        border-top: 1px solid var(--line);
        padding-top: var(--s1);
      }
      .deeds li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--s3);
        font-size: var(--t2);
        padding-bottom: var(--s2);
        border-bottom: 1px solid var(--line);
      }
      .deeds cspo-time {
        color: var(--text-2);
        white-space: nowrap;
      }
      .deeds .more {
        grid-column: 2;
        font-size: var(--t1);
        color: var(--text-2);
      }
      .summary {
        font-size: var(--t4);
        margin-bottom: var(--s3);
      }
      .summary.calm strong {
        color: var(--ok);
      }
      @media (max-width: 860px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) told!: Player;
  @property({ type: Boolean }) over = false;
  /** Whether one looks on as the white cell: it does not answer for players. */
  @property({ type: Boolean }) looksOn = false;
  @state() private drafts: ReadonlyMap<number, string> = new Map();

  constructor() {
    super();
    new Ticker(this);
    bindKeys(this, "Player", [
      { key: "j", what: "next that is asked", run: () => this.step(1) },
      { key: "k", what: "the one before", run: () => this.step(-1) },
      { key: "a", what: "to the answer of what is newest", run: () => this.renderRoot.querySelector<HTMLElement>("article textarea")?.focus() },
    ]);
  }

  override render() {
    const { asks, deeds, messages } = this.told;
    return html`<div class="columns">
      <section aria-labelledby="asked">
        <h2 id="asked">What is asked of us</h2>
        ${this.summary()}
        ${asks.length ? html`<ol class="bare">${repeat(asks, ({ inject }) => inject, (each) => html`<li>${this.ask(each)}</li>`)}</ol>` : nothing}
      </section>
      <div>
        <section class="word" aria-labelledby="word">
          <h2 id="word">With the white cell</h2>
          ${messages.length ? html`<ul class="bare">${messages.map((each) => this.message(each))}</ul>` : nothing}
          ${messages.length || this.answers ? nothing : html`<p class="quiet-text">Nothing was said.</p>`}
          ${this.answers ? this.form(0, "A word to the white cell", "Send it") : nothing}
        </section>
        <section class="deeds" aria-labelledby="done">
          <h2 id="done">What we have done</h2>
          ${deeds.length
            ? html`<ol class="bare">${deeds.map((each) => this.deed(each))}</ol>`
            : html`<p class="quiet-text">Nothing yet. What you do in the picture (acknowledge, propose, release, write down) shows here by itself.</p>`}
          ${this.told.deeds_more ? html`<p class="small quiet-text">${this.told.deeds_more.toLocaleString("en")} older ones are in the <a href=${href("watch", ["log"])}>log and the records</a>.</p>` : nothing}
        </section>
      </div>
    </div>`;
  }

  private get answers(): boolean {
    return !this.over && !this.looksOn;
  }

  private summary() {
    const unread = this.told.asks.filter((each) => each.read_utc === null).length;
    if (this.over) return html`<p class="summary">The exercise has ended. Nothing more is asked.</p>`;
    if (unread) {
      return html`<p class="summary"><strong>${unread === 1 ? "One thing waits" : `${unread} things wait`} for you.</strong> Act in the picture as you would on duty; say here that you have it.</p>`;
    }
    return html`<p class="summary calm"><strong><span aria-hidden="true">✓</span> You have read all that came.</strong> The <a href=${href("watch")}>watch</a> goes on as on any day.</p>`;
  }

  private ask(each: Ask) {
    const unread = each.read_utc === null;
    return html`<article class=${unread && !this.over ? "new" : ""} aria-label="Inject ${each.inject}" tabindex="-1">
      <div class="row head">
        <span class="row">${sign(this.standing(unread))}
          ${each.from_cell ? html`from ${each.from_cell}` : nothing} ${each.marks.map((mark) => html`<cspo-mark .mark=${mark}></cspo-mark>`)}</span>
        <span><cspo-time .at=${each.given_utc}></cspo-time>, ${left(Math.min(0, instantMs(each.given_utc) - clock.nowMs()))}</span>
      </div>
      <h3>${each.title}</h3>
      <p class="words said">${each.text}</p>
      <p class="small quiet-text">
        ${each.read_utc ? html`Read <cspo-time .at=${each.read_utc}></cspo-time>${each.read_by ? ` by the ${each.read_by}` : ""}. ` : nothing}
        ${each.record ? html`<a href=${href("records", [each.record])}>record ${each.record.slice(0, 8)}</a>` : nothing}
      </p>
      ${each.messages.length ? html`<ul class="bare">${each.messages.map((one) => this.message(one))}</ul>` : nothing}
      ${this.answers ? this.form(each.inject, "Answer, if there is something to say", unread ? "We have it" : "Send it", unread) : nothing}
    </article>`;
  }

  private standing(unread: boolean): Sign {
    if (!unread) return { glyph: "✓", word: "read", level: "ok" };
    return this.over ? { glyph: "○", word: "nobody said that it was read", level: "unknown" } : { glyph: "◆", word: "new", level: "warning" };
  }

  private form(inject: number, label: string, act: string, primary = false) {
    return html`<form aria-label=${inject ? `Answer to inject ${inject}` : "To the white cell"} @submit=${(event: Event) => event.preventDefault()}>
      <label class="field">${label}
        <textarea maxlength="8000" rows="2" .value=${this.drafts.get(inject) ?? ""}
          @input=${(event: Event) => this.draft(inject, (event.target as HTMLTextAreaElement).value)}></textarea>
      </label>
      <div class="row"><cspo-action ?primary=${primary} .action=${() => this.send(inject, primary)}>${act}</cspo-action></div>
    </form>`;
  }

  private message(each: Message) {
    return html`<li><span class="small quiet-text"><cspo-time .at=${each.world_utc}></cspo-time>
        ${each.nation ? html`${nation(each.nation)} ${each.who}` : "white cell"}</span>
      <p class="words">${each.text}</p></li>`;
  }

  private deed(each: Deed) {
    return html`<li>
      <cspo-time .at=${each.world_utc} grain="min"></cspo-time>
      <span>${each.text}</span>
      <span class="more">${each.office ? `${each.office}; ` : nothing}${each.record
          ? html`<a href=${href("records", [each.record])}>${each.kind} ${each.record.slice(0, 8)}</a>`
          : each.kind}${each.to.length ? html`; to ${each.to.join(", ")}` : "; ours alone"}${each.inject === null ? nothing : `; to inject ${each.inject}`}</span>
    </li>`;
  }

  private draft(inject: number, words: string): void {
    this.drafts = new Map(this.drafts).set(inject, words);
  }

  private async send(inject: number, alone: boolean): Promise<unknown> {
    const words = (this.drafts.get(inject) ?? "").trim();
    if (!words && !alone) throw new ApiError(400, { title: "Write something", detail: "There is nothing to send yet." });
    // That it was read is a record of its own: what is measured is that, and not what was said besides.
    if (alone) await reply(inject, "", OFFICE);
    if (words) await reply(inject || null, words, OFFICE);
    this.draft(inject, "");
    return words;
  }

  private step(by: number): void {
    const found = [...this.renderRoot.querySelectorAll<HTMLElement>("article")];
    const root = this.renderRoot as ShadowRoot;
    const at = found.findIndex((each) => each.contains(root.activeElement));
    const next = found[Math.min(found.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-player": ExercisePlayer;
  }
}
