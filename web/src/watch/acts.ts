/** What a watch does: every one of these is a signed record, or a line of the node's audit. */
import { enc, post } from "../api/client";
import { session } from "../api/session";
import type { Answer } from "./model";

/** The office under which one acts, never a name. */
export function officeOf(onWatch: string): string {
  if (session.isGuest) return "operator on duty";
  return onWatch || "duty officer";
}

/** Say how far one has come with a warning. */
export function acknowledge(event: string, progress: Answer, role: string): Promise<unknown> {
  return post("warnings/acknowledge", { event, progress, role });
}

/** Put a warning aside until an instant. */
export function shelve(
  event: string,
  untilMs: number,
  reason: string,
  role: string,
): Promise<unknown> {
  return post("warnings/shelve", { event, until_utc: new Date(untilMs).toISOString(), reason, role });
}

/** Take a warning from the shelf. */
export function takeBack(event: string, reason: string, role: string): Promise<unknown> {
  return post("warnings/return", { event, reason, role });
}

/** What to write into the log. */
export interface NewEntry {
  readonly text: string;
  readonly role: string;
  readonly event?: string;
  readonly records?: readonly string[];
  readonly opens?: string;
  readonly due_utc?: string;
  readonly closes?: readonly string[];
  readonly corrects?: string;
}

/** Write into the log. */
export function write(entry: NewEntry): Promise<unknown> {
  return post("watch/log", entry);
}

/** Somebody got through under this number. */
export function gotThrough(contact: string): Promise<unknown> {
  return post("contacts/check", { record: contact });
}

/** Release it. */
export function approve(review: string, reason: string): Promise<unknown> {
  return post(`reviews/${enc(review)}/approve`, { reason });
}

/** Do not release it. */
export function refuse(review: string, reason: string): Promise<unknown> {
  return post(`reviews/${enc(review)}/refuse`, { reason });
}

/** Offer the watch with all that is open. */
export function offer(outgoing: string, incoming: string, note: string): Promise<unknown> {
  return post("watch/handover/offer", { outgoing, incoming, note });
}

/** What came and went between the offer and the acceptance. */
export interface TakenOver {
  readonly record: string;
  readonly opened: readonly string[];
  readonly closed: readonly string[];
}

/** Take the watch over. */
export function accept(office: string): Promise<TakenOver> {
  return post<TakenOver>("watch/handover/accept", { office });
}

/** Return the offer: say what is missing. */
export function giveBack(office: string, note: string): Promise<unknown> {
  return post("watch/handover/return", { office, note });
}
