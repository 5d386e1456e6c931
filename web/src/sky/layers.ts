/**
 * The sky on the globe: the Earth, all objects, the orbit and ground track of the chosen one, and
 * the loop that draws them no more often than there is something to see.
 */
import { identityOf, nameOf, periodS, rowOf, type Sky } from "../orbit/elements";
import { itrfFromTeme, sunDirection, turn, type Matrix, type Vector } from "../orbit/frames";
import { positionBetween } from "../orbit/interpolate";
import { Motion, newComputer } from "../orbit/motion";
import { groundTrack, orbitLine } from "../orbit/propagate";
import { view } from "../time/clock";
import { calm, color, currentTheme } from "../ui/tokens";
import { looksOf, ringed, rgb, type Categories } from "./colors";
import { Controls } from "./controls";
import { Earth } from "./earth";
import { Globe, type Look } from "./globe";
import { Line, LINE_POINTS, trackLine } from "./lines";
import { Points } from "./points";

const KM_PER_RADIAN = 6_371;
/** Between pictures, ms: while hands move; and as long as nothing moves by a pixel. */
const QUICK_MS = 16;
const SLOW_MS = 250;
const CALM_MS = 1_000;
/** What a picture may take before the canvas gets coarser, and under which it gets finer, ms. */
const TOO_SLOW_MS = 110;
const FAST_MS = 35;
const COARSEST = 0.6;
const HAND_MS = 400;
const HIT_PX = 14;
/** A line is made anew when time has moved by this share of a revolution. */
const LINE_SHARE = 0.02;
/** How strong the others are drawn beside one that is chosen. */
const BESIDE = 0.6;
const TRACK_BEFORE = 0.5;
const TRACK_AFTER = 1.5;

/** What is told of a place on the canvas, for labels over it. */
export interface Spot {
  readonly row: number;
  readonly name: string;
  readonly xPx: number;
  readonly yPx: number;
}

/** What the scene tells its view. */
export interface Heard {
  chosen(identity: string | null): void;
  /** Before each picture: where labels go. */
  drawn(chosen: Spot | null, hovered: Spot | null): void;
  looked(look: Look): void;
  /** The worker that computes positions has failed (why), or computes again (empty). */
  failed(fault: string): void;
}

/** Counts for tests and the benchmark. */
export interface Pulse {
  frames: number;
  lastMs: number;
  readonly pixelRatio: number;
}

export class SkyScene {
  readonly globe: Globe;
  readonly pulse: Pulse = { frames: 0, lastMs: 0, pixelRatio: 1 };
  readonly motion = new Motion(newComputer());
  private readonly earth: Earth;
  private readonly points: Points;
  private readonly orbit: Line;
  private readonly track: Line;
  private readonly controls: Controls;
  private sky: Sky | null = null;
  private categories: Categories | null = null;
  private hidden: ReadonlySet<number> = new Set();
  private ringed: readonly number[] = [];
  private chosen = -1;
  private hovered = -1;
  private lineMs = NaN;
  private asked = 0;
  private timer = 0;
  private drawnMs = -Infinity;
  private handMs = -Infinity;
  private quality = 1;
  private complete = false;
  private gapMs = 60;
  private sizePx: readonly [number, number] = [1, 1];
  private readonly ends: (() => void)[] = [];

  /** Throws where the browser can't draw it. */
  constructor(
    private readonly canvas: HTMLCanvasElement, credits: HTMLElement, private readonly heard: Heard,
  ) {
    this.globe = new Globe(canvas, credits);
    this.earth = new Earth(this.globe);
    this.points = new Points(this.globe);
    const size = (): readonly [number, number, number] => [canvas.width, canvas.height, this.ratio()];
    this.orbit = new Line(this.globe, { inertial: true, widthPx: 2.4, fade: [0.75, 1], size });
    this.track = new Line(this.globe, { inertial: false, widthPx: 1.6, fade: [0.2, 0.9], size });
    this.controls = new Controls(
      canvas, () => this.globe.look, (look) => this.lookFrom(look), (x, y) => this.click(x, y),
    );
    this.earth.onPicture = () => this.ask();
    this.motion.onPair = () => {
      if (this.motion.pair) this.points.setPair(this.motion.pair);
      this.ask();
    };
    this.motion.onFault = () => this.heard.failed(this.motion.fault);
    const box = new ResizeObserver(() => this.resize());
    box.observe(canvas);
    const again = () => this.ask();
    const themed = () => this.paint();
    window.addEventListener("cspo-theme", themed);
    document.addEventListener("visibilitychange", again);
    const hover = (event: PointerEvent) => this.hover(event);
    canvas.addEventListener("pointermove", hover);
    this.ends.push(
      () => box.disconnect(), view.on(again),
      () => window.removeEventListener("cspo-theme", themed),
      () => document.removeEventListener("visibilitychange", again),
      () => canvas.removeEventListener("pointermove", hover),
    );
    this.resize();
    this.paint();
  }

