/** A view as people meet it, for tests: put on a page, read, found and pressed through every shadow. */
import type { LitElement } from "lit";
import { vi } from "vitest";

import type { Session } from "../../api/session";

/** Somebody of the watch of AUS. */
export const WATCH = { name: "Ada", party: "AUS", nation: "AUS", credential: "1", rights: ["read", "watch", "coordinate"], roles: [], ceiling: "U" } as unknown as Session;

/** The page of a view at an address, once it has asked for all that it shows. */
export async function page(view: "plans" | "consequence", path: readonly string[], params = ""): Promise<LitElement> {
  const found = document.createElement(`cspo-${view}-view`);
  found.route = { view, path, params: new URLSearchParams(params) };
  document.body.append(found);
  await settled();
  return found;
}

/** What was asked for has come, and is shown. */
export async function settled(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms + 50);
  await vi.advanceTimersByTimeAsync(50);
}

/** All that is to be read. */
export function text(root: Element | ShadowRoot): string {
  const parts = [...root.childNodes].map((each) => {
    if (each instanceof HTMLStyleElement) return "";
    if (each instanceof Element) return ` ${each.shadowRoot ? text(each.shadowRoot) : ""}${text(each)} `;
    return each.nodeType === Node.TEXT_NODE ? (each.textContent ?? "") : "";
  });
  return parts.join("").replace(/\s+/g, " ");
}

export const read = (view: LitElement): string => text(view.renderRoot as ShadowRoot);

/** The first that fits and holds these words. */
export function find<E extends HTMLElement>(view: LitElement, selector: string, words = ""): E {
  const queue: (Element | ShadowRoot)[] = [view.renderRoot as ShadowRoot];
  for (const each of queue) {
    for (const found of each.querySelectorAll<E>(selector)) if (text(found).includes(words)) return found;
    for (const inner of each.querySelectorAll("*")) if (inner.shadowRoot) queue.push(inner.shadowRoot);
  }
  throw new Error(`no ${selector} with ${words}`);
}

export async function click(view: LitElement, selector: string, words: string): Promise<void> {
  const found = find(view, selector, words);
  (found.tagName === "CSPO-ACTION" ? found.shadowRoot!.querySelector("button")! : found).click();
  await settled();
}
