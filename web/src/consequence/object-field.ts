import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { get } from "../api/client";
import { type ApiError, asApiError } from "../api/errors";
import type { Found, FoundObject } from "../objects/model";
import { kindOf } from "../shells/kinds";
import { base } from "../ui/tokens";

const PAUSE_MS = 200;
const SHOWN = 8;

/** A field that takes an object: by name, number or designator. `@chosen` has it; its `object` is its identity. */
@customElement("cspo-object-field")
export class ObjectField extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
      }
      label {
        display: grid;
        gap: 2px;
        color: var(--text-2);
      }
      input {
        width: 100%;
        color: var(--text);
      }
      [role="listbox"] {
        position: absolute;
        z-index: 15;
        top: 100%;
        left: 0;
        min-width: min(24rem, 90vw);
        max-width: 90vw;
        max-height: 18rem;
        overflow: auto;
        padding: var(--s1) 0;
        background: var(--surface-2);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        font-size: var(--t2);
      }
      [role="option"] {
        padding: var(--s1) var(--s3);
        cursor: pointer;
      }
      [role="option"][aria-selected="true"] {
        background: var(--surface-3);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      small {
        color: var(--text-2);
      }
      p {
        margin: 2px 0 0;
        font-size: var(--t1);
        color: var(--text-2);
      }
      .fault {
        color: var(--emergency);
      }
    `,
  ];

  @property() label = "Object";
  /** The identity that is chosen; empty: none. */
  @property() object = "";
  /** Whether the field is empty again once one is chosen: for lists. */
  @property({ type: Boolean }) collects = false;
  @state() private text = "";
  @state() private name = "";
  @state() private items: readonly FoundObject[] = [];
  @state() private at = -1;
  @state() private open = false;
  @state() private error: ApiError | null = null;
  private wait = 0;
  private turn: AbortController | null = null;
  private named = "";

  override willUpdate(): void {
    if (this.object === this.named) return;
    this.named = this.object;
    this.text = this.object;
    this.name = "";
    if (this.object) void this.lookUp(this.object);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.wait);
    this.turn?.abort();
  }

  override render() {
    const shown = this.open && this.items.length > 0;
    return html`<label>${this.label}
        <input type="text" role="combobox" maxlength="80" autocomplete="off" spellcheck="false" placeholder="name, number or designator"
          aria-expanded=${shown ? "true" : "false"} aria-controls="found" aria-autocomplete="list" aria-describedby="told"
          aria-activedescendant=${shown && this.at >= 0 ? `found-${this.at}` : nothing}
          .value=${this.text} @input=${this.typed} @keydown=${this.keyed} @focus=${() => (this.open = true)} @blur=${this.left} />
      </label>
      <div id="found" role="listbox" aria-label="What fits" ?hidden=${!shown}>
        ${shown ? this.items.map((each, n) => this.option(each, n)) : nothing}
      </div>
      <p id="told" role="status" class=${this.error ? "fault" : ""}>${this.told()}</p>`;
  }

  private option(each: FoundObject, n: number) {
    return html`<div role="option" id="found-${n}" aria-selected=${n === this.at ? "true" : "false"}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.choose(each)}>
      <span aria-hidden="true">${kindOf(each.type).shape}</span> ${each.name || each.object}
      <small>${[each.object, each.designator, each.owner].filter(Boolean).join(" · ")}</small>
    </div>`;
  }

  private told(): string {
    if (this.error) return `▲ ${this.error.title}. ${this.error.detail}`;
    if (this.object) return [this.name, this.object].filter(Boolean).join(" · ");
    return this.text.trim() && !this.items.length && this.open ? "nothing found so far" : "";
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.open = true;
    if (this.object) this.take("", "");
    window.clearTimeout(this.wait);
    this.wait = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const q = this.text.trim();
    window.clearTimeout(this.wait);
    this.turn?.abort();
    const turn = new AbortController();
    this.turn = turn;
    if (!q) {
      this.items = [];
      return;
    }
    try {
      const { items } = await get<Found>("search", { q, limit: SHOWN }, turn.signal);
      if (turn.signal.aborted) return;
      this.items = items;
      this.at = items.length ? 0 : -1;
      this.error = null;
    } catch (error) {
      if (!turn.signal.aborted) this.error = asApiError(error);
    }
  }

  /** The name of what a link has named. */
  private async lookUp(object: string): Promise<void> {
    try {
      const { items } = await get<Found>("search", { q: object.replace(/^norad:/, ""), limit: SHOWN });
      const found = items.find((each) => each.object === object);
      if (!found || this.object !== object) return;
      this.name = found.name;
      this.text = found.name || object;
    } catch {
      // Its identity alone will do.
    }
  }

  private async keyed(event: KeyboardEvent): Promise<void> {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.open = true;
      const { length } = this.items;
      if (length) this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + length) % length;
    } else if (event.key === "Enter" && !this.object && this.text.trim()) {
      event.preventDefault(); // the form is sent when an object is chosen
      if (!this.items.length) await this.ask();
      const best = this.items[Math.max(this.at, 0)];
      if (best) this.choose(best);
    } else if (event.key === "Escape" && this.open && this.items.length) {
      event.preventDefault();
      event.stopPropagation();
      this.open = false;
    }
  }

  private left(): void {
    this.open = false;
    const [best] = this.items;
    if (best && !this.object && this.text.trim() && !this.collects) this.choose(this.items[Math.max(this.at, 0)] ?? best);
  }

  private choose(each: FoundObject): void {
    if (this.collects) {
      this.text = "";
      this.items = [];
      this.dispatchEvent(new CustomEvent("chosen", { detail: each }));
      return;
    }
    this.text = each.name || each.object;
    this.open = false;
    this.items = [];
    this.take(each.object, each.name);
    this.dispatchEvent(new CustomEvent("chosen", { detail: each }));
  }

  private take(object: string, name: string): void {
    this.object = this.named = object;
    this.name = name;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-object-field": ObjectField;
  }
}
