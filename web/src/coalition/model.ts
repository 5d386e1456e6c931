/** Who gives what to whom, as the node tells it, and what of that one cell of the picture shows. */

export interface Keys {
  readonly root: string;
  readonly directory: number;
  readonly good: number;
  readonly revoked: number;
  readonly until_utc: string;
}

export interface Party {
  readonly party: string;
  readonly name: string;
  readonly ours: boolean;
  readonly keys: Keys | null;
}

export interface Flow {
  readonly origin: string;
  readonly recipient: string;
  readonly records: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly last_utc: string;
}

export interface Named {
  readonly origin: string;
  readonly party: string;
  readonly records: number;
  readonly held: number;
}

/** As `GET /api/v1/coalition` answers. */
export interface Coalition {
  readonly nation: string;
  readonly mode: string;
  readonly t_utc: string;
  readonly parties: readonly Party[];
  readonly flows: readonly Flow[];
  readonly named: readonly Named[];
}

export interface Feed {
  readonly partner: string;
  readonly given: number;
  readonly not_signed_for: number;
  readonly oldest_not_signed_for_s: number | null;
  readonly received: number;
  readonly missing: number;
  readonly quarantined: number;
  readonly last_utc: string;
  readonly heard_utc: string;
  readonly alarms: readonly string[];
}

export interface Withheld {
  readonly party: string;
  readonly kind: string;
  readonly rule: string;
  readonly reason: string;
  readonly records: number;
}

/** The part of `GET /api/v1/status` that is of the exchange. */
export interface Status {
  readonly records?: Readonly<Record<string, number>>;
  readonly withheld?: readonly Withheld[];
  readonly feeds?: readonly Feed[];
  readonly reviews_open?: number;
  readonly faults?: Readonly<Record<string, string>>;
}

export interface Alarm {
  readonly key: string;
  readonly alarm: string;
  readonly origin: string;
  readonly text: string;
  readonly raised_utc: string;
}

/**
 * One cell: what a party gave another.
 *
 * `known`: this node gave it or was given it. `named`: the labels of what is here name the other;
 * what really went there nobody tells. `unknown`: nothing of it is here. `self`: the diagonal.
 */
export interface Cell {
  readonly from: string;
  readonly to: string;
  readonly kind: "known" | "named" | "unknown" | "self";
  readonly records: number;
  /** Of how many; for `named`. */
  readonly held: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly lastUtc: string;
}

/** The nation that answers for a party. */
export function sponsorOf(party: string): string {
  return party.split("/")[0] ?? party;
}

/** The nations, in the order of the node's list. */
export function nationsOf(coalition: Coalition): readonly Party[] {
  return coalition.parties.filter((each) => !each.party.includes("/"));
}

/** The cell from one nation to another; what its organizations gave and got counts with it. */
export function cellOf(coalition: Coalition, from: string, to: string): Cell {
  const common = { from, to, kinds: {}, lastUtc: "", held: 0, records: 0 };
  if (from === to) return { ...common, kind: "self" };
  if (from === coalition.nation || to === coalition.nation) {
    const flows = coalition.flows.filter(
      (each) => sponsorOf(each.origin) === from && sponsorOf(each.recipient) === to,
    );
    return { ...common, kind: "known", ...summed(flows) };
  }
  const named = coalition.named.find((each) => each.origin === from && each.party === to);
  if (!named?.held) return { ...common, kind: "unknown" };
  return { ...common, kind: "named", records: named.records, held: named.held };
}

function summed(flows: readonly Flow[]) {
  const kinds: Record<string, number> = {};
  for (const flow of flows) {
    for (const [kind, count] of Object.entries(flow.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
  }
  return {
    records: flows.reduce((sum, flow) => sum + flow.records, 0),
    kinds,
    lastUtc: flows.map((flow) => flow.last_utc).sort().at(-1) ?? "",
  };
}

/** A count in three or four characters: `942`, `12.3k`, `1.2M`. */
export function short(count: number): string {
  if (count < 1_000) return String(count);
  const [value, unit] = count < 999_500 ? [count / 1_000, "k"] : [count / 1_000_000, "M"];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** How much of a bar's width a count takes, 0 to 1: by its order of magnitude, as counts range far. */
export function weight(count: number, most: number): number {
  if (count <= 0) return 0;
  return Math.log10(1 + count) / Math.log10(1 + Math.max(count, most));
}

/** The name of a nation, as the node has it. */
export function nameOf(coalition: Coalition, party: string): string {
  return coalition.parties.find((each) => each.party === party)?.name ?? party;
}

/** The name of a nation within a sentence: «the United States». */
export function spokenName(coalition: Coalition, party: string): string {
  const name = nameOf(coalition, party);
  return name.startsWith("United ") ? `the ${name}` : name;
}

/** A sentence begins with a capital. */
export function begun(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a cell says, in a sentence. */
export function sentence(coalition: Coalition, cell: Cell): string {
  return begun(said(coalition, cell));
}

function said(coalition: Coalition, cell: Cell): string {
  const [from = "", to = "", us = ""] = [cell.from, cell.to, coalition.nation].map((each) =>
    spokenName(coalition, each),
  );
  const count = `${cell.records.toLocaleString("en")} ${cell.records === 1 ? "record" : "records"}`;
  switch (cell.kind) {
    case "self":
      return `${from} itself.`;
    case "known":
      return cell.records ? `${from} gave ${to} ${count}.` : `${from} gave ${to} nothing.`;
    case "named":
      return `${cell.records.toLocaleString("en")} of ${cell.held.toLocaleString("en")} records of ${from} that ${us} holds name ${to}, which may have them.`;
    case "unknown":
      return `${us} holds nothing of ${from}, and can't know what it gives ${to}.`;
  }
}

export type Standing = "ok" | "behind" | "incomplete" | "silent" | "alarm";

export interface Judged {
  readonly standing: Standing;
  /** In words, with numbers. */
  readonly why: string;
}

/** An entry that waits so long for its receipt means that its recipient is behind, s. */
export const BEHIND_S = 600;

/** How it stands with the feeds of one partner: the worst that is true. */
export function judge(feed: Feed): Judged {
  if (feed.alarms.length) return { standing: "alarm", why: feed.alarms.join("; ") };
  if (feed.missing || feed.quarantined) {
    const parts = [
      feed.missing ? `${feed.missing} entries have not come` : "",
      feed.quarantined ? `${feed.quarantined} were refused` : "",
    ];
    return { standing: "incomplete", why: parts.filter(Boolean).join(", ") };
  }
  if ((feed.oldest_not_signed_for_s ?? 0) > BEHIND_S) {
    return { standing: "behind", why: `${feed.not_signed_for} entries wait for a receipt` };
  }
  if (!feed.heard_utc && !feed.last_utc) {
    return { standing: "silent", why: "nothing has been heard of it yet" };
  }
  return { standing: "ok", why: "complete and signed for" };
}

/** How often something was withheld, by party. */
export function withheldFrom(withheld: readonly Withheld[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const each of withheld) found.set(each.party, (found.get(each.party) ?? 0) + each.records);
  return found;
}

/** A thumbprint as it is read out over the telephone: groups of four. */
export function spoken(thumbprint: string): string {
  return thumbprint.replace(/(.{4})(?=.)/g, "$1 ");
}
