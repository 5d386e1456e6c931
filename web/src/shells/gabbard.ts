import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import "../objects/export-menu";
import { number } from "../time/format";
import { extent, linear, numberTicks, type Scale } from "../ui/axes";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { type Box, frame, nearest, plotStyles, pointIn, Sized, tip } from "../ui/plot";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { kindOf } from "./kinds";
import { called, type Families, type Gabbard, type Piece } from "./model";

/** Perigee and apogee of the pieces of one launch against their periods: a break-up is a cross. */
@customElement("cspo-gabbard")
export class GabbardChart extends LitElement {
  static override styles = [
    base,
    plotStyles,
    css`
      :host {
        display: block;
      }
      .apogee {
        fill: var(--cat-2);
      }
      .perigee {
        fill: var(--cat-1);
      }
      cspo-table {
        margin-top: var(--s4);
        max-height: 26rem;
      }
      form {
        margin-bottom: var(--s3);
      }
      input {
        width: 16rem;
      }
      select {
        max-width: 22rem;
      }
    `,
  ];

  /** A launch, or a part of a name. */
  @property() family = "";
  @property() object = "";
  @state() private under = -1;
  private readonly sized = new Sized(this);
  private readonly families = new Resource<Families>(this, () => ({ path: "shells/families" }));
  private readonly found = new Resource<Gabbard>(this, () =>
    this.wanted.length < 3 ? null : { path: "shells/gabbard", params: { family: this.wanted } },
  );

  /** Where nothing is asked for, the launch with the most debris. */
  private get wanted(): string {
    return this.family || (this.families.value?.families[0]?.family ?? "");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const failed = error ?? this.families.error;
    marks.show(this, [value?.mark, this.families.value?.mark]);
    const waiting = this.found.loading || this.families.loading;
    return html`${this.form()}
      ${failed ? html`<cspo-failed .error=${failed} @retry=${this.again}></cspo-failed>` : nothing}
      ${value ? this.drawn(value) : waiting ? html`<cspo-loading what="the pieces"></cspo-loading>` : this.nothingYet()}`;
  }

  private form() {
    const known = this.families.value?.families ?? [];
    return html`<form class="row" @submit=${this.asked}>
      <label>Launch
        <select @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          ${known.some((each) => each.family === this.wanted) ? nothing : html`<option value="" selected>another</option>`}
          ${known.map(
            (each) => html`<option value=${each.family} ?selected=${each.family === this.wanted}>
              ${each.family} ${each.name} (${each.objects})
            </option>`,
          )}
        </select>
      </label>
      <label>or part of a name, or a launch
        <input name="family" .value=${this.family} minlength="3" maxlength="80" required placeholder="COSMOS 2251" />
      </label>
      <button>Show</button>
    </form>`;
  }

  private nothingYet() {
    return html`<cspo-empty heading="No launch with several pieces">
      Name a part of what the objects are called, such as COSMOS 2251.
    </cspo-empty>`;
  }

  private drawn(value: Gabbard) {
    if (!value.objects.length) {
      return html`<cspo-empty heading="No object fits ${value.family}">
        A launch is written as 1999-025; a part of a name needs three letters.
      </cspo-empty>`;
    }
    const caption = `Gabbard diagram of ${value.family}: ${value.total} objects`;
    return html`<cspo-picture name="gabbard-${value.family}" caption=${caption} .marked=${[value.mark]}>
        ${this.picture(value)}
        <p slot="text" class="hidden-text">${inWords(value)}</p>
      </cspo-picture>
      <p class="small quiet-text">
        Mean elements; altitudes above 6,378.135 km. Pieces of a break-up lie on two arms that cross where it happened.
        ${value.total > value.objects.length ? html`Only ${value.objects.length} of ${value.total} are shown.` : nothing}
      </p>
      <cspo-export .objects=${value.objects.map((each) => each.object)}></cspo-export>
      <cspo-table name="gabbard" caption="Pieces" .columns=${COLUMNS} .rows=${value.objects} selected=${this.object}
        .key=${(row: Piece) => row.object} @pick=${(event: CustomEvent<Piece>) => this.pick(event.detail)}></cspo-table>`;
  }

