import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { number } from "../time/format";
import { linear, numberTicks } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { scientific } from "./bands";
import { pathsByLevel, powerLevels, strength } from "./levels";
import type { HistoryView, ShellSnapshot } from "./model";

interface Row {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** How dense each shell was in the catalogues of the years, and is now. */
@customElement("cspo-shells-history")
export class ShellsHistory extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .ground { fill: var(--surface-2); }
      .level { fill: var(--accent); }
      .over { fill: none; stroke: var(--focus); stroke-width: 2px; }
      cspo-table {
        margin-top: var(--s3);
        max-height: 24rem;
      }
    `,
  ];

  @property() name = "shells-history";
  @state() private over: { column: number; row: number } | null = null;
  private readonly sized = new Sized(this);
  private readonly found = new Resource<HistoryView>(this, () => ({ path: "consequence/shells-history" }));

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    marks.show(this, [value?.now ? value.mark : ""]);
    if (error && !value) return html`<cspo-failed what="The history of the shells" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="the history of the shells"></cspo-loading>`;
    const snapshots = [...value.snapshots, ...(value.now ? [value.now] : [])];
    if (!snapshots.length) return html`<cspo-empty heading="No history">There is neither a count of past catalogues nor a sky yet.</cspo-empty>`;
    return this.drawn(value, snapshots);
  }

  private drawn(value: HistoryView, snapshots: readonly ShellSnapshot[]) {
    const words = inWords(value, snapshots);
    const rows = rowsOf(value, snapshots);
    return html`<cspo-picture name=${this.name} caption="Catalogued objects / km³ by altitude, over the years" .marked=${value.now ? [value.mark] : []}>
        ${this.picture(value, snapshots, words)}
        <p slot="text" class="hidden-text">${words}</p>
      </cspo-picture>
      <p class="small quiet-text">${value.source}${value.now ? " The last column is the sky as you see it here now." : ""}</p>
      <cspo-table name=${this.name} caption="Objects in each shell" .picks=${false} .columns=${columns(value, snapshots)} .rows=${rows}
        .key=${(row: Row) => String(row.low)}></cspo-table>`;
  }

  private picture(value: HistoryView, snapshots: readonly ShellSnapshot[], words: string) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 70, right: width - 16, top: 32, bottom: 360 };
    const slot = (box.right - box.left) / snapshots.length;
    const x = linear([0, snapshots.length], [box.left, box.right]);
    const edges = value.edges_km;
    const y = linear([edges[0] ?? 0, edges.at(-1) ?? 1], [box.bottom, box.top]);
    const densities = snapshots.map((each) => each.density_per_km3);
    const levels = powerLevels(densities.flat());
    const place = (i: number, j: number) => {
      const [top, bottom] = [y(edges[j + 1] ?? 0), y(edges[j] ?? 0)];
      return { x: box.left + i * slot + 0.5, y: top, wide: slot - 1, tall: bottom - top };
    };
    const every = Math.max(1, Math.ceil(snapshots.length / Math.max(2, width / 90)));
    const ticks = snapshots.flatMap((each, n) => (n % every ? [] : [{ at: n + 0.5, text: each === value.now ? "now" : each.day.slice(0, 4) }]));
    const { over } = this;
    const spot = over && place(over.column, over.row);
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${words}
      @pointermove=${(event: PointerEvent) => this.moved(event, box, slot, y.invert, edges, snapshots.length)} @pointerleave=${() => (this.over = null)}>
      ${levels
        ? svg`<text class="tick" x=${box.left} y="16">objects / km³, from ${scientific(levels.from[0] ?? 0)}</text>
          ${levels.from.map((_, n) => svg`<rect class="level" x=${box.left + 190 + n * 26} y="6" width="26" height="12" fill-opacity=${strength(n, levels.from.length)}></rect>`)}
          <text class="tick" x=${box.left + 196 + levels.from.length * 26} y="16">to ${scientific(levels.most)}</text>`
        : nothing}
      <rect class="ground" x=${box.left} y=${box.top} width=${box.right - box.left} height=${box.bottom - box.top}></rect>
      ${levels ? pathsByLevel(levels, densities, place).map((path, n) => svg`<path class="level" fill-opacity=${strength(n, levels.from.length)} d=${path}></path>`) : nothing}
      ${frame(box, { scale: x, ticks, label: "catalogue of the year" }, { scale: y, ticks: numberTicks(...y.domain, 8), label: "altitude, km" })}
      ${over && spot
        ? svg`<rect class="over" x=${spot.x} y=${spot.y} width=${spot.wide} height=${spot.tall}></rect>
          ${tip(box, spot.x, spot.y, tipLines(snapshots[over.column], over.row, edges))}`
        : nothing}
    </svg>`;
  }

  private moved(event: PointerEvent, box: Box, slot: number, altitude: (px: number) => number, edges: readonly number[], count: number): void {
    const { x, y } = pointIn(event);
    const column = Math.floor((x - box.left) / slot);
    const km = altitude(y);
    const row = edges.findIndex((each, n) => n + 1 < edges.length && each <= km && km < (edges[n + 1] ?? 0));
    this.over = column < 0 || column >= count || row < 0 ? null : { column, row };
  }
}

function tipLines(snapshot: ShellSnapshot | undefined, row: number, edges: readonly number[]): string[] {
  return [
    snapshot?.day ?? "", `${number(edges[row])} to ${number(edges[row + 1])} km`,
    `${number(snapshot?.mean_count[row], 1)} objects on average`, `${scientific(snapshot?.density_per_km3[row] ?? 0)} objects / km³`,
  ];
}

function rowsOf(value: HistoryView, snapshots: readonly ShellSnapshot[]): Row[] {
  return value.edges_km.slice(0, -1).map((low, n) => ({
    low, high: value.edges_km[n + 1] ?? NaN, counts: snapshots.map((each) => each.mean_count[n] ?? 0),
  }));
}

function columns(value: HistoryView, snapshots: readonly ShellSnapshot[]): readonly Column<Row>[] {
  return [
    { id: "low", title: "From", unit: "km", align: "end", text: (row) => number(row.low), sort: (row) => row.low },
    { id: "high", title: "To", unit: "km", align: "end", text: (row) => number(row.high), sort: (row) => row.high },
    ...snapshots.map((each, n): Column<Row> => ({
      id: `s${n}`, title: each === value.now ? "now" : each.day, align: "end", text: (row) => number(row.counts[n], 1), sort: (row) => row.counts[n] ?? 0,
    })),
  ];
}

function inWords(value: HistoryView, snapshots: readonly ShellSnapshot[]): string {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  if (!first || !last) return "";
  const most = last.density_per_km3.reduce((best, each, n) => (each > (last.density_per_km3[best] ?? -1) ? n : best), 0);
  return `From ${number(first.objects)} objects on ${first.day} to ${number(last.objects)} on ${last.day}; ` +
    `densest then between ${number(value.edges_km[most])} and ${number(value.edges_km[most + 1])} km, ${scientific(last.density_per_km3[most] ?? 0)} objects per cubic kilometre.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-shells-history": ShellsHistory;
  }
}
