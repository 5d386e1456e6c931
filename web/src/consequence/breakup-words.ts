/** What a break-up's answer says in words. */
import { html } from "lit";

import { duration } from "../time/format";
import { numberTicks, type Tick } from "../ui/axes";
import { chanceText, rounded, share } from "./bands";
import type { DecayView, ServiceLine, WhatView } from "./model";

export const DAY_PER_YEAR = 365.25;
const DAY_MS = 86_400_000;

const MASS_FROM: Readonly<Record<string, string>> = {
  given: "as it was given", record: "of a record", size: "by its size", class: "by its class: nothing better is known",
};

/** What a mass rests on. */
export function massWords(what: WhatView): string {
  return MASS_FROM[what.mass_from] ?? what.mass_from;
}

/** A long time as people say it: `30 d`, `5 years`. */
export function longTime(days: number): string {
  if (!Number.isFinite(days) || days < 2) return duration(days * DAY_MS);
  if (days < 730) return `${Math.round(days)} d`;
  return `${rounded(days / DAY_PER_YEAR, 2)} years`;
}

/** How much stays up, in a sentence. */
export function decayWords(decay: DecayView): string {
  const last = decay.in_orbit.at(-1);
  const until = longTime(decay.until_days);
  if (!last) return "Nothing is known of what stays up.";
  const left = `After ${until}, ${share(last.expected)} of the pieces are still in orbit (${share(last.low)} to ${share(last.high)}).`;
  const { half_days } = decay;
  if (half_days.expected >= decay.until_days) return left;
  return `Half of the pieces are gone after ${longTime(half_days.expected)}. ${left}`;
}

/** Ticks of years from none to the last. */
export function decayTicks(years: readonly number[]): Tick[] {
  return numberTicks(years[0] ?? 0, years.at(-1) ?? 1, 8);
}

/** Services that an event touches, the likeliest first. */
export function touched(services: readonly ServiceLine[]) {
  if (!services.length) {
    return html`<cspo-empty heading="None that the services file names">No satellite of a service that cspo knows of is lost or crossed.</cspo-empty>`;
  }
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Services that are touched"><table>
    <thead><tr><th scope="col">Service</th><th scope="col">Kind</th><th scope="col" class="end">Satellites</th><th scope="col">Who depends on it</th><th scope="col" class="end">Any of them is hit</th></tr></thead>
    <tbody>${services.map((each) => html`<tr>
      <th scope="row">${each.service}</th><td>${each.kind.replaceAll("-", " ")}</td>
      <td class="end" title=${each.satellites.join(", ")}>${each.count} of ${each.of}</td>
      <td>${each.nations.join(", ")}</td><td class="end">${chanceText(each.probability)}</td>
    </tr>`)}</tbody></table></div>`;
}
