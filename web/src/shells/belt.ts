import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { bindKeys } from "../app/keys";
import { Resource } from "../api/resource";
import "../objects/export-menu";
import { age, degrees, instantMs, number, UNKNOWN, utc } from "../time/format";
import { linear, timeTicks, type Scale, type Tick } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { kindOf, KINDS, outline } from "./kinds";
import { legend } from "./legend";
import { type Belt, type BeltObject, called, longitudeText, pieces } from "./model";

const WIDTHS_DEG = [360, 120, 60, 30, 10] as const;
const WITHIN_PX = 10;
/** Over more days one position a turn of the Earth is shown: drift without the loops of each day. */
const LOOPS_D = 2;
const SIDEREAL_H = 23.9345;

/** What of the belt is shown. */
export interface BeltWindow {
  /** Middle of the drawing, degrees east. */
  readonly around: number;
  /** Its width, degrees. */
  readonly wide: number;
}

interface Placed {
  readonly row: BeltObject;
  /** Degrees east of the middle of the drawing at each instant. */
  readonly line: readonly (number | null)[];
  readonly now: number | null;
}

/** Longitudes in the geostationary belt against time: who keeps a place, who drifts, who comes near. */
@customElement("cspo-belt")
export class BeltChart extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .line {
        fill: none;
        stroke-width: 1px;
        opacity: 0.75;
      }
      path.cat-1 {
        fill: var(--cat-1);
        stroke: var(--cat-1);
      }
      path.cat-2 {
        fill: var(--cat-2);
        stroke: var(--cat-2);
      }
      path.cat-4 {
        fill: var(--cat-4);
        stroke: var(--cat-4);
      }
      path.cat-8 {
        fill: var(--cat-8);
        stroke: var(--cat-8);
      }
      path.line {
        fill: none;
      }
      .chosen {
        fill: none;
        stroke: var(--focus);
        stroke-width: 2.5px;
      }
      svg {
        cursor: crosshair;
      }
      cspo-table {
        margin-top: var(--s4);
        max-height: 26rem;
      }
      .row {
        margin-bottom: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) window: BeltWindow = { around: 0, wide: 360 };
  /** Identity of the object that is picked. */
  @property() object = "";
  @state() private days = 5;
  @state() private under: { row: BeltObject; index: number; x: number; y: number } | null = null;
  private readonly sized = new Sized(this);
  private readonly found = new Resource<Belt>(
    this,
    () => ({ path: "shells/belt", params: { days: this.days, step_h: this.days > LOOPS_D ? SIDEREAL_H : 1 } }),
    { everyMs: 900_000 },
  );

  constructor() {
    super();
    bindKeys(this, "Belt", [
      { key: "[", what: "look further west", run: () => this.move(-0.25) },
      { key: "]", what: "look further east", run: () => this.move(0.25) },
      { key: "+", what: "closer", run: () => this.zoom(1) },
      { key: "-", what: "wider", run: () => this.zoom(-1) },
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    if (value) marks.show(this, [value.mark]);
    return html`${this.controls()}
      ${error ? html`<cspo-failed .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing}
      ${value ? this.drawn(value) : error ? nothing : html`<cspo-loading what="the belt"></cspo-loading>`}`;
  }

  private controls() {
    const { wide } = this.window;
    return html`<div class="row">
      <label>Shown
        <select @change=${(event: Event) => this.look({ wide: Number((event.target as HTMLSelectElement).value) })}>
          ${WIDTHS_DEG.map(
            (each) => html`<option value=${each} ?selected=${each === wide}>${each === 360 ? "whole belt" : `${each}° of it`}</option>`,
          )}
        </select>
      </label>
      <button title="Look further west ([)" @click=${() => this.move(-0.25)}>◀ west</button>
      <button title="Look further east (])" @click=${() => this.move(0.25)}>east ▶</button>
      <label>Days back and ahead
        <select @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}>
          ${[2, 5, 10, 30].map((each) => html`<option value=${each} ?selected=${each === this.days}>${each} d</option>`)}
        </select>
      </label>
    </div>`;
  }

  private drawn(value: Belt) {
    if (!value.objects.length) {
      return html`<cspo-empty heading="Nothing in the belt">
        No object that you may see is geostationary or nearly so.
      </cspo-empty>`;
    }
    const { around, wide } = this.window;
    const caption = wide === 360
      ? "Longitude in the geostationary belt against time"
      : `Longitude against time, ${wide}° about ${longitudeText(around)}`;
    const startMs = instantMs(value.start_utc);
    return html`<cspo-picture name="belt" caption=${caption} .marked=${[value.mark]} .atMs=${startMs + value.now * value.step_s * 1_000}>
        ${this.picture(value, startMs)}
        <p slot="text" class="hidden-text">${this.inWords(value)}</p>
      </cspo-picture>
      <p class="small quiet-text">
        By the elements of now, by SGP4, Earth-fixed: what lies behind the dashed line is what these elements say that it was,
        and a maneuver since then is not in it.
        ${this.days > LOOPS_D
          ? "One position a turn of the Earth: drift shows, the loops of each day don't; two days show these hour by hour."
          : "Hour by hour: inclined and eccentric orbits loop once a day."}
        Classes GEO, EGO and IGO of ESA's Annual Space Environment Report.
      </p>
      <cspo-export .objects=${this.placed(value).map((each) => each.row.object)}></cspo-export>
      <cspo-table name="belt" caption="Objects of the belt" .columns=${columns(value.now)} .rows=${value.objects}
        .key=${(row: BeltObject) => row.object} selected=${this.object}
        @pick=${(event: CustomEvent<BeltObject>) => this.pick(event.detail)}></cspo-table>`;
  }

  private picture(value: Belt, startMs: number) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 96, right: width - 28, top: 30, bottom: 470 };
    const { around, wide } = this.window;
    const x = linear([-wide / 2, wide / 2], [box.left, box.right]);
    const endMs = startMs + (value.count - 1) * value.step_s * 1_000;
    const y = linear([startMs, endMs], [box.bottom, box.top]);
    const at = (index: number) => y(startMs + index * value.step_s * 1_000);
    const placed = this.placed(value);
    const chosen = placed.find((each) => each.row.object === this.object);
    const { under } = this;
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${this.inWords(value)}
      @pointermove=${(event: PointerEvent) => this.over(event, placed, x, at)}
      @pointerleave=${() => (this.under = null)}
      @click=${() => under && this.pick(under.row)}>
      <clipPath id="inside"><rect x=${box.left} y=${box.top} width=${box.right - box.left} height=${box.bottom - box.top}></rect></clipPath>
      ${legend(box.left, 18)}
      ${frame(box, { scale: x, ticks: longitudeTicks(around, wide, width), label: "longitude" },
        { scale: y, ticks: timeTicks(startMs, endMs, 8), label: "UTC" })}
      <g clip-path="url(#inside)">
        ${KINDS.map((kind) => {
          const those = placed.filter((each) => kindOf(each.row.type) === kind);
          const lines = those.map((each) => linePath(each.line, x, at)).join("");
          const now = those.map((each) => (each.now === null ? "" : outline(kind, x(each.now), at(value.now), 2.6))).join("");
          return svg`<path class="line ${kind.token}" d=${lines}></path><path class=${kind.token} d=${now}></path>`;
        })}
        ${chosen ? svg`<path class="chosen" d=${linePath(chosen.line, x, at)}></path>` : nothing}
      </g>
      <path class="now" d="M${box.left} ${at(value.now)}H${box.right}"></path>
      <text class="tick" x=${box.right} y=${at(value.now) - 5} text-anchor="end">now</text>
      ${under
        ? svg`<circle class="picked" cx=${under.x} cy=${under.y} r="6"></circle>
          ${tip(box, under.x, under.y, tipLines(under.row, under.index, startMs + under.index * value.step_s * 1_000))}`
        : nothing}
    </svg>`;
  }

  private placed(value: Belt): Placed[] {
    const { around, wide } = this.window;
    return value.objects
      .map((row) => {
        const line = row.longitude_deg.map((deg) => (deg === null ? null : offset(deg, around)));
        return { row, line, now: line[value.now] ?? null };
      })
      .filter((each) => each.line.some((deg) => deg !== null && Math.abs(deg) <= wide / 2));
  }

  private over(event: PointerEvent, placed: readonly Placed[], x: Scale, at: (index: number) => number): void {
    const point = pointIn(event);
    let best = WITHIN_PX ** 2;
    let found: typeof this.under = null;
    for (const each of placed) {
      each.line.forEach((deg, index) => {
        if (deg === null) return;
        const [px, py] = [x(deg), at(index)];
        const apart = (px - point.x) ** 2 + (py - point.y) ** 2;
        if (apart < best) [best, found] = [apart, { row: each.row, index, x: px, y: py }];
      });
    }
    this.under = found;
  }

  private inWords(value: Belt): string {
    const drifting = value.objects.filter((row) => Math.abs(row.drift_deg_day ?? 0) > 0.1).length;
    return `${number(value.objects.length)} objects; ${number(drifting)} of them drift by more than 0.1° a day.`;
  }

  private pick(row: BeltObject): void {
    this.dispatchEvent(new CustomEvent("pick-object", { detail: row.object, bubbles: true, composed: true }));
  }

  private look(change: Partial<BeltWindow>): void {
    const detail = { ...this.window, ...change };
    this.dispatchEvent(new CustomEvent<BeltWindow>("look", { detail, bubbles: true, composed: true }));
  }

  private move(part: number): void {
    const { around, wide } = this.window;
    this.look({ around: Math.round(offset(around + part * wide, 0) * 10) / 10 });
  }

  private zoom(by: number): void {
    const at = WIDTHS_DEG.findIndex((each) => each === this.window.wide);
    const wide = WIDTHS_DEG[Math.min(Math.max((at < 0 ? 0 : at) + by, 0), WIDTHS_DEG.length - 1)] ?? 360;
    this.look({ wide });
  }
}

