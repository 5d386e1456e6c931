/** The tables of the coalition's view: how feeds stand, what was withheld, whose keys are believed. */
import { html } from "lit";

import { clock } from "../time/clock";
import { UNKNOWN, age, instantMs, left, utc } from "../time/format";
import "../time/format";
import type { Level } from "../ui/severity";
import "../ui/severity";
import type { Column } from "../ui/table";
import { type Feed, type Party, type Standing, type Withheld, judge, spoken } from "./model";

const LEVELS: Readonly<Record<Standing, Level>> = {
  ok: "ok", behind: "advisory", incomplete: "warning", silent: "unknown", alarm: "emergency",
};

/** How long ago by the node's clock, in words. */
function ago(at: string): string {
  return at ? left(Math.min(0, instantMs(at) - clock.nowMs())) : "never";
}

function when(at: string) {
  return at ? html`<span title=${utc(at)}>${ago(at)}</span>` : html`<span class="quiet-text">never</span>`;
}

const count = (value: number) => value.toLocaleString("en");

export const FEEDS: readonly Column<Feed>[] = [
  { id: "partner", title: "Partner", text: (row) => row.partner, sort: (row) => row.partner },
  {
    id: "standing", title: "How it stands", text: (row) => `${judge(row).standing}: ${judge(row).why}`,
    sort: (row) => ["alarm", "incomplete", "behind", "silent", "ok"].indexOf(judge(row).standing),
    cell: (row) => {
      const { standing, why } = judge(row);
      return html`<cspo-severity level=${LEVELS[standing]} word=${standing}></cspo-severity> ${why}`;
    },
  },
  { id: "received", title: "Came", unit: "entries", align: "end", text: (row) => count(row.received), sort: (row) => row.received },
  {
    id: "last", title: "Last came", text: (row) => (row.last_utc ? utc(row.last_utc) : ""), sort: (row) => row.last_utc,
    cell: (row) => when(row.last_utc),
  },
  { id: "missing", title: "Missing", unit: "entries", align: "end", text: (row) => count(row.missing), sort: (row) => row.missing },
  { id: "refused", title: "Refused", unit: "entries", align: "end", text: (row) => count(row.quarantined), sort: (row) => row.quarantined },
  { id: "given", title: "Given", unit: "entries", align: "end", text: (row) => count(row.given), sort: (row) => row.given },
  {
    id: "waiting", title: "Not signed for", unit: "entries", align: "end",
    text: (row) => count(row.not_signed_for), sort: (row) => row.not_signed_for,
  },
  {
    id: "lag", title: "Oldest of them", align: "end",
    text: (row) => (row.oldest_not_signed_for_s === null ? "" : age(row.oldest_not_signed_for_s)),
    sort: (row) => row.oldest_not_signed_for_s ?? -1,
    cell: (row) => html`${row.oldest_not_signed_for_s === null ? "—" : age(row.oldest_not_signed_for_s)}`,
  },
  {
    id: "heard", title: "Last checkpoint", text: (row) => (row.heard_utc ? utc(row.heard_utc) : ""), sort: (row) => row.heard_utc,
    cell: (row) => when(row.heard_utc),
  },
];

export const WITHHELD: readonly Column<Withheld>[] = [
  { id: "party", title: "From whom", text: (row) => row.party, sort: (row) => row.party },
  { id: "kind", title: "Kind", text: (row) => row.kind, sort: (row) => row.kind },
  { id: "records", title: "Records", align: "end", text: (row) => count(row.records), sort: (row) => row.records },
  { id: "rule", title: "By rule", text: (row) => row.rule, sort: (row) => row.rule },
  { id: "reason", title: "Because", text: (row) => row.reason, sort: (row) => row.reason },
];

export const KEYS: readonly Column<Party>[] = [
  { id: "party", title: "Nation", text: (row) => `${row.name} (${row.party})`, sort: (row) => row.name },
  {
    id: "root", title: "Root key’s thumbprint, to compare by voice",
    text: (row) => row.keys?.root ?? "not pinned",
    cell: (row) =>
      row.keys
        ? html`<code>${spoken(row.keys.root)}</code>`
        : html`<cspo-severity level="unknown" word="not pinned"></cspo-severity> nothing that it signs is believed`,
  },
  {
    id: "directory", title: "Directory", align: "end", text: (row) => (row.keys ? String(row.keys.directory) : ""),
    sort: (row) => row.keys?.directory ?? -1,
  },
  {
    id: "good", title: "Good keys", align: "end", text: (row) => (row.keys ? String(row.keys.good) : ""),
    sort: (row) => row.keys?.good ?? -1,
    cell: (row) => html`${row.keys ? (row.keys.good ? row.keys.good : html`▲ none`) : "—"}`,
  },
  {
    id: "revoked", title: "Revoked", align: "end", text: (row) => (row.keys ? String(row.keys.revoked) : ""),
    sort: (row) => row.keys?.revoked ?? -1,
  },
  {
    id: "until", title: "Good until", unit: "UTC", text: (row) => (row.keys?.until_utc ? utc(row.keys.until_utc, "day") : UNKNOWN),
    sort: (row) => row.keys?.until_utc ?? "",
  },
];
