/**
 * What needs somebody now, and what the one thing is to do about it. The node says what is open and
 * until when; what stands in front of a person's eyes is decided here, by rules that fit on a page.
 */
import { instantMs, km, left, probability } from "../time/format";
import type { Answer, Grounds, Item, WarningLine } from "./model";

/**
 * `now`: for us, and soon. `hand`: somebody has it. `others`: others are warned, and we see it.
 * `later`: can wait. `aside`: shelved.
 */
export type Group = "now" | "hand" | "others" | "later" | "aside";

export const GROUPS: readonly { readonly id: Group; readonly title: string }[] = [
  { id: "now", title: "Needs you now" },
  { id: "hand", title: "In hand" },
  { id: "others", title: "Others are warned" },
  { id: "later", title: "Can wait" },
  { id: "aside", title: "Put aside" },
];

/** What is due within this is for now, whoever has it, ms. */
export const SHORT_MS = 3_600_000;
/** What the log leaves to be done is for now so long before it is due, ms. */
export const SOON_MS = 4 * 3_600_000;

/** Whose eyes: the nation, or the organization for which one acts. */
export interface Reader {
  readonly nation: string;
  readonly party: string;
}

/** An open thing with what else is known of it, and where it stands. */
export interface Placed {
  readonly item: Item;
  readonly line: WarningLine | undefined;
  readonly group: Group;
}

/** All of it by group, each in the order of the time left, as the node has it. */
export function placed(
  items: readonly Item[],
  lines: readonly WarningLine[],
  reader: Reader,
  nowMs: number,
): Placed[] {
  const byRecord = new Map(lines.map((line) => [line.record, line]));
  const all = items.map((item): Placed => {
    const line = item.records.map((each) => byRecord.get(each)).find((each) => each);
    return { item, line, group: groupOf(item, line, reader, nowMs) };
  });
  return GROUPS.flatMap(({ id }) => all.filter((each) => each.group === id));
}

const ANSWERS: readonly string[] = ["", "received", "acting", "done"];

/**
 * How far the reader's party has come with a warning. What is open says how far the nation has,
 * and hears of it first; what an organization under it has answered, the warning alone says.
 */
export function answerTo(
  item: Item,
  line: WarningLine | undefined,
  reader: Reader,
): "" | Answer {
  const told = line?.acknowledged ?? "";
  if (reader.party !== reader.nation) return told;
  const open = ANSWERS.includes(item.progress) ? (item.progress as Answer) : "";
  return ANSWERS.indexOf(open) > ANSWERS.indexOf(told) ? open : told;
}

/** Where a thing stands before a person. */
export function groupOf(
  item: Item,
  line: WarningLine | undefined,
  reader: Reader,
  nowMs: number,
): Group {
  const leftMs = item.due_utc === null ? Infinity : instantMs(item.due_utc) - nowMs;
  switch (item.kind) {
    case "warning":
      return ofWarning(item, line, reader, leftMs);
    case "proposal":
      if (item.progress !== "asked") return item.progress === "promised" ? "hand" : "now";
      return item.source === reader.party || leftMs < 0 ? "hand" : "now";
    case "commitment":
      if (item.progress === "contested") return "now";
      if (item.progress === "over") return "later";
      return isOurs(item.party, reader) && leftMs < SOON_MS ? "now" : "hand";
    case "review":
    case "alarm":
      return "now";
    case "entry":
      return leftMs < SOON_MS ? "now" : "later";
    case "contact":
      return "later";
  }
}

function ofWarning(
  item: Item,
  line: WarningLine | undefined,
  reader: Reader,
  leftMs: number,
): Group {
  if (item.progress === "shelved") return "aside";
  if (item.progress === "over") return "later";
  if (line && !line.to.some((each) => isOurs(each, reader))) return "others";
  const answer = answerTo(item, line, reader);
  if (answer === "done") return "hand";
  if (answer === "") return item.severity === "routine" ? "later" : "now";
  return leftMs >= 0 && leftMs < SHORT_MS ? "now" : "hand";
}

/** Whether it is the reader's own, or of an organization under the reader's nation. */
function isOurs(party: string, reader: Reader): boolean {
  if (party === reader.party) return true;
  return reader.party === reader.nation && party.startsWith(`${reader.nation}/`);
}

/** The one thing to do. */
export interface Act {
  readonly id:
    | "acknowledge" | "return" | "end" | "answer" | "event" | "review" | "close" | "called";
  readonly label: string;
  /** Of an acknowledgement. */
  readonly progress?: Answer;
}

