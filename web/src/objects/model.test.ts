import { describe, expect, it } from "vitest";

import { ageText, apsides, bySource, type Compared, excess, factRows, type Facts, nameOf, type PastSet, shownOrbit } from "./model";

const ORBIT = {
  period_min: 92.9, perigee_km: 417.6, apogee_km: 423.2, inclination_deg: 51.64,
  eccentricity: 0.0004, raan_deg: 1, bstar_per_er: 1e-4,
};

function said(origin: string, facts: Partial<Facts>) {
  return { record: "r", origin, ingested_utc: "", mark: "U", facts: { object: "norad:25544", ...facts } };
}

describe("facts side by side", () => {
  it("name the fields that somebody says something of, and where they differ", () => {
    const rows = factRows([
      said("AUS", { names: ["ISS"], type: "PAYLOAD", owners: [{ name: "ISS" }], mass_kg: 420_000 }),
      said("CAN", { names: ["iss"], type: "UNKNOWN", owners: [{ name: "RUS" }], size: { hard_body_radius_km: 0.0545 } }),
    ]);
    expect(rows.map((row) => [row.field, row.differs])).toEqual([
      ["Name", false], ["Owner", true], ["Type", false], ["Hard-body radius", false], ["Mass", false],
    ]);
    expect(rows[2]?.values).toEqual(["payload", ""]);
    expect(rows[3]?.values).toEqual(["", "54.5 m"]);
    expect(rows[4]?.values).toEqual(["420,000 kg", ""]);
  });

  it("call an object by the first name that is given, else by its identity", () => {
    const none = { object: "norad:5", sides: [], facts: [], contradictions: [] };
    expect(nameOf(none)).toBe("norad:5");
    expect(nameOf({ ...none, facts: [said("AUS", {}), said("CAN", { names: ["VANGUARD 1"] })] })).toBe("VANGUARD 1");
  });
});

describe("differences", () => {
  const compared = (change: Partial<Compared>): Compared => ({
    item: "a#0", origin: "CAN", source: "", basis: "elements", mark: "U", adopted: false, why: "", orbit: ORBIT,
    at_utc: "", radial_km: 1, along_track_km: -12, cross_track_km: 0.5, distance_km: 12, expected_km: [1, 4, 1], ...change,
  });

  it("are told in units of what is expected", () => {
    expect(excess(compared({}))).toBe(3);
    expect(excess(compared({ radial_km: null }))).toBeNull();
    expect(excess(compared({ expected_km: null }))).toBeNull();
  });
});

describe("elements in short", () => {
  const side = (item: string, origin: string, orbit: typeof ORBIT | null): Compared => ({
    item, origin, source: "", basis: orbit ? "elements" : "ephemeris", mark: "U", adopted: false, why: "", orbit,
    at_utc: "", radial_km: null, along_track_km: null, cross_track_km: null, distance_km: null, expected_km: null,
  });
  const sides = (...items: Compared[]) => ({ object: "norad:5", reference: "", items });

  it("are of what the node goes by", () => {
    expect(shownOrbit(sides(side("a", "AUS", ORBIT), side("b", "CAN", { ...ORBIT })), "a")).toEqual({ orbit: ORBIT, of: "" });
  });

  it("are of another source, which is named, where it goes by a trajectory", () => {
    expect(shownOrbit(sides(side("a", "USA", null), side("b", "CAN", ORBIT)), "a")).toEqual({ orbit: ORBIT, of: "CAN" });
  });

  it("are unknown where nobody gives any", () => {
    expect(shownOrbit(sides(side("a", "USA", null)), "a")).toEqual({ orbit: null, of: "" });
    expect(shownOrbit(undefined, undefined)).toEqual({ orbit: null, of: "" });
  });
});

describe("words", () => {
  it("for ages and orbits", () => {
    expect(ageText(90)).toBe("1 min");
    expect(ageText(-3_600)).toBe("1 h ahead");
    expect(ageText(NaN)).toBe("unknown");
    expect(apsides(ORBIT)).toBe("418 × 423 km");
    expect(apsides({ ...ORBIT, perigee_km: null })).toBe("unknown");
    expect(apsides(null)).toBe("unknown");
  });
});

it("element sets are kept source by source", () => {
  const set = (origin: string, epoch_utc: string): PastSet => ({ record: "r", origin, source: "", mark: "U", epoch_utc, orbit: ORBIT });
  const found = bySource([set("AUS", "1"), set("CAN", "2"), set("AUS", "3")]);
  expect([...found.keys()]).toEqual(["AUS", "CAN"]);
  expect(found.get("AUS")?.map((each) => each.epoch_utc)).toEqual(["1", "3"]);
});
