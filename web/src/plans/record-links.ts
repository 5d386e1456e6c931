import { css, html } from "lit";

import { href } from "../app/router";

/** Links that stand close to each other are large enough for a finger. */
export const recordStyles = css`
  .record {
    display: inline-block;
    min-height: 24px;
    line-height: 24px;
  }
`;

/** Links to signed records, by the first digits of their identities; many are counted. One may name a row of a batch after `#`. */
export function recordLinks(records: readonly string[], most = 8) {
  const more = records.length - most;
  return html`${records.slice(0, most).map(
    (each) => html`<a class="record" href=${href("records", [each.split("#")[0] ?? each])} title="Signed record ${each}"><code>${each.slice(0, 8)}</code></a> `,
  )}${more > 0 ? `and ${more} more` : ""}`;
}
