/** Answers as a node gives them, made up: tests look at what the page does with them. */
import type { Band } from "../bands";
import type {
  BreakupResult, CrossedLine, EnvironmentResult, HistoryView, LaunchResult, LossLine, ServicesResult, StudyView, WindowView,
} from "../model";

const AT = "2026-08-11T12:00:00.000Z";

export function band(expected: number, factor = 4): Band {
  return { low: expected / factor, expected, high: expected * factor };
}

function crossed(n: number): CrossedLine {
  return {
    object: `norad:${40_000 + n}`, name: n ? `SAT ${n}` : "ISS (ZARYA)", owner: n % 2 ? "UK" : "US", type: n % 3 ? "PAYLOAD" : "DEBRIS",
    party: n % 2 ? "GBR" : "USA", crewed: n === 0, maneuverable: n % 3 > 0, first_utc: `2026-08-11T12:${String(10 + n).padStart(2, "0")}:00.000Z`,
    peak_utc: "2026-08-11T14:00:00.000Z", probability: band(1e-4 / (n + 1)), large: band(2e-6 / (n + 1)), catastrophic: band(1e-6 / (n + 1)),
    relative_speed_km_s: 11.2, area_m2: 4 + n, size_known: n % 2 === 0, altitude_km: 480 + n,
  };
}

export const BREAKUP: BreakupResult = {
  headline: "COSMOS 1408 is supposed to have come apart at 480 km. Some 1,500 pieces over 10 cm cross 214 objects in 24 h; the ISS first, after 12 min.",
  supposed: true, kind: "explosion", at_utc: AT,
  what: { object: "norad:13552", name: "COSMOS 1408", owner: "CIS", type: "PAYLOAD", mass_kg: 1_750, mass_from: "record", elements_age_s: 7_200 },
  other: null, relative_speed_km_s: null, energy_j_g: null, catastrophic: null, altitude_km: 480.2, latitude_deg: 12.3, longitude_deg: -45.6,
  pieces: [{ over_m: 0.1, count: band(1_500) }, { over_m: 0.05, count: band(5_000) }, { over_m: 0.01, count: band(60_000) }],
  gabbard: {
    period_min: Array.from({ length: 400 }, (_, n) => 88 + (n % 200) / 20), perigee_km: Array.from({ length: 400 }, (_, n) => 480 - Math.max(0, 110 - (n % 200)) * 2),
    apogee_km: Array.from({ length: 400 }, (_, n) => 490 + Math.max(0, (n % 200) - 110) * 8), length_m: Array.from({ length: 400 }, () => 0.1),
    of: Array.from({ length: 400 }, () => 0), total: 12_000, parent_period_min: 94, parent_perigee_km: 465, parent_apogee_km: 490,
  },
  density: {
    after_h: [0.1, 0.25, 0.5, 1, 2, 4, 8, 24, 72, 240, 720], edges_km: Array.from({ length: 41 }, (_, n) => 200 + n * 20),
    expected_per_km3: Array.from({ length: 11 }, (_, i) =>
      Array.from({ length: 40 }, (_, j) => 2e-8 * Math.exp(-(((j - 14) / (3 + i / 2)) ** 2)) * (j < 1 ? 0 : 1)),
    ),
    low_factor: 0.25, high_factor: 4, over_m: 0.05,
  },
  over_m: 0.05, hours: 24, screened: 27_012, crossed: Array.from({ length: 40 }, (_, n) => crossed(n)), crossed_total: 214, any_hit: band(3e-3),
  risk_after_h: [0.5, 1, 2, 4, 8, 24], risk_hits: [1e-4, 3e-4, 2e-4, 4e-4, 5e-4, 1.5e-3],
  warn: [
    {
      party: "USA", owner: "US", objects: ["norad:40000", "norad:40002"], count: 12, probability: band(2e-4), first_utc: "2026-08-11T12:10:00.000Z",
      crewed: true, call: [{ party: "USA", role: "duty officer", phone: "+1 555 0100", email: "watch@example.org" }],
    },
    { party: "GBR", owner: "UK", objects: ["norad:40001"], count: 1, probability: band(5e-5), first_utc: "2026-08-11T12:11:00.000Z", crewed: false, call: [] },
  ],
  decay: {
    after_days: [0, 30, 182, 365, 730, 1_826, 3_652], in_orbit: [1, 0.86, 0.5, 0.31, 0.12, 0.03, 0.01].map((x) => ({ low: x * 0.7, expected: x, high: Math.min(1, x * 1.3) })),
    half_days: { low: 120, expected: 182, high: 300 }, until_days: 3_652, activity: "The mean solar cycle, between its tenth and ninetieth percentiles.",
  },
  services: [{ service: "Earth observation", kind: "earth-observation", satellites: ["SAT 1"], count: 1, of: 24, nations: ["GBR", "NOR"], probability: band(5e-5) }],
  basis: ["NASA standard break-up model."], limits: ["Who moves is not known."],
};

const before: WindowView = {
  closed_s: 340, by_why_s: { crewed: 240, active: 100 }, spans_total: 2,
  spans: [
    { first_s: 600, last_s: 839, why: "crewed", object: "norad:25544", name: "ISS (ZARYA)", miss_distance_km: 143.2, probability: null },
    { first_s: 5_000, last_s: 5_099, why: "active", object: "norad:40001", name: "SAT 1", miss_distance_km: 21, probability: 2e-6 },
  ],
};

