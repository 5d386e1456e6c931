import { LitElement, html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, queryAll, state } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { patchParams, type Route } from "../app/router";
import "../objects/object-panel";
import { identityOf, nameOf, rowOf } from "../orbit/elements";
import { fromGeodetic } from "../orbit/frames";
import { skies } from "../orbit/store";
import { view } from "../time/clock";
import { instantMs, number } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { base } from "../ui/tokens";
import { categorize, LEAST_RISK, MODES, type Categories, type Mode, type Risks } from "./colors";
import { byKey } from "./controls";
import "./flat-map";
import type { Look } from "./globe";
import "./legend";
import { homeOf } from "./home";
import { SkyScene, type Spot } from "./layers";
import type { SitePlace } from "./map-drawing";
import { Resting } from "./resting";
import "./sites";
import { skyStyles } from "./sky-styles";
import "./time-bar";

interface Approaches {
  readonly items: readonly { object1: string; object2: string; pc: number | null; mark: string }[];
}

/** So long the hand rests before the address takes over where one looks from, ms. */
const SETTLE_MS = 600;
/** Ages are counted anew, ms. */
const AGES_MS = 60_000;

/** The sky: the globe with all that one may see, the time, and one object beside it. */
@customElement("cspo-sky-view")
export class SkyView extends LitElement {
  static override styles = [base, skyStyles];

  @property({ attribute: false }) route?: Route;
  @state() private categories: Categories | null = null;
  @state() private left: ReadonlySet<number> = new Set();
  @state() private broken = "";
  /** What went wrong in the worker that computes positions. */
  @state() private fault = "";
  @state() private places: readonly SitePlace[] = [];
  @state() private ringed: readonly string[] = [];
  @query("canvas") private readonly canvas!: HTMLCanvasElement | null;
  @query(".credits") private readonly credits!: HTMLElement;
  @query(".chosen") private readonly chosenLabel!: HTMLElement;
  @query(".hovered") private readonly hoveredLabel!: HTMLElement;
  @queryAll(".site") private readonly siteLabels!: NodeListOf<HTMLElement>;
  /** For tests and the benchmark. */
  scene: SkyScene | null = null;
  private ends: (() => void)[] = [];
  private readonly resting = new Resting(SETTLE_MS);
  private ages = 0;
  private toldT = "";
  private readonly approaches = new Resource<Approaches>(
    this,
    () =>
      this.mode === "risk" && skies.sky
        ? { path: "conjunctions", params: { pc_above: LEAST_RISK, limit: 1_000 } }
        : null,
    { kinds: ["conjunction"] },
  );

  constructor() {
    super();
    bindKeys(this, "Sky", [
      { key: "j", what: "next object", run: () => this.next(1) },
      { key: "k", what: "object before", run: () => this.next(-1) },
      { key: "f", what: "turn to the object", run: () => this.scene?.face(this.object), when: () => this.object !== "" },
      { key: "m", what: "globe or flat map", run: () => patchParams({ map: this.flat ? null : "flat" }) },
      { key: "c", what: "tell objects apart by something else", run: () => this.nextMode() },
      { key: "Esc", what: "let go of the object", run: () => this.choose(""), when: () => this.object !== "" },
    ]);
  }

  private get object(): string {
    return this.route?.params.get("object") ?? "";
  }

  private get mode(): Mode {
    const asked = this.route?.params.get("color");
    return MODES.find(({ id }) => id === asked)?.id ?? "type";
  }

  /** The map without 3D: where somebody wants it, and where the browser can do no other. */
  private get flat(): boolean {
    return this.route?.params.get("map") === "flat" || this.broken !== "";
  }

  private get site(): string {
    return this.route?.params.get("site") ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ends = [skies.on(() => this.skyCame()), view.on(() => this.keepTime())];
    this.ages = window.setInterval(() => this.sort(), AGES_MS);
    if (skies.sky) queueMicrotask(() => this.skyCame());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    window.clearInterval(this.ages);
    this.resting.stop();
    this.scene?.dispose();
    this.scene = null;
    marks.show(this, []);
  }

