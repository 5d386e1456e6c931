import { LitElement, css, html } from "lit";
import { customElement } from "lit/decorators.js";

import { base } from "../ui/tokens";
import { boundKeys } from "./keys";

/** What the keys do here and now. */
@customElement("cspo-help")
export class HelpDialog extends LitElement {
  static override styles = [
    base,
    css`
      dialog {
        color: var(--text);
        background: var(--surface-2);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        padding: var(--s5);
        max-width: min(46rem, 92vw);
        max-height: 86vh;
      }
      dialog::backdrop {
        background: #000a;
      }
      .groups {
        columns: 2 16rem;
      }
      section {
        break-inside: avoid;
        margin-bottom: var(--s4);
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--s1) var(--s3);
        margin: 0;
        font-size: var(--t2);
      }
      dd {
        margin: 0;
      }
      kbd {
        font: 600 var(--t1) var(--mono);
        border: 1px solid var(--edge);
        border-radius: 3px;
        padding: 1px 6px;
        background: var(--surface);
      }
    `,
  ];

  /** Show it. */
  show(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector("dialog")?.showModal());
  }

  override render() {
    const groups = boundKeys()
      .map(({ title, keys }) => ({ title, keys: keys.filter((key) => key.listed?.() ?? true) }))
      .filter((group) => group.keys.length);
    return html`<dialog aria-labelledby="title">
      <h1 id="title">Keys</h1>
      <div class="groups">
        ${groups.map(
          (group) => html`<section>
            <h2>${group.title}</h2>
            <dl>
              ${group.keys.map((key) => html`<dt><kbd>${key.key}</kbd></dt><dd>${key.what}</dd>`)}
            </dl>
          </section>`,
        )}
      </div>
      <form method="dialog"><button class="primary">Close</button></form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-help": HelpDialog;
  }
}
