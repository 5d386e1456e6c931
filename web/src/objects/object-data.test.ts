import { expect, it } from "vitest";

import { placeText } from "./object-data";

function at(latitude: number | null, longitude: number | null, height: number | null) {
  const track = { object: "norad:5", latitude_deg: [latitude], longitude_deg: [longitude], height_km: [height] };
  return { start_utc: "", tracks: [track] };
}

it("says where an object is", () => {
  expect(placeText(at(-12.344, 45.6, 35_786.2))).toBe("12.34° S, 45.60° E, 35,786 km up");
  expect(placeText(at(1, -2, null))).toBe("1.00° N, 2.00° W");
  expect(placeText(at(null, null, null))).toBe("");
  expect(placeText({ start_utc: "", tracks: [] })).toBe("");
  expect(placeText(undefined)).toBe("");
});
