import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../api/session";
import { click, find, page, read, settled, WATCH } from "../app/testdata/page";
import "./consequence-view";
import type { StudyView } from "./model";
import { givenBy } from "./breakup-part";
import { hitRates } from "./crossed";
import { utcOf } from "./study";
import { inOrder } from "./warn-list";
import { BREAKUP, ENVIRONMENT, HISTORY, LAUNCH, SERVICES, study } from "./testdata/samples";

const DRAFT = { titles: { en: "Break-up" }, texts: { en: "NOTICE DRAFT: COSMOS 1408" }, records: ["r1"], mark: "U//REL TO AUS, USA", warn: ["USA"] };

let told: StudyView;
let sent: { path: string; method: string; body: unknown }[] = [];

/** A node that holds one study. */
function node(): void {
  vi.stubGlobal("fetch", (url: URL, { method, body }: RequestInit) => {
    const path = url.pathname.replace(/^.*api\/v1\//, "");
    if (method !== "GET") sent.push({ path, method: method ?? "", body: typeof body === "string" ? JSON.parse(body) : null });
    return Promise.resolve(Response.json(answer(path, method ?? "GET")));
  });
}

function answer(path: string, method: string): unknown {
  if (method === "DELETE") {
    told = { ...told, state: "stopped" };
    return {};
  }
  if (path.endsWith("/notice")) return { ...DRAFT, records: told.records };
  if (path.endsWith("/keep")) {
    told = { ...told, records: ["r1", "r2"] };
    return { event: "r1", assessments: ["r2"], mark: told.mark };
  }
  if (path === "notices") return { serial: "AUS-2026-0007", records: ["r9"], outcomes: { released: 3 } };
  if (path === "consequence/studies") return { items: [told], next: null };
  if (path === "consequence/launch-sites") return [{ site: "mahia", name: "Mahia", nation: "NZL", latitude_deg: -39.3, longitude_deg: 177.9 }];
  if (path === "consequence/shells-history") return HISTORY;
  if (path === "search") return { items: [{ object: "norad:13552", name: "COSMOS 1408", designator: "1982-092A", owner: "CIS", type: "PAYLOAD" }], total: 1 };
  return told;
}

const shown = (path: readonly string[], params = "") => page("consequence", path, params);

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  told = study({ breakup: BREAKUP });
  session.set(WATCH);
  node();
});

