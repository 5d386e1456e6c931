import { LitElement, css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { instantMs, left, utc } from "../time/format";
import { clock } from "../time/clock";
import { base } from "../ui/tokens";
import "../ui/button";
import { shelve } from "./acts";

const HOUR_MS = 3_600_000;
const CHOICES_H = [0.5, 1, 2, 4, 8] as const;

/** Hours that may be chosen before the latest, ms; the latest itself is the last of them. */
export function choices(nowMs: number, latestMs: number): number[] {
  const found = CHOICES_H.map((hours) => nowMs + hours * HOUR_MS).filter((ms) => ms < latestMs);
  return latestMs > nowMs ? [...found, latestMs] : [];
}

/** Put a warning aside: until when, and why. What becomes graver comes back by itself. */
@customElement("cspo-shelve-form")
export class ShelveForm extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      form {
        display: grid;
        gap: var(--s2);
      }
      fieldset {
        border: 0;
        padding: 0;
        margin: 0;
      }
      legend {
        font-size: var(--t2);
        font-weight: 600;
        padding: 0;
        margin-bottom: var(--s1);
      }
      input[type="text"] {
        width: 100%;
      }
    `,
  ];

  @property() event = "";
  @property() latestUtc = "";
  @property() office = "duty officer";
  @state() private untilMs = NaN;
  @state() private reason = "";

  /** Whoever opened it goes on here, by keyboard too. */
  protected override firstUpdated(): void {
    this.renderRoot.querySelector("button")?.focus();
  }

  override render() {
    const now = clock.nowMs();
    const found = choices(now, instantMs(this.latestUtc));
    if (!found.length) {
      return html`<p>It can't be put aside any more: the last useful moment is too close.</p>`;
    }
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <fieldset>
        <legend>Put it aside until</legend>
        <div class="row">
          ${found.map(
            (ms, place) => html`<button
              type="button"
              aria-pressed=${this.chosen(found) === place ? "true" : "false"}
              title=${utc(ms)}
              @click=${() => (this.untilMs = ms)}
            >
              ${utc(ms, "min").slice(11)} <span class="quiet-text">${left(ms - now)}</span>
            </button>`,
          )}
        </div>
      </fieldset>
      <label>
        Why (the next watch reads it)
        <input
          type="text"
          name="reason"
          maxlength="200"
          required
          .value=${this.reason}
          @input=${(event: Event) => (this.reason = (event.target as HTMLInputElement).value)}
        />
      </label>
      <div class="row">
        <cspo-action primary .action=${() => this.send(found)}>Put it aside</cspo-action>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event("cancel"))}>
          Cancel
        </button>
      </div>
    </form>`;
  }

  /** Which of them is chosen: the one picked, else the first. */
  private chosen(found: readonly number[]): number {
    const at = found.findIndex((ms) => Math.abs(ms - this.untilMs) < 60_000);
    return Math.max(at, 0);
  }

  private async send(found: readonly number[]): Promise<unknown> {
    const until = found[this.chosen(found)] ?? NaN;
    if (!this.reason.trim()) {
      this.renderRoot.querySelector("input")?.focus();
      throw new ApiError(400, { title: "Say why", detail: "The next watch has to know." });
    }
    return shelve(this.event, until, this.reason.trim(), this.office);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-shelve-form": ShelveForm;
  }
}
