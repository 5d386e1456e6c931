import { expect, it } from "vitest";

import type { Contact } from "./model";
import { mailto, type Owned, tel, whomToCall } from "./whom";

function contact(party: string, order: number, phone: string): Contact {
  return {
    record: phone, origin: party, party, role: `office ${order}`, order, phone, email: "",
    languages: [], hours: "24/7", answers_now: true, checked_utc: null, checked_by: "", overdue_s: 0,
  };
}

function owned(object: string, name: string, party: string): Owned {
  return { object, owners: [{ name, party, source: "", confidence: "" }] };
}

const BOOK = [contact("FRA", 2, "22"), contact("FRA", 1, "11"), contact("USA", 1, "33")];

it("calls owners in the order of their directory, never ourselves", () => {
  const found = whomToCall([owned("norad:1", "FRA", "FRA"), owned("norad:2", "NOR", "NOR")], [], BOOK, "NOR");
  expect(found.parties.map((each) => [each.party, each.of, each.offices.map((o) => o.phone)])).toEqual([
    ["FRA", ["norad:1"], ["11", "22"]],
  ]);
});

it("names an object once, however many sources say whose it is", () => {
  const owner = { name: "GBR", party: "GBR", source: "a", confidence: "" };
  const told = [{ object: "norad:1", owners: [owner, { ...owner, source: "b" }] }];
  expect(whomToCall(told, [], BOOK, "NOR").parties.map((each) => each.of)).toEqual([["norad:1"]]);
});

it("calls the sponsor of an operator that has named nobody", () => {
  const [party] = whomToCall([owned("norad:1", "x", "USA/iridium")], [], BOOK, "NOR").parties;
  expect([party?.party, party?.bySponsor, party?.offices[0]?.phone]).toEqual(["USA/iridium", true, "33"]);
});

it("adds what a warning names, once", () => {
  const named = [
    { party: "FRA", phone: "11" }, { party: "FRA", phone: "99", role: "desk" }, { party: "JPN" },
  ];
  const found = whomToCall([owned("norad:1", "FRA", "FRA")], named, BOOK, "NOR").parties;
  expect(found.map((each) => [each.party, each.offices.map((o) => o.phone)])).toEqual([
    ["FRA", ["11", "22", "99"]], ["JPN", [""]],
  ]);
});

it("says of whom nobody here can be called", () => {
  const found = whomToCall([owned("norad:1", "RUS", ""), { object: "norad:2", owners: [] }], [], BOOK, "NOR");
  expect(found.outside).toEqual([
    { object: "norad:1", owner: "RUS" }, { object: "norad:2", owner: "unknown" },
  ]);
});

it("makes links of numbers", () => {
  expect(tel("+47 67 00 (0)1")).toBe("tel:+47670001");
  expect(tel("n/a")).toBe("");
});

it.each([
  ["watch@fra.example", "mailto:watch@fra.example"], ["a+b@x.example", "mailto:a%2Bb@x.example"],
  ["a@b.example?bcc=all@b.example", ""], ["a@b.example?subject=x", "mailto:a@b.example%3Fsubject%3Dx"],
  ["javascript:alert(1)", ""], ["", ""],
])("writes to %s and to nobody else", (email, wanted) => expect(mailto(email)).toBe(wanted));
