/**
 * A checklist that the next watch can trust: a tick is an entry of the log, so it says who, when and
 * about which event, is handed over with everything else, and is never changed without a trace.
 */
import type { ChecklistItem, Entry } from "./model";

const DONE = "Checked: ";
const NOT_DONE = "Not done after all: ";

/** One thing to do, and the entry that says it is done. */
export interface Tick {
  readonly text: string;
  readonly byUtc: string | null;
  readonly entry: Entry | undefined;
}

/** The words of the entry that ticks a thing, or takes the tick back. */
export function tickText(text: string, done = true): string {
  return `${done ? DONE : NOT_DONE}${text}`;
}

/**
 * Which of the list the log says is done. `entries` are those about the event, the newest first; a
 * tick that was taken back reads so in its last words, and counts no more.
 */
export function ticks(list: readonly ChecklistItem[], entries: readonly Entry[]): Tick[] {
  return list.map(({ text, by_utc }) => ({
    text,
    byUtc: by_utc ?? null,
    entry: entries.find((entry) => entry.text === tickText(text)),
  }));
}

/** How many are done, in words. */
export function counted(list: readonly Tick[]): string {
  const done = list.filter((tick) => tick.entry).length;
  return `${done} of ${list.length} done`;
}
