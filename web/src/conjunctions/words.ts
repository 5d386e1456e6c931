/** Words for the words of the node: what does not hold, what limits an answer, where talks stand. */
import { age } from "../time/format";
import type { Level } from "../ui/severity";

/** How old an orbit is at closest approach (s); states of a trajectory are made for that very moment. */
export function ageWords(ageS: number | null): readonly [string, string] {
  if (ageS === null) return ["age unknown", ""];
  const s = Math.abs(ageS);
  return s < 1 ? ["made for that moment", ""] : [`${age(s)} old`, "at closest approach"];
}

const VIOLATIONS: Readonly<Record<string, string>> = {
  FOSTER_NOT_POSITIVE: "a covariance is not positive definite",
  FOSTER_EXTENDED: "the encounter lasts too long for straight paths",
  FOSTER_OFFSET: "the likeliest moment lies too far from closest approach",
  FOSTER_INACCURATE: "curved paths give another probability than straight ones",
  FOSTER_UNKNOWN: "whether paths are straight enough can't be told",
  NC2D_EXTENDED: "it lasts too long for the curved method in two dimensions",
  NC2D_OFFSET: "its likeliest moment lies too far off for the curved method",
  NC2D_INACCURATE: "two estimates of the curved method differ",
  NC2D_NOT_CONVERGED: "the curved method in two dimensions did not converge",
  NC3D_EXTENDED: "it lasts too long for the curved method in three dimensions",
  NC3D_OFFSET: "its likeliest moment lies too far off for three dimensions",
  NC3D_NOT_CONVERGED: "the curved method in three dimensions did not converge",
};

const FLAGS: Readonly<Record<string, string>> = {
  DILUTED: "the probability is small for lack of data: better data may raise it",
  COVARIANCE_REPAIRED: "a covariance was repaired",
  COVARIANCE_FROM_ELEMENT_SETS: "the covariance is that of a class of orbits, from element sets",
  POSITION_ONLY: "the covariance is of position alone",
  DEFAULT_HBR: "the size of the objects is assumed",
  LONG_ENCOUNTER: "a long encounter",
  NOT_AT_TCA: "the states are not at closest approach",
  NO_COVARIANCE: "no covariance is stated",
  UNITS_DOUBTFUL: "the units of a covariance are doubtful",
  WITHIN_HARD_BODY: "the nominal miss lies within the two bodies",
  LONG_DURATION: "the pair stays close for long",
  AT_EDGE: "closest approach lies at the edge of the window",
  STALE_ELEMENTS: "an orbit is old",
  DEFAULT_COVARIANCE: "a covariance is a stand-in",
  ASSUMPTIONS_VIOLATED: "assumptions of the method do not hold",
  "no-hbr": "the message states no size of the objects",
  faults: "the message had faults",
  simulated: "the message is SIMULATED",
  "miss-distance-disagrees": "the stated miss is not that of the states",
};

const METHODS: Readonly<Record<string, string>> = {
  foster1992: "Foster 1992, straight paths",
  alfano2005: "Alfano 2005, straight paths",
  elrod2019: "Elrod 2019, straight paths",
  hall2021_nc2d: "Hall 2021, curved, 2-D",
  hall2021_nc3d: "Hall 2021, curved, 3-D",
  montecarlo: "Monte Carlo",
  unstated: "method not stated",
};

const GROUNDS: Readonly<Record<string, string>> = {
  stale: "an orbit is too old: it can only call for better data",
  elements: "element sets: it can only call for better data",
  unstated: "how a covariance came about is not said: ask",
  determined: "both orbits have covariances of their own",
};

const ADVICE: Readonly<Record<string, string>> = {
  none: "no action",
  watch: "watch",
  "better-data": "get better data",
  mitigate: "consider mitigation",
};

const STAGES: Readonly<Record<string, string>> = {
  open: "asked, no answer yet",
  committed: "promised, not yet confirmed",
  agreed: "agreed",
  declined: "declined",
  withdrawn: "promise taken back",
  defaulted: "no answer in time: the default holds",
  countered: "answered with another proposal",
};

const DEFAULTS: Readonly<Record<string, string>> = {
  "proposer-maneuvers": "who proposed maneuvers",
  "other-maneuvers": "the other side maneuvers",
  "nobody-maneuvers": "nobody maneuvers",
};

const REASONS: Readonly<Record<string, string>> = {
  NO_BURN_NEEDED: "The target is met without a burn.",
  OUT_OF_REACH: "No burn within the limit reaches the target in the time that is left.",
  NO_PC: "No probability may be reported of this encounter: ask for a miss distance instead.",
};

/** A word of the node that has no entry, made readable: `SOME_FLAG` as "some flag". */
function plain(word: string): string {
  return word.replaceAll(/[_-]+/g, " ").toLowerCase();
}

export const violation = (word: string): string => VIOLATIONS[word] ?? plain(word);
export const method = (word: string): string =>
  METHODS[word] ?? METHODS[word.toLowerCase().replaceAll("-", "")] ?? (word || "none");
export const grounds = (word: string): string => GROUNDS[word] ?? plain(word);
export const advice = (word: string): string => ADVICE[word] ?? plain(word);
export const stage = (word: string): string => STAGES[word] ?? plain(word);
export const byDefault = (word: string): string => DEFAULTS[word] ?? plain(word);
export const reason = (word: string): string => REASONS[word] ?? plain(word);

/** What limits an answer, in words; flags of one object keep its number. */
export function flag(word: string): string {
  const numbered = /^(.*)-([12])$/.exec(word);
  if (numbered) return `object ${numbered[2] ?? ""}: ${plain(numbered[1] ?? "")}`;
  return FLAGS[word] ?? plain(word);
}

/** The severity of a line as `cspo-severity` has it; null where nobody warns. */
export function level(word: string): Level | null {
  if (word === "emergency" || word === "warning" || word === "advisory") return word;
  return word ? "unknown" : null;
}

/** Methods whose numbers are reported only where their assumptions hold. */
const CHECKED = new Set(["foster1992", "hall2021_nc2d", "hall2021_nc3d", "montecarlo"]);

/** Whether the assumptions hold behind what is reported; null: nobody says. */
export function held(told: {
  readonly pc: number | null;
  readonly pc_method: string;
  readonly violations: readonly string[];
}): boolean | null {
  if (told.pc !== null) return CHECKED.has(told.pc_method) ? true : null;
  return told.violations.length ? false : null;
}

/** Whether a probability may be reported: a glyph and words. */
export function holds(hold: boolean | null, why: readonly string[]): { glyph: string; words: string } {
  if (hold === null) return { glyph: "?", words: "not stated" };
  if (hold) return { glyph: "✓", words: "assumptions hold" };
  return { glyph: "✕", words: why.length ? why.map(violation).join("; ") : "assumptions do not hold" };
}
