/** Numbers and times as people read them: each with its unit, times in UTC with a Z. */
import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

export const UNKNOWN = "unknown";
export type Grain = "s" | "min" | "day";
export type Instant = number | string | null | undefined;
type Maybe = number | null | undefined;

const MINUS = "−";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** An instant (ms since 1970, or as ISO 8601) as ms; NaN where it is none. */
export function instantMs(at: Instant): number {
  if (typeof at === "number") return at;
  if (!at) return NaN;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(at) ? at : `${at}Z`);
}

/** `2026-03-01 12:04:05Z`. */
export function utc(at: Instant, grain: Grain = "s"): string {
  const ms = instantMs(at);
  if (!Number.isFinite(ms)) return UNKNOWN;
  const text = new Date(ms).toISOString();
  if (grain === "day") return text.slice(0, 10);
  return `${text.slice(0, 10)} ${text.slice(11, grain === "min" ? 16 : 19)}Z`;
}

/** For names of files: `20260301T120405Z`. */
export function utcCompact(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** As the machine's own clock on the wall shows it, with its zone. */
export function local(at: Instant): string {
  const ms = instantMs(at);
  if (!Number.isFinite(ms)) return "";
  const format = new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium", timeStyle: "long",
  });
  return `${format.format(ms)} here`;
}

/** How long, in the two largest parts that matter: `3 h 12 min`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  const s = Math.floor(Math.abs(ms) / 1_000);
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 48) return two(h, "h", min % 60, "min");
  return two(Math.floor(h / 24), "d", h % 24, "h");
}

function two(a: number, aUnit: string, b: number, bUnit: string): string {
  return b ? `${a} ${aUnit} ${b} ${bUnit}` : `${a} ${aUnit}`;
}

/** Time left, ms: `in 3 h 12 min`, or `2 min ago`. */
export function left(ms: number): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  if (Math.abs(ms) < 1_000) return "now";
  return ms > 0 ? `in ${duration(ms)}` : `${duration(ms)} ago`;
}

/** How old, s. */
export function age(s: Maybe): string {
  return s === null || s === undefined ? UNKNOWN : duration(s * 1_000);
}

/** A number and its unit; thousands apart, the sign a real minus. */
export function number(value: Maybe, digits = 0, unit = ""): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const rounded = Number(value.toFixed(digits)); // no −0.0
  const text = Math.abs(rounded).toLocaleString("en", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  const sign = rounded < 0 ? MINUS : "";
  return `${sign}${text}${unit === "%" || unit === "°" ? unit : unit && ` ${unit}`}`;
}

/** A distance given in km, with as many digits as it is near. */
export function km(value: Maybe): string {
  if (value === null || value === undefined) return UNKNOWN;
  const size = Math.abs(value);
  return number(value, size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0, "km");
}

/** A distance given in metres. */
export function m(value: Maybe): string {
  if (value === null || value === undefined) return UNKNOWN;
  return number(value, Math.abs(value) < 10 ? 1 : 0, "m");
}

/** A speed given in km/s. */
export function kmS(value: Maybe): string {
  return number(value, 3, "km/s");
}

/** An angle given in degrees. */
export function degrees(value: Maybe, digits = 2): string {
  return number(value, digits, "°");
}

/** Below it a probability says nothing but that the two are far apart: no model holds so far out. */
const LEAST_PROBABILITY = 1e-15;

/** A probability: `1.2 × 10⁻⁴`. */
export function probability(value: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return "0";
  if (value < LEAST_PROBABILITY) return "below 10⁻¹⁵";
  if (value >= 0.1) return number(value, 2);
  const [digits = "", power = "0"] = value.toExponential(1).split("e");
  return `${digits} × 10${raised(Number(power))}`;
}

function raised(power: number): string {
  const digits = String(Math.abs(power)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)] ?? d);
  return power < 0 ? `⁻${digits}` : digits;
}

/** Bytes as B, kB, MB. */
export function byteSize(value: Maybe): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (value < 1_000) return `${value} B`;
  if (value < 1_000_000) return number(value / 1_000, 1, "kB");
  return number(value / 1_000_000, 1, "MB");
}

/** An instant in UTC; on hover as the clock on the wall has it. */
@customElement("cspo-time")
export class TimeText extends LitElement {
  @property({ attribute: false }) at: Instant;
  @property() grain: Grain = "s";

  override createRenderRoot() {
    return this; // text of its surroundings: it takes their styles and is found by search
  }

  override render() {
    const ms = instantMs(this.at);
    if (!Number.isFinite(ms)) return html`${UNKNOWN}`;
    const title = local(ms) || nothing;
    return html`<time datetime=${new Date(ms).toISOString()} title=${title}>${utc(ms, this.grain)}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-time": TimeText;
  }
}
