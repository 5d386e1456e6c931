/** Marks: how they are shown, and which of them are on the screen now. */
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { base } from "./tokens";

/** Levels from low to high, as the node's rulebook ranks them. */
const LEVELS = ["U", "R", "C", "S", "TS"] as const;
export const LEVEL_WORDS: Readonly<Record<string, string>> = {
  U: "UNCLASSIFIED",
  R: "RESTRICTED",
  C: "CONFIDENTIAL",
  S: "SECRET",
  TS: "TOP SECRET",
};

/** A label as the node tells it. */
export interface LabelFields {
  readonly policy?: string;
  readonly classification?: string;
  readonly releasable_to?: readonly string[];
  readonly orcon?: boolean;
  readonly caveats?: readonly string[];
}

/** The level of a mark: `S` of `S//REL TO AUS, FRA`; of a nation's own policy its name besides. */
export function levelOf(mark: string): string {
  const bare = mark.replace(/^\(|\)$/g, "");
  return (bare.replace(/^\/\//, "").split("//")[0] ?? "").trim();
}

/** Where a level ranks; one that nobody knows is the highest. */
export function rankOf(level: string): number {
  const at = LEVELS.findIndex((each) => each === level || LEVEL_WORDS[each] === level);
  return at < 0 ? LEVELS.length : at;
}

/** A label as people read it, as `cspo.markings.portion_mark` writes it. */
export function portion(label: LabelFields | null | undefined): string {
  if (!label?.classification) return "";
  const own = label.policy !== undefined && label.policy !== "CSPO";
  const level = own ? `//${label.policy} ${label.classification}` : label.classification;
  const parties = label.releasable_to ?? [];
  const last = parties.length ? `REL TO ${parties.join(", ")}` : "HELD";
  return `${level}//${[...(label.orcon ? ["OC"] : []), ...(label.caveats ?? []), last].join("/")}`;
}

class Marks {
  private readonly shown = new Map<object, readonly string[]>();
  private readonly heard = new Set<() => void>();

  /** What `host` shows now; nothing when it is gone. */
  show(host: object, marks: readonly (string | null | undefined)[]): void {
    // A component may be drawn once more after it was taken away: it shows nothing to anybody.
    const gone = host instanceof Node && !host.isConnected;
    const now = gone ? [] : [...new Set(marks.filter((mark): mark is string => Boolean(mark)))];
    const before = this.shown.get(host) ?? [];
    if (now.length === before.length && now.every((mark) => before.includes(mark))) return;
    if (now.length) this.shown.set(host, now);
    else this.shown.delete(host);
    for (const run of this.heard) run();
  }

  /** The highest level on the screen; empty where nothing is marked. */
  highest(): string {
    return this.highestOf(this.all());
  }

  /** The highest level of these marks. */
  highestOf(shown: readonly string[]): string {
    let highest = "";
    for (const level of shown.map(levelOf)) {
      if (!highest || rankOf(level) > rankOf(highest)) highest = level;
    }
    return highest;
  }

  /** Every mark on the screen, once. */
  all(): readonly string[] {
    return [...new Set([...this.shown.values()].flat())];
  }

  /** Run this when it changes; returns what ends that. */
  on(run: () => void): () => void {
    this.heard.add(run);
    return () => this.heard.delete(run);
  }
}

export const marks = new Marks();

/** A mark where it stands beside what it protects. It counts for the banner while it is there. */
@customElement("cspo-mark")
export class Mark extends LitElement {
  static override styles = [
    base,
    css`
      span {
        font-size: var(--t1);
        font-weight: 600;
        color: var(--text-2);
        border: 1px solid var(--edge);
        border-radius: 3px;
        padding: 0 5px;
        overflow-wrap: anywhere;
      }
      span.high {
        color: var(--emergency);
        border-color: currentColor;
      }
    `,
  ];

  /** As text: `U//REL TO AUS, FRA`. */
  @property() mark = "";
  /** Or as the node tells it. */
  @property({ attribute: false }) label: LabelFields | null = null;

  private get words(): string {
    return this.mark || portion(this.label);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    marks.show(this, [this.words]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override updated(): void {
    if (this.isConnected) marks.show(this, [this.words]);
  }

  override render() {
    const words = this.words;
    if (!words) return html``;
    const high = rankOf(levelOf(words)) >= rankOf("S");
    return html`<span class=${high ? "high" : ""} title="Its mark">${words}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-mark": Mark;
  }
}
