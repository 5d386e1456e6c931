import { html, nothing } from "lit";

import "../time/format";
import "../ui/mark";
import "../ui/severity";
import type { OpinionView } from "./model";
import { recordLinks } from "./record-links";
import { GRAVITY_SHOWN, likelihoodText } from "./words";

/** What each nation thinks, as a table with its records. */
export function opinionsTable(opinions: readonly OpinionView[]) {
  if (!opinions.length) return html`<p class="quiet-text">Nobody has given an opinion.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Opinions"><table class="opinions">
    <thead><tr><th scope="col">Nation</th><th scope="col">How likely</th><th scope="col">How bad</th><th scope="col">Confidence</th>
      <th scope="col">In its words</th><th scope="col">Made, UTC</th><th scope="col">Signed records</th></tr></thead>
    <tbody>${opinions.map((each) => html`<tr>
      <th scope="row">${each.origin} <cspo-mark mark=${each.mark}></cspo-mark></th>
      <td><strong>${likelihoodText(each.likelihood)}</strong>${each.likelihood.text ? html`<br /><span class="quiet-text">${each.likelihood.text}</span>` : nothing}</td>
      <td><cspo-severity level=${GRAVITY_SHOWN[each.gravity].level} word=${GRAVITY_SHOWN[each.gravity].word}></cspo-severity></td>
      <td>${each.confidence}</td>
      <td>${each.text}</td>
      <td><cspo-time .at=${each.made_utc} grain="min"></cspo-time>${each.standing === "latest" ? nothing : html`<br /><strong>${each.standing}</strong>`}</td>
      <td>${recordLinks(each.records, 4)}</td></tr>`)}</tbody></table></div>`;
}
