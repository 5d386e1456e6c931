/** How long there is, drawn: now, what is to be done by when, the last useful moment, closest approach. */
import { css, html, nothing, svg } from "lit";

import { duration, instantMs, utc } from "../time/format";
import type { Tick } from "./checklist";

/** An instant on the line; `at` from 0 (now) to 1 (the end). */
export interface Point {
  readonly at: number;
  readonly what: "act" | "closest" | "step";
  readonly words: string;
}

/** What is still ahead, in order. */
export function points(
  nowMs: number,
  actByUtc: string | null,
  aboutUtc: string,
  steps: readonly Tick[],
): Point[] {
  const endMs = instantMs(aboutUtc);
  if (!(endMs > nowMs)) return [];
  const found: Point[] = [];
  const add = (atUtc: string | null, what: Point["what"], words: string) => {
    const at = (instantMs(atUtc) - nowMs) / (endMs - nowMs);
    if (at >= 0 && at <= 1) found.push({ at, what, words: `${words}: ${utc(atUtc)}` });
  };
  for (const step of steps) if (!step.entry) add(step.byUtc, "step", step.text);
  add(actByUtc, "act", "Last useful moment to act");
  add(aboutUtc, "closest", "Closest approach");
  return found.sort((a, b) => a.at - b.at);
}

export const timelineStyles = css`
  svg.timeline {
    width: 100%;
    height: 50px;
    overflow: visible;
  }
  .timeline text {
    font-size: 11px;
    fill: var(--text-2);
  }
  .timeline .axis {
    stroke: var(--edge);
    stroke-width: 2;
  }
  .timeline .open {
    stroke: var(--accent);
    stroke-width: 5;
  }
  .timeline .act {
    fill: var(--warning);
  }
  .timeline .closest {
    fill: var(--emergency);
  }
  .timeline .step {
    fill: var(--surface-2);
    stroke: var(--text-2);
    stroke-width: 1.5;
  }
`;

const MARGIN = 0.02;

function x(at: number): string {
  return `${((MARGIN + at * (1 - 2 * MARGIN)) * 100).toFixed(2)}%`;
}

function anchor(at: number): string {
  return at < 0.15 ? "start" : at > 0.85 ? "end" : "middle";
}

/** The drawing; nothing where nothing is ahead. */
export function timeline(found: readonly Point[], nowMs: number, aboutUtc: string) {
  const end = found.find((each) => each.what === "closest");
  if (!end) return nothing;
  const act = found.find((each) => each.what === "act");
  const label = found.map((each) => each.words).join("; ");
  return html`<svg class="timeline" role="img" aria-label=${`Ahead: ${label}`}>
    <line class="axis" x1=${x(0)} x2=${x(1)} y1="24" y2="24" />
    ${act ? svg`<line class="open" x1=${x(0)} x2=${x(act.at)} y1="24" y2="24" />` : nothing}
    <text x=${x(0)} y="44">now</text>
    ${found.map(drawn)}
    <text x=${x(1)} y="44" text-anchor="end">closest in ${duration(instantMs(aboutUtc) - nowMs)}</text>
    ${act && act.at < 0.8 ? svg`<text x=${x(act.at)} y="12" text-anchor=${anchor(act.at)}>last useful moment</text>` : nothing}
  </svg>`;
}

function drawn(point: Point) {
  const at = x(point.at);
  const title = svg`<title>${point.words}</title>`;
  if (point.what === "step") return svg`<circle class="step" cx=${at} cy="24" r="4">${title}</circle>`;
  // Shapes besides colours: a bar for the moment to act, a circle for the meeting.
  if (point.what === "act") {
    return svg`<svg x=${at} y="14" overflow="visible"><rect class="act" x="-2" width="5" height="20">${title}</rect></svg>`;
  }
  return svg`<circle class="closest" cx=${at} cy="24" r="6">${title}</circle>`;
}
