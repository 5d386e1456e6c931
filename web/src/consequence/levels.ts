/** A map of numbers as few levels of one colour, by their order of magnitude or evenly. */

/** A rectangle of a map, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly tall: number;
}

export interface Levels {
  /** Where each level begins, the lowest first. */
  readonly from: readonly number[];
  readonly most: number;
  /** The level of a value; -1: below all. */
  of(value: number): number;
}

/** Levels of the power of ten, `count` of them down from the highest; each a step of `factor`. */
export function powerLevels(values: Iterable<number>, { count = 8, factor = Math.sqrt(10) } = {}): Levels | null {
  let most = 0;
  for (const value of values) if (value > most && Number.isFinite(value)) most = value;
  if (!(most > 0)) return null;
  const from = Array.from({ length: count }, (_, n) => most / factor ** (count - n)); // the last begins a step below
  return { from, most, of: (value) => levelIn(from, value) };
}

/** Even levels between two. */
export function evenLevels(low: number, high: number, count = 8): Levels {
  const from = Array.from({ length: count }, (_, n) => low + ((high - low) * n) / count);
  return { from, most: high, of: (value) => levelIn(from, value) };
}

function levelIn(from: readonly number[], value: number): number {
  let level = -1;
  for (const begin of from) {
    if (!(value >= begin)) break;
    level += 1;
  }
  return level;
}

/** How strong a level is drawn, 0 to 1. */
export function strength(level: number, count: number): number {
  return Number((0.12 + (0.88 * (level + 1)) / count).toFixed(3));
}

/** One path a level: thousands of rectangles are then a handful of elements. */
export function pathsByLevel(
  levels: Levels,
  values: readonly (readonly number[])[],
  place: (column: number, row: number) => Place,
): string[] {
  const found: string[][] = levels.from.map(() => []);
  values.forEach((column, i) => {
    let j = 0;
    while (j < column.length) {
      const level = levels.of(column[j] ?? 0);
      const first = j;
      while (j < column.length && levels.of(column[j] ?? 0) === level) j += 1;
      if (level >= 0) found[level]?.push(rectangle(place(i, first), place(i, j - 1)));
    }
  });
  return found.map((each) => each.join(""));
}

/** From one place to another of the same column. */
function rectangle(a: Place, b: Place): string {
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y + a.tall, b.y + b.tall)];
  return `M${px(a.x)} ${px(top)}h${px(a.wide)}v${px(bottom - top)}h${px(-a.wide)}z`;
}

function px(value: number): string {
  return String(Number(value.toFixed(1)));
}
