import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { asApiError, type ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { instantMs, left, utc } from "../time/format";
import { clock } from "../time/clock";
import { base } from "../ui/tokens";
import "../ui/notes";
import { write } from "./acts";
import { counted, type Tick, ticks, tickText } from "./checklist";
import type { ChecklistItem, Entry, Page } from "./model";

/** The checklist of one warning. A tick is written into the log; `@ticked` when the list is known. */
@customElement("cspo-checklist")
export class Checklist extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      h3 {
        display: flex;
        justify-content: space-between;
        gap: var(--s2);
      }
      h3 span {
        font-weight: 400;
        font-size: var(--t2);
        color: var(--text-2);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: var(--s2);
        align-items: center;
        min-height: var(--target);
        padding: 5px 0;
        border-bottom: 1px solid var(--line);
        cursor: pointer;
      }
      li.done .text {
        color: var(--text-2);
        text-decoration: line-through;
      }
      .by {
        font-size: var(--t1);
        color: var(--text-2);
        white-space: nowrap;
      }
      .past {
        color: var(--emergency);
        font-weight: 650;
      }
    `,
  ];

  @property() event = "";
  @property({ attribute: false }) list: readonly ChecklistItem[] = [];
  /** The warning's record: the entry is about it, and marked as it is. */
  @property() record = "";
  @property() office = "duty officer";
  @state() private busy = "";
  @state() private error: ApiError | undefined;

  private readonly entries = new Resource<Page<Entry>>(
    this,
    () => (this.event ? { path: "watch/log", params: { event: this.event, limit: 1_000 } } : null),
    { kinds: ["log-entry"] },
  );

  /** The list with what the log says of it. */
  get ticks(): Tick[] {
    return ticks(this.list, this.entries.value?.items ?? []);
  }

  override render() {
    const list = this.ticks;
    if (!list.length) return html`<p class="quiet-text">The policy gives no checklist for this.</p>`;
    const may = session.may("watch");
    return html`<h3>Checklist <span>${counted(list)}</span></h3>
      <ul>
        ${list.map((tick) => this.tick(tick, may))}
      </ul>
      ${may ? nothing : html`<p class="small quiet-text">The nation's watch ticks it.</p>`}
      <span role="alert">${this.error ? `▲ ${this.error.title}. ${this.error.detail}` : nothing}</span>`;
  }

  private tick(tick: Tick, may: boolean) {
    const done = tick.entry !== undefined;
    const leftMs = instantMs(tick.byUtc) - clock.nowMs();
    return html`<li class=${done ? "done" : ""}>
      <label>
        <input
          type="checkbox"
          .checked=${done}
          ?disabled=${!may || this.busy === tick.text}
          @change=${() => void this.change(tick)}
        />
        <span class="text">${tick.text}</span>
        <span class="by ${!done && leftMs < 0 ? "past" : ""}" title=${tick.byUtc ? utc(tick.byUtc) : nothing}>
          ${tick.entry
            ? html`${tick.entry.role}, ${utc(tick.entry.at_utc, "min").slice(11)}`
            : tick.byUtc
              ? html`by ${utc(tick.byUtc, "min").slice(11)}, ${left(leftMs)}`
              : nothing}
        </span>
      </label>
    </li>`;
  }

  private async change(tick: Tick): Promise<void> {
    this.busy = tick.text;
    this.error = undefined;
    try {
      const { entry } = tick;
      await write({
        text: tickText(tick.text, !entry), role: this.office, event: this.event,
        ...(entry ? { corrects: entry.corrections.at(-1) ?? entry.entry } : {}),
        ...(this.record ? { records: [this.record] } : {}),
      });
      await this.entries.reload();
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = "";
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-checklist": Checklist;
  }
}
