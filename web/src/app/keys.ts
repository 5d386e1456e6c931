/** Keys: what is bound now, by whom, and when they are heard. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface Key {
  /** As `KeyboardEvent.key` has it, `Esc` and `Space` besides; `?`, `/`, `,` are as typed. */
  readonly key: string;
  readonly what: string;
  run(event: KeyboardEvent): void;
  /** Whether it is heard now. */
  when?(): boolean;
  /** Whether the help tells of it; by default it does. */
  listed?(): boolean;
}

interface Group {
  readonly title: string;
  readonly keys: readonly Key[];
}

const groups: Group[] = [];

/** What is bound now, for the help. */
export function boundKeys(): readonly Group[] {
  return groups;
}

/** Bind these keys for as long as the host is on the page; the newest binding of a key is heard. */
export function bindKeys(
  host: ReactiveControllerHost,
  title: string,
  keys: readonly Key[],
): ReactiveController {
  const group = { title, keys };
  const controller: ReactiveController = {
    hostConnected: () => void groups.push(group),
    hostDisconnected: () => {
      const at = groups.indexOf(group);
      if (at >= 0) groups.splice(at, 1);
    },
  };
  host.addController(controller);
  return controller;
}

const NAMES: Readonly<Record<string, string>> = { " ": "Space", Escape: "Esc" };

/** Whether somebody types into this. */
function takesText(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  const silent = ["button", "checkbox", "radio", "submit", "reset", "file", "color", "range"];
  return target instanceof HTMLInputElement && !silent.includes(target.type);
}

/** Whether this key is the focused element's own: a button is pressed by Space and Enter. */
function isOwn(target: EventTarget | undefined, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const pressed = target.matches("button, a[href], summary, [role=button], input[type=checkbox]");
  if (name === "Enter" || name === "Space") return pressed || target.matches("input:not([type=range]), [role=option]");
  return name.startsWith("Arrow") && target.matches("input, [role=slider], [role=tab]");
}

/** Hear one key; exported for tests. */
export function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = NAMES[event.key] ?? event.key;
  const path = event.composedPath();
  if (path.some((each) => each instanceof HTMLDialogElement && each.open)) return; // they are its own
  const target = path[0];
  if (name !== "Esc" && takesText(target)) return;
  if (isOwn(target, name)) return;
  for (const group of [...groups].reverse()) {
    const found = group.keys.find((key) => key.key === name && (key.when?.() ?? true));
    if (found) {
      event.preventDefault();
      found.run(event);
      return;
    }
  }
}

window.addEventListener("keydown", hear);
