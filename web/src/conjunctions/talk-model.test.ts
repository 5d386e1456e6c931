import { describe, expect, it } from "vitest";

import type { Encounter } from "./model";
import { actsOn, basisOf, deadlines, type Offer, ownPart, partners, planWords, speaksFor } from "./talk-model";

const view = {
  tca_utc: "2026-01-01T12:00:00Z",
  side1: { object: "norad:1", party: "AUS/ozsat" }, side2: { object: "norad:2", party: "FRA" },
  sources: [{ record: "" }, { record: "aa" }], told: [{ warning: "ww" }],
} as unknown as Encounter;

function offer(stage: string, plan: Offer["body"]["maneuvering"] = { object: "norad:1", party: "AUS/ozsat" }): Offer {
  return {
    stage, proposer: "FRA", asked: "AUS/ozsat",
    body: { maneuvering: plan, act_by_utc: "2026-01-01T10:00:00Z" },
  } as unknown as Offer;
}

describe("who says what", () => {
  it("lets a nation speak for its organization, and never the other way", () => {
    expect(speaksFor("AUS", "AUS/ozsat")).toBe(true);
    expect(speaksFor("AUS/ozsat", "AUS")).toBe(false);
  });

  it("offers what counts", () => {
    expect(actsOn(offer("open"), "AUS")).toEqual(["commit", "counter", "decline"]);
    expect(actsOn(offer("open"), "FRA")).toEqual(["counter", "decline"]);
    expect(actsOn(offer("committed"), "FRA")).toContain("confirm");
    expect(actsOn(offer("committed"), "AUS/ozsat")).toEqual(["take-back"]);
    expect(actsOn(offer("open"), "NZL")).toEqual([]);
    expect(actsOn(offer("defaulted"), "AUS")).toEqual([]);
  });

  it("promises one's own object", () => {
    expect(ownPart(offer("open"), view, "AUS")).toEqual({ object: "norad:1", maneuvers: true, by_utc: "2026-01-01T10:00:00Z" });
    expect(ownPart(offer("open"), view, "FRA")).toEqual({ object: "norad:2", maneuvers: false, by_utc: view.tca_utc });
    expect(ownPart(offer("open", null), view, "AUS")).toMatchObject({ object: "norad:1", maneuvers: false });
  });

  it("knows the other side, and what a proposal rests on", () => {
    expect(partners(view, "AUS")).toEqual(["FRA"]);
    expect(partners(view, "NZL")).toEqual(["AUS/ozsat", "FRA"]);
    expect(basisOf(view, view.sources[0])).toEqual(["aa"]);
    expect(basisOf({ ...view, sources: [] }, undefined)).toEqual(["ww"]);
  });

  it("leaves ten minutes at least to answer, before it has to happen", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    const far = deadlines(view, now);
    expect(far.answer).toBe("2026-01-01T00:30:00Z");
    expect(far.act).toBe("2026-01-01T11:00:00Z");
    const near = deadlines(view, Date.parse("2026-01-01T11:30:00Z"));
    expect(Date.parse(near.answer) - Date.parse("2026-01-01T11:30:00Z")).toBeGreaterThan(600_000);
    expect(Date.parse(near.act)).toBeGreaterThan(Date.parse(near.answer));
  });

  it("says what is planned", () => {
    expect(planWords(null)).toBe("nobody maneuvers");
    expect(planWords({ object: "norad:1", party: "AUS", delta_v_rtn_km_s: [0, 3e-5, 4e-5] })).toBe("AUS maneuvers norad:1 by 5.0 cm/s");
  });
});
