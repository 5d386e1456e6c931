import { describe, expect, it } from "vitest";

import {
  age, byteSize, degrees, duration, instantMs, km, kmS, left, m, number, probability, utc, utcCompact,
} from "./format";

const H = 3_600_000;

describe("numbers", () => {
  it.each([
    [km(0.0384), "0.038 km"], [km(4.2), "4.20 km"], [km(42.123), "42.1 km"], [km(42_164.2), "42,164 km"],
    [km(null), "unknown"], [km(NaN), "unknown"], [km(-0.00001), "0.000 km"], [km(-12.34), "−12.3 km"],
    [m(3.26), "3.3 m"], [m(1_234), "1,234 m"], [kmS(14.5001), "14.500 km/s"],
    [number(0.5, 1, "%"), "0.5%"], [degrees(51.6392), "51.64°"],
    [byteSize(999), "999 B"], [byteSize(1_900_000), "1.9 MB"],
  ])("%s", (found, wanted) => expect(found).toBe(wanted));

  it.each([
    [1.23e-4, "1.2 × 10⁻⁴"], [9.99e-5, "1.0 × 10⁻⁴"], [0.5, "0.50"], [0, "0"],
    [3e-10, "3.0 × 10⁻¹⁰"], [8.2e-71, "below 10⁻¹⁵"], [1e-15, "1.0 × 10⁻¹⁵"], [undefined, "unknown"],
  ])("a probability of %s", (value, wanted) => expect(probability(value)).toBe(wanted));
});

describe("times", () => {
  it.each([
    [utc("2026-03-01T12:04:05.678Z"), "2026-03-01 12:04:05Z"], [utc(0, "min"), "1970-01-01 00:00Z"],
    [utc("2026-03-01T12:00:00", "day"), "2026-03-01"], [utc(""), "unknown"], [utc("soon"), "unknown"],
    [utcCompact(0), "19700101T000000Z"], [left(3.2 * H), "in 3 h 12 min"], [left(-120_000), "2 min ago"],
    [left(0), "now"], [left(NaN), "unknown"], [duration(50 * H), "2 d 2 h"], [duration(48 * H), "2 d"],
    [age(90), "1 min"], [age(null), "unknown"],
  ])("%s", (found, wanted) => expect(found).toBe(wanted));

  it("takes a time without a zone as UTC, as the node means it", () => {
    expect(instantMs("2026-03-01T12:00:00")).toBe(Date.UTC(2026, 2, 1, 12));
    expect(instantMs("2026-03-01T12:00:00+01:00")).toBe(Date.UTC(2026, 2, 1, 11));
  });
});
