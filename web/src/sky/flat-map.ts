import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";

import { Motion, newComputer } from "../orbit/motion";
import { EARTH_RADIUS_KM, itrfFromTeme, sunDirection } from "../orbit/frames";
import { positionsBetween, shareOf } from "../orbit/interpolate";
import { identityOf, nameOf, rowOf } from "../orbit/elements";
import { groundTrack, type TrackPoint } from "../orbit/propagate";
import { skies } from "../orbit/store";
import { view as time } from "../time/clock";
import { base, calm, color, currentTheme } from "../ui/tokens";
import { type Categories, looksOf } from "./colors";
import mapUrl from "./earth.webp";
import { drawEarth, drawGrid, drawLine, drawNight, drawSites, label, type SitePlace } from "./map-drawing";
import { LOOK } from "./points";
import { kept, type MapView, Projection, WHOLE, zoomed } from "./projection";
import { stampAll } from "./stamps";

const FRAME_MS = 100;
const CALM_FRAME_MS = 1_000;
const WITHIN_PX = 12;
const DRAGGED_PX = 4;
const STEP_DEG = 15;
const TRACK_POINTS = 180;

/**
 * The sky over a flat Earth, with everything that the globe does and no 3D: objects, what is picked
 * and its ground track, sites, night. `@choose` has the identity that was clicked, empty for none;
 * `@choose-site` a site's identifier.
 */