  protected override firstUpdated(): void {
    this.takeTime();
    this.begin();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("route")) this.takeTime();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.flat && this.scene) {
      this.scene.dispose();
      this.scene = null;
    }
    if (!this.scene && !this.flat) this.begin();
    if (changed.has("route")) {
      this.scene?.choose(this.object);
      if (this.categories?.mode !== this.mode) this.left = new Set();
    }
    if (changed.has("route") || this.approaches.value !== this.sortedBy) this.sort();
    if ((changed as Map<string, unknown>).has("ringed")) this.scene?.ring(this.ringed);
  }

  override render() {
    const { sky, error } = skies;
    return html`<h1 class="hidden-text">Sky</h1>
      <div class="all">
        <div class="wide">
          <cspo-picture name="sky" caption=${this.caption()} .marked=${this.marked()}>
            <div class="stage">
              ${this.flat ? this.map() : this.globe()}
              ${this.notes(error)}
            </div>
          </cspo-picture>
          <cspo-time-bar></cspo-time-bar>
        </div>
        <aside aria-label="What is shown">
          <div class="row" role="group" aria-label="How it is drawn">
            <button aria-pressed=${this.flat ? "false" : "true"} ?disabled=${this.broken !== ""}
              @click=${() => patchParams({ map: null })}>Globe</button>
            <button aria-pressed=${this.flat ? "true" : "false"} @click=${() => patchParams({ map: "flat" })}>Flat map</button>
          </div>
          ${this.object
            ? html`<cspo-object-panel .object=${this.object} @close=${() => this.choose("")}></cspo-object-panel>`
            : nothing}
          <h2>Legend</h2>
          <cspo-sky-legend
            .categories=${this.categories} .left=${this.left} .mode=${this.mode}
            @mode=${(event: CustomEvent<Mode>) => patchParams({ color: event.detail })}
            @hide=${(event: CustomEvent<ReadonlySet<number>>) => this.hide(event.detail)}
          ></cspo-sky-legend>
          ${this.sites()}
          ${this.approaches.error
            ? html`<cspo-failed what="Risks" .error=${this.approaches.error}></cspo-failed>`
            : nothing}
        </aside>
      </div>
      <p class="hidden-text" role="status">${this.object && sky ? this.spoken() : ""}</p>`;
  }

  private globe() {
    const { sky } = skies;
    return html`<canvas
      tabindex="0" role="application" aria-roledescription="globe"
      aria-label="Globe with ${number(sky?.count ?? 0)} objects. Arrow keys turn it, plus and minus zoom, j and k go from object to object."
      @keydown=${this.keyed}
      ></canvas>
      <div class="spot chosen" hidden></div>
      <div class="spot hovered" hidden></div>
      ${this.places.map(
        (each) => html`<button class="spot site" tabindex="-1" hidden aria-pressed=${each.site === this.site ? "true" : "false"}
          title="${each.name}: sees ${number(each.seen)} now" @click=${() => patchParams({ site: each.site, sites: 1 })}
        >${each.own ? "◆" : "◇"} ${each.name}</button>`,
      )}
      <div class="credits" hidden></div>`;
  }

  private map() {
    return html`<cspo-flat-map
        .categories=${this.categories} .left=${this.left} object=${this.object} .ringed=${this.ringed}
        .sites=${this.places} site=${this.site}
        @choose=${(event: CustomEvent<string>) => this.choose(event.detail)}
        @choose-site=${(event: CustomEvent<string>) => patchParams({ site: event.detail || null, sites: 1 })}
      ></cspo-flat-map>
      ${this.broken ? html`<p class="broken small quiet-text">${this.broken} The flat map shows the same without it.</p>` : nothing}`;
  }

  /** Sensor sites; asked for when they are wanted. */
  private sites() {
    const open = this.site !== "" || this.route?.params.get("sites") === "1";
    return html`<h2>Sites</h2>
      ${open
        ? html`<cspo-sites site=${this.site}
            @places=${(event: CustomEvent<readonly SitePlace[]>) => (this.places = event.detail)}
            @ringed=${(event: CustomEvent<readonly string[]>) => (this.ringed = event.detail)}
            @choose=${(event: CustomEvent<string>) => this.choose(event.detail)}
            @choose-site=${(event: CustomEvent<string>) => patchParams({ site: event.detail || null, sites: 1 })}
          ></cspo-sites>
          <button @click=${() => this.withoutSites()}>Without sites</button>`
        : html`<button @click=${() => patchParams({ sites: 1 })}>Sensors, and what each sees now</button>`}`;
  }

  private withoutSites(): void {
    this.places = [];
    this.ringed = [];
    patchParams({ sites: null, site: null });
  }

  private notes(error: typeof skies.error) {
    if (error && !skies.sky) {
      return html`<div class="note">
        <cspo-failed what="The sky" .error=${error} @retry=${() => void skies.load()}></cspo-failed>
      </div>`;
    }
    if (!skies.sky) return html`<div class="note"><cspo-loading what="the sky"></cspo-loading></div>`;
    if (skies.sky.count === 0) {
      return html`<div class="note"><cspo-empty heading="No objects yet">
        The node has no orbits that you may see. Its first step may still be under way; else bring in a catalogue.
      </cspo-empty></div>`;
    }
    if (this.fault && !this.flat) {
      return html`<div class="note" role="alert"><cspo-empty heading="The objects stand still: their positions are not computed">
        ${this.fault}. <button @click=${() => this.scene?.motion.again()}>Try again</button> If it fails again, load the page anew.
      </cspo-empty></div>`;
    }
    return nothing;
  }

  private caption(): string {
    const title = MODES.find(({ id }) => id === this.mode)?.title.toLowerCase() ?? "";
    return skies.sky ? `${number(skies.sky.count)} objects by ${title}, drawn by SGP4 from the newest orbits` : "The sky";
  }

  private spoken(): string {
    const { sky } = skies;
    const row = sky ? rowOf(sky, this.object) : -1;
    return sky && row >= 0 ? `${nameOf(sky, row)} is marked on the globe` : `${this.object} is not in this sky`;
  }

  /** Make the scene, once there is a canvas. */
  private begin(): void {
    if (this.scene || !this.canvas) return;
    try {
      this.scene = new SkyScene(this.canvas, this.credits, {
        chosen: (identity) => this.choose(identity ?? ""),
        drawn: (chosen, hovered) => this.place(chosen, hovered),
        looked: (look) => this.keepLook(look),
        failed: (fault) => (this.fault = fault),
      });
    } catch (error) {
      this.broken = `This browser can't draw in three dimensions (WebGL 2): ${String(error)}`;
      return;
    }
    const [lon, lat, far] = (this.route?.params.get("from") ?? "").split(",").map(Number);
    if (lon !== undefined && lat !== undefined && far && Number.isFinite(lon + lat + far)) {
      this.scene.lookFrom({ longitudeDeg: lon, latitudeDeg: lat, distanceKm: far });
    } else {
      const [longitudeDeg, latitudeDeg] = homeOf(session.who?.nation ?? "");
      this.scene.globe.look = { ...this.scene.globe.look, longitudeDeg, latitudeDeg };
    }
    if (skies.sky) this.skyCame();
  }

  private skyCame(): void {
    const { sky, data } = skies;
    if (sky && data && this.scene && this.scene.motion.sky !== sky) {
      this.scene.setSky(sky, data);
      this.scene.choose(this.object);
    }
    if (sky) this.sort();
    this.requestUpdate();
  }

  /** Marks of what is drawn: of all objects, and of the close approaches that colour them. */
  private marked(): readonly string[] {
    const risks = this.mode === "risk" ? (this.approaches.value?.items ?? []) : [];
    return [...new Set([...(skies.sky?.mark.values ?? []), ...risks.map((each) => each.mark)])];
  }

  private sortedBy: Approaches | undefined;

  private sort(): void {
    const { sky } = skies;
    if (!sky) return;
    this.sortedBy = this.approaches.value;
    this.categories = categorize(sky, this.mode, view.ms(), risksOf(this.approaches.value));
    this.scene?.setCategories(this.categories, this.left);
    this.scene?.ring(this.ringed);
    marks.show(this, this.marked());
  }

  private hide(left: ReadonlySet<number>): void {
    this.left = left;
    if (this.categories) this.scene?.setCategories(this.categories, left);
  }

  private choose(identity: string): void {
    if (identity !== this.object) patchParams({ object: identity || null });
  }

  private nextMode(): void {
    const at = MODES.findIndex(({ id }) => id === this.mode);
    patchParams({ color: MODES[(at + 1) % MODES.length]?.id });
  }

  /** The next object that is shown, in the order of the sky. */
  private next(by: 1 | -1): void {
    const { sky } = skies;
    if (!sky || sky.count === 0) return;
    let row = this.object ? rowOf(sky, this.object) : by > 0 ? -1 : 0;
    for (let n = 0; n < sky.count; n++) {
      row = (row + by + sky.count) % sky.count;
      if (!this.left.has(this.categories?.of[row] ?? -1)) break;
    }
    this.choose(identityOf(sky, row));
  }

  private keyed(event: KeyboardEvent): void {
    if (!this.scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const look = byKey(this.scene.globe.look, event.key);
    if (!look) return;
    event.preventDefault();
    this.scene.lookFrom(look);
  }

  private place(chosen: Spot | null, hovered: Spot | null): void {
    // Whether what is drawn is of the time that is shown; tests wait for it.
    this.toggleAttribute("drawn", this.scene?.motion.isAt(view.ms()) ?? false);
    label(this.chosenLabel, chosen);
    label(this.hoveredLabel, hovered?.row === chosen?.row ? null : hovered);
    for (const [n, element] of [...this.siteLabels].entries()) {
      const place = this.places[n];
      const at = place && this.scene?.globe.project(fromGeodetic(place.latitudeDeg, place.longitudeDeg));
      element.hidden = !at;
      if (at) put(element, at[0], at[1]);
    }
  }

  /** Where one looks from goes into the address when the hand rests. */
  private keepLook(look: Look): void {
    const { longitudeDeg, latitudeDeg, distanceKm } = look;
    this.resting.keep({ from: [longitudeDeg.toFixed(1), latitudeDeg.toFixed(1), distanceKm.toFixed(0)].join(",") });
  }

  private keepTime(): void {
    this.toldT = view.following ? "" : `${new Date(view.ms()).toISOString().slice(0, 19)}Z`;
    this.resting.keep({ t: this.toldT || null });
    this.requestUpdate();
  }

  /** Take the time from the address, where it is another one than this view wrote there. */
  private takeTime(): void {
    const asked = this.route?.params.get("t") ?? "";
    if (asked === this.toldT) return;
    this.toldT = asked;
    const ms = instantMs(asked); // typed by hand it may lack its Z
    if (Number.isFinite(ms)) view.set(ms);
  }
}

/** The highest probability of each object. */
function risksOf(approaches: Approaches | undefined): Risks {
  const risks = new Map<string, number>();
  for (const { object1, object2, pc } of approaches?.items ?? []) {
    for (const each of [object1, object2]) risks.set(each, Math.max(risks.get(each) ?? 0, pc ?? 0));
  }
  return risks;
}

function label(element: HTMLElement, spot: Spot | null): void {
  element.hidden = spot === null;
  if (!spot) return;
  element.textContent = spot.name;
  put(element, spot.xPx, spot.yPx);
}

function put(element: HTMLElement, xPx: number, yPx: number): void {
  element.style.transform = `translate(${xPx.toFixed(1)}px, ${yPx.toFixed(1)}px)`;
}


declare global {
  interface HTMLElementTagNameMap {
    "cspo-sky-view": SkyView;
  }
}