/** Degrees east of a middle, from -180 to 180. */
export function offset(deg: number, around: number): number {
  return ((((deg - around + 180) % 360) + 360) % 360) - 180;
}

function linePath(line: readonly (number | null)[], x: Scale, at: (index: number) => number): string {
  return pieces(line)
    .map((piece) => `M${piece.map(([n, deg]) => `${x(deg).toFixed(1)} ${at(n).toFixed(1)}`).join("L")}`)
    .join("");
}

function longitudeTicks(around: number, wide: number, width: number): Tick[] {
  const step = [1, 2, 5, 10, 15, 30, 60].find((each) => wide / each <= Math.max(4, width / 90)) ?? 60;
  const first = Math.ceil((around - wide / 2) / step) * step;
  const found: Tick[] = [];
  for (let deg = first; deg <= around + wide / 2 + 1e-9; deg += step) {
    found.push({ at: deg - around, text: longitudeText(offset(deg, 0)).replace(".0", "") });
  }
  return found;
}

function tipLines(row: BeltObject, index: number, ms: number): string[] {
  const kind = kindOf(row.type);
  return [
    `${kind.shape} ${called(row)}${row.owner ? `, ${row.owner}` : ""}`,
    `${longitudeText(row.longitude_deg[index] ?? NaN)} at ${utc(ms, "min")}`,
    `drift ${driftText(row.drift_deg_day)}, inclination ${degrees(row.inclination_deg, 1)}`,
  ];
}

