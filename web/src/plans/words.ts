/** How plans, assumptions and risks stand, in words, glyphs and colours. */
import { rounded } from "../consequence/bands";
import { duration, probability, UNKNOWN } from "../time/format";
import type { Sign } from "../ui/severity";
import type { Agreement, Gravity, Hazard, Likelihood, ObligationLine, ReadingView, ReadyState, Standing } from "./model";

/** What an assessment of no one hazard is of. */
export const TOGETHER = "All hazards together";

/** A hazard in words, as lists count them. */
export function hazardText(hazard: string): string {
  return (HAZARD_WORDS as Readonly<Record<string, string>>)[hazard] ?? TOGETHER;
}

/** From the worst to the best. */
export const STANDINGS: readonly Standing[] = ["fails", "unknown", "nearly", "holds"];

export const STANDING_SHOWN: Readonly<Record<Standing, Sign>> = {
  fails: { level: "emergency", glyph: "▲", word: "fails" },
  unknown: { level: "unknown", glyph: "?", word: "unknown" },
  nearly: { level: "warning", glyph: "◆", word: "nearly fails" },
  holds: { level: "ok", glyph: "✓", word: "holds" },
};

export const READY_SHOWN: Readonly<Record<ReadyState, Sign>> = {
  ready: { level: "ok", glyph: "✓", word: "ready" },
  limited: { level: "warning", glyph: "◆", word: "limited" },
  down: { level: "emergency", glyph: "▲", word: "down" },
  unknown: { level: "unknown", glyph: "?", word: "unknown" },
};

export const GRAVITY_SHOWN: Readonly<Record<Gravity, Sign>> = {
  grave: { level: "emergency", glyph: "▲", word: "grave" },
  serious: { level: "warning", glyph: "◆", word: "serious" },
  slight: { level: "advisory", glyph: "●", word: "slight" },
  unknown: { level: "unknown", glyph: "?", word: "gravity unknown" },
};

export const AGREEMENT_SHOWN: Readonly<Record<Agreement, Sign>> = {
  agreed: { level: "ok", glyph: "✓", word: "agreed" },
  disputed: { level: "warning", glyph: "◆", word: "disputed" },
  alone: { level: "advisory", glyph: "●", word: "one opinion" },
  unknown: { level: "unknown", glyph: "?", word: "no number" },
};

export const HAZARD_WORDS: Readonly<Record<Hazard, string>> = {
  "conjunction": "Conjunction", "debris": "Debris", "launch-access": "Launch access",
  "space-weather": "Space weather", "interference": "Radio interference, reported",
  "anomaly": "Anomaly, reported", "feed": "Loss of a feed", "sensor": "Loss of a sensor",
  "crew": "Loss of a crew", "behavior": "Behaviour, reported",
};

/** What sort of thing is owed. */
export const OWED_WORDS: Readonly<Record<ObligationLine["kind"], string>> = {
  "action": "action", "report": "report", "contact-check": "check of a contact", "release": "release", "review": "review",
};

/** `1 fails, 2 nearly fail, 4 hold`. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const words: Readonly<Record<Standing, readonly [one: string, many: string]>> = {
    fails: ["fails", "fail"], unknown: ["unknown", "unknown"],
    nearly: ["nearly fails", "nearly fail"], holds: ["holds", "hold"],
  };
  const found = STANDINGS.flatMap((each) => {
    const count = counts[each] ?? 0;
    return count ? [`${count} ${words[each][count === 1 ? 0 : 1]}`] : [];
  });
  return found.join(", ") || "no assumption that a machine can check";
}

/** Over what time a probability is, or the unit of what is none: `in 7 days`, `1/d`. */
export function perText({ unit, days }: Pick<Likelihood, "unit" | "days">): string {
  if (unit !== "1") return unit;
  if (days === null) return "";
  return days === 1 ? "in a day" : days < 1 ? `in ${rounded(days * 24)} h` : `in ${rounded(days)} days`;
}

/** One number of a likelihood. */
export function amountText(value: number | null, unit: string): string {
  if (value === null) return UNKNOWN;
  return unit !== "1" ? rounded(value) : value === 1 ? "1" : probability(value);
}

/** `2.1 × 10⁻⁵ (8.0 × 10⁻⁶ to 6.0 × 10⁻⁵) in 7 days`. */
export function likelihoodText(likelihood: Likelihood): string {
  const { low, value, high, unit } = likelihood;
  const per = perText(likelihood);
  const tail = per ? ` ${per}` : "";
  if (value === null) return low === null && high === null ? UNKNOWN : `${UNKNOWN}, ${bandText(likelihood)}${tail}`;
  if (low === null || high === null || (low === value && high === value)) return `${amountText(value, unit)}${tail}`;
  return `${amountText(value, unit)} (${bandText(likelihood)})${tail}`;
}

/** From where to where. */
export function bandText({ low, high, unit }: Likelihood): string {
  if (low === null) return high === null ? "" : `at most ${amountText(high, unit)}`;
  if (high === null) return `at least ${amountText(low, unit)}`;
  return `${amountText(low, unit)} to ${amountText(high, unit)}`;
}

/** What the picture said when it was asked: times as people say them, the rest with its unit. */
export function readingText({ value, low, high, unit }: Omit<ReadingView, "call" | "since_utc" | "text" | "evidence">): string {
  const written = (each: number | boolean | string) => {
    if (typeof each === "boolean") return each ? "yes" : "no";
    if (typeof each === "string") return unit === "UTC" ? each.replace("T", " ").replace(/\.\d+Z$/, "Z") : `“${each}”`;
    if (unit === "s") return duration(each * 1_000);
    if (unit === "1") return Math.abs(each) < 1e-3 && each !== 0 ? probability(each) : rounded(each);
    return `${rounded(each)} ${unit}`;
  };
  const apart = low !== null && high !== null && (low !== value || high !== value);
  const band = apart ? `${written(low)} to ${written(high)}` : "";
  if (value !== null) return band ? `${written(value)} (${band})` : written(value);
  if (band) return `${UNKNOWN}, ${band}`;
  if (low !== null) return `${UNKNOWN}, at least ${written(low)}`;
  if (high !== null) return `${UNKNOWN}, at most ${written(high)}`;
  return UNKNOWN;
}

/** Room to a limit: `28 % of room to the limit`, `past the limit by 12 %`. */
export function roomText(margin: number | null): string {
  if (margin === null) return "no room is measured";
  const size = Math.abs(margin) * 100;
  const words = size >= 1_000 ? `${rounded(size / 100)} times` : `${rounded(size, 2)} %`;
  return margin < 0 ? `past the limit by ${words}` : `${words} of room to the limit`;
}

/** A verdict as people read it: instants to the second, without the letter between day and time. */
export function tidied(text: string): string {
  return text.replace(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?Z/g, "$1 $2Z");
}

/** `late by 2 h 10 min`, `due in 3 d`. */
export function dueText(leftMs: number): string {
  if (!Number.isFinite(leftMs)) return "";
  return leftMs < 0 ? `late by ${duration(leftMs)}` : `due in ${duration(leftMs)}`;
}
