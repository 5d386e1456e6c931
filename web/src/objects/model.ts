/** What the node answers about objects. */
import { age, UNKNOWN } from "../time/format";

/** `GET /api/v1/search`. */
export interface FoundObject {
  readonly object: string;
  readonly name: string;
  readonly designator: string;
  readonly owner: string;
  readonly type: string;
  readonly norad_id: number;
  readonly by: string;
  readonly age_s: number;
  readonly mark: string;
}

export interface Found {
  readonly items: readonly FoundObject[];
  readonly total: number;
}

/** One source's orbit, as `GET /api/v1/objects/{id}` has it. */
export interface Side {
  readonly item: string;
  readonly origin: string;
  readonly source: string;
  readonly basis: string;
  readonly epoch_utc: string;
  readonly age_s: number;
  readonly ingested_utc: string;
  readonly mark: string;
  readonly adopted: boolean;
  readonly rule: number;
}

export interface Owner {
  readonly name: string;
  readonly source?: string;
  readonly as_of?: string;
  readonly confidence?: string;
}

/** The body of kind `catalog-object`. */
export interface Facts {
  readonly object: string;
  readonly names?: readonly string[];
  readonly cospar?: string;
  readonly type?: string;
  readonly status?: string;
  readonly owners?: readonly Owner[];
  readonly maneuverability?: string;
  readonly maneuver_class?: string;
  readonly size?: {
    readonly hard_body_radius_km?: number | null;
    readonly length_km?: number | null;
    readonly width_km?: number | null;
    readonly height_km?: number | null;
    readonly rcs_m2?: number | null;
  } | null;
  readonly mass_kg?: number | null;
  readonly launched?: string;
  readonly decayed?: string;
  readonly note?: string;
}

export interface FactView {
  readonly record: string;
  readonly origin: string;
  readonly ingested_utc: string;
  readonly mark: string;
  readonly facts: Facts;
}

export interface Claim {
  readonly value: string;
  readonly unit: string;
  readonly origin: string;
  readonly source: string;
  readonly age_s: number;
  readonly item: string;
  readonly mark: string;
}

export interface Contradiction {
  readonly field: string;
  readonly values: readonly Claim[];
  readonly size: string;
  readonly rule: number;
  readonly test: string;
}

export interface ObjectAnswer {
  readonly object: string;
  readonly sides: readonly Side[];
  readonly facts: readonly FactView[];
  readonly contradictions: readonly Contradiction[];
}

/** Mean elements as people read them. */
export interface Orbit {
  readonly period_min: number | null;
  readonly perigee_km: number | null;
  readonly apogee_km: number | null;
  readonly inclination_deg: number;
  readonly eccentricity: number;
  readonly raan_deg: number;
  readonly bstar_per_er: number;
}

/** `GET /api/v1/sides/{id}`. */
export interface Compared {
  readonly item: string;
  readonly origin: string;
  readonly source: string;
  readonly basis: string;
  readonly mark: string;
  readonly adopted: boolean;
  readonly why: string;
  readonly orbit: Orbit | null;
  readonly at_utc: string;
  readonly radial_km: number | null;
  readonly along_track_km: number | null;
  readonly cross_track_km: number | null;
  readonly distance_km: number | null;
  readonly expected_km: readonly number[] | null;
}

export interface Sides {
  readonly object: string;
  readonly reference: string;
  readonly items: readonly Compared[];
}

/** `GET /api/v1/element-sets/{id}`. */
export interface PastSet {
  readonly record: string;
  readonly origin: string;
  readonly source: string;
  readonly mark: string;
  readonly epoch_utc: string;
  readonly orbit: Orbit;
}

export interface PastSets {
  readonly object: string;
  readonly since_utc: string;
  readonly items: readonly PastSet[];
  readonly cut: boolean;
}

/** One row of what sources say apart from the orbit: a field, and each source's word on it. */
export interface FactRow {
  readonly field: string;
  readonly values: readonly string[];
  /** Whether two that say something say different things. */
  readonly differs: boolean;
}

