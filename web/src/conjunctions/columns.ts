/** The columns of the table of close approaches. */
import { html, nothing } from "lit";

import { href } from "../app/router";
import { clock } from "../time/clock";
import { instantMs, left, probability, utc } from "../time/format";
import type { Column } from "../ui/table";
import { called, type EncounterLine } from "./model";
import { advice, flag, holds, level, method, stage } from "./words";

const KM_DIGITS = 3;
const DAY_S = 86_400;

function objects(line: EncounterLine): string {
  return [[line.name1, line.object1], [line.name2, line.object2]]
    .map(([name, object]) => (name ? `${name} (${object})` : object))
    .join(" and ");
}

/** Owners, each once. */
export function owners(line: EncounterLine): string {
  return [...new Set([line.owner1, line.owner2].map((each) => each || "unknown"))].join(", ");
}

/** Who was told, and who has answered. */
export function told(line: EncounterLine): string {
  return line.told
    .map((party) => (line.acknowledged.includes(party) ? `${party} ✓` : party))
    .join(", ");
}

/** Where the conversation stands, and whose turn it is. */
export function talk(line: EncounterLine): string {
  if (!line.stage) return "";
  return line.turn ? `${stage(line.stage)}; ${line.turn} next` : stage(line.stage);
}

/** How long until closest approach, ms, by the node's clock as it is now. */
export function leftMs(line: EncounterLine): number {
  return instantMs(line.tca_utc) - clock.nowMs();
}

function held(line: EncounterLine): string {
  return holds(line.assumptions_hold, []).words;
}

const HELD = "Whether the assumptions of the method hold";

/** The columns; what needs somebody, what it is about and who was told stand in front. */
export const COLUMNS: readonly Column<EncounterLine>[] = [
  {
    id: "warned", title: "Warned", text: (line) => line.severity,
    cell: (line) => {
      const grave = level(line.severity);
      if (!grave) return html`<span class="quiet-text">–</span>`;
      const aside = line.warning_state === "open" ? "" : ` (${line.warning_state})`;
      return html`<cspo-severity .level=${grave} .word=${`${line.severity}${aside}`}></cspo-severity>`;
    },
  },
  {
    id: "objects", title: "Objects", text: objects, sort: objects,
    cell: (line) => html`<a href=${href("conjunctions", [line.event])} title=${`${line.object1} and ${line.object2}`}
      >${called(line.name1, line.object1)} <span class="quiet-text">×</span> ${called(line.name2, line.object2)}</a>`,
  },
  {
    id: "tca", title: "Closest approach", unit: "UTC", text: (line) => utc(line.tca_utc), sort: (line) => line.tca_utc,
    cell: (line) => html`<cspo-time .at=${line.tca_utc}></cspo-time>`,
  },
  { id: "left", title: "Time left", text: (line) => left(leftMs(line)), align: "end" },
  {
    id: "miss", title: "Miss", unit: "km", align: "end", sort: (line) => line.miss_distance_km,
    text: (line) => line.miss_distance_km.toFixed(KM_DIGITS),
  },
  {
    id: "pc", title: "Pc", align: "end", sort: (line) => line.pc ?? NaN,
    text: (line) => (line.pc === null ? "" : line.pc.toExponential(2)),
    cell: (line) =>
      line.pc === null
        ? html`<span class="quiet-text" title="No probability may be reported">
            none${line.max_pc === null ? nothing : html`, ≤ ${probability(line.max_pc)}`}</span>`
        : html`<strong>${probability(line.pc)}</strong>`,
  },
  {
    id: "method", title: "Holds", text: (line) => `${method(line.pc_method)}: ${held(line)}`,
    cell: (line) => {
      const { glyph, words } = holds(line.assumptions_hold, []);
      const told = [HELD, words, ...line.flags.map(flag)].join("; ");
      return html`<span title=${told}>${glyph} ${line.pc === null ? words : (method(line.pc_method).split(",")[0] ?? "")}</span>`;
    },
  },
  {
    id: "speed", title: "Speed", unit: "km/s", align: "end", sort: (line) => line.relative_speed_km_s ?? NaN,
    text: (line) => line.relative_speed_km_s?.toFixed(2) ?? "",
  },
  { id: "owners", title: "Owners", text: owners, sort: owners },
  { id: "told", title: "Told (✓ answered)", text: told, sort: told },
  { id: "talk", title: "Coordination", text: talk, sort: talk },
  { id: "advice", title: "Calls for", text: (line) => advice(line.advice), sort: (line) => line.advice },
  {
    id: "age", title: "Oldest orbit", unit: "days", align: "end", sort: (line) => line.oldest_age_s ?? NaN,
    text: (line) => (line.oldest_age_s === null ? "" : (line.oldest_age_s / DAY_S).toFixed(1)),
  },
  { id: "sources", title: "Sources", align: "end", text: (line) => String(line.sources), sort: (line) => line.sources },
  { id: "by", title: "Numbers of", text: (line) => line.by },
];
