/** A study at the node: asked for, watched while it is reckoned, stopped. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

import { del, enc, post } from "../api/client";
import { Resource } from "../api/resource";
import { go } from "../app/router";
import { isUnderWay, PART_OF, type StudyKind, type StudyLine, type StudyView } from "./model";

const EVERY_MS = 700;

/** Ask for a study and go to where it is shown. */
export async function ask(kind: StudyKind, body: unknown): Promise<StudyLine> {
  const made = await post<StudyLine>(`consequence/${kind}`, body);
  go("consequence", [PART_OF[kind], made.id]);
  return made;
}

/** End the work on a study, or forget it. */
export function stop(id: string): Promise<void> {
  return del(`consequence/studies/${enc(id)}`);
}

/** One study, asked for again while it is under way. */
export class Study implements ReactiveController {
  readonly found: Resource<StudyView>;
  private wait = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly id: () => string,
  ) {
    this.found = new Resource(host, () => (this.id() ? { path: `consequence/studies/${enc(this.id())}` } : null));
    host.addController(this);
  }

  get value(): StudyView | undefined {
    return this.found.value;
  }

  hostUpdated(): void {
    if (this.wait || this.found.loading || !isUnderWay(this.value)) return;
    this.wait = window.setTimeout(() => {
      this.wait = 0;
      void this.found.reload();
    }, EVERY_MS);
  }

  hostDisconnected(): void {
    window.clearTimeout(this.wait);
    this.wait = 0;
  }

  /** End it, and show how it stands then. */
  async stop(): Promise<void> {
    await stop(this.id());
    await this.found.reload();
    this.host.requestUpdate();
  }
}

/** A field of a form as a text; empty where it is not there. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** A field of a form as a number; null where it is empty. */
export function numberOf(form: FormData, name: string): number | null {
  const text = textOf(form, name);
  return text === "" ? null : Number(text);
}

/** An instant as people type it, as the node wants it: `2026-08-11 12:00` is UTC; empty: now. */
export function utcOf(text: string): string {
  const typed = text.trim();
  if (!typed || typed.toLowerCase() === "now") return "";
  const plain = typed.replace(" ", "T").replace(/z$/i, "");
  return `${plain.length === 10 ? `${plain}T00:00` : plain}Z`;
}