  private picture(value: Gabbard) {
    const width = Math.max(this.sized.width, 320);
    const box: Box = { left: 76, right: width - 16, top: 30, bottom: 450 };
    const x = linear(extent(value.objects.map((each) => each.period_min)), [box.left, box.right]);
    const y = linear(extent(value.objects.flatMap((each) => [each.perigee_km, each.apogee_km])), [box.bottom, box.top]);
    const points = value.objects.flatMap((row) => [
      { row, x: x(row.period_min), y: y(row.apogee_km) },
      { row, x: x(row.period_min), y: y(row.perigee_km) },
    ]);
    const shown = points[this.under];
    const picked = value.objects.find((each) => each.object === this.object);
    return html`<svg viewBox="0 0 ${width} ${box.bottom + 46}" role="img" aria-label=${inWords(value)}
      @pointermove=${(event: PointerEvent) => (this.under = nearest(points, pointIn(event), 10))}
      @pointerleave=${() => (this.under = -1)} @click=${() => shown && this.pick(shown.row)}>
      <path class="apogee" d=${triangle(box.left, 14)}></path><text class="tick" x=${box.left + 10} y="18">Apogee</text>
      <path class="perigee" d=${dot(box.left + 90, 14)}></path><text class="tick" x=${box.left + 100} y="18">Perigee</text>
      ${frame(box, axis(x, "period, min", Math.round(width / 130)), axis(y, "altitude, km", 7))}
      <path class="perigee" d=${value.objects.map((row) => dot(x(row.period_min), y(row.perigee_km))).join("")}></path>
      <path class="apogee" d=${value.objects.map((row) => triangle(x(row.period_min), y(row.apogee_km))).join("")}></path>
      ${picked
        ? svg`<path class="picked" d="M${x(picked.period_min)} ${y(picked.apogee_km)}V${y(picked.perigee_km)}"></path>
          <circle class="picked" cx=${x(picked.period_min)} cy=${y(picked.apogee_km)} r="6"></circle>
          <circle class="picked" cx=${x(picked.period_min)} cy=${y(picked.perigee_km)} r="6"></circle>`
        : nothing}
      ${shown
        ? svg`<circle class="picked" cx=${shown.x} cy=${shown.y} r="6"></circle>${tip(box, shown.x, shown.y, tipLines(shown.row))}`
        : nothing}
    </svg>`;
  }

  private readonly again = (): void => {
    void this.families.reload();
    void this.found.reload();
  };

  private asked(event: Event): void {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement).get("family");
    if (typeof given === "string") this.choose(given.trim());
  }

  private choose(family: string): void {
    if (family) this.dispatchEvent(new CustomEvent("family", { detail: family, bubbles: true, composed: true }));
  }

  private pick(row: Piece): void {
    this.dispatchEvent(new CustomEvent("pick-object", { detail: row.object, bubbles: true, composed: true }));
  }
}

function axis(scale: Scale, label: string, count: number) {
  return { scale, label, ticks: numberTicks(scale.domain[0], scale.domain[1], count) };
}

function dot(x: number, y: number): string {
  return `M${(x - 2.6).toFixed(1)} ${y.toFixed(1)}a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z`;
}

function triangle(x: number, y: number): string {
  return `M${x.toFixed(1)} ${(y - 3.4).toFixed(1)}l3.2 5.6h-6.4z`;
}

function inWords(value: Gabbard): string {
  const [low, high] = extent(value.objects.map((each) => each.perigee_km), 0);
  const [, top] = extent(value.objects.map((each) => each.apogee_km), 0);
  return `${number(value.objects.length)} objects of ${value.family}: perigees from ${number(low)} to ${number(high)} km, ` +
    `apogees up to ${number(top)} km.`;
}

function tipLines(row: Piece): string[] {
  const kind = kindOf(row.type);
  return [
    `${kind.shape} ${called(row)}`,
    `${number(row.perigee_km)} × ${number(row.apogee_km)} km, ${number(row.inclination_deg, 2)}°`,
    `period ${number(row.period_min, 2, "min")}`,
  ];
}

const COLUMNS: readonly Column<Piece>[] = [
  { id: "name", title: "Name", text: called, sort: called },
  { id: "object", title: "Object", text: (row) => row.object, sort: (row) => row.object },
  { id: "type", title: "Type", text: (row) => kindOf(row.type).one, sort: (row) => row.type },
  { id: "period", title: "Period", unit: "min", align: "end", text: (row) => number(row.period_min, 3), sort: (row) => row.period_min },
  { id: "perigee", title: "Perigee", unit: "km", align: "end", text: (row) => number(row.perigee_km, 1), sort: (row) => row.perigee_km },
  { id: "apogee", title: "Apogee", unit: "km", align: "end", text: (row) => number(row.apogee_km, 1), sort: (row) => row.apogee_km },
  {
    id: "inclination", title: "Inclination", unit: "°", align: "end", text: (row) => number(row.inclination_deg, 3),
    sort: (row) => row.inclination_deg,
  },
];

declare global {
  interface HTMLElementTagNameMap {
    "cspo-gabbard": GabbardChart;
  }
}