export const LAUNCH: LaunchResult = {
  headline: "From Mahia 340 s of 4 h are closed; after the break-up 9,200 s.", site: "mahia", latitude_deg: -39.26, longitude_deg: 177.86, altitude_km: 500,
  inclination_deg: 97.4, azimuth_deg: 190.1, start_utc: AT, window_s: 14_400, ascent_s: 5_600, screened: 27_012, before,
  after: { closed_s: 9_200, by_why_s: { cloud: 9_000, crewed: 240 }, spans_total: 2, spans: [...before.spans, { first_s: 900, last_s: 9_899, why: "cloud", object: "", name: "", miss_distance_km: null, probability: 3e-4 }] },
  calendar: Array.from({ length: 12 }, (_, n) => ({ day_utc: `2026-08-${12 + n}T12:00:00Z`, after_days: n + 1, closed_s: band(9_000 / (n + 1), 1.6) })),
  access_days: { low: 5, expected: 9, high: 21 }, study: "0123456789abcdef", basis: ["Screened at each second."], limits: ["The ascent is a typical one."],
};

function loss(nation: string, sector: string, service: string, expected: number): LossLine {
  return {
    service, nation, sector, satellites: 24, lost: 3, loss: { low: expected / 2, expected, high: Math.min(1, expected * 2) },
    outage_h: band(12), substitutes: expected > 0.2 ? [] : ["Galileo"], money: nation === "NOR" ? band(2e6) : null, currency: nation === "NOR" ? "NOK" : "",
  };
}

const LATITUDES = Array.from({ length: 18 }, (_, n) => -85 + n * 10);
const LONGITUDES = Array.from({ length: 36 }, (_, n) => -175 + n * 10);

export const SERVICES: ServicesResult = {
  headline: "With 3 satellites lost, positioning fails for 4% of the day at the worst place; Norway loses most of Earth observation.",
  at_utc: AT, lost: ["GPS 1", "GPS 2", "GPS 3"], lost_total: 3,
  nations: ["AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"].map((each, n) => loss(each, "", n % 2 ? "Positioning" : "Earth observation", n * 0.07)),
  sectors: [loss("", "transport", "Positioning", 0.04)], services: [loss("", "", "Positioning", 0.04)],
  positioning: [{
    system: "GPS", latitudes_deg: LATITUDES, longitudes_deg: LONGITUDES, before: LATITUDES.map(() => LONGITUDES.map(() => 1)),
    after: LATITUDES.map((lat, i) => LONGITUDES.map((_, j) => 1 - 0.5 * Math.exp(-(((lat - 40) / 20) ** 2)) * ((i + j) % 3) / 3)),
    before_global: 0.999, after_global: 0.961, before_worst: 0.97, after_worst: 0.66, satellites: 31, lost: 3,
  }],
  basis: ["The services file."], limits: ["What people do about it."],
};

export const ENVIRONMENT: EnvironmentResult = {
  headline: "In 100 years 41,000 objects, twice as many as now.", start_utc: AT, years: Array.from({ length: 21 }, (_, n) => n * 5),
  species: ["active", "derelict", "debris"].map((species, k) => ({ species, total: Array.from({ length: 21 }, (_, n) => band((k + 1) * 4_000 * (1 + n * 0.05), 1 + n * 0.05)) })),
  edges_km: [200, 400, 600, 800], first: { debris: [10, 200, 400] }, last: { debris: [5, 400, 1_000] }, stable: true,
  critical: [{ object: "norad:22220", name: "SL-16 R/B", owner: "CIS", type: "ROCKET BODY", altitude_km: 840, mass_kg: 9_000, probability_per_year: 1e-4, effect: 12, criticality: 0.03 }],
  basis: ["Source and sink by shell."], limits: ["One path of launches."],
};

export const HISTORY: HistoryView = {
  edges_km: Array.from({ length: 41 }, (_, n) => 200 + n * 45), mark: "U//REL TO AUS", source: "Counts of public catalogues.",
  snapshots: ["1997-01-01", "2005-01-01", "2009-05-31", "2015-01-01", "2022-01-22"].map((day, k) => ({
    day, objects: 8_000 + k * 4_000, mean_count: Array.from({ length: 40 }, (_, j) => (k + 1) * 40 * Math.exp(-(((j - 13) / 6) ** 2))),
    density_per_km3: Array.from({ length: 40 }, (_, j) => (k + 1) * 1e-8 * Math.exp(-(((j - 13) / 6) ** 2))),
  })),
  now: null,
};

export function study(change: Partial<StudyView>): StudyView {
  return {
    id: "0123456789abcdef", kind: "breakup", state: "done", share: 1, step: "", title: "Break-up of COSMOS 1408", asked_utc: AT, took_s: 14.2,
    yours: true, mark: "U//REL TO AUS", fault: "", hint: "", records: [], breakup_asked: null, launch_asked: null, services_asked: null,
    environment_asked: null, breakup: null, launch: null, services: null, environment: null, ...change,
  };
}
