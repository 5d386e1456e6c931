/** An exercise in words and numbers: each with its unit, each time of the exercise's own world. */
import { duration, number, UNKNOWN } from "../time/format";
import type { Sign } from "../ui/severity";
import type {
  Clock, Expected, ExpectedState, Inject, InjectState, Measure, MeasureState, Stage, Tells, Truth, Verdict,
} from "./model";

export const INJECT_SIGNS: Readonly<Record<InjectState, Sign>> = {
  waiting: { glyph: "○", word: "to come", level: "unknown" },
  held: { glyph: "‖", word: "held back", level: "warning" },
  given: { glyph: "✓", word: "given", level: "ok" },
  skipped: { glyph: "✕", word: "skipped", level: "unknown" },
  failed: { glyph: "▲", word: "failed", level: "emergency" },
};

export const EXPECTED_SIGNS: Readonly<Record<ExpectedState, Sign>> = {
  waiting: { glyph: "○", word: "to come", level: "unknown" },
  open: { glyph: "●", word: "awaited", level: "advisory" },
  met: { glyph: "✓", word: "done", level: "ok" },
  late: { glyph: "◆", word: "done late", level: "warning" },
  missed: { glyph: "▲", word: "not done in time", level: "emergency" },
  void: { glyph: "✕", word: "does not count", level: "unknown" },
};

export const MEASURE_SIGNS: Readonly<Record<MeasureState | "partly", Sign>> = {
  waiting: { glyph: "○", word: "not yet", level: "unknown" },
  met: { glyph: "✓", word: "met", level: "ok" },
  partly: { glyph: "◆", word: "partly met", level: "warning" },
  missed: { glyph: "▲", word: "missed", level: "emergency" },
  unknown: { glyph: "?", word: "unknown", level: "unknown" },
};

export const VERDICTS: readonly (readonly [id: Exclude<Verdict, "">, word: string])[] = [
  ["met", "It counts as done"],
  ["missed", "It does not count as done"],
  ["void", "Take it out"],
];

/** From truth to action: the order in which it should go. */
export const STAGES: readonly Stage[] = ["could_know", "knew", "warned", "released", "acknowledged", "acted"];

export const STAGE_WORDS: Readonly<Record<Stage | "unaware", string>> = {
  unaware: "unaware", could_know: "could know", knew: "knew", warned: "warned", released: "released",
  acknowledged: "acknowledged", acted: "acted",
};

/** How long after the begin, in the world: `+2 h 30 min`; `−` before it. */
export function afterBegin(s: number): string {
  if (s === 0) return "begin";
  return `${s < 0 ? "−" : "+"}${duration(s * 1_000)}`;
}

function minutes(s: number): string {
  return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
}

/** A span, s: to the second below an hour. */
export function span(s: number | null | undefined): string {
  if (s === null || s === undefined || !Number.isFinite(s)) return UNKNOWN;
  const size = Math.abs(s);
  const text =
    size < 10 && size % 1 ? number(size, 1, "s")
    : size < 120 ? number(size, 0, "s")
    : Math.round(size) < 3_600 ? minutes(Math.round(size))
    : duration(Math.round(size) * 1_000);
  return s < 0 ? `−${text}` : text;
}

/** A measure's value or limit with its unit; of a condition, whether it holds. */
export function amount(value: number | null, unit: string): string {
  if (value === null) return UNKNOWN;
  if (unit === "") return value ? "holds" : "does not hold";
  if (unit === "s") return span(value);
  const whole = Number.isInteger(value);
  return number(value, whole ? 0 : 2, unit === "records" && value === 1 ? "record" : unit);
}

/** What is asked of a measure: `at most 10 min`. */
export function limitOf(measure: Measure): string {
  if (measure.unit === "") return measure.limit === 0 ? "may not hold" : "has to hold";
  if (measure.limit === null) return "no limit set";
  return `at ${measure.at_least ? "least" : "most"} ${amount(measure.limit, measure.unit)}`;
}

