/** What is under and over the points of the flat map: the Earth, night, lines, sites. */
import { EARTH_RADIUS_KM, type Vector } from "../orbit/frames";
import type { TrackPoint } from "../orbit/propagate";
import { color, type Theme } from "../ui/tokens";
import { cutAtEdge, horizonRing, northIsLit, type Projection, terminatorDeg } from "./projection";

/** A site on a map. */
export interface SitePlace {
  readonly site: string;
  readonly name: string;
  readonly nation: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Whether it is the nation's own. */
  readonly own: boolean;
  readonly seen: number;
}

/** For which height the horizon of a site is drawn, km. */
const RING_KM = 1_000;
const NIGHT_STEP_DEG = 3;

/** How strong the picture of the Earth is, so that points stand out. */
const EARTH_ALPHA: Readonly<Record<Theme, number>> = { dark: 0.5, light: 0.42 };

const NIGHT: Readonly<Record<Theme, string>> = { dark: "#00050f73", light: "#14233a4d" };

/** The picture of the whole Earth, as often side by side as it takes. */
export function drawEarth(on: CanvasRenderingContext2D, map: Projection, earth: HTMLImageElement, theme: Theme): void {
  const [top, bottom] = [map.y(90), map.y(-90)];
  on.fillStyle = theme === "dark" ? "#0a1a2c" : "#dce8f2";
  on.fillRect(0, top, map.width, bottom - top);
  if (!earth.complete || !earth.naturalWidth) return;
  const wide = 360 * map.scale;
  const first = map.width / 2 - (map.view.longitudeDeg + 180) * map.scale;
  on.save();
  on.globalAlpha = EARTH_ALPHA[theme];
  on.imageSmoothingQuality = "high";
  for (let x = first - Math.ceil(first / wide) * wide; x < map.width; x += wide) {
    on.drawImage(earth, x, top, wide, bottom - top);
  }
  on.restore();
}

/** The side of the Earth on which the Sun is down. */
export function drawNight(on: CanvasRenderingContext2D, map: Projection, sun: Vector, theme: Theme): void {
  const dark = northIsLit(sun) ? map.y(-90) : map.y(90);
  const [left, right] = [map.longitudeAt(0), map.width / map.scale];
  const span = Math.min(right, 360);
  const x0 = span < 360 ? 0 : map.width / 2 - 180 * map.scale;
  const from = span < 360 ? left : map.view.longitudeDeg - 180;
  on.beginPath();
  on.moveTo(x0, dark);
  for (let deg = 0; deg <= span + NIGHT_STEP_DEG; deg += NIGHT_STEP_DEG) {
    const at = Math.min(deg, span);
    on.lineTo(x0 + at * map.scale, map.y(terminatorDeg(from + at, sun)));
  }
  on.lineTo(x0 + span * map.scale, dark);
  on.closePath();
  on.fillStyle = NIGHT[theme];
  on.fill();
}

/** A line every thirty degrees, with its number. */
export function drawGrid(on: CanvasRenderingContext2D, map: Projection, ratio: number): void {
  const step = map.view.zoom > 8 ? 5 : map.view.zoom > 3 ? 10 : 30;
  on.strokeStyle = color("edge");
  on.globalAlpha = 0.35;
  on.lineWidth = ratio * 0.75;
  on.beginPath();
  for (let deg = -180; deg < 180; deg += step) {
    const x = map.x(deg);
    on.moveTo(x, map.y(90));
    on.lineTo(x, map.y(-90));
  }
  for (let deg = -90; deg <= 90; deg += step) {
    on.moveTo(0, map.y(deg));
    on.lineTo(map.width, map.y(deg));
  }
  on.stroke();
  on.globalAlpha = 1;
  on.font = `${11 * ratio}px system-ui, sans-serif`;
  on.fillStyle = color("text-2");
  for (let deg = -60; deg <= 60; deg += step) {
    const side = deg === 0 ? "" : deg > 0 ? " N" : " S";
    on.fillText(`${Math.abs(deg)}°${side}`, 4 * ratio, map.y(deg) - 3 * ratio);
  }
  for (let deg = -180; deg < 180; deg += step) {
    const side = deg === 0 || deg === -180 ? "" : deg > 0 ? " E" : " W";
    on.fillText(`${Math.abs(deg)}°${side}`, map.x(deg) + 3 * ratio, Math.min(map.y(-90), map.height) - 4 * ratio);
  }
}

/** A ground track: what was is thin, what comes is full. */
export function drawLine(
  on: CanvasRenderingContext2D, map: Projection, track: readonly TrackPoint[], tone: string, width: number, nowMs: number,
): void {
  on.strokeStyle = tone;
  for (const [part, alpha, dash] of [
    [track.filter((each) => each.utcMs <= nowMs), 0.75, [width * 2, width * 2.5]],
    [track.filter((each) => each.utcMs >= nowMs), 1, []],
  ] as const) {
    on.globalAlpha = alpha;
    on.lineWidth = width;
    on.setLineDash([...dash]);
    on.beginPath();
    for (const piece of cutAtEdge(map, part)) {
      piece.forEach(([x, y], n) => (n ? on.lineTo(x, y) : on.moveTo(x, y)));
    }
    on.stroke();
  }
  on.globalAlpha = 1;
  on.setLineDash([]);
}

/** Sites as squares that stand on a corner; the picked one with its name and its horizon. */
export function drawSites(
  on: CanvasRenderingContext2D, map: Projection, sites: readonly SitePlace[], picked: SitePlace | undefined, ratio: number,
): void {
  for (const each of sites) {
    const [x, y, r] = [map.x(each.longitudeDeg), map.y(each.latitudeDeg), (each.own ? 5.5 : 4) * ratio];
    on.beginPath();
    on.moveTo(x, y - r);
    on.lineTo(x + r, y);
    on.lineTo(x, y + r);
    on.lineTo(x - r, y);
    on.closePath();
    on.fillStyle = each.own ? color("ok") : color("surface-3");
    on.fill();
    on.lineWidth = 1.25 * ratio;
    on.strokeStyle = each.own ? color("surface") : color("ok");
    on.stroke();
  }
  if (!picked) return;
  const ring = horizonRing(picked.latitudeDeg, picked.longitudeDeg, RING_KM, EARTH_RADIUS_KM);
  on.strokeStyle = color("ok");
  on.lineWidth = 1.5 * ratio;
  on.beginPath();
  for (const piece of cutAtEdge(map, ring)) {
    piece.forEach(([x, y], n) => (n ? on.lineTo(x, y) : on.moveTo(x, y)));
  }
  on.stroke();
  label(on, picked.name, map.x(picked.longitudeDeg) + 10 * ratio, map.y(picked.latitudeDeg) - 8 * ratio, ratio);
}

/** A name on a plate. */
export function label(on: CanvasRenderingContext2D, text: string, x: number, y: number, ratio: number): void {
  on.font = `600 ${12 * ratio}px system-ui, sans-serif`;
  const wide = on.measureText(text).width;
  const left = Math.min(x, on.canvas.width - wide - 8 * ratio);
  on.fillStyle = color("surface-3");
  on.globalAlpha = 0.88;
  on.fillRect(left - 4 * ratio, y - 13 * ratio, wide + 8 * ratio, 18 * ratio);
  on.globalAlpha = 1;
  on.fillStyle = color("text");
  on.fillText(text, left, y);
}
