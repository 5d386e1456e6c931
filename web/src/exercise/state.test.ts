import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { session, type Session } from "../api/session";
import { world } from "../app/world";
import { viewOf } from "../app/views";
import { clock, type NodeFacts } from "../time/clock";
import { marks } from "../ui/mark";
import { exercise } from "./state";
import told from "./testdata/exercise.json";

let status = 200;
let phase = "running";
const asked = vi.fn<(url: string) => void>();

const facts = (mode: string): NodeFacts => ({
  nation: "AUS", mode, time_utc: told.clock.world_utc, speed: 60, version: "1", sign_in_service: false, neighbours: [],
}) as unknown as NodeFacts;

beforeEach(() => {
  [status, phase] = [200, "running"];
  asked.mockReset();
  vi.stubGlobal("fetch", (url: URL) => {
    asked(url.pathname);
    const body = { ...told, clock: { ...told.clock, phase } };
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});

afterEach(() => {
  session.set(null);
  world.facts = null;
  vi.unstubAllGlobals();
});

async function entered(mode: string): Promise<void> {
  world.facts = facts(mode);
  session.set({ credential: `session ${mode} ${status} ${phase}`, nation: "AUS" } as unknown as Session);
  await vi.waitFor(() => expect(exercise.answered || mode !== "EXERCISE").toBe(true));
}

it("asks no node that does not play, and shows no entry in the menu", async () => {
  await entered("REAL");
  expect(asked).not.toHaveBeenCalled();
  expect(exercise.plays).toBe(false);
  expect(viewOf("exercise")?.shown?.()).toBe(false);
});

it("knows the exercise of a node that plays, shows its entry, and counts its title among what is marked", async () => {
  await entered("EXERCISE");
  expect(exercise.value?.title).toBe("Late manoeuvre");
  expect(exercise.pace).toBe("× 60");
  expect(viewOf("exercise")?.shown?.()).toBe(true);
  expect(marks.all()).toEqual(told.marks);
  session.set(null);
  expect(exercise.value).toBeNull();
  expect(marks.all()).toEqual([]);
});

it("lets the page’s clock go as fast as the machine keeps up, and stand while the exercise stands", async () => {
  await entered("EXERCISE");
  expect(clock.speed).toBe(told.clock.speed_reached);
  phase = "paused";
  await exercise.load();
  expect(clock.speed).toBe(0);
  expect(clock.nowMs()).toBe(Date.parse(told.clock.world_utc));
  expect(exercise.pace).toBe("paused");
});

it("takes a refusal for no exercise, and does not ask again and again", async () => {
  status = 404;
  await entered("EXERCISE");
  expect(exercise.value).toBeNull();
  expect(asked).toHaveBeenCalledTimes(1);
});
