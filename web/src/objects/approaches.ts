import { html, nothing } from "lit";

import { href } from "../app/router";
import { kmS, km, probability } from "../time/format";
import "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import type { Approaches } from "./object-data";

type Row = Approaches["items"][number];

/** The next close approaches of one object, as a list of links. */
export function approachList(found: Approaches | undefined, object: string) {
  if (!found) return html`<cspo-loading what="close approaches"></cspo-loading>`;
  if (!found.items.length) {
    return html`<p class="quiet-text">None within what is screened, that you may see.</p>`;
  }
  return html`<ul class="approaches">
      ${found.items.map((row) => {
        const [other, name] = otherOf(row, object);
        return html`<li>
          <a href=${href("conjunctions", [row.event])}><cspo-time .at=${row.tca_utc}></cspo-time></a>
          with <a href=${href("objects", [other])}>${name || other}</a>:
          ${km(row.miss_distance_km)}, ${kmS(row.relative_speed_km_s)}, probability ${probability(row.pc)}
          ${row.severity ? html`<cspo-severity level=${row.severity}></cspo-severity>` : nothing}
          <cspo-mark mark=${row.mark}></cspo-mark>
        </li>`;
      })}
    </ul>
    ${found.next === null ? nothing : html`<a href=${href("conjunctions", [], { object, show: "all" })}>All of them</a>`}`;
}

function otherOf(row: Row, object: string): readonly [string, string] {
  return row.object1 === object ? [row.object2, row.name2] : [row.object1, row.name1];
}
