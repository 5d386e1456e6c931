/** The trade of a study, read as a table: time, direction and size of a burn, and what it leads to. */
import { number } from "../time/format";
import type { Avoidance, Burn } from "./model";

export type Quantity = "pc" | "miss";

/** One cell of the map: a burn of this size at this time. */
export interface Cell {
  readonly time: number;
  readonly size: number;
  readonly value: number | null;
  /** Whether it reaches the target. */
  readonly good: boolean;
}

/** Whether a burn meets the target of the study. */
export function reaches(study: Avoidance, pc: number | null, missKm: number | null): boolean {
  if (study.target_pc !== null && !(pc !== null && pc <= study.target_pc)) return false;
  return !(study.target_miss_km !== null && !(missKm !== null && missKm >= study.target_miss_km));
}

/** The cells of one direction, times slowest. */
export function cellsOf(study: Avoidance, direction: string, quantity: Quantity): readonly Cell[] {
  const way = study.directions.indexOf(direction);
  if (way < 0) return [];
  const [ways, sizes] = [study.directions.length, study.size_m_s.length];
  return study.lead_s.flatMap((_, time) =>
    study.size_m_s.map((__, size) => {
      const at = (time * ways + way) * sizes + size;
      const [pc, miss] = [study.trade_pc[at] ?? null, study.trade_miss_km[at] ?? null];
      return { time, size, value: quantity === "pc" ? pc : miss, good: reaches(study, pc, miss) };
    }),
  );
}

/** From which to which value the map is shaded; null: there is none. */
export function shade(cells: readonly Cell[], quantity: Quantity): ((value: number | null) => number) | null {
  const least = quantity === "pc" ? 1e-12 : 1e-3;
  const logs = cells.flatMap(({ value }) => (value === null ? [] : [Math.log10(Math.max(value, least))]));
  if (!logs.length) return null;
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  return (value) => (value === null ? 0 : (Math.log10(Math.max(value, least)) - low) / (high - low || 1));
}

/** The least burn of each time and direction that reaches the target, by direction. */
export function leastByDirection(study: Avoidance): ReadonlyMap<string, readonly Burn[]> {
  const found = new Map<string, Burn[]>();
  for (const burn of study.smallest) {
    if (burn.dv_m_s === null) continue;
    const burns = found.get(burn.direction) ?? [];
    burns.push(burn);
    found.set(burn.direction, burns);
  }
  return found;
}

const AXES: Readonly<Record<string, string>> = {
  best: "best direction", "+R": "outward (+R)", "-R": "inward (−R)", "+T": "with the motion (+T)",
  "-T": "against the motion (−T)", "+N": "across, with the momentum (+N)", "-N": "across, against it (−N)",
};

/** A direction in words. */
export function directionWords(direction: string): string {
  return AXES[direction] ?? direction;
}

/** A size in the unit that fits: `3.2 cm/s`, `1.20 m/s`. */
export function dv(mS: number | null): string {
  if (mS === null) return "out of reach";
  if (mS === 0) return "none";
  if (mS >= 1) return `${mS.toFixed(2)} m/s`;
  return mS >= 0.01 ? `${(mS * 100).toFixed(1)} cm/s` : `${(mS * 1_000).toFixed(2)} mm/s`;
}

/** A burn along R, T, N in the unit that fits its size. */
export function rtnWords(mS: readonly number[] | null): string {
  if (!mS) return "unknown";
  const size = Math.hypot(...mS);
  const [factor, unit] = size >= 1 ? [1, "m/s"] : size >= 0.01 ? [100, "cm/s"] : [1_000, "mm/s"];
  return `${mS.map((x) => number(x * factor, 2)).join(", ")} ${unit}`;
}
