/** How kinds of records are called and drawn: a glyph and a word, never a colour alone. */

export interface KindLook {
  readonly word: string;
  readonly glyph: string;
  /** Number of the category whose colour it has (`--cat-1..8`). */
  readonly category: number;
}

const LOOKS: Readonly<Record<string, KindLook>> = {
  observation: { word: "Observation", glyph: "◉", category: 1 },
  orbit: { word: "Orbits", glyph: "◌", category: 3 },
  ephemeris: { word: "Ephemeris", glyph: "∿", category: 3 },
  "catalog-object": { word: "Object facts", glyph: "≡", category: 8 },
  "same-object": { word: "Same object", glyph: "=", category: 8 },
  conjunction: { word: "Conjunction", glyph: "✕", category: 2 },
  warning: { word: "Warning", glyph: "▲", category: 7 },
  acknowledgement: { word: "Acknowledgement", glyph: "✓", category: 6 },
  proposal: { word: "Proposal", glyph: "?", category: 6 },
  commitment: { word: "Commitment", glyph: "◆", category: 6 },
  statement: { word: "Statement", glyph: "“", category: 6 },
  "maneuver-notice": { word: "Maneuver notice", glyph: "➚", category: 4 },
  "behavior-event": { word: "Behaviour", glyph: "~", category: 4 },
  withdrawal: { word: "Withdrawal", glyph: "⊘", category: 5 },
  notice: { word: "Notice", glyph: "▤", category: 5 },
  "log-entry": { word: "Log entry", glyph: "✎", category: 8 },
  handover: { word: "Handover", glyph: "⇄", category: 8 },
  contact: { word: "Contact", glyph: "☎", category: 8 },
  opinion: { word: "Opinion", glyph: "±", category: 6 },
};

/** How a kind is called and drawn; one that is not known by its own name. */
export function lookOf(kind: string): KindLook {
  const known = LOOKS[kind];
  if (known) return known;
  const spaced = kind.replaceAll("-", " ");
  return { word: spaced.charAt(0).toUpperCase() + spaced.slice(1), glyph: "□", category: 8 };
}
