/** Give somebody a file. */
import { view } from "../time/clock";
import { utcCompact } from "../time/format";

/** A name with the time that is shown: `conjunctions-20260301T120405Z.csv`. */
export function fileName(name: string, ending: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${plain || "cspo"}-${utcCompact(view.ms())}.${ending}`;
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
