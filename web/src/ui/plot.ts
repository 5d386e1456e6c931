/** The frame of a drawing: axes with their units, a grid, and where the pointer is. */
import { css, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";

import type { Scale, Tick } from "./axes";

export interface Axis {
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
  /** With the unit: `altitude, km`. */
  readonly label: string;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a drawing includes beside `base`. */
export const plotStyles = css`
  svg {
    width: 100%;
    font-family: system-ui, sans-serif;
    font-size: 12px;
    touch-action: manipulation;
  }
  .axis {
    stroke: var(--edge);
    stroke-width: 1px;
    fill: none;
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1px;
    fill: none;
    opacity: 0.6;
  }
  .tick {
    fill: var(--text-2);
    font-size: 11px;
  }
  .label {
    fill: var(--text);
    font-size: 12px;
    font-weight: 600;
  }
  .now {
    stroke: var(--focus);
    stroke-width: 1.5px;
    stroke-dasharray: 5 4;
  }
  .picked {
    fill: none;
    stroke: var(--focus);
    stroke-width: 2px;
  }
  .tip {
    fill: var(--surface-3);
    stroke: var(--edge);
  }
  .tip-text {
    fill: var(--text);
    font-size: 12px;
  }
`;

/** Axes and grid of a drawing. */
export function frame(box: Box, x: Axis, y: Axis): TemplateResult {
  const { left, right, top, bottom } = box;
  return svg`
    ${x.ticks.map((tick) => {
      const at = x.scale(tick.at);
      return svg`<path class="grid" d="M${at} ${top}V${bottom}"></path>
        <text class="tick" x=${at} y=${bottom + 16} text-anchor="middle">${tick.text}</text>`;
    })}
    ${y.ticks.map((tick) => {
      const at = y.scale(tick.at);
      return svg`<path class="grid" d="M${left} ${at}H${right}"></path>
        <text class="tick" x=${left - 6} y=${at + 4} text-anchor="end">${tick.text}</text>`;
    })}
    <path class="axis" d="M${left} ${top}V${bottom}H${right}"></path>
    <text class="label" x=${(left + right) / 2} y=${bottom + 34} text-anchor="middle">${x.label}</text>
    <text class="label" transform="translate(${14} ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${y.label}</text>`;
}

/** A note of some lines beside a point, kept inside the drawing. */
export function tip(box: Box, x: number, y: number, lines: readonly string[]): TemplateResult {
  const width = Math.max(...lines.map((line) => line.length)) * 6.7 + 16;
  const height = lines.length * 16 + 10;
  const left = x + 12 + width > box.right ? Math.max(box.left, x - 12 - width) : x + 12;
  const top = Math.min(Math.max(box.top, y - height / 2), Math.max(box.top, box.bottom - height));
  return svg`<g pointer-events="none">
    <rect class="tip" x=${left} y=${top} width=${width} height=${height} rx="4"></rect>
    ${lines.map((line, n) => svg`<text class="tip-text" x=${left + 8} y=${top + 18 + n * 16}>${line}</text>`)}
  </g>`;
}

/** Knows how wide its host is, px. */
export class Sized implements ReactiveController {
  width = 0;
  private readonly watch = new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (!width || Math.abs(width - this.width) < 2) return;
    this.width = width;
    this.host.requestUpdate();
  });

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  hostConnected(): void {
    this.watch.observe(this.host);
  }

  hostDisconnected(): void {
    this.watch.disconnect();
  }
}

/** Where in a drawing the pointer is, in the drawing's own units. */
export function pointIn(event: PointerEvent | MouseEvent): { x: number; y: number } {
  const drawn = event.currentTarget as SVGSVGElement;
  const box = drawn.getBoundingClientRect();
  const wide = drawn.viewBox.baseVal.width || box.width;
  const factor = wide / Math.max(box.width, 1);
  return { x: (event.clientX - box.left) * factor, y: (event.clientY - box.top) * factor };
}

/** Which of some points is next to a place, within so many px; -1 where none is. */
export function nearest(
  points: readonly { readonly x: number; readonly y: number }[],
  at: { readonly x: number; readonly y: number },
  within = 14,
): number {
  let [best, found] = [within * within, -1];
  points.forEach((point, n) => {
    const apart = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
    if (apart < best) [best, found] = [apart, n];
  });
  return found;
}
