import { expect, it } from "vitest";

import { partsOf, plain, shown, titleOf, unitOf, whatIs } from "./body";

it("reads the unit from the name", () => {
  const names = ["miss_distance_km", "relative_rtn_km_s", "mean_motion_rad_s", "lower_km2", "number", "t_s", "rcs_m2"];
  expect(names.map(unitOf)).toEqual(["km", "km/s", "rad/s", "km²", "", "s", "m²"]);
  expect(["miss_distance_km", "tca_utc", "severity", "mean_motion_rate_rad_s2"].map(titleOf)).toEqual([
    "miss distance", "tca", "severity", "mean motion rate",
  ]);
});

it("knows records, objects, events and times by their form", () => {
  expect(whatIs("ab".repeat(32))).toBe("record");
  expect(whatIs(`${"ab".repeat(32)}#17`)).toBe("record");
  expect(whatIs("norad:25544")).toBe("object");
  expect(whatIs("event:norad:1~norad:2@2026-03-01T00:00:00.000Z")).toBe("event");
  expect(whatIs("2026-03-01T00:00:00Z", "tca_utc")).toBe("time");
  expect(whatIs("<b>not a link</b>")).toBe("text");
  expect(whatIs(null)).toBe("nothing");
});

it("leaves every digit as it is", () => {
  expect(plain(-0.000123)).toBe("−0.000123");
  expect(plain(1e-7)).toBe("1e−7");
  expect(plain(null)).toBe("unknown");
});

it("shows numbers as they are read", () => {
  const values = [1.0543496550427863e-11, 6778.137123456, 0.1, 1234567890.123, 3, -2.5, 0];
  expect(values.map(shown)).toEqual([
    "1.05435 × 10⁻¹¹", "6778.137", "0.1", "1.234568 × 10⁹", "3", "−2.5", "0",
  ]);
});

it("puts columns of one length side by side, with those of an object beside them", () => {
  const body = {
    object: ["norad:1", "norad:2", "norad:3"],
    epoch_utc: ["a", "b", "c"],
    elements: { inclination_rad: [1, 2, 3], eccentricity: [0, 0, 0] },
    source: "radar",
  };
  const parts = partsOf(body);
  expect(parts.map((each) => each.kind)).toEqual(["leaf", "columns"]);
  const [, table] = parts;
  expect(table).toMatchObject({ rows: 3 });
  expect(table?.kind === "columns" && table.columns.map((each) => each.name)).toEqual([
    "object", "epoch_utc", "inclination_rad", "eccentricity",
  ]);
});

it("takes a list of like objects as a table, and others one by one", () => {
  const [list] = partsOf({ call: [{ role: "watch", phone: "1" }, { role: "desk" }] });
  expect(list).toMatchObject({ kind: "columns", name: "call", rows: 2 });
  const [deep] = partsOf({ objects: [{ size: { m: 1 } }] });
  expect(deep).toMatchObject({ kind: "branch", name: "objects" });
});

it("does not take two vectors for columns", () => {
  const parts = partsOf({ r_km: [1, 2, 3], v_km_s: [4, 5, 6], flags: ["a", "b", "c"] });
  expect(parts.map((each) => each.kind)).toEqual(["leaf", "leaf", "leaf"]);
  expect(partsOf({ t_s: [0, 1, 2], range_km: [4, 5, 6] })).toHaveLength(1);
});

it("keeps a vector on its line and what is empty unknown", () => {
  expect(partsOf({ r_km: [1, 2, 3], note: "", to: [] })).toEqual([
    { kind: "leaf", name: "r_km", value: [1, 2, 3] },
    { kind: "leaf", name: "note", value: "" },
    { kind: "leaf", name: "to", value: null },
  ]);
});
