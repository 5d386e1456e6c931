import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { number } from "../time/format";
import { linear, log10, logTicks, numberTicks } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { type Box, frame, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { KINDS } from "./kinds";
import { legend } from "./legend";
import type { Altitudes } from "./model";

const RANGES = {
  low: { words: "Low orbits, to 2,000 km", low_km: 150, high_km: 2_000, shell_km: 25 },
  middle: { words: "To navigation orbits, 26,000 km", low_km: 0, high_km: 26_000, shell_km: 250 },
  high: { words: "Around the belt, 34,000 to 38,000 km", low_km: 34_000, high_km: 38_000, shell_km: 25 },
} as const;
type Range = keyof typeof RANGES;

interface Shell {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  readonly total: number;
  readonly density: number;
}

/** How many objects there are at each altitude, and how dense they are. */
@customElement("cspo-altitudes")
export class AltitudesChart extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .cat-1 {
        fill: var(--cat-1);
      }
      .cat-2 {
        fill: var(--cat-2);
      }
      .cat-4 {
        fill: var(--cat-4);
      }
      .cat-8 {
        fill: var(--cat-8);
      }
      .density {
        fill: none;
        stroke: var(--text);
        stroke-width: 1.75px;
      }
      .under {
        fill: var(--text);
        opacity: 0.08;
      }
      cspo-table {
        margin-top: var(--s4);
        max-height: 24rem;
      }
      .row {
        margin-bottom: var(--s3);
      }
    `,
  ];

  /** Which altitudes. */
  @property() range = "low";
  @state() private under = -1;
  private readonly sized = new Sized(this);
  private readonly found = new Resource<Altitudes>(
    this,
    () => {
      const { low_km, high_km, shell_km } = RANGES[this.chosen];
      return { path: "shells/altitudes", params: { low_km, high_km, shell_km } };
    },
    { everyMs: 600_000 },
  );

  private get chosen(): Range {
    return this.range in RANGES ? (this.range as Range) : "low";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    if (value) marks.show(this, [value.mark]);
    return html`<div class="row" role="group" aria-label="Altitudes">
        ${Object.entries(RANGES).map(
          ([id, each]) => html`<button aria-pressed=${id === this.chosen ? "true" : "false"} @click=${() => this.choose(id)}>
            ${each.words}
          </button>`,
        )}
      </div>
      ${error ? html`<cspo-failed .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing}
      ${value ? this.drawn(value) : error ? nothing : html`<cspo-loading what="altitudes"></cspo-loading>`}`;
  }

  private choose(range: string): void {
    this.dispatchEvent(new CustomEvent("range", { detail: range, bubbles: true, composed: true }));
  }

  private drawn(value: Altitudes) {
    if (!value.objects) {
      return html`<cspo-empty heading="No objects">There is no catalogue that you may see yet.</cspo-empty>`;
    }
    const shells = shellsOf(value);
    const thick = RANGES[this.chosen].shell_km;
    const caption = `Objects in shells of ${thick} km by altitude, and their density`;
    return html`<cspo-picture name="altitudes-${this.chosen}" caption=${caption} .marked=${[value.mark]}>
        ${this.picture(shells)}
        <p slot="text" class="hidden-text">${inWords(shells)}</p>
      </cspo-picture>
      <p class="small quiet-text">
        Each object counts in every shell for the part of a revolution that it spends there, by its mean elements;
        altitudes are above 6,378.135 km, and density is averaged over all latitudes.
      </p>
      <cspo-table name="altitudes" caption="Shells" .picks=${false} .columns=${COLUMNS} .rows=${shells}
        .key=${(row: Shell) => String(row.low)}></cspo-table>`;
  }

  private picture(shells: readonly Shell[]) {
    const width = Math.max(this.sized.width, 320);
    const tall = 250;
    const box: Box = { left: 66, right: width - 16, top: 30, bottom: 30 + tall };
    const low: Box = { left: 66, right: width - 16, top: box.bottom + 52, bottom: box.bottom + 52 + 150 };
    const height = low.bottom + 46;
    const first = shells[0]?.low ?? 0;
    const last = shells.at(-1)?.high ?? 1;
    const x = linear([first, last], [box.left, box.right]);
    const most = Math.max(1, ...shells.map((shell) => shell.total));
    const y = linear([0, most * 1.06], [box.bottom, box.top]);
    const densities = shells.map((shell) => shell.density).filter((each) => each > 0);
    const [d0, d1] = [Math.min(...densities, 1e-9) / 1.5, Math.max(...densities, 1e-10) * 2];
    const yd = log10([d0, d1], [low.bottom, low.top]);
    const xTicks = numberTicks(first, last, Math.max(4, Math.round(width / 130)));
    const shown = shells[this.under];
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${inWords(shells)}
      @pointermove=${(event: PointerEvent) => this.over(event, shells, x.invert)} @pointerleave=${() => (this.under = -1)}>
      ${legend(box.left, 18)}
      ${frame(box, { scale: x, ticks: xTicks, label: "" }, { scale: y, ticks: numberTicks(0, most, 5), label: "objects in the shell" })}
      ${shells.map((shell) => this.bar(shell, x(shell.low), x(shell.high), y))}
      ${frame(low, { scale: x, ticks: xTicks, label: "altitude, km" }, { scale: yd, ticks: logTicks(d0, d1), label: "objects / km³" })}
      ${densityPath(shells, x, yd, low)}
      ${shown
        ? svg`<path class="now" d="M${x((shown.low + shown.high) / 2)} ${box.top}V${low.bottom}"></path>
          ${tip(box, x((shown.low + shown.high) / 2), box.top + 40, tipLines(shown))}`
        : nothing}
    </svg>`;
  }

  private bar(shell: Shell, x0: number, x1: number, y: (v: number) => number) {
    let sum = 0;
    const gap = x1 - x0 > 3 ? 0.5 : 0;
    return KINDS.map((kind, n) => {
      const count = shell.counts[n] ?? 0;
      if (count <= 0) return nothing;
      const top = y(sum + count);
      const height = y(sum) - top;
      sum += count;
      return svg`<rect class=${kind.token} x=${x0 + gap} y=${top} width=${Math.max(x1 - x0 - 2 * gap, 0.5)} height=${height}></rect>`;
    });
  }

  private over(event: PointerEvent, shells: readonly Shell[], altitude: (px: number) => number): void {
    const at = altitude(pointIn(event).x);
    this.under = shells.findIndex((shell) => shell.low <= at && at < shell.high);
  }
}

function densityPath(shells: readonly Shell[], x: (v: number) => number, y: (v: number) => number, box: Box) {
  const steps = shells.map((shell) => {
    const level = shell.density > 0 ? Math.min(y(shell.density), box.bottom) : box.bottom;
    return `${x(shell.low)} ${level}H${x(shell.high)}`;
  });
  const line = `M${steps.join("L")}`;
  return svg`<path class="under" d="${line}V${box.bottom}H${box.left}z"></path><path class="density" d=${line}></path>`;
}

function shellsOf(value: Altitudes): Shell[] {
  return value.density_per_km3.map((density, n) => {
    const counts = KINDS.map((kind) => value.mean_count[kind.type]?.[n] ?? 0);
    return {
      low: value.edges_km[n] ?? NaN, high: value.edges_km[n + 1] ?? NaN, counts, density,
      total: counts.reduce((sum, each) => sum + each, 0),
    };
  });
}

function inWords(shells: readonly Shell[]): string {
  const best = shells.reduce<Shell | undefined>((most, each) => (each.total > (most?.total ?? -1) ? each : most), undefined);
  if (!best) return "No shells.";
  return `Most objects are between ${number(best.low)} and ${number(best.high)} km: ${number(best.total)}, ` +
    `a density of ${scientific(best.density)} objects per cubic kilometre.`;
}

function tipLines(shell: Shell): string[] {
  const parts = KINDS.map((kind, n) => `${kind.shape} ${kind.word}: ${number(shell.counts[n] ?? 0, 1)}`);
  return [`${number(shell.low)} to ${number(shell.high)} km`, ...parts, `${scientific(shell.density)} objects / km³`];
}

/** `3.1e-8`, as tables of the trade have it. */
function scientific(value: number): string {
  return value > 0 ? value.toExponential(2) : "0";
}

const COLUMNS: readonly Column<Shell>[] = [
  { id: "low", title: "From", unit: "km", text: (row) => number(row.low), sort: (row) => row.low, align: "end" },
  { id: "high", title: "To", unit: "km", text: (row) => number(row.high), sort: (row) => row.high, align: "end" },
  ...KINDS.map((kind, n): Column<Shell> => ({
    id: kind.type, title: kind.word, text: (row) => number(row.counts[n] ?? 0, 1),
    sort: (row) => row.counts[n] ?? 0, align: "end",
  })),
  { id: "total", title: "All", text: (row) => number(row.total, 1), sort: (row) => row.total, align: "end" },
  {
    id: "density", title: "Density", unit: "objects / km³", text: (row) => scientific(row.density),
    sort: (row) => row.density, align: "end",
  },
];

declare global {
  interface HTMLElementTagNameMap {
    "cspo-altitudes": AltitudesChart;
  }
}
