import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { base } from "./tokens";

export type Level = "emergency" | "warning" | "advisory" | "ok" | "unknown";

/** A glyph, a word, and how grave it is: never a colour alone. */
export interface Sign {
  readonly level: Level;
  readonly glyph: string;
  readonly word: string;
}

const GLYPHS: Readonly<Record<Level, string>> = {
  emergency: "▲",
  warning: "◆",
  advisory: "●",
  ok: "✓",
  unknown: "?",
};

/** How grave something is: a glyph and a word, with a colour besides. */
@customElement("cspo-severity")
export class Severity extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        padding: 1px 8px;
        border: 1px solid currentColor;
        border-radius: 99px;
        font-size: var(--t1);
        font-weight: 650;
        white-space: nowrap;
        color: var(--text-2);
      }
      .emergency {
        color: var(--surface);
        background: var(--emergency);
        border-color: var(--emergency);
      }
      .warning {
        color: var(--warning);
        background: var(--warning-bg);
      }
      .advisory {
        color: var(--advisory);
        background: var(--advisory-bg);
      }
      .ok {
        color: var(--ok);
        background: var(--ok-bg);
      }
    `,
  ];

  @property() level: Level = "unknown";
  /** The word, where it is another than the level. */
  @property() word = "";

  override render() {
    const level = this.level in GLYPHS ? this.level : "unknown";
    return html`<span class=${level}
      ><b aria-hidden="true">${GLYPHS[level]}</b>${this.word || this.level}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-severity": Severity;
  }
}
