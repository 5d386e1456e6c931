import { readFileSync } from "node:fs";

import { afterEach, expect, it, vi } from "vitest";

import { session, type Session } from "../api/session";
import { skies } from "./store";

const DATA = new Uint8Array(readFileSync(`${import.meta.dirname}/testdata/sky.bin`));

afterEach(() => {
  session.set(null);
  vi.unstubAllGlobals();
});

function be(credential: string): void {
  session.set({ credential, nation: "AUS", party: "AUS", rights: [] } as unknown as Session);
}

function answer(): Response {
  return new Response(DATA);
}

it("shows nobody the sky of who was signed in before, also where nobody looked meanwhile", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer()));
  be("session one");
  const end = skies.on(() => undefined);
  await vi.waitFor(() => expect(skies.sky).not.toBeNull());
  end();
  be("session two");
  expect(skies.sky).toBeNull();
  expect(skies.data).toBeNull();
});

it("drops an answer that one asked for and the next would get", async () => {
  const answers: ((found: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
  be("session three");
  const loaded = skies.load();
  be("session four");
  answers[0]?.(answer());
  await loaded;
  expect(skies.sky).toBeNull();
});