afterEach(() => {
  document.body.replaceChildren();
  session.set(null);
  location.hash = "#/watch";
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a break-up", () => {
  it("says unmistakably that it is supposed, how many pieces there are and whom to warn", async () => {
    const said = read(await shown(["break-up", told.id]));
    expect(said).toContain("? SUPPOSED");
    expect(said).toContain("1,500 (380 to 6,000)");
    expect(said).toContain("duty officer, +1 555 0100");
    expect(said).toContain("10 min after");
  });

  it("that somebody reported says so instead", async () => {
    told = study({ breakup: { ...BREAKUP, supposed: false } });
    const said = read(await shown(["break-up", told.id]));
    expect(said).toContain("▲ REPORTED");
    expect(said).not.toContain("SUPPOSED");
  });

  it.each([
    ["crossed", "Who is crossed: 40"], ["cloud", "from a length of"], ["decay", "Half of the pieces are gone after"], ["basis", "NASA standard"],
  ])("has a part %s", async (part, words) => {
    expect(read(await shown(["break-up", told.id], `part=${part}`)).toLowerCase()).toContain(words.toLowerCase());
  });

  it("is asked for with what was chosen, and what a link names is filled in", async () => {
    const view = await shown(["break-up"], "object=norad:13552&with=norad:25544&at=2026-08-11T12:00:00.500Z");
    expect(read(view)).toContain("COSMOS 1408 · norad:13552");
    find<HTMLFormElement>(view, "form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    await settled();
    expect(sent).toEqual([{ path: "consequence/breakup", method: "POST", body: expect.objectContaining({
      object: "norad:13552", other: "norad:25544", kind: "collision", at_utc: "2026-08-11T12:00:00Z", happened: "supposed", hours: 24,
    }) as unknown }]);
    expect(location.hash).toBe("#/consequence/break-up/0123456789abcdef");
  });

  it("is not asked for where nothing is named", async () => {
    const view = await shown(["break-up"]);
    find<HTMLFormElement>(view, "form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    await settled();
    expect(sent).toEqual([]);
    expect(read(view)).toContain("Name what breaks up");
  });
});

describe("a study under way", () => {
  beforeEach(() => (told = study({ state: "reckoning", share: 0.42, step: "the cloud against the catalogue" })));

  it("says how far it is and is asked for again until it is done", async () => {
    const view = await shown(["break-up", told.id]);
    expect(read(view)).toMatch(/the cloud against the catalogue ?: 42%/);
    told = study({ breakup: BREAKUP });
    await settled(800);
    expect(read(view)).toContain("Who must be warned");
  });

  it("can be stopped by whoever asked for it", async () => {
    const view = await shown(["break-up", told.id]);
    await click(view, "cspo-action", "Stop it");
    expect(sent).toEqual([{ path: "consequence/studies/0123456789abcdef", method: "DELETE", body: null }]);
    expect(read(view)).toContain("It was stopped");
  });

  it("that failed says why and what to do", async () => {
    told = study({ state: "failed", fault: "no orbit of norad:5.", hint: "bring in its elements" });
    expect(read(await shown(["break-up", told.id]))).toContain("no orbit of norad:5. bring in its elements");
  });
});

describe("the notice", () => {
  it("goes out last: after it was kept, and read", async () => {
    const view = await shown(["break-up", told.id], "part=notice");
    expect(read(view)).toContain("NOTICE DRAFT: COSMOS 1408");
    await click(view, "cspo-action", "Issue it");
    expect(sent.map((each) => each.path)).toEqual(["consequence/studies/0123456789abcdef/notice"]);
    await click(view, "cspo-action", "Keep it as records");
    await click(view, "cspo-action", "Issue it");
    expect(sent.some((each) => each.path === "notices")).toBe(false);
    const box = [...find<HTMLElement>(view, "li", "I have read it").querySelectorAll("input")].at(-1)!;
    box.checked = true;
    box.dispatchEvent(new Event("change"));
    await settled();
    await click(view, "cspo-action", "Issue it");
    expect(sent.at(-1)).toEqual({ path: "notices", method: "POST", body: { records: ["r1", "r2"], languages: ["en"], remarks: {} } });
    expect(read(view)).toContain("Issued as AUS-2026-0007");
  });

  it("has to be written anew, and read, when something was added", async () => {
    told = { ...told, records: ["r1"] };
    const view = await shown(["break-up", told.id], "part=notice");
    const words = find<HTMLTextAreaElement>(view, "textarea");
    words.value = "Call us.";
    words.dispatchEvent(new Event("input"));
    await settled();
    expect(read(view)).toContain("lacks what you have changed");
    await click(view, "cspo-action", "Write it anew");
    expect(sent.at(-1)?.body).toEqual({ languages: ["en"], remarks: { en: "Call us." } });
    expect(read(view)).not.toContain("lacks what you have changed");
  });
});

describe("the other parts", () => {
  it("launch: what closes the window before and after", async () => {
    told = study({ kind: "launch", title: "Launch from mahia", launch: LAUNCH });
    const said = read(await shown(["launch", told.id]));
    expect(said).toContain("After the break-up: 2 h 33 min closed of 4 h");
    expect(said).toContain("9 d (5 to 21 d)");
    expect(said).toContain("Closures after the break-up: 3");
  });

  it("launch: the form knows the sites", async () => {
    expect(read(await shown(["launch"]))).toContain("Mahia (NZL)");
  });

  it("services: by nation on the map and in the table, and where no position is had", async () => {
    told = study({ kind: "services", title: "Services", services: SERVICES });
    const said = read(await shown(["services", told.id]));
    expect(said).toContain("NOR 49%");
    expect(said).toContain("▼ below the 98%");
  });

  it("shells: the years that were, and those to come", async () => {
    expect(read(await shown(["shells"]))).toContain("From 8,000 objects on 1997-01-01 to 24,000 on 2022-01-22");
    document.body.replaceChildren();
    told = study({ kind: "environment", title: "100 years", environment: ENVIRONMENT });
    const said = read(await shown(["shells", told.id]));
    expect(said).toContain("✓ is stable");
    expect(said).toContain("SL-16 R/B");
  });
});

describe("an instant", () => {
  const now = Date.UTC(2026, 7, 11, 12, 10);

  it.each([
    ["", ""], ["now", ""], ["2026-08-11", "2026-08-11T00:00Z"], ["2026-08-11 12:00", "2026-08-11T12:00Z"],
    ["2026-08-11T12:00:05z", "2026-08-11T12:00:05Z"], ["10 min ago", "2026-08-11T12:00:00Z"], ["1.5 h", "2026-08-11T10:40:00Z"],
  ])("typed as “%s” is taken as UTC", (typed, wanted) => expect(utcOf(typed, now)).toBe(wanted));

  it.each(["yesterday", "11.8.2026", "-10 min", "2026-8-11"])("is not guessed from “%s”", (typed) => {
    expect(() => utcOf(typed, now)).toThrow("Say when");
  });
});

it("where people are aboard comes first, then who can be called, and what is nobody's last", () => {
  const [usa, gbr] = [{ ...BREAKUP.warn[0]!, crewed: false }, BREAKUP.warn[1]!];
  const station = { ...gbr, party: "CHN", crewed: true };
  const unknown = { ...gbr, party: "unknown", owner: "unknown" };
  expect(inOrder([unknown, gbr, usa, station])).toEqual([station, usa, gbr, unknown]);
});

it("hits are a rate, though the spans are not equally long", () => {
  expect(hitRates({ risk_after_h: [0.5, 1, 3], risk_hits: [1e-4, 2e-4, 1e-4] })).toEqual([2e-4, 4e-4, 5e-5].map((x) => expect.closeTo(x, 12) as unknown));
});

it("a link names what breaks up, and when", () => {
  expect(givenBy(new URLSearchParams("object=norad:5"))).toEqual({ object: "norad:5", at_utc: "" });
});
