import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { session } from "../api/session";
import { instantMs, left } from "../time/format";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/button";
import "../ui/notes";
import { accept, giveBack, offer, type TakenOver } from "./acts";
import type { Standing } from "./model";
import { type Placed, titleOf } from "./urgency";

/**
 * The watch changes hands between two people: one offers it with all that is open, the other accepts
 * it or says what is missing. `@done` when something was said.
 */
@customElement("cspo-watch-handover")
export class WatchHandover extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
        max-width: 860px;
      }
      form {
        display: grid;
        gap: var(--s3);
      }
      .two {
        display: grid;
        gap: var(--s3);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
      }
      input,
      textarea {
        width: 100%;
      }
      textarea {
        min-height: 72px;
        resize: vertical;
      }
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s5);
        list-style: none;
        padding: 0;
        margin: 0;
        counter-reset: step;
      }
      .steps li {
        counter-increment: step;
        color: var(--text-2);
        font-size: var(--t2);
      }
      .steps li::before {
        content: counter(step);
        display: inline-grid;
        place-items: center;
        width: 24px;
        height: 24px;
        margin-inline-end: var(--s2);
        border: 1px solid currentColor;
        border-radius: 50%;
      }
      .steps li[aria-current="step"] {
        color: var(--text);
        font-weight: 650;
      }
      .steps li[aria-current="step"]::before {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--accent-text);
      }
      .items {
        margin: 0;
        padding-inline-start: var(--s5);
        display: grid;
        gap: 3px;
        font-size: var(--t2);
      }
      .note {
        white-space: pre-line;
        border-inline-start: 3px solid var(--accent);
        padding-inline-start: var(--s3);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) standing!: Standing;
  /** What is open now, as the list has it. */
  @property({ attribute: false }) open: readonly Placed[] = [];
  @property({ type: Number }) nowMs = 0;
  @state() private outgoing = "";
  @state() private incoming = "";
  @state() private note = "";
  @state() private missing = "";
  @state() private taken: TakenOver | null = null;

  override render() {
    const { standing } = this;
    const offered = standing.offered_to !== "";
    const may = session.may("watch") && !session.isGuest;
    return html`<ol class="steps" aria-label="How a watch changes hands">
        <li aria-current=${offered ? "false" : "step"}>Who has it offers it</li>
        <li aria-current=${offered ? "step" : "false"}>Another person accepts it, or says what is missing</li>
      </ol>
      ${this.state()} ${this.justTaken()}
      ${may
        ? offered
          ? html`${this.answer()}<details>
                <summary>Offer it anew</summary>
                ${this.offer()}
              </details>`
          : this.offer()
        : html`<cspo-empty heading="You may look on">The nation's own watch hands it over.</cspo-empty>`}`;
  }

  private state() {
    const { standing } = this;
    return html`<p>
        ${standing.office
          ? html`<strong>${standing.office}</strong> has the watch since
              <cspo-time .at=${standing.since_utc}></cspo-time>.`
          : standing.offered_to
            ? html`Nobody has had this watch so far.`
            : html`Nobody has accepted this watch yet: whoever is here can offer it.`}
      </p>
      ${standing.returned_because
        ? html`<p role="status">▲ The last offer was returned:</p>
            <p class="note">${standing.returned_because}</p>`
        : nothing}`;
  }

  private justTaken() {
    const { taken } = this;
    if (!taken) return nothing;
    const told = (what: string, list: readonly string[]) =>
      list.length ? html`<li>${what}: ${list.join(" / ")}</li>` : nothing;
    return html`<div class="card" role="status">
      <strong>✓ The watch is yours.</strong>
      ${taken.opened.length || taken.closed.length
        ? html`<ul>
            ${told("Came up since the offer", taken.opened)} ${told("Closed since the offer", taken.closed)}
          </ul>`
        : html` Nothing has changed since the offer.`}
    </div>`;
  }

  private offer() {
    const outgoing = this.outgoing || this.standing.office || "duty officer";
    return html`<form class="card" @submit=${(event: Event) => event.preventDefault()}>
      <h2>Offer the watch</h2>
      <div class="two">
        <label>
          From the office
          <input
            type="text" name="outgoing" maxlength="200" .value=${outgoing}
            ?readonly=${this.standing.office !== ""}
            @input=${(event: Event) => (this.outgoing = (event.target as HTMLInputElement).value)}
          />
        </label>
        <label>
          To the office (never a name)
          <input
            type="text" name="incoming" maxlength="200" placeholder="duty officer, day" .value=${this.incoming}
            @input=${(event: Event) => (this.incoming = (event.target as HTMLInputElement).value)}
          />
        </label>
      </div>
      <label>
        What the list does not say
        <textarea
          name="note" maxlength="4000" .value=${this.note}
          @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <section>
        <h3>Goes with it: ${this.open.length} open</h3>
        ${this.open.length
          ? html`<ol class="items">
              ${this.open.slice(0, 12).map(({ item }) => html`<li>${titleOf(item)} ${this.when(item.due_utc)}</li>`)}
            </ol>`
          : html`<p class="quiet-text">Nothing is open.</p>`}
        ${this.open.length > 12 ? html`<p class="small">and ${this.open.length - 12} more</p>` : nothing}
      </section>
      <cspo-action primary .action=${() => this.send(outgoing)}>Offer it with all that is open</cspo-action>
    </form>`;
  }

  private when(dueUtc: string | null | undefined) {
    return dueUtc
      ? html`<span class="quiet-text">${left(instantMs(dueUtc) - this.nowMs)}</span>`
      : html`<span class="quiet-text">can wait</span>`;
  }

  private answer() {
    const { standing } = this;
    return html`<form class="card" @submit=${(event: Event) => event.preventDefault()}>
      <h2>Offered to ${standing.offered_to} by ${standing.offered_by}</h2>
      ${standing.note ? html`<p class="note">${standing.note}</p>` : nothing}
      <section>
        <h3>In the offer: ${standing.open_items.length} open</h3>
        <ol class="items">
          ${standing.open_items.map((each) => html`<li>${each.text} ${this.when(each.due_utc)}</li>`)}
        </ol>
      </section>
      <div class="row">
        <cspo-action class="accept" primary .action=${() => this.take()}>
          Accept it as ${standing.offered_to}
        </cspo-action>
        <span class="small quiet-text">Another person than who offered it.</span>
      </div>
      <label>
        Or say what is missing
        <input
          type="text" name="missing" maxlength="2000" .value=${this.missing}
          @input=${(event: Event) => (this.missing = (event.target as HTMLInputElement).value)}
        />
      </label>
      <cspo-action class="return" .action=${() => this.giveBack()}>Return it: the watch stays where it is</cspo-action>
    </form>`;
  }

  private async send(outgoing: string): Promise<unknown> {
    if (!this.incoming.trim()) throw new ApiError(400, { title: "Say which office is to take it" });
    const made = await offer(outgoing.trim(), this.incoming.trim(), this.note.trim());
    this.note = "";
    this.taken = null;
    return made;
  }

  private async take(): Promise<unknown> {
    try {
      this.taken = await accept(this.standing.offered_to);
    } catch (error) {
      throw mustBeAnother(error);
    }
    return this.taken;
  }

  private giveBack(): Promise<unknown> {
    const missing = this.missing.trim();
    if (!missing) throw new ApiError(400, { title: "Say what is missing" });
    return giveBack(this.standing.offered_to, missing);
  }
}

/** The commonest mistake, said so that one knows what to do. */
function mustBeAnother(error: unknown): unknown {
  if (!(error instanceof ApiError) || !error.detail.includes("another person")) return error;
  return new ApiError(error.status, {
    title: "You offered it yourself", detail: "A watch is taken over by another person.",
    hint: "Whoever takes it signs in here, on any machine, and accepts.",
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-watch-handover": WatchHandover;
  }
}
