import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { href } from "../app/router";
import "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import "../ui/notes";
import { note } from "./acts";
import type { Adjudication, Command, Message, WhiteCell } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";
import type { Sign } from "../ui/severity";
import { MEASURE_SIGNS } from "./words";

const RULED: Readonly<Record<string, Sign>> = {
  met: { ...MEASURE_SIGNS.met, word: "counts as done" },
  missed: { ...MEASURE_SIGNS.missed, word: "does not count as done" },
  void: { glyph: "✕", word: "taken out", level: "unknown" },
};
const CARRIED: Readonly<Record<Command["state"], Sign>> = {
  waiting: { glyph: "…", word: "waits", level: "unknown" },
  done: { glyph: "✓", word: "done", level: "ok" },
  refused: { glyph: "▲", word: "refused", level: "emergency" },
};

/** What was said and ruled: words of players, notes and rulings of the white cell, its commands. */
@customElement("cspo-exercise-talk")
export class ExerciseTalk extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--s5);
      }
      li {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s2) var(--s3);
        font-size: var(--t2);
      }
      .head {
        justify-content: space-between;
        color: var(--text-2);
        font-size: var(--t1);
      }
      form {
        margin-bottom: var(--s4);
      }
      table {
        width: 100%;
      }
      td {
        vertical-align: top;
      }
      @media (max-width: 1100px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) told!: WhiteCell;
  @property({ attribute: false }) nations: readonly string[] = [];
  @state() private words = "";
  @state() private to: ReadonlySet<string> = new Set();

  override render() {
    const { adjudications, messages, commands } = this.told;
    return html`<div class="two">
        <section aria-labelledby="said">
          <h2 id="said">With the players</h2>
          ${this.form()}
          ${messages.length
            ? html`<ul class="bare">${messages.map((each) => this.message(each))}</ul>`
            : html`<p class="quiet-text">No player has written yet.</p>`}
        </section>
        <section aria-labelledby="ruled">
          <h2 id="ruled">Rulings and notes</h2>
          ${adjudications.length
            ? html`<ul class="bare">${adjudications.map((each) => this.ruling(each))}</ul>`
            : html`<p class="quiet-text">Nothing was ruled. Rule on an action where it stands, in the events list.</p>`}
        </section>
      </div>
      <section aria-labelledby="orders">
        <h2 id="orders">What the white cell ordered</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="orders">
          <table>
            <thead><tr><th scope="col" class="end">No.</th><th scope="col">By our clock</th><th scope="col">In the exercise’s world</th><th scope="col">By</th><th scope="col">What</th><th scope="col">State</th></tr></thead>
            <tbody>${commands.map(
              (each) => html`<tr>
                <td class="end">${each.number}</td>
                <td><cspo-time .at=${each.wall_utc}></cspo-time></td>
                <td>${each.world_utc ? html`<cspo-time .at=${each.world_utc}></cspo-time>` : html`<span class="quiet-text">next round</span>`}</td>
                <td>${each.who}</td><td>${each.text || each.what}</td><td>${sign(CARRIED[each.state])}</td>
              </tr>`,
            )}</tbody>
          </table>
        </div>
        ${commands.length ? nothing : html`<p class="quiet-text">Nothing yet.</p>`}
      </section>`;
  }

  private form() {
    return html`<form aria-label="A note" @submit=${(event: Event) => event.preventDefault()}>
      <label class="field">A note, or a word to players
        <textarea maxlength="4000" .value=${this.words}
          @input=${(event: Event) => (this.words = (event.target as HTMLTextAreaElement).value)}></textarea>
      </label>
      <fieldset>
        <legend>Who reads it</legend>
        ${this.nations.map(
          (each) => html`<label><input type="checkbox" .checked=${this.to.has(each)} @change=${() => this.toggle(each)} /> ${each}</label>`,
        )}
      </fieldset>
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>${this.to.size ? `Tell ${this.nations.filter((each) => this.to.has(each)).join(", ")}` : "Keep it as a note of ours"}</cspo-action>
      </div>
    </form>`;
  }

  private message(each: Message) {
    return html`<li>
      <div class="row head"><span class="row">${each.nation ? nation(each.nation) : "to the players"} ${each.who}</span><cspo-time .at=${each.world_utc}></cspo-time></div>
      <p class="words">${each.text}</p>
    </li>`;
  }

  private ruling(each: Adjudication) {
    const ruled = RULED[each.verdict];
    return html`<li>
      <div class="row head"><span>${each.who}</span><cspo-time .at=${each.world_utc}></cspo-time></div>
      ${each.inject === null && !ruled
        ? nothing
        : html`<p class="row">${ruled ? sign(ruled) : nothing}
            ${each.inject === null ? nothing : html`<a href=${href("exercise", [], { inject: each.inject })}>inject ${each.inject}${each.expected === null ? "" : `, action ${each.expected}`}</a>`}</p>`}
      <p class="words">${each.text}</p>
    </li>`;
  }

  private toggle(each: string): void {
    const next = new Set(this.to);
    if (!next.delete(each)) next.add(each);
    this.to = next;
  }

  private async send(): Promise<unknown> {
    const words = this.words.trim();
    if (!words) {
      this.renderRoot.querySelector("textarea")?.focus();
      throw new ApiError(400, { title: "Write something", detail: "There is nothing to keep yet." });
    }
    const told = await note(words, this.nations.filter((each) => this.to.has(each)));
    this.words = "";
    return told;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-talk": ExerciseTalk;
  }
}