/** When an inject comes, or came: an instant of the world, a condition, or by hand. */
export function whenOf(inject: Inject): string {
  if (inject.at_s !== null) return afterBegin(inject.at_s);
  return inject.when ? "on a condition" : "by hand";
}

/** How many of the actions that count are done, and how many there are. */
export function tally(expected: readonly Expected[]): { done: number; of: number; missed: number } {
  const counted = expected.filter((each) => each.state !== "void");
  return {
    done: counted.filter((each) => each.state === "met" || each.state === "late").length,
    of: counted.length,
    missed: counted.filter((each) => each.state === "missed").length,
  };
}

/** How far its world is at this instant of the page's clock, s: no further than its end. */
export function elapsed(clock: Clock, nowMs: number): number {
  return Math.max(0, (Math.min(nowMs, Date.parse(clock.ends_utc)) - Date.parse(clock.starts_utc)) / 1_000);
}

/** What the clock does, in words. */
export function clockWords(clock: Clock): string {
  switch (clock.phase) {
    case "waiting":
      return "has not begun";
    case "ended":
      return "has ended";
    case "paused":
      return clock.speed === 0 ? "stands, goes by steps" : "is paused";
    default:
      return `runs at ${rate(clock.speed)}`;
  }
}

/** The speed of a play that goes as fast as the machine does: `FASTEST` of the white cell's orders. */
export const FASTEST = 100_000;

/** `60 times our pace`. */
export function rate(speed: number): string {
  if (speed === 1) return "our own pace";
  if (speed >= FASTEST) return "the machine’s pace";
  return `${number(speed, Number.isInteger(speed) ? 0 : 1)} times our pace`;
}

/** Rounds are coarse, and so is what is measured between two of them. */
const KEEPS_UP = 0.8;

/** Whether the machine keeps up with what is asked, within a fifth. */
export function keepsUp({ phase, speed, speed_reached }: Clock): boolean {
  return phase !== "running" || speed_reached === null || speed >= FASTEST || speed_reached >= speed * KEEPS_UP;
}

/** What comes next by the clock, and in how long, s of the world. */
export function nextOf(injects: readonly Inject[], elapsedS: number): { inject: Inject; inS: number } | null {
  let best: { inject: Inject; inS: number } | null = null;
  for (const inject of injects) {
    if (inject.state !== "waiting" || inject.at_s === null) continue;
    const inS = inject.at_s - elapsedS;
    if (!best || inS < best.inS) best = { inject, inS };
  }
  return best;
}

/** The list in the order of a clock: what was given when it was, what comes when it will, then conditions. */
export function inOrder(injects: readonly Inject[], startsMs: number): readonly Inject[] {
  const at = (inject: Inject): number =>
    inject.given_utc ? (Date.parse(inject.given_utc) - startsMs) / 1_000 : (inject.at_s ?? Infinity);
  return [...injects].sort((a, b) => at(a) - at(b) || a.number - b.number);
}

/** How many nations are how far with something that happened: `2 warned, 1 knew, 1 unaware`. */
export function reached({ nations }: Tells): string {
  const order = [...STAGES].reverse();
  const found = [...order, "unaware" as const].flatMap((stage) => {
    const count = nations.filter((each) => each.stage === stage).length;
    return count ? [`${count} ${STAGE_WORDS[stage]}`] : [];
  });
  return found.join(", ");
}

/** The same event as a table of nations has it: only the furthest stage of each. */
export function furthest(truth: Truth): Tells {
  const nations = truth.nations.map(({ nation, stages }) => {
    const last = [...stages].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage)).at(-1);
    return last
      ? { nation, stage: last.stage, at_utc: last.world_utc, after_s: last.after_s, record: last.record }
      : { nation, stage: "unaware" as const, at_utc: null, after_s: null, record: "" };
  });
  return { truth: truth.truth, world_utc: truth.world_utc, text: truth.text, objects: truth.objects, nations };
}

/** How long after the truth, or before it: a burn that was announced, a passage that was foreseen. */
export function fromTruth(s: number): string {
  return s < 0 ? `${span(-s)} before` : `after ${span(s)}`;
}