  /** Show this sky. */
  setSky(sky: Sky, data: ArrayBuffer): void {
    const identity = this.sky && this.chosen >= 0 ? identityOf(this.sky, this.chosen) : "";
    this.sky = sky;
    this.motion.setSky(sky, data);
    this.hovered = -1;
    this.choose(identity);
  }

  /** Tell objects apart by these, and leave some out. */
  setCategories(categories: Categories, hidden: ReadonlySet<number>): void {
    this.categories = categories;
    this.hidden = hidden;
    this.paint();
  }

  /** Mark an object, with its orbit and its track; empty: none. */
  choose(identity: string): void {
    this.chosen = this.sky && identity !== "" ? rowOf(this.sky, identity) : -1;
    this.lineMs = NaN;
    this.paint();
  }

  /** Have these stand out: what a site sees now. */
  ring(identities: readonly string[]): void {
    const { sky } = this;
    this.ringed = sky ? identities.map((each) => rowOf(sky, each)).filter((row) => row >= 0) : [];
    this.paint();
  }

  /** Look from there. */
  lookFrom(look: Look): void {
    this.globe.look = look;
    this.handMs = performance.now();
    this.heard.looked(look);
    this.ask();
  }

  /** Turn the globe so that an object is in the middle. */
  face(identity: string): void {
    const row = this.sky ? rowOf(this.sky, identity) : -1;
    const at = row < 0 ? null : this.fixedOf(row, view.ms());
    if (!at) return;
    const distance = Math.hypot(...at);
    this.lookFrom({
      longitudeDeg: (Math.atan2(at[1], at[0]) * 180) / Math.PI,
      latitudeDeg: (Math.asin(at[2] / distance) * 180) / Math.PI * 0.8,
      distanceKm: Math.max(this.globe.look.distanceKm, distance * 1.6),
    });
  }

  /** Where an object is drawn, Earth-fixed, km; null where it is not. */
  fixedOf(row: number, utcMs: number): Vector | null {
    const { pair } = this.motion;
    const r = pair && this.sky ? positionBetween(pair[0], pair[1], utcMs, row) : null;
    return r && this.sky ? turn(itrfFromTeme(this.sky.earth, utcMs), r) : null;
  }

  dispose(): void {
    for (const end of this.ends) end();
    window.clearTimeout(this.timer);
    window.cancelAnimationFrame(this.asked);
    this.controls.dispose();
    this.motion.dispose();
    this.globe.destroy();
  }

  /** Have a picture drawn soon; nothing is drawn that nobody sees. */
  ask(): void {
    if (this.asked || document.hidden) return;
    this.asked = window.requestAnimationFrame(() => {
      this.asked = 0;
      this.tick();
    });
  }

  private tick(): void {
    const nowMs = performance.now();
    const waitMs = this.drawnMs + this.paceMs(nowMs) - nowMs;
    if (waitMs > QUICK_MS) {
      this.later(waitMs);
      return;
    }
    this.draw();
    if (view.playing || !this.motion.isAt(view.ms())) this.later(this.paceMs(performance.now()));
  }

  /** Between pictures that are far apart nothing at all is done. */
  private later(ms: number): void {
    window.clearTimeout(this.timer);
    if (ms <= 2 * QUICK_MS) this.ask();
    else this.timer = window.setTimeout(() => this.ask(), ms);
  }

  /** So often that nothing jumps by more than a pixel, and no more: a watch keeps this open all day. */
  private paceMs(nowMs: number): number {
    if (nowMs - this.handMs < HAND_MS) return QUICK_MS;
    if (calm()) return CALM_MS;
    const above = Math.max(this.globe.look.distanceKm - KM_PER_RADIAN, 500);
    const kmPerPixel = (above * 0.83) / Math.max(this.sizePx[1], 1);
    const kmPerMs = 0.0078 * Math.abs(view.rate);
    return Math.min(Math.max(kmPerPixel / Math.max(kmPerMs, 1e-9), QUICK_MS), SLOW_MS);
  }

  private draw(): void {
    const beganMs = performance.now();
    const gapMs = beganMs - this.drawnMs;
    const utcMs = view.ms();
    const table = this.sky?.earth ?? [];
    const turned = itrfFromTeme(table, utcMs);
    this.earth.sun = sunDirection(table, utcMs);
    this.motion.want(utcMs, view.playing ? view.rate : 0);
    this.points.move(utcMs);
    this.points.scale = this.ratio() * nearness(this.globe.look.distanceKm) * roomFor(this.points.count);
    this.points.strength = this.chosen < 0 ? 1 : BESIDE;
    this.lines(utcMs);
    this.globe.render(utcMs, turned);
    this.heard.drawn(this.spot(this.chosen, utcMs, turned), this.spot(this.hovered, utcMs, turned));
    this.drawnMs = beganMs;
    this.pulse.frames += 1;
    this.mark(utcMs);
    this.pulse.lastMs = performance.now() - beganMs;
    this.adapt(gapMs);
  }

