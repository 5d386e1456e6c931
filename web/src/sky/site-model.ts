/** What the node answers about sensor sites: `GET /api/v1/sites`. */
import type { SitePlace } from "./map-drawing";

type Limits = readonly (number | null)[];

export interface Site {
  readonly site: string;
  readonly name: string;
  readonly system: string;
  readonly nation: string;
  readonly kind: string;
  readonly source: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly height_km: number;
  readonly field: { readonly azimuth_deg: Limits; readonly elevation_deg: Limits; readonly range_km: Limits };
  readonly in_field: number;
  readonly seen: number;
  /** Of a telescope, whether its sky is dark; null: it needs no darkness. */
  readonly dark: boolean | null;
}

export interface Sites {
  readonly at_utc: string;
  readonly items: readonly Site[];
  readonly problem: string;
}

export interface SeenObject {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly azimuth_deg: number;
  readonly elevation_deg: number;
  readonly range_km: number;
  readonly lit: boolean;
}

export interface SiteNow {
  readonly at_utc: string;
  readonly site: Site;
  readonly items: readonly SeenObject[];
  readonly total: number;
  readonly mark: string;
}

/** Sites as a map draws them. */
export function placesOf(sites: Sites | undefined, nation: string): SitePlace[] {
  return (sites?.items ?? []).map((each) => ({
    site: each.site, name: titleOf(each), nation: each.nation, own: each.nation === nation, seen: each.seen,
    latitudeDeg: each.latitude_deg, longitudeDeg: each.longitude_deg,
  }));
}

/** The nation's own first, then by name. */
export function inOrder(sites: readonly Site[], nation: string): Site[] {
  return [...sites].sort(
    (a, b) => Number(b.nation === nation) - Number(a.nation === nation) || a.name.localeCompare(b.name, "en"),
  );
}

/** Its place, and its system where that has a name. */
export function titleOf(site: Site): string {
  return site.system ? `${site.name} (${site.system})` : site.name;
}

/** `70.370° N, 31.130° E, 50 m up`. */
export function whereText(site: Site): string {
  const side = (deg: number, plus: string, minus: string) => `${Math.abs(deg).toFixed(3)}° ${deg < 0 ? minus : plus}`;
  const up = Math.round(site.height_km * 1_000).toLocaleString("en").replace("-", "−");
  return `${side(site.latitude_deg, "N", "S")}, ${side(site.longitude_deg, "E", "W")}, ${up} m up`;
}

/** Where it looks, in words: `azimuth 347° to 227°, elevation 3° to 85°, range 200 to 5,556 km`. */
export function fieldText(site: Site): string {
  const { azimuth_deg, elevation_deg, range_km } = site.field;
  const parts = [
    limits("azimuth", azimuth_deg, "°"), limits("elevation", elevation_deg, "°"), limits("range", range_km, " km"),
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : "the whole sky";
}

function limits(what: string, [low, high]: Limits, unit: string): string {
  const text = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 }).replace("-", "−");
  const known = [low, high].map((value) => value ?? null);
  const [from, to] = known;
  if (from !== null && from !== undefined && to !== null && to !== undefined) return `${what} ${text(from)}${unit === "°" ? unit : ""} to ${text(to)}${unit}`;
  if (from !== null && from !== undefined) return `${what} from ${text(from)}${unit}`;
  if (to !== null && to !== undefined) return `${what} to ${text(to)}${unit}`;
  return "";
}

/** What it sees, and what keeps it from seeing more. */
export function seesText(site: Site): string {
  const count = site.seen.toLocaleString("en");
  if (site.dark === null) return count;
  return site.dark ? count : "daylight";
}

/** `phased_array_radar` as people say it. */
export function kindText(kind: string): string {
  return kind.replaceAll("_", " ") || "unknown";
}
