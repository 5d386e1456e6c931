import { LitElement } from "lit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Resource } from "./resource";
import { stream, type RecordLine } from "./stream";

class Host extends LitElement {
  readonly items = new Resource<number>(this, () => ({ path: "things" }), { kinds: ["thing"] });
}
customElements.define("resource-host", Host);

let asked = 0;
let tookMs = 0;
let say: (kind: string) => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  tookMs = 10;
  // What comes in is heard as the stream hears it.
  vi.spyOn(stream, "on").mockImplementation((kinds, run) => {
    say = (kind) => kinds.includes(kind) && run({ kind } as RecordLine);
    return () => undefined;
  });
  vi.stubGlobal("fetch", (_: URL, { signal }: { signal: AbortSignal }) => {
    asked += 1;
    const value = asked;
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new DOMException("gone", "AbortError")));
      setTimeout(() => resolve(new Response(String(value))), tookMs);
    });
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function shown(): Promise<Host> {
  const host = new Host();
  document.body.append(host);
  await vi.advanceTimersByTimeAsync(tookMs + 1_000);
  return host;
}

it("loads once for a burst, soon after its first record", async () => {
  const host = await shown();
  expect(host.items.value).toBe(1);
  for (let n = 0; n < 20; n++) say("thing");
  await vi.advanceTimersByTimeAsync(300);
  expect(host.items.value).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toBe(2);
});

it("keeps up where records come without end, once a second and no more often", async () => {
  const host = await shown();
  for (let n = 0; n < 100; n++) {
    say("thing");
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(host.items.value).toBeGreaterThanOrEqual(9);
  expect(asked).toBeLessThanOrEqual(12);
});

it("lets a slow answer come, and asks again for what came meanwhile", async () => {
  tookMs = 3_000;
  const host = await shown();
  expect(host.items.value).toBe(1);
  for (let n = 0; n < 60; n++) {
    say("thing");
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(host.items.value).toBeGreaterThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(host.items.loading).toBe(false);
  expect(host.items.value).toBe(asked);
});

it("loads again when its host comes back, also where it left in the middle of an answer", async () => {
  const host = await shown();
  say("thing");
  await vi.advanceTimersByTimeAsync(255);
  host.remove();
  document.body.append(host);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(host.items.loading).toBe(false);
  expect(host.items.value).toBe(asked);
});
