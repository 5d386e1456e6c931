import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type Session, session } from "../api/session";
import exerciseTold from "../exercise/testdata/exercise.json";
import { enter, signInBy } from "./sign-in";
import { world } from "./world";

const ada = { name: "Ada", party: "AUS", nation: "AUS", credential: "session 1", rights: [] as string[] } as unknown as Session;
const bob = { ...ada, name: "Bob", credential: "session 2" };
let asked: string[] = [];

/** A node where somebody is signed in, or nobody; neighbours where somebody is. */
function node(who: Session | null, entered: readonly string[] = []): void {
  vi.stubGlobal("fetch", (url: URL, { method }: RequestInit) => {
    asked.push(`${method} ${url.pathname}`);
    if (method === "POST") return Promise.resolve(Response.json(bob, { status: 201 }));
    const at = entered.find((each) => url.pathname.startsWith(`/${each}/`));
    const found = at ? ada : url.pathname.startsWith("/api") ? who : null;
    return Promise.resolve(Response.json(found ?? {}, { status: found ? 200 : 401 }));
  });
}

beforeEach(() => {
  asked = [];
  session.set(null);
});

afterEach(() => {
  session.set(null);
  world.facts = null;
  location.hash = "#/watch";
  vi.unstubAllGlobals();
});

it("asks whoever is signed in before a link makes them another person", async () => {
  node(ada);
  location.hash = "#code=cspo-code_abc";
  const entry = await enter();
  expect(entry).toEqual({ error: null, waiting: { kind: "code", code: "cspo-code_abc" } });
  expect(session.who?.name).toBe("Ada");
  expect(asked.some((each) => each.startsWith("POST"))).toBe(false);
  expect(location.hash).not.toContain("abc");
  await signInBy(entry.waiting!, { asked: true });
  expect(session.who?.name).toBe("Bob");
});

it("lets nobody in particular in at once", async () => {
  node(null);
  location.hash = "#code=cspo-code_abc";
  expect(await enter()).toEqual({ error: null, waiting: null });
  expect(session.who?.name).toBe("Bob");
});

it.each([
  ["EXERCISE", true, "#/exercise"], ["EXERCISE", false, "#/watch"], ["REAL", true, "#/watch"],
])("begins in mode %s, where an exercise is played: %s, at %s", async (mode, plays, wanted) => {
  vi.stubGlobal("fetch", (url: URL, { method }: RequestInit) => {
    if (url.pathname.endsWith("/exercise")) return Promise.resolve(Response.json(exerciseTold, { status: plays ? 200 : 404 }));
    return Promise.resolve(Response.json(method === "POST" ? bob : {}, { status: method === "POST" ? 201 : 401 }));
  });
  world.facts = { nation: "AUS", mode, neighbours: [] } as unknown as typeof world.facts;
  location.hash = "#code=cspo-code_abc";
  await enter();
  expect(location.hash).toBe(wanted);
});

it("keeps the code where the node does not answer at first", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  location.hash = "#code=cspo-code_abc";
  await expect(enter()).rejects.toThrow();
  node(null);
  await enter();
  expect(session.who?.name).toBe("Bob");
});

it.each([
  [false, ["POST /GBR/api/v1/session"]],
  [true, ["POST /FRA/api/v1/session", "POST /GBR/api/v1/session"]],
])("leaves neighbours where somebody is signed in, unless it was asked (%s)", async (agreed, wanted) => {
  node(null, ["FRA"]);
  world.facts = { nation: "AUS", neighbours: ["AUS", "FRA", "GBR"] } as unknown as typeof world.facts;
  await signInBy({ kind: "box", code: "x" }, { asked: agreed });
  await vi.waitFor(() => expect(asked.filter((each) => /^POST .[A-Z]{3}/.test(each)).sort()).toEqual(wanted));
});
