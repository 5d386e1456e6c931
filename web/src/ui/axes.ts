/** From numbers to pixels: scales, and where their ticks stand. */

/** A scale; `invert` goes back. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  invert(px: number): number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

type Pair = readonly [number, number];

function scale(domain: Pair, range: Pair, forth: (v: number) => number, back: (v: number) => number): Scale {
  const [a, b] = [forth(domain[0]), forth(domain[1])];
  const slope = (range[1] - range[0]) / (b - a || 1);
  return Object.assign((value: number) => range[0] + (forth(value) - a) * slope, {
    domain, range, invert: (px: number) => back(a + (px - range[0]) / slope),
  });
}

/** Even steps. */
export function linear(domain: Pair, range: Pair): Scale {
  return scale(domain, range, (v) => v, (v) => v);
}

/** Even steps of the power of ten; what is not above 0 stands at the lower end. */
export function log10(domain: Pair, range: Pair): Scale {
  const least = Math.log10(Math.min(...domain));
  return scale(domain, range, (v) => (v > 0 ? Math.log10(v) : least), (v) => 10 ** v);
}

/** Round numbers between two, about so many. */
export function ticks(low: number, high: number, count = 6): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [low];
  const raw = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= raw * 0.999) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

/** The same as ticks, written with as many digits as they need. */
export function numberTicks(low: number, high: number, count = 6): Tick[] {
  const found = ticks(low, high, count);
  const step = found.length > 1 ? Math.abs((found[1] ?? 0) - (found[0] ?? 0)) : 1;
  const whole = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const digits = Number(step.toFixed(whole)) === Number(step.toPrecision(6)) ? whole : whole + 1;
  return found.map((at) => ({
    at, text: at.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−"),
  }));
}

/** Powers of ten between two. */
export function logTicks(low: number, high: number): Tick[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first) / 8));
  const found: Tick[] = [];
  for (let power = first; power <= last; power += every) {
    found.push({ at: 10 ** power, text: `10${raised(power)}` });
  }
  return found;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function raised(power: number): string {
  const digits = String(Math.abs(power)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)] ?? d);
  return power < 0 ? `⁻${digits}` : digits;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS = [
  SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE,
  30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 14 * DAY,
  30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY,
] as const;

/** Round instants of UTC (ms since 1970), with a date where one is needed. */
export function timeTicks(lowMs: number, highMs: number, count = 6): Tick[] {
  if (!(highMs > lowMs)) return [{ at: lowMs, text: written(lowMs, DAY) }];
  const raw = (highMs - lowMs) / Math.max(count, 1);
  const step = STEPS_MS.find((each) => each >= raw) ?? Math.ceil(raw / DAY) * DAY;
  const found: Tick[] = [];
  for (let at = Math.ceil(lowMs / step) * step; at <= highMs; at += step) {
    found.push({ at, text: written(at, step) });
  }
  return found;
}

function written(ms: number, step: number): string {
  const text = new Date(ms).toISOString();
  if (step >= DAY) return text.slice(0, 10);
  const time = text.slice(11, step < MINUTE ? 19 : 16);
  return ms % DAY === 0 ? `${text.slice(5, 10)} ${time}` : time;
}

/** The smallest interval that holds all numbers, a part of its length wider on both sides. */
export function extent(values: Iterable<number>, pad = 0.04): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  const more = (high - low || Math.abs(high) * 0.02 || 1) * pad;
  return [low - more, high + more];
}
