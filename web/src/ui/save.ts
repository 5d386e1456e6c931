/** Give somebody a file. */
import { world } from "../app/world";
import { clock } from "../time/clock";
import { utcCompact } from "../time/format";

/** What a file's name says beside what it is: the level of its content, and of which instant it is. */
export interface FileFacts {
  readonly level?: string;
  /** UTC ms since 1970; else the node's present. */
  readonly atMs?: number;
}

/** What is not real says so first: `simulated-conjunctions-unclassified-20260301T120405Z.csv`. */
export function fileName(name: string, ending: string, { level = "", atMs = clock.nowMs() }: FileFacts = {}): string {
  const mode = world.facts?.mode ?? "";
  const parts = [mode === "REAL" ? "" : mode, name, level].map(plain).filter(Boolean);
  return `${parts.join("-") || "cspo"}-${utcCompact(atMs)}.${ending}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** Save what the page made; nothing is asked of anybody. */
export function save(content: BlobPart, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
