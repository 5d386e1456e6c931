/** The Earth as a rectangle: degrees to pixels and back, and where night begins. */
import type { Vector } from "../orbit/frames";

/** What part of the map is shown. */
export interface MapView {
  /** In the middle, degrees. */
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** 1: the whole Earth fits in. */
  readonly zoom: number;
}

export const WHOLE: MapView = { longitudeDeg: 0, latitudeDeg: 0, zoom: 1 };
export const MOST_ZOOM = 24;

export class Projection {
  /** Pixels of a degree. */
  readonly scale: number;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly view: MapView,
  ) {
    this.scale = Math.min(width / 360, height / 180) * view.zoom;
  }

  /** Degrees east of the middle of the map, -180 to 180. */
  offset(longitudeDeg: number): number {
    return wrapped(longitudeDeg - this.view.longitudeDeg);
  }

  x(longitudeDeg: number): number {
    return this.width / 2 + this.offset(longitudeDeg) * this.scale;
  }

  y(latitudeDeg: number): number {
    return this.height / 2 - (latitudeDeg - this.view.latitudeDeg) * this.scale;
  }

  longitudeAt(x: number): number {
    return wrapped(this.view.longitudeDeg + (x - this.width / 2) / this.scale);
  }

  latitudeAt(y: number): number {
    return Math.min(Math.max(this.view.latitudeDeg - (y - this.height / 2) / this.scale, -90), 90);
  }
}

/** -180 to 180. */
export function wrapped(deg: number): number {
  return ((((deg + 180) % 360) + 360) % 360) - 180;
}

/** A view that does not leave the Earth: at its edges it stops, around it it goes on. */
export function kept(view: MapView): MapView {
  const zoom = Math.min(Math.max(view.zoom, 1), MOST_ZOOM);
  const reach = Math.max(0, 90 - 90 / zoom);
  return {
    zoom,
    longitudeDeg: wrapped(view.longitudeDeg),
    latitudeDeg: Math.min(Math.max(view.latitudeDeg, -reach), reach),
  };
}

/** The view with a place of the canvas held where it is while the zoom changes by a factor. */
export function zoomed(from: Projection, x: number, y: number, factor: number): MapView {
  const zoom = Math.min(Math.max(from.view.zoom * factor, 1), MOST_ZOOM);
  const [longitude, latitude] = [from.longitudeAt(x), from.latitudeAt(y)];
  const scale = (from.scale / from.view.zoom) * zoom;
  return kept({
    zoom,
    longitudeDeg: longitude - (x - from.width / 2) / scale,
    latitudeDeg: latitude + (y - from.height / 2) / scale,
  });
}

/** The latitude at which it is just night, where the Sun stands over a place; degrees. */
export function terminatorDeg(longitudeDeg: number, sun: Vector): number {
  const [x, y, z] = sun;
  const lon = (longitudeDeg * Math.PI) / 180;
  const along = x * Math.cos(lon) + y * Math.sin(lon);
  // The zenith (cos b cos l, cos b sin l, sin b) is at right angles to the Sun.
  const tilt = Math.abs(z) < 1e-6 ? 1e-6 : z;
  return (Math.atan(-along / tilt) * 180) / Math.PI;
}

/** Whether the pole of the north is in the light. */
export function northIsLit(sun: Vector): boolean {
  return sun[2] > 0;
}

/** A line of places as pieces that do not run across the whole map where it goes around the back. */
export function cutAtEdge(
  projection: Projection,
  line: readonly { readonly longitudeDeg: number; readonly latitudeDeg: number }[],
): (readonly [number, number])[][] {
  const found: (readonly [number, number])[][] = [];
  let piece: (readonly [number, number])[] = [];
  let last: number | null = null;
  for (const { longitudeDeg, latitudeDeg } of line) {
    const offset = projection.offset(longitudeDeg);
    if (last !== null && Math.abs(offset - last) > 180) {
      if (piece.length > 1) found.push(piece);
      piece = [];
    }
    piece.push([projection.x(longitudeDeg), projection.y(latitudeDeg)]);
    last = offset;
  }
  if (piece.length > 1) found.push(piece);
  return found;
}

/** Places from which something at a height is just on the horizon of a site, degrees. */
export function horizonRing(
  latitudeDeg: number, longitudeDeg: number, heightKm: number, earthKm: number,
): { longitudeDeg: number; latitudeDeg: number }[] {
  const reach = Math.acos(earthKm / (earthKm + Math.max(heightKm, 0)));
  const b = (latitudeDeg * Math.PI) / 180;
  return Array.from({ length: 73 }, (_, n) => {
    const bearing = (n * 5 * Math.PI) / 180;
    const sine = Math.sin(b) * Math.cos(reach) + Math.cos(b) * Math.sin(reach) * Math.cos(bearing);
    const turn = Math.atan2(Math.sin(bearing) * Math.sin(reach) * Math.cos(b), Math.cos(reach) - Math.sin(b) * sine);
    return { latitudeDeg: (Math.asin(sine) * 180) / Math.PI, longitudeDeg: wrapped(longitudeDeg + (turn * 180) / Math.PI) };
  });
}
