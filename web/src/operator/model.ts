/** What the node says to an operator: `cspo.node.http.routes.trajectories` and `objects`. */

export type Standing = "screened" | "adopted" | "beside";

/** The latest trajectory of one source for one object. */
export interface Trajectory {
  readonly object: string;
  readonly origin: string;
  readonly source: string;
  readonly records: readonly string[];
  readonly start_utc: string;
  readonly stop_utc: string;
  readonly points: number;
  readonly intent: string;
  readonly hard_body_radius_km: number | null;
  readonly made_utc: string;
  readonly mark: string;
  readonly standing: Standing;
  readonly why: string;
}

/** An object of one's fleet. */
export interface FleetLine {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly designator: string;
  readonly epoch_utc: string;
  readonly age_s: number;
}

/** The ten, with whom an ephemeris may be shared. */
export const TEN = ["AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"] as const;

/** Where a trajectory stands, in words and a glyph. */
export const STANDINGS: Readonly<Record<Standing, readonly [glyph: string, words: string]>> = {
  screened: ["✓", "screened"],
  adopted: ["…", "taken in; the next screening goes by it"],
  beside: ["–", "beside the catalogue"],
};
