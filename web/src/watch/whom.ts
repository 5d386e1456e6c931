/** Whom to call about two objects: whose they are, who speaks for them, and what is known of that. */
import type { CallPoint, Contact } from "./model";

/** Whose an object is, as the node tells it. */
export interface Owned {
  readonly object: string;
  readonly owners: readonly {
    readonly name: string;
    readonly party: string;
    readonly source: string;
    readonly confidence: string;
  }[];
}

/** One party to call, and its offices in order. */
export interface Party {
  readonly party: string;
  /** Of which objects it is the owner; empty: a warning names it. */
  readonly of: readonly string[];
  readonly offices: readonly Office[];
  /** Offices of its sponsor, where it has named none. */
  readonly bySponsor: boolean;
}

/** An office: a contact of the directory, or what a warning says. */
export type Office = Pick<Contact, "role" | "phone" | "email"> & Partial<Contact>;

/** Owners that are none of the coalition's: nobody here can call them. */
export interface Outside {
  readonly object: string;
  readonly owner: string;
}

export interface Called {
  readonly parties: readonly Party[];
  readonly outside: readonly Outside[];
}

function sponsorOf(party: string): string {
  return party.split("/")[0] ?? party;
}

/** Parties in the order of the objects, one's own left out; the directory before the warning. */
export function whomToCall(
  owned: readonly Owned[],
  named: readonly CallPoint[],
  directory: readonly Contact[],
  ours: string,
): Called {
  const of = new Map<string, string[]>();
  const outside: Outside[] = [];
  for (const { object, owners } of owned) {
    const known = owners.filter((each) => each.party);
    for (const party of new Set(known.map((each) => each.party))) {
      if (party !== ours) of.set(party, [...(of.get(party) ?? []), object]);
    }
    if (!known.length) outside.push({ object, owner: owners[0]?.name ?? "unknown" });
  }
  for (const { party } of named) if (party !== ours && !of.has(party)) of.set(party, []);
  const parties = [...of].map(([party, objects]) => partyOf(party, objects, named, directory));
  return { parties, outside };
}

function partyOf(
  party: string,
  objects: readonly string[],
  named: readonly CallPoint[],
  directory: readonly Contact[],
): Party {
  const inOrder = (whose: string) =>
    directory.filter((each) => each.party === whose).sort((a, b) => a.order - b.order);
  const own: Office[] = inOrder(party);
  const numbers = new Set(own.map((each) => each.phone || each.email));
  for (const each of named) {
    const number = each.phone ?? each.email ?? "";
    if (each.party !== party || numbers.has(number)) continue;
    own.push({ role: each.role ?? "", phone: each.phone ?? "", email: each.email ?? "" });
  }
  if (own.length) return { party, of: objects, offices: own, bySponsor: false };
  const sponsors = sponsorOf(party) === party ? [] : inOrder(sponsorOf(party));
  return { party, of: objects, offices: sponsors, bySponsor: sponsors.length > 0 };
}

/** Where a mail program writes to, and nothing besides an address; empty where it is none. */
export function mailto(email: string): string {
  const address = email.trim();
  return /^[^\s@]+@[^\s@]+$/.test(address) ? `mailto:${encodeURIComponent(address).replace("%40", "@")}` : "";
}

/** A number that a telephone understands; empty where it is none. */
export function tel(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, "");
  return digits.length >= 3 ? `tel:${digits}` : "";
}
