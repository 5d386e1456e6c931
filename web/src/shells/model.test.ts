import { describe, expect, it } from "vitest";

import { kindOf, KINDS, outline } from "./kinds";
import { called, longitudeText, pieces } from "./model";

describe("longitudes", () => {
  it("say east and west", () => {
    expect(longitudeText(-12.44)).toBe("12.4° W");
    expect(longitudeText(100)).toBe("100.0° E");
    expect(longitudeText(0.01)).toBe("0.0°");
    expect(longitudeText(-180)).toBe("180.0°");
  });

  it("are cut where the line goes around the back, and where there is no state", () => {
    expect(pieces([178, 179, -179, null, -178])).toEqual([
      [[0, 178], [1, 179], [1.5, 180]], [[1.5, -180], [2, -179]], [[4, -178]],
    ]);
    expect(pieces([-179, 177])[1]?.[0]).toEqual([0.25, 180]);
    expect(pieces([null, null])).toEqual([]);
  });
});

describe("kinds", () => {
  it("differ in shape and colour", () => {
    const shapes = new Set(KINDS.map((kind) => outline(kind, 0, 0, 3)));
    expect(shapes.size).toBe(4);
    expect(new Set(KINDS.map((kind) => kind.token)).size).toBe(4);
    expect(kindOf("DEBRIS").word).toBe("Debris");
    expect(kindOf("").type).toBe("UNKNOWN");
  });
});

it("an object without a name is called by its identity", () => {
  expect(called({ name: "", object: "norad:5" })).toBe("norad:5");
});
