/** An axis of times from the truth on: even steps of multiples after it, and before it where anything was. */

const LADDER_S = [1, 10, 60, 600, 3_600, 21_600, 86_400, 259_200, 864_000];
const LEAST_S = 60;
/** Words of ticks need so much room, px. */
const APART = 48;

export interface TruthAxis {
  /** From s after the truth (negative: before) to px. */
  at(s: number): number;
  /** Round spans, s; 0 is the truth itself. */
  readonly ticks: readonly number[];
}

/** An axis between two places on the screen, px, that holds all of these spans, s. */
export function truthAxis(spansS: readonly number[], left: number, right: number): TruthAxis {
  const found = spansS.filter((each) => Number.isFinite(each));
  const sizes = found.map(Math.abs).filter((each) => each >= 1);
  const unit = Math.max(1, Math.min(LEAST_S, ...sizes) / 2);
  const stretched = (s: number) => Math.sign(s) * Math.log10(1 + Math.abs(s) / unit);
  const [low, high] = [rung(Math.max(0, -Math.min(0, ...found))), rung(Math.max(LEAST_S, ...found))];
  const [from, to] = [stretched(-low), stretched(high)];
  const at = (s: number) => left + ((stretched(s) - from) / (to - from)) * (right - left);
  const steps = LADDER_S.filter((each) => each >= unit);
  const wanted = [...steps.filter((each) => each <= low).map((each) => -each), ...steps.filter((each) => each <= high)];
  const ticks = [0];
  // The longest are named first: between them is room for what there is room for.
  for (const each of wanted.sort((a, b) => Math.abs(b) - Math.abs(a))) {
    if (ticks.every((one) => Math.abs(at(one) - at(each)) >= APART)) ticks.push(each);
  }
  return { at, ticks: ticks.sort((a, b) => a - b) };
}

/** The next round span from here on; 0 stays. */
function rung(s: number): number {
  return s === 0 ? 0 : (LADDER_S.find((each) => each >= s) ?? s);
}
