import { afterEach, expect, it } from "vitest";

import type { ObjectAnswer, Sides } from "./model";
import "./sources";
import type { Sources } from "./sources";

const MARK = "U//REL TO AUS, CAN";
const ORBIT = {
  period_min: 92.9, perigee_km: 417.6, apogee_km: 423.2, inclination_deg: 51.64, eccentricity: 0.0004, raan_deg: 1, bstar_per_er: 1e-4,
};

function side(origin: string, source: string, adopted: boolean, age_s: number) {
  return {
    item: `${origin}#0`, origin, source, basis: "elements", epoch_utc: "2026-07-10T12:00:00Z", age_s,
    ingested_utc: "2026-07-10T13:00:00Z", mark: MARK, adopted, rule: adopted ? 3 : 0,
  };
}

const ANSWER: ObjectAnswer = {
  object: "norad:25544",
  sides: [side("AUS", "radar", true, 3_600), side("CAN", "<img src=x onerror=alert(1)>", false, 90_000)],
  facts: [
    { record: "a", origin: "AUS", ingested_utc: "2026-07-10T13:00:00Z", mark: MARK, facts: { object: "norad:25544", names: ["ISS"], mass_kg: 420_000 } },
    { record: "b", origin: "CAN", ingested_utc: "2026-07-10T13:00:00Z", mark: MARK, facts: { object: "norad:25544", names: ["MIR"] } },
  ],
  contradictions: [
    {
      field: "position", size: "37 km along track", rule: 1, test: "37 km where 1.2 km are expected",
      values: [{ value: "1 2 3", unit: "km TEME", origin: "AUS", source: "radar", age_s: 3_600, item: "AUS#0", mark: MARK }],
    },
  ],
};

const common = { basis: "elements", mark: MARK, orbit: ORBIT, at_utc: "2026-07-10T13:00:00Z" };
const SIDES: Sides = {
  object: "norad:25544",
  reference: "AUS#0",
  items: [
    {
      ...common, item: "AUS#0", origin: "AUS", source: "radar", adopted: true, why: "our own", radial_km: null,
      along_track_km: null, cross_track_km: null, distance_km: null, expected_km: null,
    },
    {
      ...common, item: "CAN#0", origin: "CAN", source: "", adopted: false, why: "", radial_km: 1, along_track_km: -37,
      cross_track_km: 0.5, distance_km: 37.02, expected_km: [0.5, 1.2, 0.5],
    },
  ],
};

let shown: Sources | null = null;
afterEach(() => shown?.remove());

async function drawn(sides: Sides | undefined): Promise<ShadowRoot> {
  shown = document.createElement("cspo-sources");
  shown.answer = ANSWER;
  shown.sides = sides;
  document.body.append(shown);
  await shown.updateComplete;
  return shown.shadowRoot!;
}

it("shows both values, who says them, how far apart, and the test in words", async () => {
  const root = await drawn(SIDES);
  const text = root.textContent;
  for (const part of ["Position: 37 km along track", "Test 1", "37 km where 1.2 km are expected", "we go by it", "our own"]) {
    expect(text).toContain(part);
  }
  expect(text).toContain("37.02 km");
  expect(text).toContain("+1.00, −37.0, +0.50 km");
  expect(text).toContain("30.8 times what their ages explain");
  expect(text).toContain("◆ sources differ");
});

it("before the comparison is there, nothing is claimed of it", async () => {
  const root = await drawn(undefined);
  expect(root.textContent).not.toContain("km apart");
  expect(root.textContent).not.toContain("times what");
});

it("takes what a record says as text", async () => {
  const root = await drawn(SIDES);
  expect(root.querySelector("img")).toBeNull();
  expect(root.textContent).toContain("<img src=x onerror=alert(1)>");
});