const FIELDS: readonly (readonly [string, (facts: Facts) => string])[] = [
  ["Name", (facts) => (facts.names ?? []).join(", ")],
  ["Owner", (facts) => (facts.owners ?? []).map((owner) => owner.name).join(", ")],
  ["Type", (facts) => word(facts.type)],
  ["Designator", (facts) => facts.cospar ?? ""],
  ["Status", (facts) => word(facts.status)],
  ["Can maneuver", (facts) => word(facts.maneuverability)],
  ["Hard-body radius", (facts) => metres(facts.size?.hard_body_radius_km)],
  ["Size", (facts) => sizeOf(facts)],
  ["Radar cross-section", (facts) => quantity(facts.size?.rcs_m2, "m²")],
  ["Mass", (facts) => quantity(facts.mass_kg, "kg")],
  ["Launched", (facts) => facts.launched ?? ""],
  ["Decayed", (facts) => facts.decayed ?? ""],
  ["Note", (facts) => facts.note ?? ""],
];

/** Facts field by field, source beside source; fields of which nobody says anything are left out. */
export function factRows(facts: readonly FactView[]): FactRow[] {
  return FIELDS.map(([field, read]) => {
    const values = facts.map((each) => read(each.facts));
    const said = new Set(values.filter(Boolean).map((value) => value.toUpperCase()));
    return { field, values, differs: said.size > 1 };
  }).filter((row) => row.values.some(Boolean));
}

function word(text: string | undefined): string {
  const plain = (text ?? "").toLowerCase().replaceAll("_", " ").replaceAll("-", " ");
  return plain === "unknown" ? "" : plain;
}

function quantity(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? "" : `${Number(value.toPrecision(4)).toLocaleString("en")} ${unit}`;
}

function metres(km: number | null | undefined): string {
  return quantity(km === null || km === undefined ? null : km * 1_000, "m");
}

function sizeOf(facts: Facts): string {
  const { size } = facts;
  const sides = [size?.length_km, size?.width_km, size?.height_km].filter(
    (km): km is number => km !== null && km !== undefined,
  );
  return sides.length ? `${sides.map((km) => Number((km * 1_000).toPrecision(4))).join(" × ")} m` : "";
}

/** The name that counts: of the first source that gives one, else the identity. */
export function nameOf(answer: ObjectAnswer): string {
  return answer.facts.flatMap((each) => each.facts.names ?? [])[0] ?? answer.object;
}

/** Who says it: `CAN`, and whose orbit it calls it. */
export function sayer(each: { readonly origin: string; readonly source?: string }): string {
  return each.source ? `${each.origin} · ${each.source}` : each.origin;
}

/** How far a difference goes in units of what is expected, on the axis where it goes furthest. */
export function excess(each: Compared): number | null {
  const apart = [each.radial_km, each.along_track_km, each.cross_track_km];
  const { expected_km } = each;
  if (!expected_km || apart.some((value) => value === null)) return null;
  return Math.max(...apart.map((value, n) => Math.abs(value ?? 0) / (expected_km[n] ?? NaN)));
}

/** Ages in words; negative ones are of what is still to come. */
export function ageText(ageS: number): string {
  if (!Number.isFinite(ageS)) return UNKNOWN;
  return ageS < 0 ? `${age(-ageS)} ahead` : age(ageS);
}

/** `418 × 423 km`. */
export function apsides(orbit: Orbit | null): string {
  const [low, high] = [orbit?.perigee_km ?? null, orbit?.apogee_km ?? null];
  if (low === null || high === null) return UNKNOWN;
  const whole = (value: number) => Math.round(value).toLocaleString("en").replace("-", "−");
  return `${whole(low)} × ${whole(high)} km`;
}

/** Elements in short, and of whom they are where they are not of the orbit that one goes by. */
export interface Shown {
  readonly orbit: Orbit | null;
  readonly of: string;
}

/**
 * The elements to show of an object: of what the node goes by; where that is a state or a trajectory,
 * which has none, of the first other source that gives some.
 */
export function shownOrbit(sides: Sides | undefined, adopted: string | undefined): Shown {
  const items = sides?.items ?? [];
  const own = items.find((each) => each.item === adopted)?.orbit;
  if (own) return { orbit: own, of: "" };
  const other = items.find((each) => each.orbit);
  return other ? { orbit: other.orbit, of: sayer(other) } : { orbit: null, of: "" };
}

/** Element sets source by source, each in the order of its epochs. */
export function bySource(items: readonly PastSet[]): Map<string, PastSet[]> {
  const found = new Map<string, PastSet[]>();
  for (const item of items) {
    const key = sayer(item);
    const those = found.get(key);
    if (those) those.push(item);
    else found.set(key, [item]);
  }
  return found;
}
