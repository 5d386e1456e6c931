/**
 * The look: colours for dark and light, sizes, and the rules that every component shares.
 *
 * Colours of text have a contrast of 4.5:1 at least on both surfaces, graphics 3:1, and no two of
 * `--cat-1..8` look the same to somebody who is colour-blind: `tokens.test.ts` computes all of it.
 */
import { css, unsafeCSS } from "lit";

export type Theme = "dark" | "light";

/** Colours by name, as `--NAME`. */
export const COLORS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  dark: {
    surface: "#0c121c",
    "surface-2": "#151e2c",
    "surface-3": "#202c3f",
    line: "#334158",
    edge: "#71829f",
    text: "#e9eef6",
    "text-2": "#a9b6c9",
    accent: "#7fb4ff",
    "accent-text": "#0a1322",
    emergency: "#ff7a72",
    warning: "#ffb84d",
    advisory: "#62c8f5",
    ok: "#6fdc8c",
    focus: "#ffd84d",
    "emergency-bg": "#3a1518",
    "warning-bg": "#33250d",
    "advisory-bg": "#0d2a3a",
    "ok-bg": "#0d2c20",
    "cat-1": "#018eda",
    "cat-2": "#ffa60f",
    "cat-3": "#5ee3e7",
    "cat-4": "#e827c1",
    "cat-5": "#ffff2b",
    "cat-6": "#ae6e19",
    "cat-7": "#8e678d",
    "cat-8": "#819782",
  },
  light: {
    surface: "#ffffff",
    "surface-2": "#f2f5f9",
    "surface-3": "#e3e9f1",
    line: "#c4cedb",
    edge: "#6b7a90",
    text: "#131c2a",
    "text-2": "#4a586c",
    accent: "#1257b0",
    "accent-text": "#ffffff",
    emergency: "#a3002e",
    warning: "#8c5300",
    advisory: "#035f91",
    ok: "#0b6b45",
    focus: "#8a3ffc",
    "emergency-bg": "#fdeceb",
    "warning-bg": "#fdf1de",
    "advisory-bg": "#e6f3fb",
    "ok-bg": "#e4f5ec",
    "cat-1": "#108d95",
    "cat-2": "#bd4f36",
    "cat-3": "#4d20cc",
    "cat-4": "#b08511",
    "cat-5": "#003124",
    "cat-6": "#855eb2",
    "cat-7": "#711d00",
    "cat-8": "#53396a",
  },
};

/** Glyphs of the eight categories: where colours differ, shapes do. */
export const SHAPES = ["●", "▲", "■", "◆", "✚", "▼", "★", "○"] as const;

const SIZES = `
  --s1: 4px; --s2: 8px; --s3: 12px; --s4: 16px; --s5: 24px; --s6: 40px;
  --t1: 0.75rem; --t2: 0.8125rem; --t3: 0.9375rem; --t4: 1.125rem; --t5: 1.5rem; --t6: 2.125rem;
  --radius: 6px;
  --target: 32px;
  --font: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", monospace;
`;

function colors(theme: Theme): string {
  const lines = Object.entries(COLORS[theme]).map(([name, value]) => `--${name}: ${value};`);
  return `color-scheme: ${theme}; ${lines.join(" ")}`;
}

/** The document's own sheet: tokens for both themes. */
export const tokenSheet = `
:root { ${SIZES} ${colors("dark")} }
@media (prefers-color-scheme: light) { :root:not([data-theme="dark"]) { ${colors("light")} } }
:root[data-theme="light"] { ${colors("light")} }
html { background: var(--surface); color: var(--text); font: 400 var(--t3)/1.45 var(--font); }
body { background: var(--surface); color: var(--text); font: inherit; }
`;

/** The colour of a token as it is now, for canvases: `color("cat-1")`. */
export function color(name: string, theme: Theme = currentTheme()): string {
  return COLORS[theme][name] ?? COLORS[theme]["text"] ?? "";
}

/** The theme that is shown. */
export function currentTheme(): Theme {
  const set = document.documentElement.dataset["theme"];
  if (set === "dark" || set === "light") return set;
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** Whether things should stand still as far as they can. */
export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What every component includes: `static styles = [base, css...]`. */
export const base = css`
  :host {
    font-family: ${unsafeCSS("var(--font)")};
    font-variant-numeric: tabular-nums;
    color: var(--text);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: 3px;
  }
  :focus:not(:focus-visible) {
    outline: none;
  }
  h1 {
    font-size: var(--t5);
    font-weight: 650;
    line-height: 1.2;
    margin: 0 0 var(--s3);
    text-wrap: balance;
  }
  h2 {
    font-size: var(--t4);
    font-weight: 650;
    line-height: 1.25;
    margin: 0 0 var(--s2);
  }
  h3 {
    font-size: var(--t3);
    font-weight: 650;
    margin: 0 0 var(--s1);
  }
  p {
    margin: 0 0 var(--s2);
    max-width: 70ch;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  code {
    font-family: var(--mono);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }
  button,
  .button {
    font: inherit;
    font-size: var(--t2);
    font-weight: 550;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--s1);
    min-height: var(--target);
    min-width: 24px;
    padding: 0 var(--s3);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface-2);
    color: var(--text);
    text-decoration: none;
    cursor: pointer;
  }
  button:hover,
  .button:hover {
    background: var(--surface-3);
  }
  button.primary,
  .button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-text);
  }
  button.primary:hover {
    filter: brightness(1.08);
  }
  button.quiet {
    background: none;
    border-color: transparent;
    color: var(--accent);
  }
  button.quiet:hover {
    background: var(--surface-3);
  }
  button[disabled],
  button[aria-disabled="true"] {
    opacity: 0.55;
    cursor: not-allowed;
  }
  button[aria-pressed="true"] {
    background: var(--surface-3);
    border-color: var(--accent);
    box-shadow: inset 0 -2px 0 var(--accent);
  }
  input,
  select,
  textarea {
    font: inherit;
    font-size: var(--t2);
    min-height: var(--target);
    padding: 4px var(--s2);
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
  }
  input[type="range"] {
    accent-color: var(--accent);
    padding: 0;
  }
  input[type="checkbox"],
  input[type="radio"] {
    min-height: 0;
    width: 18px;
    height: 18px;
    accent-color: var(--accent);
    vertical-align: -3px;
  }
  label {
    font-size: var(--t2);
  }
  table {
    border-collapse: collapse;
    font-size: var(--t2);
  }
  th {
    text-align: start;
    font-weight: 600;
    color: var(--text-2);
  }
  th,
  td {
    padding: var(--s1) var(--s2);
    border-bottom: 1px solid var(--line);
  }
  .end {
    text-align: end;
  }
  .quiet-text {
    color: var(--text-2);
  }
  .small {
    font-size: var(--t1);
  }
  .card {
    background: var(--surface-2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: var(--s3);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2);
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
