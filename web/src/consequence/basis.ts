/** What a study rests on, and what it does not say. */
import { html, nothing } from "lit";

/** Both as lists. */
export function basisParts(basis: readonly string[], limits: readonly string[]) {
  const list = (words: string, lines: readonly string[]) =>
    lines.length ? html`<section><h2>${words}</h2><ul class="plain">${lines.map((each) => html`<li>${each}</li>`)}</ul></section>` : nothing;
  return html`${list("What it rests on", basis)} ${list("What it does not say", limits)}`;
}
