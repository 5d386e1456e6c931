import { describe, expect, it } from "vitest";

import { firstOf } from "./event-view";
import type { Source } from "./model";

const source = (grounds: string, drawn: boolean) =>
  ({ grounds, plane: drawn ? { combined: {} } : null }) as unknown as Source;

describe("the source that is shown first", () => {
  it("is one who has determined both orbits", () => {
    expect(firstOf([source("elements", true), source("determined", false), source("determined", true)])).toBe(2);
  });

  it("is else one that can be drawn, else the first", () => {
    expect(firstOf([source("elements", false), source("stale", true)])).toBe(1);
    expect(firstOf([source("elements", false)])).toBe(0);
    expect(firstOf([])).toBe(0);
  });
});
