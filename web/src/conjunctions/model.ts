/** What the node answers of encounters, as `cspo.node.http.routes.encounter_shapes` has it. */

/** A row of the table. */
export interface EncounterLine {
  readonly event: string;
  readonly object1: string;
  readonly object2: string;
  readonly name1: string;
  readonly name2: string;
  readonly owner1: string;
  readonly owner2: string;
  readonly type1: string;
  readonly type2: string;
  readonly tca_utc: string;
  readonly time_left_s: number;
  readonly miss_distance_km: number;
  readonly relative_speed_km_s: number | null;
  readonly pc: number | null;
  readonly max_pc: number | null;
  readonly oldest_age_s: number | null;
  readonly pc_method: string;
  readonly advice: string;
  readonly assumptions_hold: boolean | null;
  readonly flags: readonly string[];
  readonly by: string;
  readonly mark: string;
  readonly sources: number;
  readonly severity: string;
  readonly warning_state: string;
  readonly told: readonly string[];
  readonly acknowledged: readonly string[];
  readonly stage: string;
  readonly turn: string;
}

export interface EncounterPage {
  readonly items: readonly EncounterLine[];
  readonly next: string | null;
  readonly found: number;
  readonly screened_utc: string;
  readonly until_utc: string;
}

/** One standard deviation in the encounter plane, km; the angle from across towards up, rad. */
export interface Ellipse {
  readonly semi_major_km: number;
  readonly semi_minor_km: number;
  readonly angle_rad: number;
}

export interface Plane {
  readonly across_km: number;
  readonly up_km: number;
  readonly miss_distance_km: number;
  readonly tca_shift_s: number;
  readonly ellipse1: Ellipse | null;
  readonly ellipse2: Ellipse | null;
  readonly combined: Ellipse | null;
}

export interface Orbit {
  readonly origin: string;
  readonly source: string;
  readonly record: string;
  readonly epoch_utc: string | null;
  readonly age_s: number | null;
  readonly period_s: number | null;
  readonly covariance: string;
  readonly sigma_rtn_km: readonly number[] | null;
  readonly hard_body_source: string;
  readonly maneuverability: string;
}

export interface Probability {
  readonly method: string;
  readonly pc?: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** What the node itself makes of a source's states and covariances. */
export interface Reckoned {
  readonly pc: number | null;
  readonly pc_method: string;
  readonly max_pc: number | null;
  readonly straight: boolean;
  readonly violations: readonly string[];
  readonly flags: readonly string[];
}

/** What one source says now. */
export interface Source {
  readonly record: string;
  readonly own: boolean;
  readonly origin: string;
  readonly source: string;
  readonly mark: string;
  readonly created_utc: string;
  readonly ingested_utc: string;
  readonly tca_utc: string;
  readonly miss_distance_km: number;
  readonly relative_speed_km_s: number | null;
  readonly hard_body_radius_km: number | null;
  readonly pc: number | null;
  readonly max_pc: number | null;
  readonly pc_method: string;
  readonly probabilities: readonly Probability[];
  readonly violations: readonly string[];
  readonly flags: readonly string[];
  readonly advice: string;
  readonly grounds: string;
  readonly relative_rtn_km: readonly number[] | null;
  readonly relative_rtn_km_s: readonly number[] | null;
  readonly orbit1: Orbit;
  readonly orbit2: Orbit;
  readonly reckoned: Reckoned | null;
  readonly plane: Plane | null;
  readonly why_no_plane: string;
}

/** One report of the event's story. */
export interface StoryLine {
  readonly record: string;
  readonly origin: string;
  readonly source: string;
  readonly created_utc: string;
  readonly mark: string;
  readonly version: number;
  readonly latest: boolean;
  readonly tca_utc: string;
  readonly miss_distance_km: number;
  readonly pc: number | null;
  readonly max_pc: number | null;
  readonly oldest_age_s: number | null;
  readonly pc_method: string;
  readonly advice: string;
  readonly grounds: string;
  readonly violations: readonly string[];
  readonly flags: readonly string[];
}

export interface Side {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly designator: string;
  readonly party: string;
  readonly claimed_by: string;
  readonly maneuver_class: string;
  readonly ours: boolean;
}

export interface Told {
  readonly party: string;
  readonly by: string;
  readonly warning: string;
  readonly number: number;
  readonly issue: string;
  readonly severity: string;
  readonly asks: string;
  readonly at_utc: string;
  readonly act_by_utc: string | null;
  readonly progress: string;
  readonly progress_utc: string;
  readonly role: string;
}

/** One event. */
export interface Encounter {
  readonly event: string;
  readonly now_utc: string;
  readonly tca_utc: string;
  readonly side1: Side;
  readonly side2: Side;
  readonly sources: readonly Source[];
  readonly story: readonly StoryLine[];
  readonly story_left_out: number;
  readonly told: readonly Told[];
}

/** A burn and what it leads to. */
export interface Burn {
  readonly burn_utc: string;
  readonly lead_s: number;
  readonly orbits_before: number;
  readonly direction: string;
  readonly dv_m_s: number | null;
  readonly dv_rtn_m_s: readonly number[] | null;
  readonly miss_distance_km: number | null;
  readonly pc: number | null;
}

export interface Flown extends Burn {
  readonly tca_utc: string;
  readonly pc_method: string;
  readonly flags: readonly string[];
}

/** A study of burns of one object. */
export interface Avoidance {
  readonly event: string;
  readonly object: string;
  readonly other: string;
  readonly record: string;
  readonly origin: string;
  readonly source: string;
  readonly mark: string;
  readonly grounds: string;
  readonly study_only: boolean;
  readonly tca_utc: string;
  readonly period_s: number;
  readonly hard_body_radius_km: number;
  readonly default_hard_body: boolean;
  readonly miss_distance_km: number;
  readonly pc: number | null;
  readonly pc_method: string;
  readonly paths: "straight" | "curved" | "slow";
  readonly target_pc: number | null;
  readonly target_miss_km: number | null;
  readonly max_dv_m_s: number;
  readonly lead_s: readonly number[];
  readonly burn_utc: readonly string[];
  readonly size_m_s: readonly number[];
  readonly directions: readonly string[];
  readonly trade_miss_km: readonly (number | null)[];
  readonly trade_pc: readonly (number | null)[];
  readonly smallest: readonly Burn[];
  readonly chosen: Flown | null;
  readonly reason: string;
}

/** Name of an object as a line shows it: what it is called, else its identity. */
export function called(name: string, object: string): string {
  return name || object;
}

/** A source in one line: `screening of AUS`, `GBR: operator`. */
export function voice(source: { readonly origin: string; readonly source: string }): string {
  if (!source.source || source.source === source.origin) return source.origin;
  return source.source.includes(source.origin) ? source.source : `${source.origin}: ${source.source}`;
}
