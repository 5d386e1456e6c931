import type { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../api/session";
import { click, find, page, read, settled, WATCH } from "../app/testdata/page";
import { clock } from "../time/clock";
import { utcOf } from "./acts";
import { decadesOf } from "./opinion-plot";
import "./plans-view";
import { scoreText } from "./scorecard-part";
import { stretches } from "./standing-strips";
import { assessment, assumption, likelihood, line, MARK, NOW, obligation, opinion, plan, readiness, RECORD, riskRow, score } from "./testdata/samples";


let told: Record<string, unknown> = {};
let sent: { path: string; body: Record<string, unknown> }[] = [];

function answer(path: string, body: Record<string, unknown> | null): unknown {
  if (body) {
    sent.push({ path, body });
    if (path !== "plans/check") return told[path] ?? {};
    const wrong = String(body["expression"]).endsWith("< 10");
    return wrong
      ? { standing: "", why: "expected a time, got a plain number", line: 1, column: 19, hint: "such as 10 min", steps: [], warnings: [] }
      : { standing: "holds", why: "Holds: below by 28 %.", line: 0, column: 0, hint: "", steps: [], warnings: told["warnings"] ?? [] };
  }
  if (path.endsWith("/difference")) return told[path] ?? { before_number: 1, after_number: 2, lines: [], mark: MARK };
  return told[path] ?? { items: [], next: null };
}

const shown = (path: readonly string[], params = "") => page("plans", path, params);

function write(view: LitElement, selector: string, words: string): void {
  const field = find<HTMLInputElement>(view, selector);
  field.value = words;
  field.dispatchEvent(new Event("input"));
}

beforeEach(() => {
  vi.useFakeTimers();
  clock.set(Date.parse(NOW), 1);
  [sent, told] = [[], {}];
  session.set(WATCH);
  vi.stubGlobal("fetch", (url: URL, { method, body }: RequestInit) => {
    const path = decodeURIComponent(url.pathname.replace(/^.*api\/v1\//, ""));
    const given = method === "GET" ? null : (JSON.parse(body as string) as Record<string, unknown>);
    return Promise.resolve(Response.json(answer(path, given)));
  });
});

afterEach(() => {
  document.body.replaceChildren();
  session.set(null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the register", () => {
  it("says what is wrong, since when and who is late, the worst first", async () => {
    told = { plans: { items: [
      line({ plan: "USA/b", origin: "USA", name: "b", title: "Holds still" }),
      line({ standing: "fails", counts: { fails: 1, holds: 2 }, worst: "Fails: it is 2e-4, not below 1e-4.", since_utc: "2026-12-01T10:00:00Z",
        due_utc: "2026-12-01T11:00:00Z", due_what: "answer", left_s: -3_600, owes: "AUS" }),
      line({ plan: "AUS/old", name: "old", title: "Old one", state: "cancelled" }),
    ], next: null } };
    const words = read(await shown([]));
    expect(words).toContain("1 of 2 plans rests on something that is not known to hold.");
    expect(words).toContain("AUS’s on Optus stays, is late by 1 h");
    expect(words).toContain("not true for 2 h");
    expect(words).toContain("since 2026-12-01 10:00Z");
    expect(words.indexOf("Optus stays")).toBeLessThan(words.indexOf("Holds still"));
    expect(words).toContain("Retired: 1");
  });

  it("says a review where that is due, and an answer where that is", async () => {
    const due = line({ due_utc: "2026-12-04T12:00:00Z", due_what: "review", left_s: 259_200, owes: "AUS" });
    told = { plans: { items: [due], next: null }, "plans/AUS/optus-watch": plan({ ...due }) };
    const words = read(await shown([]));
    expect(words).toContain("The first review, AUS’s of Optus stays, is due in 3 d");
    expect(words).toContain("AUS review due in 3 d");
    expect(words).not.toContain("answer,");
    document.body.replaceChildren();
    const whole = read(await shown(["plan", "AUS", "optus-watch"]));
    expect(whole).toContain("AUS has to look at it again: due in ");
    expect(whole).not.toContain("say what comes of it");
  });

  it("shows those alone that are asked for", async () => {
    told = { plans: { items: [line(), line({ plan: "USA/b", origin: "USA", title: "Another", standing: "unknown" })], next: null } };
    expect(read(await shown([], "whose=ours"))).not.toContain("Another");
    document.body.replaceChildren();
    expect(read(await shown([], "standing=unknown"))).not.toContain("Optus stays");
    document.body.replaceChildren();
    expect(read(await shown([], "text=nothing-like-it"))).toContain("None of the 2 plans is like that");
  });

  it("says how to begin where there is none", async () => {
    expect(read(await shown([]))).toContain("cspo plan put FILE");
  });
});

describe("a plan", () => {
  const path = "plans/AUS/optus-watch";

  it("explains each verdict down to its records", async () => {
    told = { [path]: plan(), [`${path}/difference`]: { before_number: 1, after_number: 2, mark: MARK, lines: [{ part: "assumption 1", change: "changed", before: "< 1e-3", after: "< 1e-4" }] } };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    const words = read(view);
    expect(words).toContain("AUS has to say what comes of it: late by 1 h");
    expect(words).toContain("not below 1e-4 by 110 %");
    expect(words).toContain("2.1 × 10⁻⁴ (9.0 × 10⁻⁵ to 4.8 × 10⁻⁴)");
    expect(words).toContain("past the limit by 110 %");
    expect(words).toContain("and USA.");
    expect(words).toContain("< 1e-3");
    const link = find<HTMLAnchorElement>(view, "td a", RECORD.slice(0, 8));
    expect(link.getAttribute("href")).toBe(`#/records/${RECORD}`);
  });

  it("is reaffirmed with a reason, and not without", async () => {
    told = { [path]: plan() };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Reaffirm");
    await click(view, "cspo-action", "Sign that it stands");
    expect(read(view)).toContain("Say why");
    expect(sent).toEqual([]);
    find<HTMLTextAreaElement>(view, "textarea").value = "The ephemeris of the owner says otherwise.";
    find<HTMLInputElement>(view, "[name=until]").value = "2026-12-02 06:00";
    await click(view, "cspo-action", "Sign that it stands");
    expect(sent).toEqual([{ path: `${path}/reaffirm`, body: { number: 2, reason: "The ephemeris of the owner says otherwise.", until_utc: "2026-12-02T06:00Z" } }]);
    await settled(2_000);
    expect(read(view)).toContain("It is signed and kept.");
  });

  it("is amended; what the node can't read is shown with its place and not signed", async () => {
    told = { [path]: plan() };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Amend");
    await settled(500);
    expect(read(view)).toContain("Now: Holds: below by 28 %.");
    find<HTMLInputElement>(view, "[name=reason]").value = "lower";
    write(view, "textarea.code", 'feed_lag("NOR") < 10');
    await settled(500);
    expect(read(view)).toContain("Line 1, column 19: expected a time, got a plain number (such as 10 min)");
    await click(view, "cspo-action", "Sign edition 3");
    expect(read(view)).toContain("Look at assumption 1");
    write(view, "textarea.code", 'feed_lag("NOR") < 10 min');
    await settled(500);
    await click(view, "cspo-action", "Sign edition 3");
    expect(sent.at(-1)).toEqual({ path: `${path}/amend`, body: {
      number: 2, reason: "lower", objective: "Keep it there.", assumptions: [{ text: "Nothing comes close", expression: 'feed_lag("NOR") < 10 min' }] } });
  });

  it("signs the edition that was read, whatever came since, and says that another did", async () => {
    told = { [path]: plan() };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Reaffirm");
    expect(read(view)).toContain("of edition 2.");
    told = { [path]: plan({ number: 3, assumptions: [] }) };
    await settled(6_000);
    expect(read(view)).toContain("edition 3, active");
    expect(read(view)).toContain("Edition 3 was made while you wrote.");
    find<HTMLTextAreaElement>(view, "textarea").value = "It stands.";
    await click(view, "cspo-action", "Sign that it stands");
    expect(sent.at(-1)?.body).toMatchObject({ number: 2 });
    await click(view, "button", "Review");
    expect(read(view)).toContain("of edition 3.");
  });

  it("amends the edition that was read, also where that assumed nothing", async () => {
    told = { [path]: plan({ assumptions: [] }) };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Amend");
    find<HTMLTextAreaElement>(view, "[name=objective]").value = "Keep it there, and look.";
    told = { [path]: plan({ number: 3, objective: "Let it go." }) };
    await settled(6_000);
    expect(read(view)).toContain("Edition 3 was made while you wrote.");
    find<HTMLInputElement>(view, "[name=reason]").value = "clearer";
    await click(view, "cspo-action", "Sign edition 3");
    expect(sent.at(-1)).toEqual({ path: `${path}/amend`, body: { number: 2, reason: "clearer", objective: "Keep it there, and look.", assumptions: [] } });
  });

  it("opens no form by a key while an older edition is shown", async () => {
    told = { [path]: plan() };
    const pressed = async (view: LitElement) => {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true, composed: true }));
      await settled();
      return read(view).includes("Why it stands all the same");
    };
    expect(await pressed(await shown(["plan", "AUS", "optus-watch"], "edition=1"))).toBe(false);
    document.body.replaceChildren();
    expect(await pressed(await shown(["plan", "AUS", "optus-watch"]))).toBe(true);
  });

  it("keeps a reason whole, or asks for a shorter one", async () => {
    told = { [path]: plan() };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Retire");
    const reason = find<HTMLInputElement>(view, "input[name=reason]");
    reason.value = "x".repeat(201);
    await click(view, "cspo-action", "Sign that it is retired");
    expect(read(view)).toContain("Say it shorter. It has 201 characters; 200 are kept.");
    expect(sent).toEqual([]);
    reason.value = "x".repeat(200);
    await click(view, "cspo-action", "Sign that it is retired");
    expect(sent).toEqual([{ path: `${path}/retire`, body: { number: 2, reason: "x".repeat(200) } }]);
  });

  it("shows no buttons to who may not act", async () => {
    told = { [path]: plan({ deeds: [] }) };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    expect(() => find(view, "button", "Retire")).toThrow();
  });

  it("says what would not be screened so far ahead, as it is written and when it is signed", async () => {
    const warnings = ["32 objects at most are screened further ahead than 24 h, and OPTUS 1 would not be among them"];
    told = { [path]: plan(), warnings, [`${path}/amend`]: { record: RECORD, plan: "AUS/optus-watch", number: 3, warnings } };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    await click(view, "button", "Amend");
    await settled(500);
    expect(sent[0]?.body["beside"]).toEqual([]);
    expect(read(view)).toContain(`▲ ${warnings[0]}.`);
    find<HTMLInputElement>(view, "[name=reason]").value = "further";
    await click(view, "cspo-action", "Sign edition 3");
    await settled(2_000);
    expect(() => find(view, "cspo-amend-form")).toThrow();
    expect(read(view)).toContain(`▲ ${warnings[0]}.`);
  });

  it("tells what was known then, and what came only later", async () => {
    told = { [path]: plan(), [`${path}/meanwhile`]: { next: null, items: [
      { at_utc: "2026-11-29T12:00:00Z", assumption: 1, what: "known", standing: "holds", text: "below", learnt_utc: "", record: RECORD, origin: "AUS" },
      { at_utc: "2026-11-30T12:00:00Z", assumption: 1, what: "learnt", standing: "", text: "Pc 2e-4 by the USA", learnt_utc: "2026-12-01T06:00:00Z", record: RECORD, origin: "USA" },
    ] } };
    const view = await shown(["plan", "AUS", "optus-watch"]);
    const details = find<HTMLDetailsElement>(find<LitElement>(view, "cspo-plan-meanwhile"), "details");
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    await settled();
    expect(read(view)).toContain("learnt 18 h later");
    expect(read(view)).toContain("known: ✓ holds");
  });

  it("draws each stretch for as long as it lasted", () => {
    const [from, now] = [Date.parse("2026-11-30T12:00:00Z"), Date.parse(NOW)];
    const found = stretches(assumption().history, from, now);
    expect(found.map(({ standing, fromMs, untilMs }) => [standing, (untilMs - fromMs) / 3.6e6])).toEqual([["holds", 22], ["fails", 2]]);
    expect(found[0]?.fromMs).toBe(from);
  });
});

describe("risk", () => {
  it("shows opinions side by side, disputed and agreed", async () => {
    told = { coalition: { nation: "AUS", parties: [{ party: "AUS", name: "Australia" }] }, risk: { by: "nation", at_utc: NOW, days: 7, mark: MARK, text: "Put together as 1 - (1 - p1)(1 - p2).", rows: [
      riskRow("AUS", [opinion("AUS", 2e-4), opinion("USA", 8e-6)]),
      riskRow("FRA", [opinion("AUS", 1e-5)], { agreement: "agreed", disagree_text: "", gravity: "serious" }),
    ] } };
    const view = await shown(["risk"], "of=AUS");
    const words = read(view);
    expect(words).toContain("1 of 2 are disputed.");
    expect(words).toContain("Australia");
    expect(words).toContain("The ephemerides differ.");
    expect(words).toContain("probability in 7 days");
    expect(words).toContain("8.0 × 10⁻⁶ (2.7 × 10⁻⁶ to 2.4 × 10⁻⁵) in 7 days");
    const drawn = find(view, "cspo-opinion-plot:not([axis])").shadowRoot!.querySelector("svg")!;
    expect(drawn.getAttribute("aria-label")).toContain("USA: 8.0 × 10⁻⁶");
  });

  it("takes whole decades for its axis, and something where nothing is known", () => {
    expect(decadesOf([likelihood(2e-4)]).map((each) => Math.round(Math.log10(each)))).toEqual([-5, -3]);
    expect(decadesOf([likelihood(null)])).toEqual([1e-6, 1]);
    expect(decadesOf([likelihood(3, { unit: "1/d" })])).toEqual([1e-6, 1]);
  });

  it("calls nothing current, and tells to whom an earlier one is still the latest", async () => {
    told = { [`assessments/${RECORD}`]: assessment({ left_behind: ["FRA", "those not cleared for S"] }) };
    const words = read(await shown(["assessment", RECORD]));
    expect(words).toContain("An earlier one is still the latest to FRA, those not cleared for S");
    expect(words).toContain("✓ latest you may see");
    expect(words).not.toMatch(/\bcurrent\b/);
  });

  it("shows an assessment down to its records; what is hidden has no link", async () => {
    told = { [`assessments/${RECORD}`]: assessment({ standing: "expired", until_utc: "2026-12-01T11:00:00Z" }) };
    const view = await shown(["assessment", RECORD]);
    const words = read(view);
    expect(words).toContain("Past its time for 1 h");
    expect(words).toContain("How it is reckoned: 1 - (1 - 2e-4)(1 - 1e-5)");
    expect(words).toContain("not here, or not for you");
    expect(() => find(view, "td a", "cdcdcdcd")).toThrow();
    expect(find<HTMLAnchorElement>(view, "aside a", "AUS/optus-watch").getAttribute("href")).toBe("#/plans/plan/AUS/optus-watch");
  });
});

describe("boards", () => {
  it("tells what is down, and which qualification ended", async () => {
    told = { readiness: { at_utc: NOW, mark: MARK, lines: [
      readiness(), readiness({ kind: "crew", title: "Night watch", state: "limited", lag_s: null, qualifications: [
        { name: "analyst", expires_utc: "2026-11-28T12:00:00Z", left_s: -259_200 }, { name: "officer", expires_utc: "2026-12-11T12:00:00Z", left_s: 864_000 }] }),
    ] } };
    const words = read(await shown(["readiness"]));
    expect(words).toContain("1 of 2 are down or not known to be ready.");
    expect(words).toContain("newest is 6 h old");
    expect(words).toContain("analyst: expired 3 d ago");
    expect(words).toContain("officer: until 2026-12-11, 10 d left");
  });

  it("tells who owes whom what, and settles it with words", async () => {
    told = { obligations: { items: [obligation(), obligation({ obligation: "o2", owes: "USA", to: "AUS", text: "Send it", state: "open", left_s: 7_200, due_utc: "2026-12-01T14:00:00Z", yours: false })], next: null } };
    const view = await shown(["owed"]);
    expect(read(view)).toContain("1 late, 1 of them ours.");
    expect(read(view)).toContain("late by 1 h");
    await click(view, "button", "Settle");
    await click(view, "cspo-action", "It is met");
    expect(sent).toEqual([]);
    find<HTMLInputElement>(view, "cspo-settle-form input, form input").value = "Sent by notice 7.";
    await click(view, "cspo-action", "It is met");
    expect(sent).toEqual([{ path: "obligations/o1/settle", body: { outcome: "met", text: "Sent by notice 7." } }]);
  });

  it("writes down an action with its owner and date, and not without", async () => {
    told = { obligations: { items: [], next: null } };
    const view = await shown(["owed"]);
    await click(view, "button", "Write down an action");
    expect(read(view)).toContain("For all: it goes to every nation");
    write(view, "[name=to]", "NOR");
    await settled();
    expect(read(view)).toContain("It goes to NOR, and to nobody else.");
    write(view, "[name=to]", "");
    find<HTMLInputElement>(view, "[name=text]").value = "Send it twice a day";
    await click(view, "cspo-action", "Sign it");
    expect(read(view)).toContain("Say until when");
    find<HTMLInputElement>(view, "[name=due_utc]").value = "2026-12-05";
    await click(view, "cspo-action", "Sign it");
    expect(sent).toEqual([{ path: "obligations", body: { text: "Send it twice a day", kind: "action", owes: "AUS", to: "", due_utc: "2026-12-05", every_s: null, expression: "", plan: "" } }]);
  });

  it("writes down a report that comes again", async () => {
    told = { obligations: { items: [], next: null } };
    const view = await shown(["owed"]);
    await click(view, "button", "Write down an action");
    for (const [name, words] of [["text", "Elements"], ["owes", "NOR"], ["due_utc", "2026-12-07"], ["kind", "report"], ["every_d", "weekly"]] as const)
      find<HTMLInputElement>(view, `[name=${name}]`).value = words;
    await click(view, "cspo-action", "Sign it");
    expect(read(view)).toContain("Say every how many days");
    find<HTMLInputElement>(view, "[name=every_d]").value = "7";
    await click(view, "cspo-action", "Sign it");
    expect(sent.map(({ body }) => body)).toMatchObject([{ kind: "report", due_utc: "2026-12-07", every_s: 604_800 }]);
  });

  it("says what shows by itself, and where there is more than it shows", async () => {
    const check = obligation({ obligation: "c", kind: "contact-check", derived: true, yours: false });
    const done = obligation({ obligation: "d", state: "met", done_utc: NOW });
    told = { obligations: { items: [check, done], next: "more" } };
    const words = read(await shown(["owed"]));
    expect(words).toContain("check of a contact, as the directory of contacts has it");
    expect(words).toContain("1 late, 1 of them ours.");
    expect(words).toContain("There is more than the 500 lines that are shown here; the rest was done before these.");
    document.body.replaceChildren();
    told = { obligations: { items: [check], next: "more" } };
    const cut = read(await shown(["owed"]));
    expect(cut).toContain("At least 1 late");
    expect(cut).toContain("open ones are among the rest");
  });

  it("measures oneself alone, and says by what, and whose the targets are", async () => {
    told = { scorecard: { nation: "AUS", from_utc: "2026-09-02T12:00:00Z", until_utc: NOW, mark: MARK, lines: [
      score(), score({ name: "disposal", title: "Disposal", value: null, met: null, done: 0, of: 0, target: null })] } };
    const words = read(await shown(["conduct"]));
    expect(words).toContain("AUS meets 1 of the 1 measures that have a target.");
    expect(words).toContain("Space Safety Coalition’s best practices (2.39)");
    expect(words).toContain("no target; counted: 0 of 0");
    expect(words).not.toContain("own policy");
    expect(words).not.toContain("policy in force");
    expect(words).toContain("at least 90%; counted: 11 of 12");
    expect(words).toContain("nothing to count");
    expect(scoreText(2_460, "s")).toBe("41 min");
    expect(scoreText(2, "objects")).toBe("2 objects");
  });
});

it("reads instants as people write them", () => {
  expect(utcOf("2026-12-01 06:00")).toBe("2026-12-01T06:00Z");
  expect(utcOf("2026-12-01T06:00Z")).toBe("2026-12-01T06:00Z");
  expect(utcOf("2026-12-01")).toBe("2026-12-01");
  expect(utcOf(" ")).toBeNull();
});
