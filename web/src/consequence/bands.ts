/** Numbers that come as three: low, expected, high. */
import { number, probability, UNKNOWN } from "../time/format";

/** What a study answers wherever it is unsure, and it always is. */
export interface Band {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** A number with three digits that count, without idle zeros: `4,060`, `0.312`, `12`. */
export function rounded(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value))) + 1;
  const kept = Number(value.toPrecision(digits));
  if (Math.abs(kept) < 1e-3) return scientific(kept);
  const text = number(kept, Math.max(0, digits - size));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** `3.1 × 10⁻⁸`. */
export function scientific(value: number): string {
  if (value === 0) return "0";
  return value >= 0.1 || value < 0 || !Number.isFinite(value) ? rounded(value) : exponent(value);
}

function exponent(value: number): string {
  const [digits = "", power = "0"] = value.toExponential(1).split("e");
  const raised = String(Math.abs(Number(power))).replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)] ?? d);
  return `${digits} × 10⁻${raised}`;
}

/** `4,060 (1,000 to 16,000)`: what is expected, then from where to where; a unit once, at the end. */
export function bandText(band: Band | null | undefined, unit = "", write = rounded): string {
  if (!band) return UNKNOWN;
  const { low, expected, high } = band;
  const end = !unit ? "" : unit === "%" ? "%" : ` ${unit}`;
  if (low === expected && high === expected) return `${write(expected)}${end}`;
  return `${write(expected)}${end} (${write(low, 2)} to ${write(high, 2)}${end})`;
}

/** A band of probabilities; what is no longer a probability of one event says so: `0.12 (0.03 to 0.4)`. */
export function chanceText(band: Band | null | undefined): string {
  if (!band) return UNKNOWN;
  const { low, expected, high } = band;
  if (expected === low && expected === high) return probability(expected);
  return `${probability(expected)} (${probability(low)} to ${probability(high)})`;
}

/** A share as a percentage: `12%`, `0.4%`. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const percent = value * 100;
  if (percent === 0) return "0%";
  if (percent > 0 && percent < 0.1) return "below 0.1%";
  return number(percent, percent < 10 || (percent > 99 && percent < 100) ? 1 : 0, "%").replace(".0%", "%");
}

/** A band of shares: `12% (3% to 40%)`. */
export function shareText(band: Band | null | undefined): string {
  if (!band) return UNKNOWN;
  const { low, expected, high } = band;
  if (low === high) return share(expected);
  return `${share(expected)} (${share(low)} to ${share(high)})`;
}
