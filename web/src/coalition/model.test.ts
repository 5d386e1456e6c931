import { expect, it } from "vitest";

import { type Coalition, type Feed, cellOf, judge, sentence, short, spoken, weight, withheldFrom } from "./model";

const party = (name: string, full = name) => ({ party: name, name: full, ours: name === "AUS", keys: null });
const COALITION: Coalition = {
  nation: "AUS", mode: "SIMULATED", t_utc: "2026-03-01T00:00:00Z",
  parties: [party("AUS", "Australia"), party("FRA", "France"), party("NOR", "Norway"), party("JPN", "Japan")],
  flows: [
    { origin: "AUS", recipient: "FRA", records: 3, kinds: { orbit: 2, warning: 1 }, last_utc: "2026-03-01T00:00:05Z" },
    { origin: "FRA", recipient: "AUS", records: 5, kinds: { orbit: 5 }, last_utc: "2026-03-01T00:00:01Z" },
    { origin: "FRA/orb", recipient: "AUS", records: 2, kinds: { orbit: 1, ephemeris: 1 }, last_utc: "2026-03-01T00:00:09Z" },
  ],
  named: [
    { origin: "FRA", party: "NOR", records: 4, held: 7 },
    { origin: "FRA", party: "JPN", records: 0, held: 7 },
  ],
};

it("shows what is known, with what organizations gave counted with their sponsor", () => {
  expect(cellOf(COALITION, "AUS", "FRA")).toMatchObject({ kind: "known", records: 3 });
  expect(cellOf(COALITION, "FRA", "AUS")).toMatchObject({
    kind: "known", records: 7, kinds: { orbit: 6, ephemeris: 1 }, lastUtc: "2026-03-01T00:00:09Z",
  });
  expect(cellOf(COALITION, "NOR", "AUS")).toMatchObject({ kind: "known", records: 0 });
});

it("keeps what labels name apart from what is known", () => {
  expect(cellOf(COALITION, "FRA", "NOR")).toMatchObject({ kind: "named", records: 4, held: 7 });
  expect(cellOf(COALITION, "FRA", "JPN")).toMatchObject({ kind: "named", records: 0, held: 7 });
  expect(cellOf(COALITION, "NOR", "FRA").kind).toBe("unknown");
  expect(cellOf(COALITION, "NOR", "NOR").kind).toBe("self");
});

it("says each cell in a sentence", () => {
  const said = (from: string, to: string) => sentence(COALITION, cellOf(COALITION, from, to));
  expect(said("AUS", "FRA")).toBe("Australia gave France 3 records.");
  expect(said("AUS", "JPN")).toBe("Australia gave Japan nothing.");
  expect(said("FRA", "NOR")).toBe("4 of 7 records of France that Australia holds name Norway, which may have them.");
  expect(said("JPN", "NOR")).toBe("Australia holds nothing of Japan, and can't know what it gives Norway.");
});

it("puts an article where a name has one", () => {
  const coalition = { ...COALITION, parties: [party("AUS", "Australia"), party("USA", "United States")] };
  expect(sentence(coalition, cellOf(coalition, "AUS", "USA"))).toBe("Australia gave the United States nothing.");
  expect(sentence(coalition, cellOf(coalition, "USA", "AUS"))).toBe("The United States gave Australia nothing.");
});

it("writes counts short", () => {
  expect([0, 999, 1_000, 12_345, 999_499, 999_500, 2_400_000].map(short)).toEqual([
    "0", "999", "1.0k", "12k", "999k", "1.0M", "2.4M",
  ]);
});

it("weighs counts by their magnitude", () => {
  expect(weight(0, 100)).toBe(0);
  expect(weight(100, 100)).toBe(1);
  expect(weight(9, 99)).toBeCloseTo(0.5);
});

const FEED: Feed = {
  partner: "FRA", given: 3, not_signed_for: 0, oldest_not_signed_for_s: null, received: 5, missing: 0,
  quarantined: 0, last_utc: "2026-03-01T00:00:05Z", heard_utc: "2026-03-01T00:00:05Z", alarms: [],
};

it("judges a feed by the worst that is true of it", () => {
  expect(judge(FEED).standing).toBe("ok");
  expect(judge({ ...FEED, not_signed_for: 2, oldest_not_signed_for_s: 5 }).standing).toBe("ok");
  expect(judge({ ...FEED, not_signed_for: 2, oldest_not_signed_for_s: 601 }).standing).toBe("behind");
  expect(judge({ ...FEED, missing: 4, oldest_not_signed_for_s: 601 })).toEqual({
    standing: "incomplete", why: "4 entries have not come",
  });
  expect(judge({ ...FEED, last_utc: "", heard_utc: "" }).standing).toBe("silent");
  expect(judge({ ...FEED, missing: 4, alarms: ["fork: two histories"] }).standing).toBe("alarm");
});

it("counts what was withheld by party", () => {
  const row = { kind: "orbit", rule: "1", reason: "secret" };
  const found = withheldFrom([{ ...row, party: "FRA", records: 2 }, { ...row, party: "FRA", records: 3 }]);
  expect(found.get("FRA")).toBe(5);
});

it("reads a thumbprint out in groups of four", () => {
  expect(spoken("0123456789ab")).toBe("0123 4567 89ab");
});
