import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { click, find, settled } from "../app/testdata/page";
import { currentRoute, onRoute } from "../app/router";
import "./events-part";
import type { ExerciseEvents } from "./events-part";
import type { WhiteCell } from "./model";
import told from "./testdata/white-cell.json";

const cell = told as unknown as WhiteCell;
const NEXT = "2024-10-31T23:32:20.000Z";

/** The same events list once another inject was given. */
function given(number: number): WhiteCell {
  const injects = cell.injects.map((each) =>
    each.number === number ? { ...each, state: "given" as const, given_utc: NEXT, given_by: "time", expected: each.expected.map((one) => ({ ...one, state: "open" as const })) } : each,
  );
  return { ...cell, injects };
}

/** Without the call of a minister's office, so that what was given last is inject 3, which expects something. */
const BEFORE: WhiteCell = { ...cell, injects: cell.injects.filter(({ number }) => number !== 7) };

let sent: { path: string; body: unknown }[] = [];
let end = () => undefined as unknown;

async function list(): Promise<ExerciseEvents> {
  const view = document.createElement("cspo-exercise-events");
  view.told = BEFORE;
  end = onRoute(({ params }) => (view.chosen = params.get("inject") ?? ""));
  document.body.append(view);
  await settled();
  return view;
}

async function write(view: ExerciseEvents, words: string): Promise<void> {
  const field = find<HTMLInputElement>(view, ".rule input");
  field.value = words;
  field.dispatchEvent(new Event("input"));
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  history.replaceState(null, "", "#/exercise");
  vi.stubGlobal("fetch", (url: URL, { body }: RequestInit) => {
    sent.push({ path: url.pathname.replace(/^.*api\/v1\//, ""), body: JSON.parse(body as string) });
    return Promise.resolve(Response.json({ number: 1 }));
  });
});

afterEach(() => {
  end();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("lets a ruling stay on its inject while the next one is given", async () => {
  const view = await list();
  await click(view, ".expected button", "Rule on it");
  expect(currentRoute().params.get("inject")).toBe("3");
  await write(view, "They told it by telephone.");
  view.told = { ...given(6), injects: given(6).injects.filter(({ number }) => number !== 7) };
  await settled();
  expect(find(view, "article").getAttribute("aria-label")).toBe("Inject 3");
  await click(view, "cspo-action", "It does not count as done");
  expect(sent).toEqual([{ path: "exercise/adjudicate", body: { inject: 3, expected: 1, verdict: "missed", text: "They told it by telephone." } }]);
});

it("begins a ruling anew on another inject", async () => {
  const view = await list();
  await click(view, ".expected button", "Rule on it");
  await write(view, "They told it by telephone.");
  await click(view, "ol button", "OPTUS C1");
  expect(find(view, "article").getAttribute("aria-label")).toBe("Inject 2");
  expect(() => find(view, ".rule")).toThrow();
  await click(view, ".expected button", "Rule on it");
  expect(find<HTMLInputElement>(view, ".rule input").value).toBe("");
});
