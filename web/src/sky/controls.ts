/** How the Earth is turned and brought nearer: by hand, wheel, two fingers and keys. */
import { EARTH_RADIUS_KM } from "../orbit/frames";
import type { Look } from "./globe";

const NEAREST_KM = EARTH_RADIUS_KM + 700;
const FARTHEST_KM = 450_000;
const STEEPEST_DEG = 89;
const KEY_DEG = 6;
const KEY_ZOOM = 1.25;

/** Turned by so many degrees, and so many times as far, within what can be looked at. */
export function turned(look: Look, eastDeg: number, northDeg: number, zoom = 1): Look {
  const longitude = look.longitudeDeg + eastDeg;
  return {
    longitudeDeg: ((((longitude + 180) % 360) + 360) % 360) - 180,
    latitudeDeg: clamp(look.latitudeDeg + northDeg, -STEEPEST_DEG, STEEPEST_DEG),
    distanceKm: clamp(look.distanceKm * zoom, NEAREST_KM, FARTHEST_KM),
  };
}

/** Degrees that the Earth turns under a pixel's way of the hand, so that it stays under it. */
export function degreesPerPixel(look: Look, heightPx: number): number {
  const above = look.distanceKm - EARTH_RADIUS_KM;
  const kmPerPixel = (2 * above * Math.tan(Math.PI / 8)) / Math.max(heightPx, 1);
  return Math.min((kmPerPixel / EARTH_RADIUS_KM) * (180 / Math.PI), 0.5);
}

/** What a key does to the look; null: nothing. */
export function byKey(look: Look, key: string): Look | null {
  const step = KEY_DEG * Math.min((look.distanceKm - EARTH_RADIUS_KM) / 20_000, 1.5) + 0.5;
  switch (key) {
    case "ArrowLeft": return turned(look, -step, 0);
    case "ArrowRight": return turned(look, step, 0);
    case "ArrowUp": return turned(look, 0, step);
    case "ArrowDown": return turned(look, 0, -step);
    case "+": case "=": return turned(look, 0, 0, 1 / KEY_ZOOM);
    case "-": return turned(look, 0, 0, KEY_ZOOM);
    default: return null;
  }
}

/** Lets hands turn what `get` and `set` are of; `click` is a press that did not move. */
export class Controls {
  private readonly down = new Map<number, PointerEvent>();
  private moved = 0;
  private readonly end = new AbortController();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly get: () => Look,
    private readonly set: (look: Look) => void,
    private readonly click: (xPx: number, yPx: number) => void,
  ) {
    const { signal } = this.end;
    canvas.addEventListener("pointerdown", (event) => this.press(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.lift(event), { signal });
    canvas.addEventListener("pointercancel", (event) => this.down.delete(event.pointerId), { signal });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
  }

  dispose(): void {
    this.end.abort();
  }

  private press(event: PointerEvent): void {
    this.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, event);
    this.moved = 0;
  }

  private move(event: PointerEvent): void {
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const other = [...this.down.values()].find((each) => each.pointerId !== event.pointerId);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (other) {
      const apart = (a: PointerEvent) =>
        Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY);
      this.set(turned(this.get(), 0, 0, apart(before) / Math.max(apart(event), 1)));
    } else {
      const scale = degreesPerPixel(this.get(), this.canvas.clientHeight);
      this.set(turned(this.get(), -dx * scale, dy * scale));
    }
    this.down.set(event.pointerId, event);
  }

  private lift(event: PointerEvent): void {
    const was = this.down.delete(event.pointerId);
    if (!was || this.moved > 4 || this.down.size) return;
    const box = this.canvas.getBoundingClientRect();
    this.click(event.clientX - box.left, event.clientY - box.top);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.set(turned(this.get(), 0, 0, Math.exp(clamp(event.deltaY * lines, -300, 300) * 0.0012)));
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