function driftText(value: number | null): string {
  if (value === null) return UNKNOWN;
  const side = Math.abs(value) < 0.005 ? "" : value > 0 ? " east" : " west";
  return `${number(Math.abs(value), 2)}° a day${side}`;
}

function columns(now: number): readonly Column<BeltObject>[] {
  return [
    {
      id: "longitude", title: "Longitude now", unit: "° east", align: "end",
      text: (row) => number(row.longitude_deg[now] ?? null, 2), sort: (row) => row.longitude_deg[now] ?? NaN,
    },
    { id: "name", title: "Name", text: called, sort: called },
    { id: "object", title: "Object", text: (row) => row.object, sort: (row) => row.object },
    { id: "owner", title: "Owner", text: (row) => row.owner || UNKNOWN, sort: (row) => row.owner },
    { id: "type", title: "Type", text: (row) => kindOf(row.type).one, sort: (row) => row.type },
    {
      id: "drift", title: "Drift", unit: "° east / d", align: "end", text: (row) => number(row.drift_deg_day, 3),
      sort: (row) => row.drift_deg_day ?? NaN,
    },
    {
      id: "inclination", title: "Inclination", unit: "°", align: "end", text: (row) => number(row.inclination_deg, 2),
      sort: (row) => row.inclination_deg,
    },
    { id: "age", title: "Age of elements", align: "end", text: (row) => age(row.age_s), sort: (row) => row.age_s },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-belt": BeltChart;
  }
}
