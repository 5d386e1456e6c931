import { html, nothing } from "lit";

import type { PlanView } from "./model";

/** What whoever writes on an edition has to know once another one came. */
export function newerEdition(begun: number, plan: PlanView | undefined) {
  if (!plan || plan.number <= begun) return nothing;
  return html`<p class="fault" role="alert">▲ Edition ${plan.number} was made while you wrote. This would be of edition ${begun}, and the node refuses it: cancel, and read what stands now.</p>`;
}
