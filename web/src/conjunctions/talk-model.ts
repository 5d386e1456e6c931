/** A conversation as the node tells it, and who may say what next. */
import { instantMs } from "../time/format";
import type { CallPoint } from "../watch/model";
import type { Encounter, Side, Source } from "./model";

export interface Maneuvering {
  readonly object: string;
  readonly party: string;
  readonly burn_utc?: string | null;
  readonly delta_v_rtn_km_s?: readonly number[] | null;
  readonly miss_distance_km?: number | null;
}

export interface Word {
  readonly record: string;
  readonly origin: string;
  readonly made_utc: string;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly maneuvering?: Maneuvering | null;
    readonly answer_by_utc?: string;
    readonly act_by_utc?: string;
    readonly default?: string;
    readonly reason?: string;
    readonly note?: string;
    readonly rule?: string;
    readonly deed?: string;
    readonly object?: string;
    readonly by_utc?: string;
    readonly number?: number;
  };
}

export interface Offer extends Word {
  readonly proposer: string;
  readonly asked: string;
  readonly stage: string;
  readonly answer: Word | null;
  readonly confirmation: Word | null;
  readonly defaults: readonly Word[];
  readonly promises: readonly Word[];
  readonly acknowledged_by: readonly string[];
}

export interface TalkLine {
  readonly event: string;
  readonly sides: readonly string[];
  readonly proposal: string;
  readonly stage: string;
  readonly turn: string;
  readonly answer_by_utc: string;
  readonly time_left_s: number;
  readonly in_force: string;
  readonly call: boolean;
}

export interface Talk extends TalkLine {
  readonly offers: readonly Offer[];
  readonly contested: readonly string[];
  readonly set_aside: readonly { readonly record: string; readonly reason: string }[];
  readonly contacts: readonly CallPoint[];
}

/** What the rules of right of way say: advice, no more. */
export interface Way {
  readonly class1: string;
  readonly class2: string;
  readonly answer: string;
  readonly keeps_clear: string;
  readonly rule: string;
  readonly clause: string;
  readonly text: string;
  readonly reason: string;
}

/** The record that was made, and what became of it for the other side. */
export interface Said {
  readonly record: string;
  readonly to: string;
  readonly outcome: string;
  readonly rule: string;
  readonly reason: string;
}

export type Act = "commit" | "confirm" | "decline" | "counter" | "take-back";

/** Whether a party speaks for this side: the nation behind an organization may, never the other way. */
export function speaksFor(party: string, side: string): boolean {
  return party === side || (side.includes("/") && side.split("/")[0] === party);
}

/** What one may say to an offer now. */
export function actsOn(offer: Offer, party: string): readonly Act[] {
  const asked = speaksFor(party, offer.asked);
  const mine = !asked && speaksFor(party, offer.proposer);
  if (!asked && !mine) return [];
  switch (offer.stage) {
    case "open":
      return asked ? ["commit", "counter", "decline"] : ["counter", "decline"];
    case "committed":
      return mine ? ["confirm", "counter", "decline"] : ["take-back"];
    case "agreed":
      return ["take-back"];
    default:
      return [];
  }
}

/** What one promises with an offer, or confirms: one's own object, and until when. */
export function ownPart(offer: Offer, view: Encounter, party: string): { object: string; maneuvers: boolean; by_utc: string } {
  const plan = offer.body.maneuvering ?? null;
  const mine = [view.side1, view.side2].find((side) => side.party && speaksFor(party, side.party));
  const maneuvers = plan !== null && speaksFor(party, plan.party);
  const object = maneuvers ? plan.object : (mine?.object ?? other(view, plan?.object));
  return { object, maneuvers, by_utc: maneuvers ? (offer.body.act_by_utc ?? view.tca_utc) : view.tca_utc };
}

function other(view: Encounter, object: string | undefined): string {
  return view.side1.object === object ? view.side2.object : view.side1.object;
}

/** Whom one would talk to: parties of the two objects but one's own. */
export function partners(view: Encounter, party: string): readonly string[] {
  const found = [view.side1, view.side2].map((side: Side) => side.party).filter((each) => each && !speaksFor(party, each));
  return [...new Set(found)];
}

/** Records that a proposal rests on: what is looked at, else what was warned of. */
export function basisOf(view: Encounter, source: Source | undefined): readonly string[] {
  const first = source?.record || view.sources.find((each) => each.record)?.record || view.told[0]?.warning;
  return first ? [first] : [];
}

const MINUTE_MS = 60_000;
/** Nobody's silence binds them in less than ten minutes; the page leaves some more. */
const ANSWER_MS = 30 * MINUTE_MS;

/** When an answer is wanted, and when it must have happened: halfway where there is little time. */
export function deadlines(view: Encounter, nowMs: number, burnUtc?: string): { answer: string; act: string } {
  const tca = instantMs(view.tca_utc);
  const act = burnUtc ? instantMs(burnUtc) : Math.max(nowMs, tca - 60 * MINUTE_MS);
  const answer = Math.min(nowMs + ANSWER_MS, nowMs + Math.max(11 * MINUTE_MS, (act - nowMs) / 2));
  return { answer: iso(answer), act: iso(Math.max(act, answer + MINUTE_MS)) };
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** What is planned, in words. */
export function planWords(plan: Maneuvering | null | undefined): string {
  if (!plan) return "nobody maneuvers";
  const size = plan.delta_v_rtn_km_s ? Math.hypot(...plan.delta_v_rtn_km_s) * 1e5 : null;
  return `${plan.party} maneuvers ${plan.object}${size === null ? "" : ` by ${size.toFixed(1)} cm/s`}`;
}
