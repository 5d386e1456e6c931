/** What of the encounter plane is in the picture, and where: numbers alone. */
import type { Source } from "./model";

/** How much of the plane is shown. */
export type Reach = "sigma" | "miss" | "body";

/** Multiples of σ that are drawn. */
export const SIGMAS = [1, 2, 3] as const;

const LEAST_KM = 1e-3;

/** Half the width of the plane that is shown, km: the same along both axes. */
export function reachKm(sources: readonly Source[], chosen: Source | undefined, reach: Reach): number {
  const planes = sources.flatMap(({ plane }) => (plane ? [plane] : []));
  const body = chosen?.hard_body_radius_km ?? 0;
  if (reach === "body" && body > 0) return Math.max(3 * body, LEAST_KM);
  const misses = planes.map((plane) => plane.miss_distance_km);
  const farthest = Math.max(LEAST_KM, ...misses, 2 * body);
  if (reach === "miss" || !chosen?.plane?.combined) return 1.25 * farthest;
  const { combined, across_km: x, up_km: y } = chosen.plane;
  const far = Math.max(
    ...ends(combined.semi_major_km, combined.semi_minor_km, combined.angle_rad).flatMap(([dx, dy]) => [
      Math.abs(x + 3 * dx), Math.abs(y + 3 * dy), Math.abs(x - 3 * dx), Math.abs(y - 3 * dy),
    ]),
  );
  return 1.08 * Math.max(far, farthest);
}

/** Ends of both axes of a 1 σ ellipse from its centre, km. */
export function ends(major_km: number, minor_km: number, angle_rad: number): readonly (readonly [number, number])[] {
  const [cos, sin] = [Math.cos(angle_rad), Math.sin(angle_rad)];
  return [[major_km * cos, major_km * sin], [-minor_km * sin, minor_km * cos]];
}

/** The nearest round length to a fifth of the picture, for a scale bar, km. */
export function barKm(reach_km: number): number {
  const raw = (2 * reach_km) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([5, 2, 1].find((each) => each * power <= raw) ?? 1) * power;
}

/** A length with the unit that fits: `200 m`, `1.5 km`. */
export function length(km: number): string {
  if (Math.abs(km) < 1) return `${Number((km * 1_000).toPrecision(3)).toLocaleString("en")} m`;
  return `${Number(km.toPrecision(3)).toLocaleString("en")} km`;
}
