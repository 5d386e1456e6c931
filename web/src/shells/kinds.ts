/** Kinds of objects as drawings show them: a word, a colour and a shape each. */
import { SHAPES } from "../ui/tokens";

export interface Kind {
  /** As the node calls it. */
  readonly type: string;
  readonly word: string;
  /** The same of one. */
  readonly one: string;
  /** Token of its colour. */
  readonly token: string;
  readonly shape: string;
}

const UNKNOWN: Kind = { type: "UNKNOWN", word: "Unknown", one: "Unknown", token: "cat-8", shape: SHAPES[3] };

export const KINDS: readonly Kind[] = [
  { type: "PAYLOAD", word: "Payloads", one: "Payload", token: "cat-1", shape: SHAPES[0] },
  { type: "ROCKET BODY", word: "Rocket bodies", one: "Rocket body", token: "cat-2", shape: SHAPES[1] },
  { type: "DEBRIS", word: "Debris", one: "Debris", token: "cat-4", shape: SHAPES[2] },
  UNKNOWN,
];

/** The kind of an object; what is none of the first three is unknown. */
export function kindOf(type: string): Kind {
  return KINDS.find((kind) => kind.type === type) ?? UNKNOWN;
}

/** The outline of a kind's shape about a point, as the path of an SVG; `r` is half its size, px. */
export function outline(kind: Kind, x: number, y: number, r: number): string {
  switch (kind.type) {
    case "PAYLOAD":
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case "ROCKET BODY":
      return `M${x} ${y - r * 1.15}L${x + r * 1.1} ${y + r * 0.85}H${x - r * 1.1}z`;
    case "DEBRIS":
      return `M${x - r * 0.9} ${y - r * 0.9}h${1.8 * r}v${1.8 * r}h${-1.8 * r}z`;
    default:
      return `M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}z`;
  }
}
