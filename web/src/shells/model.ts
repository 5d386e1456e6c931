/** What the node answers about crowds: `GET /api/v1/shells/...`. */

export interface Altitudes {
  readonly edges_km: readonly number[];
  readonly mean_count: Readonly<Record<string, readonly number[]>>;
  readonly density_per_km3: readonly number[];
  readonly objects: number;
  readonly mark: string;
}

export interface BeltObject {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly inclination_deg: number;
  readonly drift_deg_day: number | null;
  readonly age_s: number;
  readonly longitude_deg: readonly (number | null)[];
}

export interface Belt {
  readonly start_utc: string;
  readonly step_s: number;
  readonly count: number;
  readonly now: number;
  readonly objects: readonly BeltObject[];
  readonly mark: string;
}

export interface Piece {
  readonly object: string;
  readonly name: string;
  readonly type: string;
  readonly period_min: number;
  readonly perigee_km: number;
  readonly apogee_km: number;
  readonly inclination_deg: number;
}

export interface Gabbard {
  readonly family: string;
  readonly objects: readonly Piece[];
  readonly total: number;
  readonly mark: string;
}

export interface Families {
  readonly families: readonly {
    readonly family: string;
    readonly name: string;
    readonly objects: number;
    readonly debris: number;
  }[];
  readonly mark: string;
}

/** A name to show: its own, else the identity. */
export function called(thing: { readonly name: string; readonly object: string }): string {
  return thing.name || thing.object;
}

/** A longitude on the drawing from -180 to 180, with W and E: `12.4° W`. */
export function longitudeText(deg: number): string {
  const size = Math.abs(deg);
  const side = size < 0.05 || size > 179.95 ? "" : deg < 0 ? " W" : " E";
  return `${size.toFixed(1)}°${side}`;
}

/** A line of longitudes cut where it goes around the back, at the edge: pieces of (index, degrees). */
export function pieces(line: readonly (number | null)[]): (readonly [number, number])[][] {
  const found: (readonly [number, number])[][] = [];
  let piece: (readonly [number, number])[] = [];
  let last: number | null = null;
  line.forEach((deg, n) => {
    if (deg === null) {
      if (piece.length) found.push(piece);
      piece = [];
    } else if (last !== null && Math.abs(deg - last) > 180) {
      const edge = last > 0 ? 180 : -180;
      const share = (edge - last) / (deg + 2 * edge - last);
      found.push([...piece, [n - 1 + share, edge]]);
      piece = [[n - 1 + share, -edge]];
    }
    if (deg !== null) piece.push([n, deg]);
    last = deg;
  });
  if (piece.length) found.push(piece);
  return found;
}
