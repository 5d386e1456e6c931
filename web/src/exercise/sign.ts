import { html } from "lit";

import type { Sign } from "../ui/severity";

/** A state as glyph and word, coloured besides. */
export function sign({ glyph, word, level }: Sign) {
  return html`<span class="sign ${level}"><span aria-hidden="true">${glyph}</span> ${word}</span>`;
}

/** A nation by its trigraph. */
export function nation(trigraph: string) {
  return html`<span class="nation">${trigraph}</span>`;
}
