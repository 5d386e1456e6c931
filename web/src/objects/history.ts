import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { instantMs, number, utc } from "../time/format";
import { extent, linear, numberTicks, type Scale, timeTicks } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { type Axis, type Box, frame, nearest, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import type { Column } from "../ui/table";
import "../ui/table";
import { base, SHAPES } from "../ui/tokens";
import { bySource, type PastSet, type PastSets, sayer } from "./model";

/** Months of a whole catalogue are read through for one answer, ms. */
const EVERY_MS = 60_000;
const SPANS_D = [7, 30, 60, 180, 366] as const;
const TALL_PX = 190;

interface Point {
  readonly set: PastSet;
  readonly x: number;
  readonly y: number;
  readonly part: number;
}

/** What the element sets of an object were: altitude and inclination over their epochs, by source. */
@customElement("cspo-history")
export class History extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .series {
        fill: none;
        stroke-width: 1.25px;
      }
      .s1 {
        stroke: var(--cat-1);
        fill: var(--cat-1);
      }
      .s2 {
        stroke: var(--cat-2);
        fill: var(--cat-2);
      }
      .s3 {
        stroke: var(--cat-3);
        fill: var(--cat-3);
      }
      .s4 {
        stroke: var(--cat-4);
        fill: var(--cat-4);
      }
      .s5 {
        stroke: var(--cat-6);
        fill: var(--cat-6);
      }
      .s6 {
        stroke: var(--cat-8);
        fill: var(--cat-8);
      }
      path.series {
        fill: none;
      }
      text.glyph {
        font-size: 9px;
        text-anchor: middle;
        stroke: none;
      }
      cspo-table {
        max-height: 22rem;
      }
      details {
        margin-top: var(--s3);
      }
      summary {
        cursor: pointer;
        min-height: 24px;
      }
    `,
  ];

  @property() object = "";
  @state() private days = 60;
  @state() private under: Point | null = null;
  private readonly sized = new Sized(this);
  private readonly found = new Resource<PastSets>(
    this,
    () => (this.object ? { path: `element-sets/${encodeURIComponent(this.object)}`, params: { days: this.days } } : null),
    { everyMs: EVERY_MS }, // and not with each record of orbits: a replay brings them each second
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    marks.show(this, value?.items.map((each) => each.mark) ?? []);
    return html`<div class="row">
        <label>Records of the last
          <select @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}>
            ${SPANS_D.map((each) => html`<option value=${each} ?selected=${each === this.days}>${each} days</option>`)}
          </select>
        </label>
      </div>
      ${error ? html`<cspo-failed .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing}
      ${value ? this.drawn(value) : error ? nothing : html`<cspo-loading what="element sets"></cspo-loading>`}`;
  }

  private drawn(value: PastSets) {
    const good = value.items.filter((each) => each.orbit.perigee_km !== null);
    if (!good.length) {
      return html`<cspo-empty heading="No element sets in these days">
        ${value.cut ? "In the newest records there are none since" : "Nobody has given elements of it since"}
        <cspo-time .at=${value.since_utc} grain="day"></cspo-time>. ${value.cut ? "Older ones were not all read." : "Look further back."}
      </cspo-empty>`;
    }
    const groups = [...bySource(good)];
    const words = inWords(good, groups.length);
    return html`<cspo-picture name="history-${this.object}" caption="Altitude and inclination of ${this.object} by its element sets"
        .marked=${good.map((each) => each.mark)}>
        ${this.picture(groups, words)}
        <p slot="text" class="small quiet-text">${words}${value.cut ? " There may be older ones: these are the newest." : ""}</p>
      </cspo-picture>
      <details>
        <summary>${good.length === 1 ? "The element set" : `All ${good.length} element sets`}</summary>
        <cspo-table name="element-sets" caption="Element sets" .picks=${false} .columns=${COLUMNS} .rows=${[...good].reverse()}
          .key=${(row: PastSet) => `${row.record} ${row.epoch_utc}`}></cspo-table>
      </details>`;
  }

  private picture(groups: readonly (readonly [string, readonly PastSet[]])[], words: string) {
    const width = Math.max(this.sized.width, 320);
    const heads = Math.ceil(groups.length / Math.max(1, Math.floor(width / 240))) * 18;
    const high: Box = { left: 76, right: width - 16, top: 14 + heads, bottom: 14 + heads + TALL_PX };
    const low: Box = { ...high, top: high.bottom + 34, bottom: high.bottom + 34 + TALL_PX * 0.7 };
    const all = groups.flatMap(([, sets]) => sets);
    const x = linear(extent(all.map((each) => instantMs(each.epoch_utc))), [high.left, high.right]);
    const altitude = linear(
      extent(all.flatMap((each) => [each.orbit.perigee_km ?? 0, each.orbit.apogee_km ?? 0])), [high.bottom, high.top],
    );
    const inclination = linear(spread(all.map((each) => each.orbit.inclination_deg)), [low.bottom, low.top]);
    const points = all.flatMap((set): Point[] => {
      const at = x(instantMs(set.epoch_utc));
      return [
        { set, x: at, y: altitude(set.orbit.apogee_km ?? 0), part: 0 },
        { set, x: at, y: altitude(set.orbit.perigee_km ?? 0), part: 1 },
        { set, x: at, y: inclination(set.orbit.inclination_deg), part: 2 },
      ];
    });
    const time = timeTicks(x.domain[0], x.domain[1], Math.max(3, Math.round(width / 150)));
    const { under } = this;
    return html`<svg viewBox="0 0 ${width} ${low.bottom + 44}" role="img" aria-label=${words}
      @pointermove=${(event: PointerEvent) => (this.under = points[nearest(points, pointIn(event))] ?? null)}
      @pointerleave=${() => (this.under = null)}>
      ${groups.map(([name], n) => legendEntry(name, n, width))}
      ${frame(high, { scale: x, ticks: time, label: "" }, axis(altitude, "apogee and perigee, km", 5))}
      ${frame(low, { scale: x, ticks: time, label: "epoch, UTC" }, axis(inclination, "inclination, °", 4))}
      ${groups.map(([, sets], n) => [
        series(sets, n, x, (set) => altitude(set.orbit.apogee_km ?? 0)),
        series(sets, n, x, (set) => altitude(set.orbit.perigee_km ?? 0)),
        series(sets, n, x, (set) => inclination(set.orbit.inclination_deg)),
      ])}
      ${under
        ? svg`<circle class="picked" cx=${under.x} cy=${under.y} r="6"></circle>
          ${tip(under.part === 2 ? low : high, under.x, under.y, tipLines(under.set))}`
        : nothing}
    </svg>`;
  }
}

