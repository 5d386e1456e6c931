import { describe, expect, it } from "vitest";

import type { Avoidance, Burn } from "./model";
import { cellsOf, dv, leastByDirection, reaches, rtnWords, shade } from "./trade-table";

const study = {
  lead_s: [7200, 3600], directions: ["best", "+T"], size_m_s: [0.1, 0.2, 0.4], target_pc: 1e-6, target_miss_km: null,
  trade_pc: Array.from({ length: 12 }, (_, n) => 10 ** -n), trade_miss_km: Array.from({ length: 12 }, (_, n) => n),
  smallest: [
    { direction: "+T", dv_m_s: 0.3 }, { direction: "+T", dv_m_s: null }, { direction: "best", dv_m_s: 0.2 },
  ] as Burn[],
} as unknown as Avoidance;

describe("the trade", () => {
  it("reads times slowest, then directions, sizes fastest", () => {
    const cells = cellsOf(study, "+T", "miss");
    expect(cells.map((cell) => cell.value)).toEqual([3, 4, 5, 9, 10, 11]);
    expect(cells.map((cell) => cell.time)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(cells.map((cell) => cell.good)).toEqual([false, false, false, true, true, true]);
    expect(cellsOf(study, "-N", "pc")).toEqual([]);
  });

  it("knows what reaches the target", () => {
    expect(reaches(study, 1e-7, 0)).toBe(true);
    expect(reaches(study, null, 100)).toBe(false);
    expect(reaches({ ...study, target_miss_km: 5 }, 1e-7, 4)).toBe(false);
    expect(reaches({ ...study, target_pc: null, target_miss_km: 5 }, null, 5)).toBe(true);
  });

  it("shades from the least to the most", () => {
    const tone = shade(cellsOf(study, "best", "pc"), "pc")!;
    expect(tone(1)).toBe(1);
    expect(tone(null)).toBe(0);
    expect(shade([{ time: 0, size: 0, value: null, good: false }], "pc")).toBeNull();
  });

  it("keeps the burns that there are, and writes sizes with the unit that fits", () => {
    expect(leastByDirection(study).get("+T")).toHaveLength(1);
    expect([dv(null), dv(0), dv(0.004), dv(0.032), dv(1.5)]).toEqual(
      ["out of reach", "none", "4.00 mm/s", "3.2 cm/s", "1.50 m/s"],
    );
    expect(rtnWords([-1e-9, -0.0041, 0])).toBe("0.00, −4.10, 0.00 mm/s");
    expect(rtnWords([0, 0.03, 0.04])).toBe("0.00, 3.00, 4.00 cm/s");
  });
});
