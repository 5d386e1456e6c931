import { afterEach, expect, it, vi } from "vitest";

import { post, whenSignedOut } from "./client";

afterEach(() => {
  whenSignedOut(() => undefined);
  vi.unstubAllGlobals();
});

it("is signed out by its own node, and not by a neighbour that doesn't know the code", async () => {
  const out = vi.fn();
  whenSignedOut(out);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 401 })));
  await expect(post("session", { code: "x" }, { at: "../FRA/" })).rejects.toThrow();
  expect(out).not.toHaveBeenCalled();
  await expect(post("session", { code: "x" })).rejects.toThrow();
  expect(out).toHaveBeenCalledOnce();
});
