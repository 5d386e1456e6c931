/**
 * The palette before eyes that lack a kind of cone: Machado, Oliveira and Fernandes (2009), at full
 * severity, in linear light; how far apart two colours are by CIEDE2000 (Sharma, Wu and Dalal 2005).
 */
import { describe, expect, it } from "vitest";

import { COLORS, SHAPES, type Theme } from "./tokens";

type Triple = readonly [number, number, number];

const THEMES: readonly Theme[] = ["dark", "light"];
const CATEGORIES = Array.from({ length: 8 }, (_, n) => `cat-${n + 1}`);
const LEVELS = ["emergency", "warning", "advisory", "ok"];
/**
 * CIEDE2000 of two categories. Areas that touch are told apart from 2.3 on by most; points of a few
 * pixels need several times as much (Stone, Szafir and Setlur 2014: about 6 for marks of 5 px).
 * Whatever else may be alike: each category has a shape, each severity a glyph and a word.
 */
const APART = 6;

/** Machado et al. (2009), severity 1.0. */
const MACHADO: Readonly<Record<string, readonly Triple[]>> = {
  ordinary: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [
    [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039],
  ],
};

function linear(theme: Theme, name: string): Triple {
  const hex = COLORS[theme][name];
  if (hex === undefined) throw new Error(`no token ${name}`);
  const part = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function seen(color: Triple, by: string): Triple {
  const dot = (row: Triple) => row[0] * color[0] + row[1] * color[1] + row[2] * color[2];
  const [r, g, b] = (MACHADO[by] ?? []).map((row) => Math.max(0, Math.min(1, dot(row))));
  return [r ?? 0, g ?? 0, b ?? 0];
}

/** CIE 1976 L*a*b*, D65. */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = (radians: number) => ((radians * 180) / Math.PI + 360) % 360;
const cosine = (angleDeg: number) => Math.cos((angleDeg * Math.PI) / 180);
const sine = (angleDeg: number) => Math.sin((angleDeg * Math.PI) / 180);
const seventh = (c: number) => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));

/** Hue difference and mean hue of two colours, degrees. */
function hues(h1: number, h2: number, grey: boolean): readonly [number, number] {
  if (grey) return [0, h1 + h2];
  const raw = h2 - h1;
  const difference = raw > 180 ? raw - 360 : raw < -180 ? raw + 360 : raw;
  const sum = h1 + h2;
  if (Math.abs(raw) <= 180) return [difference, sum / 2];
  return [difference, sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2];
}

/** CIEDE2000 colour difference. */
function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const stretch = 1 + 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [p1, p2] = [a1 * stretch, a2 * stretch];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [dh, h] = hues(degrees(Math.atan2(b1, p1)), degrees(Math.atan2(b2, p2)), c1 * c2 === 0);
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63);
  const light = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * c);
  const hue = (2 * Math.sqrt(c1 * c2) * sine(dh / 2)) / (1 + 0.015 * c * t);
  const turn = -sine(60 * Math.exp(-(((h - 275) / 25) ** 2))) * 2 * seventh(c);
  return Math.sqrt(light ** 2 + chroma ** 2 + hue ** 2 + turn * chroma * hue);
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: Triple, b: Triple): number {
  const luminance = ([r, g, b_]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b_;
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

it("CIEDE2000 gives what Sharma, Wu and Dalal give", () => {
  const pairs: readonly (readonly [Triple, Triple, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1, 2], [50, 0, 0], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [a, b, told] of pairs) expect(ciede2000(a, b)).toBeCloseTo(told, 4);
});

describe.each(THEMES)("%s", (theme) => {
  const far = (a: string, b: string, by: string) =>
    ciede2000(lab(seen(linear(theme, a), by)), lab(seen(linear(theme, b), by)));

  it.each(Object.keys(MACHADO))("no two categories are alike: %s", (by) => {
    for (const [n, a] of CATEGORIES.entries()) {
      for (const b of CATEGORIES.slice(n + 1)) {
        expect(far(a, b, by), `${a} and ${b}`).toBeGreaterThanOrEqual(APART);
      }
    }
  });

  it.each(Object.keys(MACHADO))("no two severities next to each other are alike: %s", (by) => {
    for (const [n, a] of LEVELS.entries()) {
      const b = LEVELS[n + 1];
      if (b) expect(far(a, b, by), `${a} and ${b}`).toBeGreaterThanOrEqual(APART);
    }
  });

  it("text is read on each surface, 4.5:1", () => {
    for (const name of ["text", "text-2", "accent", ...LEVELS]) {
      for (const ground of ["surface", "surface-2", "surface-3"]) {
        expect(contrast(linear(theme, name), linear(theme, ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("graphics and the ring of focus are seen on each surface, 3:1", () => {
    for (const name of [...CATEGORIES, "edge", "focus", ...LEVELS]) {
      for (const ground of ["surface", "surface-2"]) {
        expect(contrast(linear(theme, name), linear(theme, ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

it("where colours could be alike, shapes are not", () => {
  expect(new Set(SHAPES).size).toBe(CATEGORIES.length);
});
