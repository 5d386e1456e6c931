import { svg, type TemplateResult } from "lit";

import { KINDS, outline } from "./kinds";

/** Shapes, colours and words of the kinds in a row, inside a drawing. */
export function legend(x: number, y: number): TemplateResult {
  let at = x;
  return svg`${KINDS.map((kind) => {
    const here = at;
    at += kind.word.length * 6.8 + 34;
    return svg`<path class=${kind.token} d=${outline(kind, here, y - 4, 4.5)}></path>
      <text class="tick" x=${here + 10} y=${y}>${kind.word}</text>`;
  })}`;
}
