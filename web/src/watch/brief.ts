import { LitElement, css, html } from "lit";
import { customElement, state } from "lit/decorators.js";

import { text } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { stream } from "../api/stream";
import { fileName, save } from "../ui/save";
import { base } from "../ui/tokens";
import "../ui/notes";
import { WATCH_KINDS } from "./model";

const LANGUAGES = [["en", "English"], ["fr", "Français"], ["ja", "日本語"]] as const;
const SOON_MS = 500;

/** One page of all that is open, as the node sets it: to read out, to print, to send. */
@customElement("cspo-watch-brief")
export class WatchBrief extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }
      pre {
        margin: 0;
        padding: var(--s4);
        font-family: var(--mono);
        font-size: var(--t2);
        line-height: 1.5;
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow-x: auto;
        max-width: 84ch;
      }
    `,
  ];

  @state() private language = "en";
  @state() private page = "";
  @state() private error: ApiError | undefined;
  private end: () => void = () => undefined;
  private soon = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.end = stream.on(WATCH_KINDS, () => {
      window.clearTimeout(this.soon);
      this.soon = window.setTimeout(() => void this.load(), SOON_MS);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.soon);
    this.end();
  }

  override render() {
    return html`<div class="row">
        <label for="language">In</label>
          <select
            id="language"
            name="language"
            @change=${(event: Event) => {
              this.language = (event.target as HTMLSelectElement).value;
              void this.load();
            }}
          >
            ${LANGUAGES.map(([code, name]) => html`<option value=${code} ?selected=${code === this.language}>${name}</option>`)}
          </select>
        <button @click=${() => save(this.page, fileName("brief", "txt"), "text/plain;charset=utf-8")}>Save as text</button>
        <button @click=${() => window.print()}>Print</button>
      </div>
      ${this.error
        ? html`<cspo-failed what="The brief" .error=${this.error} @retry=${() => void this.load()}></cspo-failed>`
        : this.page
          ? html`<pre tabindex="0" role="region" aria-label="Brief of the watch" lang=${this.language}>${this.page}</pre>`
          : html`<cspo-loading what="the brief"></cspo-loading>`}`;
  }

  private async load(): Promise<void> {
    try {
      this.page = await text("watch/brief", { language: this.language });
      this.error = undefined;
    } catch (error) {
      this.error = asApiError(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-watch-brief": WatchBrief;
  }
}
