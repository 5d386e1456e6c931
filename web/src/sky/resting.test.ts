import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { currentRoute, go } from "../app/router";
import { Resting } from "./resting";

beforeEach(() => {
  vi.useFakeTimers();
  go("sky");
});

afterEach(() => {
  vi.useRealTimers();
  go("watch");
});

it("loses neither of two that change within a moment", () => {
  const resting = new Resting(600);
  resting.keep({ from: "1.0,2.0,30000" });
  vi.advanceTimersByTime(300);
  resting.keep({ t: "2026-01-01T00:00:00Z" });
  vi.advanceTimersByTime(300);
  resting.keep({ from: "1.5,2.0,30000" });
  vi.advanceTimersByTime(599);
  expect(currentRoute().params.size).toBe(0);
  vi.advanceTimersByTime(1);
  expect(Object.fromEntries(currentRoute().params)).toEqual({ from: "1.5,2.0,30000", t: "2026-01-01T00:00:00Z" });
});

it("puts nothing into the address of another view", () => {
  const resting = new Resting(600);
  resting.keep({ t: "2026-01-01T00:00:00Z" });
  resting.stop();
  go("watch");
  vi.advanceTimersByTime(1_000);
  expect(currentRoute().params.size).toBe(0);
});
