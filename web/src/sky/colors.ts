/** By what objects are told apart: each category has a colour and a shape, never a colour alone. */
import { epochTaiMs, identityOf, wordOf, type Sky, type Words } from "../orbit/elements";
import { taiMsOf } from "../orbit/frames";
import { COLORS, SHAPES, type Theme } from "../ui/tokens";
import { LOOK } from "./points";

export const MODES = [
  { id: "type", title: "Type" },
  { id: "owner", title: "Owner" },
  { id: "source", title: "Source of the orbit" },
  { id: "age", title: "Age of the orbit" },
  { id: "risk", title: "Risk of collision" },
] as const;
export type Mode = (typeof MODES)[number]["id"];

/** The highest probability of collision that the node reports of an object, and when. */
export type Risks = ReadonlyMap<string, number>;

export interface Category {
  readonly title: string;
  readonly count: number;
  /** Which of the eight colours and shapes; 1 to 8. */
  readonly look: number;
  /** Of a point, px. */
  readonly sizePx: number;
}

export interface Categories {
  readonly mode: Mode;
  readonly list: readonly Category[];
  /** Into the list, for each row. */
  readonly of: Uint8Array;
}

const DAY_MS = 86_400_000;
const SMALL_PX = 2.75;
const PLAIN_PX = 3.25;
const LARGE_PX = 8;
const RINGED_PX = 11;

interface Kind {
  readonly title: string;
  readonly look: number;
  readonly sizePx: number;
}

const TYPES: readonly (Kind & { readonly word: string })[] = [
  { word: "PAYLOAD", title: "Payload", look: 1, sizePx: PLAIN_PX },
  { word: "ROCKET BODY", title: "Rocket body", look: 2, sizePx: 4.5 },
  { word: "DEBRIS", title: "Debris", look: 4, sizePx: SMALL_PX },
  { word: "", title: "Type unknown", look: 8, sizePx: 4 },
];

const AGES: readonly (Kind & { readonly belowDays: number })[] = [
  { belowDays: 1, title: "Under 1 day", look: 1, sizePx: PLAIN_PX },
  { belowDays: 3, title: "1 to 3 days", look: 3, sizePx: PLAIN_PX },
  { belowDays: 7, title: "3 to 7 days", look: 5, sizePx: PLAIN_PX },
  { belowDays: 30, title: "7 to 30 days", look: 2, sizePx: 5.5 },
  { belowDays: Infinity, title: "Over 30 days", look: 7, sizePx: 6.5 },
];

const RISKS: readonly (Kind & { readonly least: number })[] = [
  { least: 1e-3, title: "Pc 10⁻³ or more", look: 7, sizePx: 10 },
  { least: 1e-4, title: "Pc 10⁻⁴ to 10⁻³", look: 2, sizePx: LARGE_PX },
  { least: 1e-5, title: "Pc 10⁻⁵ to 10⁻⁴", look: 5, sizePx: 6.5 },
  { least: 1e-6, title: "Pc 10⁻⁶ to 10⁻⁵", look: 3, sizePx: 5.5 },
  { least: -1, title: "Less, or none reported", look: 8, sizePx: 2.5 },
];
export const LEAST_RISK = 1e-6;

/** Sort the rows of a sky into categories; `utcMs` is what ages count to. */
export function categorize(sky: Sky, mode: Mode, utcMs: number, risks: Risks): Categories {
  switch (mode) {
    case "type":
      return sorted(sky, mode, TYPES, (row) => typeAt(wordOf(sky.type, row)));
    case "age": {
      const nowMs = taiMsOf(sky.earth, utcMs);
      return sorted(sky, mode, AGES, (row) => {
        const days = Math.abs(nowMs - epochTaiMs(sky, row)) / DAY_MS;
        return AGES.findIndex(({ belowDays }) => days < belowDays);
      });
    }
    case "risk":
      return sorted(sky, mode, RISKS, (row) => {
        const risk = risks.get(identityOf(sky, row)) ?? 0;
        return RISKS.findIndex(({ least }) => risk >= least);
      });
    case "owner":
      return byWords(sky, mode, sky.owner, "Owner unknown");
    case "source":
      return byWords(sky, mode, sky.source, "Source unknown");
  }
}

function typeAt(word: string): number {
  const at = TYPES.findIndex((each) => each.word === word);
  return at < 0 ? TYPES.length - 1 : at;
}

/** The seven most frequent words, and the rest together. */
function byWords(sky: Sky, mode: Mode, words: Words, unknown: string): Categories {
  const counts = new Uint32Array(words.values.length);
  for (const index of words.index) counts[index] = (counts[index] ?? 0) + 1;
  const order = [...words.values.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const most = SHAPES.length - 1;
  const first = order.length > most + 1 ? order.slice(0, most) : order;
  const rank = new Map(first.map((index, at) => [index, at]));
  const kinds: Kind[] = first.map((index, at) => {
    const word = words.values[index] ?? "";
    return { title: word !== "" ? word : unknown, look: at + 1, sizePx: PLAIN_PX };
  });
  if (first.length < order.length) {
    kinds.push({ title: `${order.length - most} others`, look: 8, sizePx: PLAIN_PX });
  }
  return sorted(sky, mode, kinds, (row) => rank.get(words.index[row] ?? -1) ?? most);
}

function sorted(
  sky: Sky, mode: Mode, kinds: readonly Kind[], pick: (row: number) => number,
): Categories {
  const of = Uint8Array.from({ length: sky.count }, (_, row) => pick(row));
  const counts = new Uint32Array(kinds.length);
  for (const at of of) counts[at] = (counts[at] ?? 0) + 1;
  return { mode, of, list: kinds.map((kind, at) => ({ ...kind, count: counts[at] ?? 0 })) };
}

/** How each row is drawn: `LOOK` bytes; hidden categories have no size. */
export function looksOf(
  categories: Categories, hidden: ReadonlySet<number>, theme: Theme,
): Uint8Array<ArrayBuffer> {
  const looks = new Uint8Array(categories.of.length * LOOK);
  const kinds = categories.list.map((each, at) => {
    const [r, g, b] = rgb(COLORS[theme][`cat-${each.look}`] ?? "#ffffff");
    const size = hidden.has(at) ? 0 : Math.round(each.sizePx * 4);
    return [r, g, b, 255, each.look - 1, size, 0, 0];
  });
  for (const [row, at] of categories.of.entries()) {
    const kind = kinds[at];
    if (kind) looks.set(kind, row * LOOK);
  }
  return looks;
}

/** Rows that stand out: a ring in this colour, large, whatever their category. */
export function ringed(
  looks: Uint8Array, rows: readonly number[], color: readonly [number, number, number],
): void {
  for (const row of rows) looks.set([...color, 255, SHAPES.length - 1, RINGED_PX * 4], row * LOOK);
}

/** Red, green and blue of `#rrggbb`, 0 to 255. */
export function rgb(hex: string): readonly [number, number, number] {
  const number = parseInt(hex.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
