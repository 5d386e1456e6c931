import { LitElement, css, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";

import { get } from "../api/client";
import { type ApiError, asApiError } from "../api/errors";
import { currentRoute, go, patchParams } from "../app/router";
import { kindOf } from "../shells/kinds";
import { number } from "../time/format";
import { marks } from "../ui/mark";
import { base } from "../ui/tokens";
import type { Found, FoundObject } from "./model";

/** Keys come in bursts: the node is asked once for all of them. */
const PAUSE_MS = 150;
const SHOWN = 12;

/** Finds objects by name, number or designator, from anywhere: `/` brings one here. */
@customElement("cspo-search")
export class Search extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
      }
      input {
        width: 100%;
      }
      .list {
        position: absolute;
        z-index: 20;
        top: calc(100% + 2px);
        left: 0;
        min-width: min(26rem, 92vw);
        max-width: 92vw;
        max-height: 70vh;
        overflow: auto;
        margin: 0;
        padding: var(--s1) 0;
        background: var(--surface-2);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        box-shadow: 0 8px 24px #0006;
        font-size: var(--t2);
      }
      @media (max-width: 560px) {
        .list {
          left: auto;
          right: 0;
        }
      }
      [role="option"] {
        display: grid;
        grid-template-columns: 1.2rem 1fr auto;
        gap: 0 var(--s2);
        padding: var(--s1) var(--s3);
        cursor: pointer;
      }
      [role="option"][aria-selected="true"] {
        background: var(--surface-3);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      small {
        grid-column: 2 / -1;
        color: var(--text-2);
        font-size: var(--t1);
      }
      .end {
        color: var(--text-2);
      }
      p {
        margin: 0;
        padding: var(--s2) var(--s3);
        color: var(--text-2);
      }
      .failed {
        color: var(--emergency);
      }
    `,
  ];

  @state() private found: Found | null = null;
  /** What was typed for what is found. */
  private foundFor = "";
  @state() private error: ApiError | null = null;
  @state() private at = -1;
  @state() private open = false;
  @query("input") private readonly input!: HTMLInputElement;
  private wait = 0;
  /** Whether somebody has chosen among what is shown: a late answer does not take that away. */
  private moved = false;
  private turn: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.wait);
    this.turn?.abort();
    marks.show(this, []);
  }

  override focus(options?: FocusOptions): void {
    this.input.focus(options);
    this.input.select();
  }

  override render() {
    const shown = this.open && (this.found !== null || this.error !== null);
    const items = this.found?.items ?? [];
    marks.show(this, shown ? items.map((each) => each.mark) : []);
    return html`<input type="search" role="combobox" placeholder="Search  /" autocomplete="off" spellcheck="false"
        maxlength="80" aria-label="Search objects by name, number or designator" aria-expanded=${shown ? "true" : "false"}
        aria-controls="found" aria-autocomplete="list"
        aria-activedescendant=${shown && this.at >= 0 ? `found-${this.at}` : nothing}
        @input=${this.typed} @keydown=${this.keyed} @focus=${() => (this.open = true)} @blur=${() => (this.open = false)} />
      <div id="found" role="listbox" aria-label="Objects found" class=${shown && items.length ? "list" : "hidden-text"}>
        ${shown ? items.map((each, n) => this.option(each, n)) : nothing}
      </div>
      <div role="status" class=${shown && !items.length ? "list" : "hidden-text"}>${shown ? this.told() : nothing}</div>`;
  }

  private option(each: FoundObject, n: number) {
    const kind = kindOf(each.type);
    return html`<div role="option" id="found-${n}" aria-selected=${n === this.at ? "true" : "false"}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.go(each)} @pointermove=${() => (this.at = n)}>
      <span aria-hidden="true">${kind.shape}</span>
      <strong>${each.name || each.object}</strong>
      <span class="end">${each.owner}</span>
      <small>${[each.object, each.designator, each.type.toLowerCase()].filter(Boolean).join(" · ")}</small>
    </div>`;
  }

  private told() {
    if (this.error) return html`<p class="failed">▲ ${this.error.title}. ${this.error.detail}</p>`;
    const { found } = this;
    if (!found) return nothing;
    if (!found.total) {
      return html`<p>No object that you may see fits. Try a part of its name, its catalogue number, or a designator such as 1998-067A.</p>`;
    }
    return html`${number(found.items.length)} of ${number(found.total)} objects`;
  }

  private typed(): void {
    window.clearTimeout(this.wait);
    this.open = true;
    this.moved = false;
    if (!this.input.value.trim()) {
      this.turn?.abort();
      this.found = this.error = null;
      return;
    }
    this.wait = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const q = this.input.value.trim();
    window.clearTimeout(this.wait);
    this.turn?.abort();
    const turn = new AbortController();
    this.turn = turn;
    if (!q) return;
    try {
      const found = await get<Found>("search", { q, limit: SHOWN }, turn.signal);
      if (turn.signal.aborted) return;
      const chosen = this.moved ? this.found?.items[this.at]?.object : undefined;
      const at = found.items.findIndex((each) => each.object === chosen);
      this.found = found;
      this.foundFor = q;
      this.error = null;
      this.at = at >= 0 ? at : found.items.length ? 0 : -1;
    } catch (error) {
      if (turn.signal.aborted) return;
      this.found = null;
      this.error = asApiError(error);
    }
  }

  private keyed(event: KeyboardEvent): void {
    const items = this.found?.items ?? [];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.open = this.moved = true;
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (items.length) this.at = (this.at + by + items.length) % items.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }),
      );
    } else if (event.key === "Enter") {
      event.preventDefault();
      void this.enter();
    } else if (event.key === "Escape") {
      event.preventDefault(); // the page's own Esc goes back
      event.stopPropagation();
      if (this.input.value) this.clear();
      else this.input.blur();
    }
  }

  /** Whoever types and presses Enter at once means the best answer to all of it. */
  private async enter(): Promise<void> {
    const q = this.input.value.trim();
    if (!q) return;
    if (!this.found || this.foundFor !== q) await this.ask();
    if (this.foundFor !== q) return; // typed on meanwhile, or it could not be asked
    const best = this.found?.items[Math.max(this.at, 0)];
    if (best) this.go(best);
  }

  private clear(): void {
    window.clearTimeout(this.wait);
    this.turn?.abort();
    this.input.value = "";
    this.found = this.error = null;
    this.at = -1;
  }

  /** In the sky it is picked there; from anywhere else its page is opened. */
  private go(each: FoundObject): void {
    this.clear();
    this.input.blur();
    if (currentRoute().view === "sky") patchParams({ object: each.object });
    else go("objects", [each.object]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-search": Search;
  }
}