  /** For the benchmark: when there was something to see, and when all of it. */
  private mark(utcMs: number): void {
    if (this.pulse.frames === 1) performance.mark("cspo-sky-first");
    if (this.complete || !this.motion.isAt(utcMs) || !this.points.count) return;
    this.complete = true;
    performance.mark("cspo-sky-all");
  }

  /**
   * Without a graphics card a coarser canvas is better than one that stutters. What a picture
   * costs is known while hands move alone: from one to the next, for drawing goes on elsewhere.
   */
  private adapt(gapMs: number): void {
    if (performance.now() - this.handMs > HAND_MS || gapMs > HAND_MS) return;
    this.gapMs += (gapMs - this.gapMs) * 0.2;
    const before = this.quality;
    if (this.gapMs > TOO_SLOW_MS) this.quality = Math.max(COARSEST, before - 0.1);
    else if (this.gapMs < FAST_MS) this.quality = Math.min(1, before + 0.1);
    if (this.quality === before) return;
    this.gapMs = (TOO_SLOW_MS + FAST_MS) / 2;
    this.resize();
  }

  private ratio(): number {
    return Math.min(window.devicePixelRatio || 1, 2) * this.quality;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.sizePx = [clientWidth, clientHeight];
    this.globe.resize(clientWidth, clientHeight, this.ratio());
    this.ask();
  }

  private paint(): void {
    const theme = currentTheme();
    const surface = theme === "dark" ? "#060a12" : "#e9eef4";
    this.globe.background = surface;
    this.earth.theme = theme;
    this.points.edge = theme === "dark" ? [0.02, 0.03, 0.06, 0.75] : [1, 1, 1, 0.9];
    const accent = rgb(color("focus")).map((each) => each / 255);
    this.orbit.color = [...accent, 1];
    this.track.color = [...accent, 0.9];
    if (this.categories) {
      const looks = looksOf(this.categories, this.hidden, theme);
      ringed(looks, this.ringed, rgb(color("focus")));
      this.points.setLooks(looks);
    }
    this.ask();
  }

  private lines(utcMs: number): void {
    const { sky, chosen } = this;
    if (!sky || chosen < 0) {
      if (!Number.isNaN(this.lineMs) || chosen < 0) this.clearLines();
      return;
    }
    const periodMs = Math.min(periodS(sky, chosen) * 1_000, 86_164_000);
    if (Math.abs(utcMs - this.lineMs) < periodMs * LINE_SHARE) return;
    this.lineMs = utcMs;
    this.orbit.set(orbitLine(sky, chosen, utcMs, LINE_POINTS - 1));
    const stepMs = (periodMs * (TRACK_BEFORE + TRACK_AFTER)) / (LINE_POINTS - 1);
    const from = utcMs - periodMs * TRACK_BEFORE;
    this.track.set(trackLine(groundTrack(sky, chosen, from, utcMs + periodMs * TRACK_AFTER, stepMs)));
  }

  private clearLines(): void {
    this.lineMs = NaN;
    this.orbit.set(new Float32Array(0));
    this.track.set(new Float32Array(0));
  }

  private spot(row: number, utcMs: number, turned: Matrix): Spot | null {
    const { pair } = this.motion;
    if (row < 0 || !pair || !this.sky) return null;
    const r = positionBetween(pair[0], pair[1], utcMs, row);
    const at = r ? this.globe.project(turn(turned, r)) : null;
    return at ? { row, name: nameOf(this.sky, row), xPx: at[0], yPx: at[1] } : null;
  }

  private at(xPx: number, yPx: number): number {
    if (!this.sky) return -1;
    const utcMs = view.ms();
    const turned = itrfFromTeme(this.sky.earth, utcMs);
    return this.points.hit(xPx, yPx, HIT_PX, utcMs, (r) => turn(turned, r))?.row ?? -1;
  }

  private click(xPx: number, yPx: number): void {
    const row = this.at(xPx, yPx);
    this.heard.chosen(row >= 0 && this.sky ? identityOf(this.sky, row) : null);
  }

  private hoverMs = 0;

  private hover(event: PointerEvent): void {
    const nowMs = performance.now();
    if (event.buttons || event.pointerType !== "mouse" || nowMs - this.hoverMs < 80) return;
    this.hoverMs = nowMs;
    const row = this.at(event.offsetX, event.offsetY);
    this.canvas.classList.toggle("over", row >= 0);
    if (row === this.hovered) return;
    this.hovered = row;
    this.ask();
  }
}

/** Points grow as one comes nearer, up to twice as large. */
function nearness(distanceKm: number): number {
  return Math.min(Math.max((30_000 / distanceKm) ** 0.6, 0.85), 2);
}

/** Where there are few, each may be larger. */
function roomFor(count: number): number {
  return Math.min(Math.max((16_000 / Math.max(count, 1)) ** 0.25, 1), 1.6);
}
