import { LitElement, css, html, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

import { number } from "../time/format";
import { base, SHAPES } from "../ui/tokens";
import { MODES, type Categories, type Mode } from "./colors";

/** What the points are: a colour and a shape for each category, which can be left out. */
@customElement("cspo-sky-legend")
export class SkyLegend extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        font-size: var(--t2);
      }
      select {
        width: 100%;
        margin: var(--s1) 0 var(--s2);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li label {
        display: grid;
        grid-template-columns: auto 16px 1fr auto;
        align-items: center;
        gap: var(--s2);
        min-height: 28px;
        cursor: pointer;
      }
      li span {
        overflow-wrap: anywhere;
      }
      svg {
        width: 16px;
        height: 16px;
        overflow: visible;
      }
      .out {
        color: var(--text-2);
        text-decoration: line-through;
      }
      small {
        color: var(--text-2);
      }
    `,
  ];

  @property({ attribute: false }) categories: Categories | null = null;
  @property({ attribute: false }) left: ReadonlySet<number> = new Set();
  @property() mode: Mode = "type";

  override render() {
    return html`<label for="mode">Tell objects apart by</label>
      <select id="mode" @change=${this.choose}>
        ${MODES.map(({ id, title }) => html`<option value=${id} ?selected=${id === this.mode}>${title}</option>`)}
      </select>
      <ul aria-label="What is shown">
        ${this.categories?.list.map((each, at) => this.entry(each.title, each.count, each.look, at))}
      </ul>`;
  }

  private entry(title: string, count: number, look: number, at: number) {
    const shown = !this.left.has(at);
    return html`<li>
      <label>
        <input type="checkbox" .checked=${shown} @change=${() => this.toggle(at)} />
        ${glyph(look)}
        <span class=${shown ? "" : "out"}>${title}</span>
        <small>${number(count)}</small>
      </label>
    </li>`;
  }

  private choose(event: Event): void {
    const detail = (event.target as HTMLSelectElement).value as Mode;
    this.dispatchEvent(new CustomEvent<Mode>("mode", { detail }));
  }

  private toggle(at: number): void {
    const detail = new Set(this.left);
    if (!detail.delete(at)) detail.add(at);
    this.dispatchEvent(new CustomEvent<ReadonlySet<number>>("hide", { detail }));
  }
}

/** A category's shape in its colour. */
function glyph(look: number) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<text x="8" y="13" text-anchor="middle" font-size="15" fill=${`var(--cat-${look})`}>${SHAPES[look - 1]}</text>`}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-sky-legend": SkyLegend;
  }
}
