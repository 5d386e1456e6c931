import { html } from "lit";

import { href } from "../app/router";

/** Links to signed records, by the first digits of their identities; many are counted. */
export function recordLinks(records: readonly string[], most = 8) {
  const more = records.length - most;
  return html`${records.slice(0, most).map(
    (each) => html`<a href=${href("records", [each])} title="Signed record ${each}"><code>${each.slice(0, 8)}</code></a> `,
  )}${more > 0 ? `and ${more} more` : ""}`;
}