/** At least some hundredths of a degree, so that noise does not look like a change of plane. */
function spread(values: readonly number[]): [number, number] {
  const [low, high] = extent(values);
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2, 0.02);
  return [middle - half, middle + half];
}

function axis(scale: Scale, label: string, count: number): Axis {
  return { scale, label, ticks: numberTicks(scale.domain[0], scale.domain[1], count) };
}

function style(n: number): { name: string; glyph: string } {
  return { name: `s${(n % 6) + 1}`, glyph: SHAPES[n % SHAPES.length] ?? "●" };
}

function legendEntry(name: string, n: number, width: number) {
  const columns = Math.max(1, Math.floor(width / 240));
  const [x, y] = [82 + (n % columns) * 230, 14 + Math.floor(n / columns) * 18];
  const { name: tone, glyph } = style(n);
  return svg`<text class="glyph ${tone}" x=${x} y=${y}>${glyph}</text><text class="tick" x=${x + 10} y=${y}>${name}</text>`;
}

function series(sets: readonly PastSet[], n: number, x: Scale, y: (set: PastSet) => number) {
  const { name, glyph } = style(n);
  const places = sets.map((set) => [x(instantMs(set.epoch_utc)), y(set)] as const);
  const few = places.length <= 150;
  return svg`<path class="series ${name}" d="M${places.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L")}"></path>
    ${few ? places.map(([a, b]) => svg`<text class="glyph ${name}" x=${a} y=${b + 3}>${glyph}</text>`) : nothing}`;
}

function tipLines(set: PastSet): string[] {
  const { orbit } = set;
  return [
    sayer(set),
    utc(set.epoch_utc, "min"),
    `${number(orbit.perigee_km, 1)} × ${number(orbit.apogee_km, 1, "km")}`,
    `${number(orbit.inclination_deg, 4, "°")}, ${number(orbit.period_min, 3, "min")}`,
  ];
}

function inWords(sets: readonly PastSet[], sources: number): string {
  const [first, last] = [sets[0], sets.at(-1)];
  if (!first || !last) return "";
  if (sets.length === 1) return `One element set so far, of ${utc(first.epoch_utc, "min")}: what it was before, nobody has told.`;
  const change = (last.orbit.apogee_km ?? 0) + (last.orbit.perigee_km ?? 0) - (first.orbit.apogee_km ?? 0) - (first.orbit.perigee_km ?? 0);
  return `${number(sets.length)} element sets of ${number(sources)} ${sources === 1 ? "source" : "sources"}, from ` +
    `${utc(first.epoch_utc, "min")} to ${utc(last.epoch_utc, "min")}. Mean altitude from the first to the last: ` +
    `${change > 0 ? "+" : ""}${number(change / 2, 2, "km")}.`;
}

const COLUMNS: readonly Column<PastSet>[] = [
  { id: "epoch", title: "Epoch", text: (row) => utc(row.epoch_utc), sort: (row) => row.epoch_utc },
  { id: "source", title: "Who says so", text: sayer, sort: sayer },
  ...(
    [
      ["perigee", "Perigee", "km", (row: PastSet) => row.orbit.perigee_km, 2],
      ["apogee", "Apogee", "km", (row: PastSet) => row.orbit.apogee_km, 2],
      ["inclination", "Inclination", "°", (row: PastSet) => row.orbit.inclination_deg, 4],
      ["raan", "Node", "°", (row: PastSet) => row.orbit.raan_deg, 4],
      ["period", "Period", "min", (row: PastSet) => row.orbit.period_min, 4],
      ["eccentricity", "Eccentricity", "", (row: PastSet) => row.orbit.eccentricity, 7],
    ] as const
  ).map(([id, title, unit, read, digits]): Column<PastSet> => ({
    id, title, unit, align: "end", text: (row) => number(read(row), digits), sort: (row) => read(row) ?? NaN,
  })),
  { id: "bstar", title: "B*", unit: "1 / Earth radii", align: "end", text: (row) => row.orbit.bstar_per_er.toExponential(3), sort: (row) => row.orbit.bstar_per_er },
  { id: "mark", title: "Mark", text: (row) => row.mark, sort: (row) => row.mark },
];

declare global {
  interface HTMLElementTagNameMap {
    "cspo-history": History;
  }
}
