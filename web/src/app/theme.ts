/** Light or dark: as the machine has it, or as somebody chose here. */
import { currentTheme, type Theme, tokenSheet } from "../ui/tokens";

const KEPT = "cspo-theme";
export type Choice = Theme | "system";

/** What was chosen. */
export function chosenTheme(): Choice {
  const kept = localStorage.getItem(KEPT);
  return kept === "dark" || kept === "light" ? kept : "system";
}

/** Choose; pictures that are drawn on a canvas hear of it as `cspo-theme` on the window. */
export function chooseTheme(choice: Choice): void {
  if (choice === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, choice);
  apply();
}

/** Put the tokens into the document, once. */
export function startTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tokenSheet);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  apply();
  window.matchMedia("(prefers-color-scheme: light)").addEventListener("change", tell);
}

function apply(): void {
  const choice = chosenTheme();
  if (choice === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
  tell();
}

function tell(): void {
  window.dispatchEvent(new CustomEvent<Theme>("cspo-theme", { detail: currentTheme() }));
}
