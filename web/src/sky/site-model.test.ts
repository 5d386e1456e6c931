import { expect, it } from "vitest";

import { fieldText, inOrder, kindText, placesOf, seesText, type Site, titleOf, whereText } from "./site-model";

function site(change: Partial<Site> = {}): Site {
  return {
    site: "vardo", name: "Vardo", system: "GLOBUS", nation: "NOR", kind: "phased_array_radar", source: "", latitude_deg: 70.4,
    longitude_deg: 31.1, height_km: 0.05, in_field: 1_234, seen: 1_234, dark: null,
    field: { azimuth_deg: [347, 227], elevation_deg: [3, null], range_km: [null, 5_556] }, ...change,
  };
}

it("says where a sensor looks", () => {
  expect(fieldText(site())).toBe("azimuth 347° to 227°, elevation from 3°, range to 5,556 km");
  const none = { azimuth_deg: [null, null], elevation_deg: [null, null], range_km: [null, null] };
  expect(fieldText(site({ field: none }))).toBe("the whole sky");
});

it("says what it sees, and that a telescope needs the dark", () => {
  expect(seesText(site())).toBe("1,234");
  expect(seesText(site({ dark: false, seen: 0 }))).toBe("daylight");
  expect(seesText(site({ dark: true, seen: 7 }))).toBe("7");
  expect(kindText("phased_array_radar")).toBe("phased array radar");
  expect(titleOf(site({ system: "" }))).toBe("Vardo");
  expect(whereText(site({ longitude_deg: -31.1 }))).toBe("70.400° N, 31.100° W, 50 m up");
});

it("puts one's own first", () => {
  const all = [site({ site: "a", name: "A", nation: "USA" }), site({ site: "z", name: "Z" }), site({ site: "m", name: "M" })];
  expect(inOrder(all, "NOR").map((each) => each.site)).toEqual(["m", "z", "a"]);
  expect(placesOf({ at_utc: "", items: all, problem: "" }, "NOR").map((each) => each.own)).toEqual([false, true, true]);
  expect(placesOf(undefined, "NOR")).toEqual([]);
});
