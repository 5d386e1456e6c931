/** Colours and shapes of sources: the same in every picture of an event. */
import { css, svg, type TemplateResult } from "lit";

import { SHAPES } from "../ui/tokens";

const MANY = SHAPES.length;

/** Sets `--own` by the class of a source. */
export const sourceStyles = css`
  .c1 { --own: var(--cat-1); }
  .c2 { --own: var(--cat-2); }
  .c3 { --own: var(--cat-3); }
  .c4 { --own: var(--cat-4); }
  .c5 { --own: var(--cat-5); }
  .c6 { --own: var(--cat-6); }
  .c7 { --own: var(--cat-7); }
  .c8 { --own: var(--cat-8); }
  .glyph { fill: var(--own); color: var(--own); }
`;

/** The class of the source with this number. */
export function colorOf(number: number): string {
  return `c${(number % MANY) + 1}`;
}

/** Its shape as a glyph of text. */
export function glyphOf(number: number): string {
  return SHAPES[number % MANY] ?? "●";
}

/** Its shape as a path about a point, px: glyphs of fonts are not centred. */
export function shapeAt(number: number, x: number, y: number, size: number, hollow = false): TemplateResult {
  const r = size / 2;
  const corners = (points: readonly (readonly [number, number])[]) =>
    `M${points.map(([dx, dy]) => `${(x + dx * r).toFixed(2)} ${(y + dy * r).toFixed(2)}`).join("L")}Z`;
  const star = Array.from({ length: 10 }, (_, n): readonly [number, number] => {
    const turn = (n * Math.PI) / 5 - Math.PI / 2;
    const part = n % 2 ? 0.5 : 1.2;
    return [Math.cos(turn) * part, Math.sin(turn) * part];
  });
  const circle = `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const paths = [
    circle,
    corners([[0, -1.1], [1.05, 0.8], [-1.05, 0.8]]),
    corners([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
    corners([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]),
    corners([
      [-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4],
    ]),
    corners([[0, 1.1], [1.05, -0.8], [-1.05, -0.8]]),
    corners(star),
    circle,
  ];
  const at = number % MANY;
  return svg`<path class=${hollow || at === MANY - 1 ? "shape hollow" : "shape"} d=${paths[at] ?? circle}></path>`;
}
