import { describe, expect, it } from "vitest";

import type { Item, WarningLine } from "./model";
import { actOf, announcement, dueOf, groupOf, placed, titleOf, whyOf } from "./urgency";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;
const NOR = { nation: "NOR", party: "NOR" };

function at(hours: number): string {
  return new Date(NOW + hours * HOUR).toISOString();
}

function item(over: Partial<Item> = {}): Item {
  return {
    item: "warning one", kind: "warning", progress: "new", text: "In words.", source: "NOR",
    since_utc: at(-1), due_utc: at(3), about_utc: at(9), event: "event:norad:1~norad:2@x",
    objects: ["norad:1", "norad:2"], names: ["ALPHA", ""], miss_distance_km: 0.12, number: 1,
    party: "", severity: "warning", asks: "action", word: "3", note: "", records: ["aa"],
    marks: ["U//REL TO NOR"], ...over,
  };
}

function line(over: Partial<WarningLine> = {}): WarningLine {
  return {
    event: "event:norad:1~norad:2@x", state: "open", record: "aa", origin: "NOR", number: 1,
    issue: "issued", severity: "warning", asks: "action", grounds: "determined",
    objects: ["norad:1", "norad:2"], to: ["NOR"], about_utc: at(9), act_by_utc: at(3),
    miss_distance_km: 0.12, pc: 2.3e-4, acknowledged: "", shelved_until_utc: "",
    shelved_reason: "", others: [], ...over,
  };
}

describe("where a thing stands", () => {
  const group = (over: Partial<Item>, known?: WarningLine, reader = NOR) =>
    groupOf(item(over), known, reader, NOW);

  it("puts what nobody has answered before everything else", () => {
    expect(group({})).toBe("now");
    expect(group({ severity: "routine" })).toBe("later");
    expect(group({ progress: "received" })).toBe("hand");
    expect(group({ progress: "late" }, line())).toBe("now");
    expect(group({ progress: "late" }, line({ acknowledged: "acting" }))).toBe("hand");
  });

  it("brings back what is in hand when time is short", () => {
    expect(group({ progress: "acting", due_utc: at(0.9) })).toBe("now");
    expect(group({ progress: "done", due_utc: at(0.9) })).toBe("hand");
    expect(group({ progress: "acting", due_utc: at(-0.1) })).toBe("hand");
  });

  it("keeps apart what is shelved, over, or can wait", () => {
    expect(group({ progress: "shelved" })).toBe("aside");
    expect(group({ progress: "over" })).toBe("later");
    expect(group({ kind: "contact", due_utc: null })).toBe("later");
    expect(group({ kind: "entry", due_utc: null })).toBe("later");
    expect(group({ kind: "entry", due_utc: at(1) })).toBe("now");
  });

  it("keeps apart what others are warned of", () => {
    expect(group({}, line({ to: ["FRA"] }))).toBe("others");
    expect(group({}, line({ to: ["FRA", "NOR/nordsat"] }))).toBe("now");
    const guest = { nation: "NOR", party: "NOR/nordsat" };
    expect(group({}, line({ to: ["NOR", "NOR/other"] }), guest)).toBe("others");
    expect(group({}, line({ to: ["NOR/nordsat"] }), guest)).toBe("now");
  });

  it("knows whose turn it is", () => {
    expect(group({ kind: "proposal", progress: "asked", source: "FRA" })).toBe("now");
    expect(group({ kind: "proposal", progress: "asked", source: "NOR" })).toBe("hand");
    expect(group({ kind: "proposal", progress: "unanswered", source: "NOR" })).toBe("now");
    expect(group({ kind: "commitment", progress: "contested" })).toBe("now");
    expect(group({ kind: "commitment", progress: "confirmed", party: "NOR" })).toBe("now");
    expect(group({ kind: "commitment", progress: "confirmed", party: "NOR/nordsat" })).toBe("now");
    expect(group({ kind: "commitment", progress: "confirmed", party: "FRA" })).toBe("hand");
  });
});

it("knows the nation's answer from that of an organization under it", () => {
  const guest = { nation: "NOR", party: "NOR/nordsat" };
  const warned = line({ to: ["NOR/nordsat"] });
  expect(groupOf(item({ progress: "acting" }), warned, guest, NOW)).toBe("now");
  const own = line({ acknowledged: "acting", to: ["NOR/nordsat"] });
  expect(groupOf(item({ progress: "new" }), own, guest, NOW)).toBe("hand");
  expect(groupOf(item({ progress: "acting" }), line(), NOR, NOW)).toBe("hand");
});

describe("the one thing to do", () => {
  it("leads a warning from seen to done", () => {
    const next = (acknowledged: WarningLine["acknowledged"]) =>
      actOf(item(), line({ acknowledged }), NOR)?.progress;
    expect(["", "received", "acting"].map((each) => next(each as "" | "received"))).toEqual([
      "received", "acting", "done",
    ]);
    expect(actOf(item(), line({ acknowledged: "done" }), NOR)).toBeNull();
  });

  it("has one for every kind", () => {
    expect(actOf(item({ progress: "shelved" }), undefined, NOR)?.id).toBe("return");
    expect(actOf(item({ progress: "over" }), undefined, NOR)?.id).toBe("end");
    for (const kind of ["proposal", "commitment", "review", "entry", "alarm", "contact"] as const) {
      expect(actOf(item({ kind }), undefined, NOR)).not.toBeNull();
    }
  });
});

describe("words", () => {
  it("says why in one line, with units", () => {
    expect(whyOf(item(), line(), NOW)).toBe(
      "0.120 km apart in 9 h, probability 2.3 × 10⁻⁴, on determined orbits: action is asked for.",
    );
  });

  it("says only what is known", () => {
    const bare = item({ asks: "", miss_distance_km: null, about_utc: null });
    expect(whyOf(bare, undefined, NOW)).toBe("In words.");
  });

  it("names objects where the reader may know them", () => {
    expect(titleOf(item())).toBe("ALPHA and norad:2");
    expect(titleOf(item({ objects: [], names: [] }))).toBe("event:norad:1~norad:2@x");
  });

  it("says what the time is for", () => {
    expect(dueOf(item())?.what).toBe("to act");
    expect(dueOf(item({ progress: "late", due_utc: at(9) }))?.what).toBe("closest approach");
    expect(dueOf(item({ due_utc: null }))).toBeNull();
  });
});

it("puts groups in order and joins what is known by record", () => {
  const found = placed(
    [item({ item: "a", progress: "shelved", records: ["zz"] }), item({ item: "b" })],
    [line()], NOR, NOW,
  );
  expect(found.map((each) => [each.item.item, each.group, each.line?.record])).toEqual([
    ["b", "now", "aa"], ["a", "aside", undefined],
  ]);
});

it("announces what has come up, once", () => {
  const found = placed([item({ item: "a", severity: "emergency" })], [], NOR, NOW);
  expect(announcement(new Set(), found)).toBe("New: emergency: ALPHA and norad:2.");
  expect(announcement(new Set(["a"]), found)).toBe("");
});
