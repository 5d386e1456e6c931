import { LitElement } from "lit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { bindKeys, boundKeys } from "./keys";

class Host extends LitElement {}
customElements.define("keys-host", Host);

let host: Host;
const ran = vi.fn<(what: string) => void>();

beforeEach(() => {
  host = new Host();
  bindKeys(host, "Here", [
    { key: "j", what: "next", run: () => ran("j") },
    { key: "Esc", what: "back", run: () => ran("Esc") },
    { key: "Space", what: "play", run: () => ran("Space") },
  ]);
  document.body.append(host);
});

afterEach(() => {
  document.body.replaceChildren();
  ran.mockReset();
});

function press(key: string, on: EventTarget = document.body, more: KeyboardEventInit = {}): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...more }));
}

it("hears what is bound, for as long as its host is there", () => {
  press("j");
  press("Escape");
  press(" ");
  expect(ran.mock.calls.flat()).toEqual(["j", "Esc", "Space"]);
  expect(boundKeys().map((group) => group.title)).toContain("Here");
  host.remove();
  press("j");
  expect(ran).toHaveBeenCalledTimes(3);
});

it("lets people type, and hears Esc all the same", () => {
  const input = document.createElement("input");
  document.body.append(input);
  press("j", input);
  press(" ", input);
  press("Escape", input);
  expect(ran.mock.calls.flat()).toEqual(["Esc"]);
});

it("leaves a button its Space, and the browser its own keys", () => {
  const button = document.createElement("button");
  document.body.append(button);
  press(" ", button);
  press("j", document.body, { ctrlKey: true });
  expect(ran).not.toHaveBeenCalled();
});

it("lets the newest binding of a key go first", () => {
  const above = new Host();
  bindKeys(above, "Above", [{ key: "j", what: "other", run: () => ran("above") }]);
  document.body.append(above);
  press("j");
  expect(ran.mock.calls.flat()).toEqual(["above"]);
});

it("leaves a dialog that is open its keys: Esc closes it and does not go back", () => {
  const dialog = document.createElement("dialog");
  const inner = document.createElement("span");
  dialog.append(inner);
  document.body.append(dialog);
  dialog.setAttribute("open", "");
  press("Escape", inner);
  press("j", inner);
  expect(ran).not.toHaveBeenCalled();
  dialog.removeAttribute("open");
  press("j", inner);
  expect(ran.mock.calls.flat()).toEqual(["j"]);
});
