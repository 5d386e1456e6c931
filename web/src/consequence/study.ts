/** A study at the node: asked for, watched while it is reckoned, stopped. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

import { del, enc, post } from "../api/client";
import { ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { go } from "../app/router";
import { clock } from "../time/clock";
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

const AGO_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * An instant as people type it, as the node wants it: `2026-08-11 12:00` is UTC, `10 min ago` is that
 * before the node's present; empty: now.
 */
export function utcOf(text: string, nowMs = clock.nowMs()): string {
  const typed = text.trim();
  if (!typed || typed.toLowerCase() === "now") return "";
  const ago = /^(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*(ago)?$/i.exec(typed);
  if (ago) {
    const ms = Number(ago[1]) * (AGO_MS[ago[2]?.toLowerCase() ?? ""] ?? 0);
    return new Date(nowMs - ms).toISOString().replace(/\.\d+/, "");
  }
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*Z?$/i.exec(typed);
  if (!parts) {
    throw new ApiError(0, { title: "Say when", detail: `“${typed}” is no instant. Write 2026-08-11T12:00Z, or 10 min ago.` });
  }
  return `${parts[1] ?? ""}T${parts[2] ?? "00:00"}Z`;
}
