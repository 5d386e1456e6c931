import { LitElement, css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError } from "../api/errors";
import { base } from "../ui/tokens";
import "../ui/button";
import { improvise } from "./acts";
import { partStyles } from "./styles";

/** Something that the scenario has not, put before the players with the next round. `@close`. */
@customElement("cspo-inject-form")
export class InjectForm extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      h2 {
        font-size: var(--t5);
      }
    `,
  ];

  @property({ attribute: false }) nations: readonly string[] = [];
  @state() private heading = "";
  @state() private words = "";
  @state() private to: ReadonlySet<string> = new Set();

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    return html`<form aria-label="Put something in" @submit=${(event: Event) => event.preventDefault()}>
      <h2>Put something in</h2>
      <p class="quiet-text small">
        It goes to the players with the next round, as a signed record of the exercise. The review says that it was not in the scenario.
      </p>
      <label class="field">What it is
        <input type="text" maxlength="200" required .value=${this.heading}
          @input=${(event: Event) => (this.heading = (event.target as HTMLInputElement).value)} />
      </label>
      <label class="field">What players are told
        <textarea maxlength="4000" .value=${this.words}
          @input=${(event: Event) => (this.words = (event.target as HTMLTextAreaElement).value)}></textarea>
      </label>
      <fieldset>
        <legend>Who learns of it</legend>
        <label><input type="checkbox" .checked=${this.to.size === this.nations.length} @change=${this.all} /> all</label>
        ${this.nations.map(
          (each) => html`<label><input type="checkbox" .checked=${this.to.has(each)} @change=${() => this.toggle(each)} /> ${each}</label>`,
        )}
      </fieldset>
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>Give it to the players</cspo-action>
        <button type="button" class="quiet" @click=${this.close}>Cancel</button>
      </div>
    </form>`;
  }

  private toggle(each: string): void {
    const next = new Set(this.to);
    if (!next.delete(each)) next.add(each);
    this.to = next;
  }

  private all(event: Event): void {
    this.to = new Set((event.target as HTMLInputElement).checked ? this.nations : []);
  }

  private async send(): Promise<unknown> {
    const heading = this.heading.trim();
    if (!heading) {
      this.renderRoot.querySelector("input")?.focus();
      throw new ApiError(400, { title: "Say what it is", detail: "A few words: it is the line in the list." });
    }
    if (!this.to.size) throw new ApiError(400, { title: "Say who learns of it", detail: "One nation or more." });
    const told = await improvise(heading, this.words.trim(), this.nations.filter((each) => this.to.has(each)));
    this.close();
    return told;
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-inject-form": InjectForm;
  }
}
