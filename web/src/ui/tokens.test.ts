import { describe, expect, it } from "vitest";

import { COLORS, type Theme } from "./tokens";

type Rgb = readonly [number, number, number];

const THEMES: readonly Theme[] = ["dark", "light"];
const CATEGORIES = Array.from({ length: 8 }, (_, n) => `cat-${n + 1}`);

function linear(hex: string): Rgb {
  const part = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function of(theme: Theme, name: string): Rgb {
  const hex = COLORS[theme][name];
  if (hex === undefined) throw new Error(`no token ${name}`);
  return linear(hex);
}

/** WCAG 2.2, relative luminance. */
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Dichromats as Viénot, Brettel and Mollon (1999) and Brettel et al. (1997) simulate them, linear. */
const SIGHT: Readonly<Record<string, readonly Rgb[]>> = {
  ordinary: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanope: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
  deuteranope: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  tritanope: [[1, 0.14461, -0.14461], [0, 0.85924, 0.14076], [0, 0.85924, 0.14076]],
};

function seen(color: Rgb, by: string): Rgb {
  const rows = SIGHT[by] ?? [];
  const dot = (row: Rgb) => Math.max(0, Math.min(1, row[0] * color[0] + row[1] * color[1] + row[2] * color[2]));
  return rows.map(dot) as unknown as Rgb;
}

/** CIE 1976 L*a*b*, D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const apart = (a: Rgb, b: Rgb) => Math.hypot(...lab(a).map((v, n) => v - (lab(b)[n] ?? 0)));

describe.each(THEMES)("%s", (theme) => {
  it.each(["text", "text-2", "accent", "emergency", "warning", "advisory", "ok"])(
    "text in %s stands out from each surface, 4.5:1",
    (name) => {
      for (const surface of ["surface", "surface-2"]) {
        expect(contrast(of(theme, name), of(theme, surface)), surface).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each(["emergency", "warning", "advisory", "ok"])("%s stands out from its own ground", (name) => {
    expect(contrast(of(theme, name), of(theme, `${name}-bg`))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of(theme, "text"), of(theme, `${name}-bg`))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...CATEGORIES, "edge", "focus"])("%s is seen as a graphic, 3:1", (name) => {
    expect(contrast(of(theme, name), of(theme, "surface"))).toBeGreaterThanOrEqual(3);
  });

  it("text on the accent is read", () => {
    expect(contrast(of(theme, "accent-text"), of(theme, "accent"))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.keys(SIGHT))("no two categories look alike to a %s eye", (by) => {
    for (const a of CATEGORIES) {
      for (const b of CATEGORIES.slice(CATEGORIES.indexOf(a) + 1)) {
        const far = apart(seen(of(theme, a), by), seen(of(theme, b), by));
        expect(far, `${a} and ${b}`).toBeGreaterThan(10);
      }
    }
  });
});