/** The next step of a thing; null: nothing is left but to wait. */
export function actOf(item: Item, line: WarningLine | undefined, reader: Reader): Act | null {
  switch (item.kind) {
    case "warning":
      return ofWarned(item, line, reader);
    case "proposal":
      return { id: "answer", label: item.progress === "asked" ? "Answer" : "Go to the talk" };
    case "commitment":
      return { id: "event", label: "See what was agreed" };
    case "review":
      return { id: "review", label: "Decide" };
    case "entry":
    case "alarm":
      return { id: "close", label: "Close" };
    case "contact":
      return { id: "called", label: "Got through" };
  }
}

const NEXT: Readonly<Record<"" | Answer, Act | null>> = {
  "": { id: "acknowledge", label: "Acknowledge", progress: "received" },
  received: { id: "acknowledge", label: "We are acting", progress: "acting" },
  acting: { id: "acknowledge", label: "It is done", progress: "done" },
  done: null,
};

function ofWarned(item: Item, line: WarningLine | undefined, reader: Reader): Act | null {
  if (item.progress === "shelved") return { id: "return", label: "Take it back" };
  if (item.progress === "over") return { id: "end", label: "Write how it ended" };
  return NEXT[answerTo(item, line, reader)];
}

/** What a thing is about, in a few words: names where the reader may know them. */
export function titleOf(item: Item): string {
  const names = item.objects.map((each, place) => item.names[place] || each);
  switch (item.kind) {
    case "warning":
      return names.join(" and ") || item.event;
    case "proposal":
      return `Proposal ${item.number} of ${item.source}: ${names.join(" and ") || item.event}`;
    case "commitment":
      return `${item.party || "Nobody"} ${DEEDS[item.word] ?? item.word}: ${names.join(" and ")}`;
    case "review":
      return `Release of a ${item.word} to ${item.party}`;
    case "entry":
      return item.note || item.text;
    case "alarm":
      return `Feed of ${item.party}: ${item.word}`;
    case "contact":
      return `Call ${item.party}, ${item.word}`;
  }
}

const DEEDS: Readonly<Record<string, string>> = {
  maneuver: "maneuvers", hold: "holds its orbit", "share-ephemeris": "shares its ephemeris",
  observe: "observes",
};

const ASKED: Readonly<Record<string, string>> = {
  action: "action is asked for",
  "better-data": "better data is asked for, not a burn",
  watch: "to be watched",
};

const ON: Readonly<Record<Exclude<Grounds, "">, string>> = {
  determined: "on determined orbits",
  elements: "on element sets",
  stale: "on stale orbits",
  unstated: "on orbits not stated",
};

/** Why it is here, in one line: how close and when, how likely, on what, and what is asked for. */
export function whyOf(item: Item, line: WarningLine | undefined, nowMs: number): string {
  if (item.kind !== "warning") return item.kind === "entry" ? "From the log" : item.text;
  const miss = line?.miss_distance_km ?? item.miss_distance_km;
  const pc = line?.pc ?? null;
  const told = [
    miss === null ? "" : `${km(miss)} apart`,
    item.about_utc === null ? "" : left(instantMs(item.about_utc) - nowMs),
  ].filter(Boolean);
  const parts = [
    told.join(" "),
    pc === null ? "" : `probability ${probability(pc)}`,
    line?.grounds ? ON[line.grounds] : "",
  ].filter(Boolean);
  const asked = ASKED[item.asks];
  if (!parts.length) return item.text;
  const said = `${parts.join(", ")}${asked ? `: ${asked}` : ""}.`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** What of it is still ahead: until when, and what that is. */
export interface Due {
  readonly ms: number;
  readonly what: string;
}

/** The next moment that counts, and its name; null: it can wait. */
export function dueOf(item: Item): Due | null {
  if (item.due_utc === null) return null;
  return { ms: instantMs(item.due_utc), what: whatIsDue(item) };
}

function whatIsDue(item: Item): string {
  if (item.kind === "warning") {
    if (item.progress === "shelved") return "comes back";
    if (item.progress === "over") return "leaves the list";
    if (item.progress === "late" || item.due_utc === item.about_utc) return "closest approach";
    return "to act";
  }
  if (item.kind === "proposal") return item.progress === "asked" ? "to answer" : "to act";
  return "due";
}

/** The gravest of them first: emergency, warning, advisory, routine, nothing said. */
export function gravity(item: Item): number {
  return ["", "routine", "advisory", "warning", "emergency"].indexOf(item.severity);
}

/** What a screen reader is told when something has come up; empty: nothing to say. */
export function announcement(before: ReadonlySet<string>, after: readonly Placed[]): string {
  const fresh = after.filter(({ group, item }) => group === "now" && !before.has(item.item));
  const first = fresh[0];
  if (!first) return "";
  const more = fresh.length > 1 ? `, and ${fresh.length - 1} more` : "";
  const grave = first.item.severity ? `${first.item.severity}: ` : "";
  return `New: ${grave}${titleOf(first.item)}${more}.`;
}
