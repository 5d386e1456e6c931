/** The story of an event as lines of points: by source, in the order in which it was made. */
import { instantMs } from "../time/format";
import { type Encounter, type StoryLine, voice } from "./model";

export interface StoryPoint {
  readonly atMs: number;
  readonly missKm: number;
  /** What is drawn: the probability, or where none may be reported the most that there can be. */
  readonly pc: number | null;
  /** Whether a probability is reported; else what is drawn is the most that there can be. */
  readonly reported: boolean;
  readonly line: StoryLine;
}

export interface Voice {
  readonly name: string;
  /** Its number among the sources of now, for its colour. */
  readonly number: number;
  readonly points: readonly StoryPoint[];
}

/** Reports by source; the node's screening as it is now ends the line of its records. */
export function voices(view: Encounter): readonly Voice[] {
  const names = view.sources.map(voice);
  const found = new Map<string, StoryPoint[]>(names.map((name) => [name, []]));
  for (const line of view.story) {
    const points = found.get(voice(line)) ?? [];
    points.push(pointOf(line));
    found.set(voice(line), points);
  }
  for (const source of view.sources) {
    if (!source.own) continue;
    const ages = [source.orbit1.age_s, source.orbit2.age_s].filter((age) => age !== null);
    found.get(voice(source))?.push(
      pointOf({ ...source, version: 0, latest: true, oldest_age_s: ages.length ? Math.max(...ages) : null }),
    );
  }
  return [...found].map(([name, points], n) => ({
    name, number: n, points: points.sort((a, b) => a.atMs - b.atMs),
  }));
}

function pointOf(line: StoryLine): StoryPoint {
  return {
    atMs: instantMs(line.created_utc), missKm: line.miss_distance_km, pc: line.pc ?? line.max_pc,
    reported: line.pc !== null, line,
  };
}

/** The span of a logarithmic axis that holds these, whole powers of ten; null: nothing does. */
export function decades(values: readonly number[], least: number): [number, number] | null {
  const good = values.filter((value) => value > 0);
  if (!good.length) return null;
  const low = Math.max(Math.min(...good), least);
  const high = Math.max(...good, low);
  const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  return [10 ** first, 10 ** Math.max(last, first + 1)];
}
