/** What the node says of the watch: the shapes of `cspo.node.http.routes.watch` and `warnings`. */

import type { LabelFields } from "../ui/mark";

export type Kind =
  | "warning" | "proposal" | "commitment" | "review" | "entry" | "alarm" | "contact";

export type Progress =
  | "new" | "received" | "acting" | "done" | "shelved" | "late" | "over" | "asked" | "declined"
  | "unanswered" | "promised" | "confirmed" | "defaulted" | "contested";

export type Severity = "" | "routine" | "advisory" | "warning" | "emergency";
export type Asks = "" | "watch" | "better-data" | "action";
export type Grounds = "" | "determined" | "elements" | "stale" | "unstated";

/** What one can answer a warning with. */
export type Answer = "received" | "acting" | "done";

/** A list in pages. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Something that is open. */
export interface Item {
  readonly item: string;
  readonly kind: Kind;
  readonly progress: Progress;
  readonly text: string;
  readonly source: string;
  readonly since_utc: string;
  readonly due_utc: string | null;
  readonly about_utc: string | null;
  readonly event: string;
  readonly objects: readonly string[];
  readonly names: readonly string[];
  readonly miss_distance_km: number | null;
  readonly number: number;
  readonly party: string;
  readonly severity: Severity;
  readonly asks: Asks;
  readonly word: string;
  readonly note: string;
  readonly records: readonly string[];
  readonly marks: readonly string[];
}

/** A warning as the list of warnings has it. */
export interface WarningLine {
  readonly event: string;
  readonly state: "open" | "shelved" | "cancelled" | "past";
  readonly record: string;
  readonly origin: string;
  readonly number: number;
  readonly issue: string;
  readonly severity: Severity;
  readonly asks: Asks;
  readonly grounds: Grounds;
  readonly objects: readonly string[];
  readonly to: readonly string[];
  readonly about_utc: string;
  readonly act_by_utc: string | null;
  readonly miss_distance_km: number | null;
  readonly pc: number | null;
  readonly acknowledged: "" | Answer;
  readonly shelved_until_utc: string;
  readonly shelved_reason: string;
  readonly others: readonly string[];
}

/** One thing to do, as the policy has it. */
export interface ChecklistItem {
  readonly text: string;
  readonly by_utc?: string | null;
}

/** An office that can be called, as a warning names it. */
export interface CallPoint {
  readonly party: string;
  readonly role?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** The body of a warning; a form of it may lack anything. */
export interface WarningBody {
  readonly text?: string;
  readonly checklist?: readonly ChecklistItem[];
  readonly call?: readonly CallPoint[];
  readonly act_by_reason?: string;
  readonly changed?: string;
  readonly policy?: string;
  readonly policy_version?: number;
  readonly rule?: string;
}

/** What one source says of the event now. */
export interface Report {
  readonly record: string;
  readonly origin: string;
  readonly source: string;
  readonly tca_utc: string;
  readonly miss_distance_km: number;
  readonly pc: number | null;
  readonly grounds: Grounds;
}

/** Somebody has the warning, acts on it, or is done. */
export interface Answered {
  readonly record: string;
  readonly party: string;
  readonly progress: Answer;
  readonly role: string;
  readonly at_utc: string;
}

/** One event that is warned of, whole. */
export interface Warning extends WarningLine {
  readonly body: WarningBody;
  readonly issued: readonly {
    readonly record: string;
    readonly origin: string;
    readonly created_utc: string;
    readonly label: LabelFields;
    readonly body: WarningBody & { readonly number: number; readonly issue: string };
  }[];
  readonly reports: readonly Report[];
  readonly answers: readonly Answered[];
  readonly shelve_until_at_most_utc: string;
}

/** An entry of the log, in its last words. */
export interface Entry {
  readonly entry: string;
  readonly watch: string;
  readonly role: string;
  readonly text: string;
  readonly event: string;
  readonly records: readonly string[];
  readonly opens: string;
  readonly due_utc: string | null;
  readonly at_utc: string;
  readonly written_utc: string;
  readonly is_open: boolean;
  readonly closes: readonly string[];
  readonly closed_by: string;
  readonly corrections: readonly string[];
}

/** Who has the watch, and what is offered. */
export interface Standing {
  readonly watch: string;
  readonly office: string;
  readonly since_utc: string | null;
  readonly record: string;
  readonly offered_to: string;
  readonly offered_by: string;
  readonly offer: string;
  readonly note: string;
  readonly open_items: readonly {
    readonly text: string;
    readonly due_utc?: string | null;
    readonly event?: string;
  }[];
  readonly returned_because: string;
}

/** An office that can be called, as the directory has it. */
export interface Contact {
  readonly record: string;
  readonly origin: string;
  readonly party: string;
  readonly role: string;
  readonly order: number;
  readonly phone: string;
  readonly email: string;
  readonly languages: readonly string[];
  readonly hours: string;
  readonly answers_now: boolean | null;
  readonly checked_utc: string | null;
  readonly checked_by: string;
  readonly overdue_s: number;
}

/** Kinds of records that change what is open. */
export const WATCH_KINDS = [
  "acknowledgement", "commitment", "contact", "handover", "log-entry", "opinion", "proposal",
  "warning", "withdrawal",
] as const;