@customElement("cspo-flat-map")
export class FlatMap extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        min-height: 16rem;
        overflow: hidden;
        background: var(--surface);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        cursor: crosshair;
        touch-action: none;
      }
      .fault {
        position: absolute;
        inset: var(--s2) var(--s2) auto;
        margin: 0;
        padding: var(--s2) var(--s3);
        background: var(--surface-2);
        border: 1px solid var(--warning);
      }
      .buttons {
        position: absolute;
        right: var(--s2);
        bottom: var(--s2);
        display: grid;
        gap: 2px;
      }
    `,
  ];

  /** By what objects are told apart, and which of these are left out. */
  @property({ attribute: false }) categories: Categories | null = null;
  @property({ attribute: false }) left: ReadonlySet<number> = new Set();
  /** Identity of what is picked; empty: nothing. */
  @property() object = "";
  /** Identities with a ring around them: what a site sees. */
  @property({ attribute: false }) ringed: readonly string[] = [];
  @property({ attribute: false }) sites: readonly SitePlace[] = [];
  /** Identifier of the site that is picked. */
  @property() site = "";
  @state() private shown: MapView = WHOLE;
  @query("canvas") private readonly canvas!: HTMLCanvasElement;
  private readonly earth = new Image();
  private motion: Motion | null = null;
  private looks = new Uint8Array(0);
  private selected = -1;
  private rings: readonly number[] = [];
  private ends: (() => void)[] = [];
  private readonly layer = document.createElement("canvas");
  private spots = new Float32Array(0);
  private places = new Float32Array(0);
  private image: ImageData | null = null;
  private track: readonly TrackPoint[] = [];
  private trackOf = "";
  private running = 0;
  private drawnMs = 0;
  private dragged: { x: number; y: number; far: boolean } | null = null;
  private readonly resized = new ResizeObserver(() => this.soon());

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.earth.src) this.earth.src = new URL(mapUrl, document.baseURI).href;
    this.earth.onload = () => this.soon();
    this.resized.observe(this);
    this.motion = new Motion(newComputer());
    this.motion.onFault = () => this.requestUpdate();
    const themed = () => this.paint();
    window.addEventListener("cspo-theme", themed);
    this.ends = [
      skies.on(() => this.skyCame()), time.on(() => this.soon()),
      () => window.removeEventListener("cspo-theme", themed),
    ];
    this.skyCame();
    this.running = requestAnimationFrame(this.tick);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.running);
    this.resized.disconnect();
    for (const end of this.ends) end();
    this.motion?.dispose();
    this.motion = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("categories") || changed.has("left")) this.paint();
    if (changed.has("object") || changed.has("ringed")) this.find();
  }

  override updated(): void {
    this.soon();
  }

  override render() {
    const { sky } = skies;
    const picked = sky && this.selected >= 0 ? `, ${nameOf(sky, this.selected)} is picked` : "";
    const words = `Map of the Earth with ${sky?.count ?? 0} objects over it${picked}`;
    return html`<canvas role="img" tabindex="0" aria-label=${words} title=""
        @pointerdown=${this.down} @pointermove=${this.moved} @pointerup=${this.up} @pointercancel=${() => (this.dragged = null)}
        @wheel=${this.wheeled} @keydown=${this.keyed}></canvas>
      <div class="buttons" role="group" aria-label="Map">
        <button title="Closer (+)" aria-label="Closer" @click=${() => this.zoom(1.6)}>+</button>
        <button title="Wider (−)" aria-label="Wider" @click=${() => this.zoom(1 / 1.6)}>−</button>
        <button title="The whole Earth (0)" aria-label="The whole Earth" @click=${() => (this.shown = WHOLE)}>○</button>
      </div>
      ${this.motion?.fault
        ? html`<p class="fault" role="alert">▲ The objects stand still: their positions are not computed. ${this.motion.fault}.
            <button @click=${() => this.motion?.again()}>Try again</button></p>`
        : nothing}`;
  }

  /** Bring a place into the middle. */
  lookAt(latitudeDeg: number, longitudeDeg: number): void {
    this.shown = kept({ ...this.shown, latitudeDeg, longitudeDeg });
  }

  private skyCame(): void {
    const { sky, data } = skies;
    if (!sky || !data || !this.motion || this.motion.sky === sky) return;
    this.motion.setSky(sky, data);
    this.trackOf = "";
    this.find();
    this.requestUpdate();
  }

  private find(): void {
    const { sky } = skies;
    this.selected = sky && this.object ? rowOf(sky, this.object) : -1;
    this.rings = sky ? this.ringed.map((each) => rowOf(sky, each)).filter((row) => row >= 0) : [];
  }

  private paint(): void {
    if (this.categories) this.looks = looksOf(this.categories, this.left, currentTheme());
    this.soon();
  }

  private readonly tick = (nowMs: number): void => {
    this.running = requestAnimationFrame(this.tick);
    if (nowMs - this.drawnMs < (calm() ? CALM_FRAME_MS : FRAME_MS) || document.hidden) return;
    this.drawnMs = nowMs;
    this.motion?.want(time.ms(), time.playing ? time.rate : 0);
    this.draw();
  };

  private soon(): void {
    this.drawnMs = 0;
  }

  private draw(): void {
    const { canvas } = this;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const on = canvas.getContext("2d");
    if (!on) return;
    const projection = new Projection(width, height, this.shown);
    const sky = this.motion?.sky ?? null;
    const utcMs = time.ms();
    on.fillStyle = color("surface");
    on.fillRect(0, 0, width, height);
    drawEarth(on, projection, this.earth, currentTheme());
    drawNight(on, projection, sunDirection(sky?.earth ?? [], utcMs), currentTheme());
    drawGrid(on, projection, ratio);
    this.place(projection, utcMs);
    this.drawPoints(on, width, height, ratio);
    this.drawPicked(on, projection, utcMs, ratio);
    const picked = this.sites.find((each) => each.site === this.site);
    drawSites(on, projection, this.sites, picked, ratio);
  }

  /** Where every row is on the canvas. */
  private place(projection: Projection, utcMs: number): void {
    const pair = this.motion?.pair;
    const sky = this.motion?.sky;
    if (!pair || !sky) return;
    const [from, to] = pair;
    if (this.spots.length !== sky.count * 3) {
      this.spots = new Float32Array(sky.count * 3);
      this.places = new Float32Array(sky.count * 2);
    }
    // Late frames: objects stand still at the end of what is known and do not fly off.
    const share = Math.min(Math.max(shareOf(from, to, utcMs), -0.25), 1.25);
    const at = from.utcMs + share * (to.utcMs - from.utcMs);
    positionsBetween(from, to, at, this.spots);
    const m = itrfFromTeme(sky.earth, at);
    const { spots, places } = this;
    for (let row = 0; row < sky.count; row++) {
      const [x, y, z] = [spots[row * 3] ?? NaN, spots[row * 3 + 1] ?? NaN, spots[row * 3 + 2] ?? NaN];
      const [ex, ey] = [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z];
      const ez = m[6] * x + m[7] * y + m[8] * z;
      places[row * 2] = projection.x((Math.atan2(ey, ex) * 180) / Math.PI);
      places[row * 2 + 1] = projection.y(latitudeDeg(ex, ey, ez));
    }
  }

  private drawPoints(on: CanvasRenderingContext2D, width: number, height: number, ratio: number): void {
    const { layer } = this;
    if (layer.width !== width || layer.height !== height) [layer.width, layer.height] = [width, height];
    const to = layer.getContext("2d");
    if (!to || !this.places.length || this.looks.length !== (this.places.length / 2) * LOOK) return;
    if (this.image?.width !== width || this.image.height !== height) this.image = to.createImageData(width, height);
    stampAll({ width, height, data: new Uint32Array(this.image.data.buffer) }, this.places, this.looks, ratio);
    to.putImageData(this.image, 0, 0);
    on.drawImage(layer, 0, 0);
  }

  private drawPicked(on: CanvasRenderingContext2D, projection: Projection, utcMs: number, ratio: number): void {
    const sky = this.motion?.sky;
    if (!sky) return;
    on.lineWidth = 1.5 * ratio;
    on.strokeStyle = color("accent");
    for (const row of this.rings) this.ring(on, row, 5 * ratio);
    if (this.selected < 0) return;
    drawLine(on, projection, this.trackNow(utcMs), color("focus"), 1.75 * ratio, utcMs);
    on.strokeStyle = color("focus");
    on.lineWidth = 2.5 * ratio;
    this.ring(on, this.selected, 9 * ratio);
    const [x = NaN, y = NaN] = this.places.subarray(this.selected * 2, this.selected * 2 + 2);
    if (Number.isFinite(x)) label(on, nameOf(sky, this.selected), x + 14 * ratio, y + 4 * ratio, ratio);
  }

  private ring(on: CanvasRenderingContext2D, row: number, radius: number): void {
    const [x = NaN, y = NaN] = this.places.subarray(row * 2, row * 2 + 2);
    if (!Number.isFinite(x)) return;
    on.beginPath();
    on.arc(x, y, radius, 0, 2 * Math.PI);
    on.stroke();
  }

  /** Half a revolution back and one ahead; computed anew after a twentieth of one. */
  private trackNow(utcMs: number): readonly TrackPoint[] {
    const sky = this.motion?.sky;
    if (!sky) return [];
    const motion = sky.meanMotionRadS[this.selected] ?? NaN;
    const periodMs = Math.min((2 * Math.PI * 1_000) / motion, 2 * 86_400_000);
    if (!Number.isFinite(periodMs)) return [];
    const step = Math.floor(utcMs / (periodMs / 20));
    const key = `${this.selected} ${step} ${sky.referenceTaiMs} ${sky.count}`;
    if (key !== this.trackOf) {
      this.trackOf = key;
      const middle = step * (periodMs / 20);
      this.track = groundTrack(sky, this.selected, middle - periodMs / 2, middle + periodMs, (1.5 * periodMs) / TRACK_POINTS);
    }
    return this.track;
  }

  private down(event: PointerEvent): void {
    this.dragged = { x: event.clientX, y: event.clientY, far: false };
    this.canvas.setPointerCapture(event.pointerId);
  }

  private moved(event: PointerEvent): void {
    const from = this.dragged;
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.far && Math.hypot(dx, dy) < DRAGGED_PX) return;
    this.dragged = { x: event.clientX, y: event.clientY, far: true };
    const { scale } = this.onPage();
    const { longitudeDeg, latitudeDeg } = this.shown;
    this.shown = kept({ ...this.shown, longitudeDeg: longitudeDeg - dx / scale, latitudeDeg: latitudeDeg + dy / scale });
  }

  private up(event: PointerEvent): void {
    const far = this.dragged?.far ?? true;
    this.dragged = null;
    if (far) return;
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const site = this.siteAt(x, y);
    if (site) {
      this.dispatchEvent(new CustomEvent("choose-site", { detail: site, bubbles: true, composed: true }));
    } else {
      this.dispatchEvent(new CustomEvent("choose", { detail: this.identityAt(x, y), bubbles: true, composed: true }));
    }
  }

  private identityAt(x: number, y: number): string {
    const row = this.rowAt(x, y);
    return skies.sky && row >= 0 ? identityOf(skies.sky, row) : "";
  }

  private rowAt(x: number, y: number): number {
    const ratio = this.canvas.width / Math.max(this.canvas.clientWidth, 1);
    let [best, found] = [(WITHIN_PX * ratio) ** 2, -1];
    for (let row = 0; row < this.places.length / 2; row++) {
      if (!this.looks[row * LOOK + 5]) continue;
      const apart = ((this.places[row * 2] ?? NaN) - x * ratio) ** 2 + ((this.places[row * 2 + 1] ?? NaN) - y * ratio) ** 2;
      if (apart < best) [best, found] = [apart, row];
    }
    return found;
  }

  private siteAt(x: number, y: number): string {
    const projection = this.onPage();
    const near = this.sites.find(
      (each) => Math.hypot(projection.x(each.longitudeDeg) - x, projection.y(each.latitudeDeg) - y) < 8,
    );
    return near?.site ?? "";
  }

  /** The map in the page's own pixels. */
  private onPage(): Projection {
    return new Projection(this.canvas.clientWidth, this.canvas.clientHeight, this.shown);
  }

  private wheeled(event: WheelEvent): void {
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY / 400);
    this.shown = zoomed(this.onPage(), event.clientX - box.left, event.clientY - box.top, factor);
  }

  private zoom(factor: number): void {
    const projection = this.onPage();
    this.shown = zoomed(projection, projection.width / 2, projection.height / 2, factor);
  }

  private keyed(event: KeyboardEvent): void {
    const step = STEP_DEG / this.shown.zoom;
    const { longitudeDeg, latitudeDeg } = this.shown;
    const ways: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.lookAt(latitudeDeg, longitudeDeg - step),
      ArrowRight: () => this.lookAt(latitudeDeg, longitudeDeg + step),
      ArrowUp: () => this.lookAt(latitudeDeg + step, longitudeDeg),
      ArrowDown: () => this.lookAt(latitudeDeg - step, longitudeDeg),
      "+": () => this.zoom(1.6),
      "=": () => this.zoom(1.6),
      "-": () => this.zoom(1 / 1.6),
      "0": () => (this.shown = WHOLE),
    };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    way();
  }
}

/** Geodetic latitude, as near as a map shows: the flattening taken at the surface. */
function latitudeDeg(x: number, y: number, z: number): number {
  const across = Math.hypot(x, y);
  const far = EARTH_RADIUS_KM / Math.hypot(across, z);
  return (Math.atan2(z * (1 + 0.0067395 * Math.min(far, 1)), across) * 180) / Math.PI;
}

export type { SitePlace };

declare global {
  interface HTMLElementTagNameMap {
    "cspo-flat-map": FlatMap;
  }
}
