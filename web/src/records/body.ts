/**
 * The body of a record as something to read: fields with their units, columns as a table.
 *
 * The names of fields say their units (`miss_distance_km`); nothing here knows one kind from another,
 * so that a kind that is added later can be read as well.
 */

const UNITS: readonly (readonly [string, string])[] = [
  ["_km2_s2", "km²/s²"], ["_km2_kg", "km²/kg"], ["_km2_s", "km²/s"], ["_rad_s3", "rad/s³"],
  ["_rad_s2", "rad/s²"], ["_km_s", "km/s"], ["_km_s2", "km/s²"], ["_m_s", "m/s"], ["_rad_s", "rad/s"],
  ["_per_er", "1/Earth radius"], ["_km2", "km²"], ["_m2", "m²"], ["_rad", "rad"], ["_deg", "°"],
  ["_km", "km"], ["_kg", "kg"], ["_mm", "mm"], ["_m", "m"], ["_min", "min"], ["_h", "h"], ["_s", "s"],
];

/** The unit that the name of a field says; empty where it says none. */
export function unitOf(name: string): string {
  return UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? "";
}

/** The name of a field as words, without its unit: `miss distance`. */
export function titleOf(name: string): string {
  const ending = UNITS.find(([each]) => name.endsWith(each))?.[0] ?? (name.endsWith("_utc") ? "_utc" : "");
  return name.slice(0, name.length - ending.length).replaceAll("_", " ");
}

export type What = "text" | "time" | "record" | "object" | "event" | "party" | "nothing" | "flag";

/** What a text is, by its form, so that it can be a link. */
export function whatIs(value: unknown, name = ""): What {
  if (value === null || value === "") return "nothing";
  if (typeof value === "boolean") return "flag";
  if (typeof value !== "string") return "text";
  if (/^[0-9a-f]{64}(#\d+)?$/.test(value)) return "record";
  if (/^event:[!-~]+$/.test(value)) return "event";
  if (/^(norad|cospar|vimpel):[!-~]+$/.test(value)) return "object";
  if (name.endsWith("_utc") && /^\d{4}-\d\d-\d\dT/.test(value)) return "time";
  return "text";
}

/** Digits that are shown of a number; all of them are in its title, and in the CSV. */
const DIGITS = 7;

/** A number as it is read: so many digits, powers of ten written out. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size === 0) return plain(value);
  if (size >= 1e-4 && size < 1e7) return plain(Number(value.toPrecision(DIGITS)));
  const [digits = "", power = "0"] = value.toExponential(DIGITS - 1).split("e");
  return `${plain(Number(digits))} × 10${raised(Number(power))}`;
}

function raised(power: number): string {
  const digits = Array.from(String(Math.abs(power)), (each) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(each)));
  return `${power < 0 ? "⁻" : ""}${digits.join("")}`;
}

/** A value as text: every digit that the record has, the sign a real minus. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return "unknown";
  if (typeof value === "number") return String(value).replaceAll("-", "−");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export interface Leaf {
  readonly kind: "leaf";
  readonly name: string;
  readonly value: unknown;
}

/** A field that holds fields. */
export interface Branch {
  readonly kind: "branch";
  readonly name: string;
  readonly parts: readonly Part[];
}

/** Columns of one length: a row an item. */
export interface Columns {
  readonly kind: "columns";
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly values: readonly unknown[] }[];
  readonly rows: number;
}

export type Part = Leaf | Branch | Columns;

/** So many values of a list still stand on one line. */
const ON_ONE_LINE = 6;
const DEEPEST = 12;
/** What names the rows of columns, in the kinds that have them. */
const ROW_NAMES: ReadonlySet<string> = new Set(["object", "epoch_utc", "t_s"]);

/** The parts of a body, in its own order; columns of one length come together as a table. */
export function partsOf(value: unknown, depth = 0): readonly Part[] {
  if (!isObject(value) || depth > DEEPEST) return [{ kind: "leaf", name: "", value }];
  const columns = columnsOf(value);
  const found: Part[] = [];
  for (const [name, each] of Object.entries(value)) {
    if (columns?.taken.has(name)) continue;
    found.push(partOf(name, each, depth));
  }
  if (columns) {
    found.push({ kind: "columns", name: "", columns: columns.columns, rows: columns.rows });
  }
  return found;
}

function partOf(name: string, value: unknown, depth: number): Part {
  if (isObject(value)) {
    if (!Object.keys(value).length) return { kind: "leaf", name, value: null };
    return { kind: "branch", name, parts: partsOf(value, depth + 1) };
  }
  if (!Array.isArray(value)) return { kind: "leaf", name, value };
  const list = value as readonly unknown[];
  if (!list.length) return { kind: "leaf", name, value: null };
  if (list.every((each) => !isObject(each) && !Array.isArray(each))) {
    if (list.length <= ON_ONE_LINE) return { kind: "leaf", name, value: list };
    return { kind: "columns", name, columns: [{ name, values: list }], rows: list.length };
  }
  if (list.every(isFlat)) return tableOf(name, list);
  return {
    kind: "branch",
    name,
    parts: list.map((each, n) => ({ kind: "branch", name: String(n + 1), parts: partsOf(each, depth + 2) })),
  };
}

/** A list of like objects as a table. */
function tableOf(name: string, list: readonly Record<string, unknown>[]): Columns {
  const names = [...new Set(list.flatMap((each) => Object.keys(each)))];
  const columns = names.map((each) => ({ name: each, values: list.map((row) => row[each] ?? null) }));
  return { kind: "columns", name, columns, rows: list.length };
}

interface Found {
  readonly rows: number;
  readonly taken: ReadonlySet<string>;
  readonly columns: Columns["columns"];
}

/** The columns of an object, with those of objects right in it: as bulk kinds have them. */
function columnsOf(value: Record<string, unknown>): Found | null {
  const lists = Object.entries(value).filter((each): each is [string, readonly unknown[]] => isColumn(each[1]));
  const rows = Math.max(...lists.map(([, each]) => each.length), 0);
  const longest = lists.filter(([, each]) => each.length === rows);
  // Two vectors have a length in common, too: columns are long, or of objects, or over time.
  const sure = rows > ON_ONE_LINE || longest.some(([name]) => ROW_NAMES.has(name));
  if (longest.length < 2 || !sure) return null;
  const taken = new Set<string>();
  const columns: { name: string; values: readonly unknown[] }[] = [];
  for (const [name, each] of Object.entries(value)) {
    if (isColumn(each) && each.length === rows) {
      taken.add(name);
      columns.push({ name, values: each });
    } else if (isObject(each) && isBlock(each, rows)) {
      taken.add(name);
      for (const [inner, values] of Object.entries(each)) {
        columns.push({ name: inner, values: values as readonly unknown[] });
      }
    }
  }
  return { rows, taken, columns };
}

/** Whether all that an object holds is columns of this length. */
function isBlock(value: Record<string, unknown>, rows: number): boolean {
  const parts = Object.values(value);
  return parts.length > 0 && parts.every((each) => isColumn(each) && each.length === rows);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list that may be a column: of values, or of short lists of numbers. */
function isColumn(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || !value.length) return false;
  return (value as readonly unknown[]).every(
    (each) => !isObject(each) && (!Array.isArray(each) || each.length <= 21),
  );
}

function isFlat(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.values(value).every((each) => !isObject(each) && !Array.isArray(each));
}
