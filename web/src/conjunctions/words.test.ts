import { describe, expect, it } from "vitest";

import { voice } from "./model";
import { ageWords, flag, held, holds, level, method, violation } from "./words";

describe("words", () => {
  it("calls no orbit 0 s old", () => {
    expect([0, 0.4, -0.9].map((s) => ageWords(s).join(" ").trim())).toEqual(Array(3).fill("made for that moment"));
    expect(ageWords(59)).toEqual(["59 s old", "at closest approach"]);
    expect(ageWords(-3_600)[0]).toBe("1 h old");
    expect(ageWords(null)).toEqual(["age unknown", ""]);
  });

  it("says what does not hold", () => {
    expect(violation("FOSTER_EXTENDED")).toMatch(/too long/);
    expect(holds(false, ["FOSTER_OFFSET", "NC2D_OFFSET"]).words).toContain("; ");
    expect(holds(true, [])).toEqual({ glyph: "✓", words: "assumptions hold" });
    expect(holds(null, []).words).toBe("not stated");
    expect(holds(false, []).words).toBe("assumptions do not hold");
  });

  it("takes nobody's word for what is not said", () => {
    const told = { pc: 1e-4, pc_method: "foster1992", violations: [] };
    expect(held(told)).toBe(true);
    expect(held({ ...told, pc_method: "FOSTER-1992" })).toBeNull();
    expect(held({ ...told, pc: null, violations: ["FOSTER_OFFSET"] })).toBe(false);
    expect(held({ ...told, pc: null })).toBeNull();
    expect(method("FOSTER-1992")).toBe("Foster 1992, straight paths");
  });

  it("keeps the object of a flag, and reads words that it does not know", () => {
    expect(flag("default-covariance-2")).toBe("object 2: default covariance");
    expect(flag("SOMETHING_NEW")).toBe("something new");
    expect(method("SOME-METHOD")).toBe("SOME-METHOD");
    expect(method("")).toBe("none");
  });

  it("knows no severity where nobody warns", () => {
    expect(level("")).toBeNull();
    expect(level("warning")).toBe("warning");
    expect(level("grave")).toBe("unknown");
  });

  it("names a source once", () => {
    expect(voice({ origin: "AUS", source: "screening of AUS" })).toBe("screening of AUS");
    expect(voice({ origin: "AUS", source: "CDM of JSPOC" })).toBe("AUS: CDM of JSPOC");
    expect(voice({ origin: "FRA", source: "" })).toBe("FRA");
  });
});
