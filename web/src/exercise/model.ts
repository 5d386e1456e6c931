/** What a node says of the exercise that it plays in: the shapes of `cspo.exercise.http`. */

export type Phase = "waiting" | "running" | "paused" | "ended";

/** The clock of the exercise's world. */
export interface Clock {
  readonly world_utc: string;
  readonly starts_utc: string;
  readonly ends_utc: string;
  readonly elapsed_s: number;
  readonly duration_s: number;
  readonly phase: Phase;
  /** Seconds there in one of ours; 0: by steps. */
  readonly speed: number;
  readonly speed_reached: number | null;
  readonly tick_s: number;
  readonly rounds: number;
  readonly text: string;
}

/** What everybody in it may know. */
export interface Exercise {
  readonly name: string;
  readonly title: string;
  readonly number: number;
  readonly marks: readonly string[];
  readonly tabletop: boolean;
  readonly clock: Clock;
  readonly participants: readonly {
    readonly nation: string;
    readonly cells: readonly { readonly name: string; readonly role: string }[];
  }[];
  readonly directs: boolean;
  readonly nation: string;
  readonly cells: readonly string[];
  readonly review_open: boolean;
}

/** A word between a player and the white cell, which has no nation. */
export interface Message {
  readonly world_utc: string;
  readonly nation: string;
  readonly who: string;
  readonly text: string;
}

/** Something that was put before a nation. */
export interface Ask {
  readonly inject: number;
  readonly title: string;
  readonly text: string;
  readonly from_cell: string;
  readonly given_utc: string;
  readonly due_utc: string | null;
  readonly record: string;
  readonly marks: readonly string[];
  readonly read_utc: string | null;
  readonly read_by: string;
  readonly messages: readonly Message[];
}

/** Something that a nation's people did. */
export interface Deed {
  readonly world_utc: string;
  readonly kind: string;
  readonly text: string;
  readonly office: string;
  readonly record: string;
  readonly to: readonly string[];
  readonly marks: readonly string[];
  readonly inject: number | null;
}

export interface Player {
  readonly clock: Clock;
  readonly nation: string;
  readonly asks: readonly Ask[];
  readonly deeds: readonly Deed[];
  readonly deeds_more: number;
  readonly messages: readonly Message[];
}

export type ExpectedState = "waiting" | "open" | "met" | "late" | "missed" | "void";

/** An action that is expected of players: the directors' own. */
export interface Expected {
  readonly number: number;
  readonly by: string;
  readonly kind: string;
  readonly text: string;
  readonly within_s: number | null;
  readonly state: ExpectedState;
  readonly due_utc: string | null;
  readonly done_utc: string | null;
  readonly after_s: number | null;
  readonly record: string;
  readonly judged: string;
}

export type InjectState = "waiting" | "held" | "given" | "skipped" | "failed";

/** A line of the master scenario events list. */
export interface Inject {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly to: readonly string[];
  readonly at_s: number | null;
  readonly at_utc: string | null;
  readonly when: string;
  readonly of: string;
  readonly reading: string;
  readonly state: InjectState;
  readonly given_utc: string | null;
  readonly given_by: string;
  readonly improvised: boolean;
  readonly objectives: readonly string[];
  readonly expected: readonly Expected[];
  readonly world_action: string;
  readonly record: string;
}

export type MeasureState = "waiting" | "met" | "missed" | "unknown";

export interface Measure {
  readonly name: string;
  readonly text: string;
  readonly inject: number | null;
  readonly nation: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly at_least: boolean;
  readonly state: MeasureState;
  readonly reason: string;
  readonly records: readonly string[];
}

export interface Objective {
  readonly name: string;
  readonly text: string;
  readonly injects: readonly number[];
  readonly measures: readonly Measure[];
}

export interface Place {
  readonly nation: string;
  readonly cell: string;
  readonly role: string;
  readonly played_by: "people" | "script" | "nobody";
  readonly offices: readonly string[];
  readonly last_utc: string | null;
}

export interface NodeLine {
  readonly nation: string;
  readonly objects: number;
  readonly warnings: number;
  readonly last_utc: string | null;
  readonly cut_from: readonly string[];
  readonly text: string;
}

export type Stage = "could_know" | "knew" | "warned" | "released" | "acknowledged" | "acted";

/** How far a nation is with something that truly happened. */
export interface Knows {
  readonly nation: string;
  readonly stage: Stage | "unaware";
  readonly at_utc: string | null;
  readonly after_s: number | null;
  readonly record: string;
}

export interface Tells {
  readonly truth: number;
  readonly world_utc: string;
  readonly text: string;
  readonly objects: readonly string[];
  readonly nations: readonly Knows[];
}

export type Verdict = "" | "met" | "missed" | "void";

export interface Adjudication {
  readonly world_utc: string;
  readonly who: string;
  readonly inject: number | null;
  readonly expected: number | null;
  readonly verdict: Verdict;
  readonly text: string;
}

export interface Command {
  readonly number: number;
  readonly wall_utc: string;
  readonly world_utc: string | null;
  readonly who: string;
  readonly what: string;
  readonly text: string;
  readonly state: "waiting" | "done" | "refused";
}

export interface WhiteCell {
  readonly clock: Clock;
  readonly marks: readonly string[];
  readonly injects: readonly Inject[];
  readonly objectives: readonly Objective[];
  readonly places: readonly Place[];
  readonly nodes: readonly NodeLine[];
  readonly truths: readonly Tells[];
  readonly adjudications: readonly Adjudication[];
  readonly messages: readonly Message[];
  readonly commands: readonly Command[];
}

/** That a nation came to a stage. */
export interface StageReached {
  readonly stage: Stage;
  readonly world_utc: string;
  readonly after_s: number;
  readonly text: string;
  readonly record: string;
}

export interface HumanStep {
  readonly office: string;
  readonly text: string;
  readonly began_utc: string;
  readonly ended_utc: string;
  readonly took_s: number;
  readonly took_wall_s: number | null;
}

export interface NationLine {
  readonly nation: string;
  readonly stages: readonly StageReached[];
  readonly steps: readonly HumanStep[];
}

export interface Truth {
  readonly truth: number;
  readonly world_utc: string;
  readonly what: string;
  readonly text: string;
  readonly objects: readonly string[];
  readonly injects: readonly number[];
  readonly nations: readonly NationLine[];
}

export interface ObjectiveResult {
  readonly name: string;
  readonly text: string;
  readonly state: "met" | "partly" | "missed" | "unknown";
  readonly measures: readonly Measure[];
}

export interface Known {
  readonly text: string;
  readonly world_utc: string;
  readonly source: string;
  readonly record: string;
}

export interface Decision {
  readonly world_utc: string;
  readonly nation: string;
  readonly office: string;
  readonly kind: string;
  readonly text: string;
  readonly record: string;
  readonly inject: number | null;
  readonly known: readonly Known[];
  readonly unknown: readonly Known[];
}

export interface Improvement {
  readonly number: number;
  readonly text: string;
  readonly because: string;
  readonly measure: string;
  readonly owner: string;
  readonly due: string;
  readonly retest: string;
}

export interface Review {
  readonly clock: Clock;
  readonly marks: readonly string[];
  readonly whole: boolean;
  readonly truths: readonly Truth[];
  readonly objectives: readonly ObjectiveResult[];
  readonly decisions: readonly Decision[];
  readonly improvements: readonly Improvement[];
}
