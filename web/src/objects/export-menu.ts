import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { file } from "../api/client";
import { view } from "../time/clock";
import "../ui/button";
import { LEVEL_WORDS, levelOf } from "../ui/mark";
import { fileName, save } from "../ui/save";
import { base } from "../ui/tokens";

interface Form {
  readonly words: string;
  readonly ending: string;
  readonly type: string;
}

const FORMS: Readonly<Record<string, Form>> = {
  "omm-kvn": { words: "OMM, KVN", ending: "omm", type: "text/plain" },
  "omm-xml": { words: "OMM, XML", ending: "omm.xml", type: "application/xml" },
  "omm-json": { words: "OMM, JSON", ending: "omm.json", type: "application/json" },
  oem: { words: "OEM for 24 h, KVN", ending: "oem", type: "text/plain" },
  "oem-xml": { words: "OEM for 24 h, XML", ending: "oem.xml", type: "application/xml" },
  tle: { words: "TLE", ending: "tle", type: "text/plain" },
  "3le": { words: "TLE with names", ending: "3le", type: "text/plain" },
};
/** What the node takes at once. */
const MOST = 500;

/** Saves the orbits of chosen objects as CCSDS messages or TLE, as the node writes them. */
@customElement("cspo-export")
export class ExportMenu extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
      }
      .left-out {
        color: var(--warning);
      }
    `,
  ];

  /** Identities. */
  @property({ attribute: false }) objects: readonly string[] = [];
  @state() private form = "omm-kvn";
  @state() private told = "";

  override render() {
    const { objects } = this;
    const many = objects.length > 1 ? ` of ${Math.min(objects.length, MOST)} objects` : "";
    const why = objects.length ? "" : "Nothing is chosen";
    return html`<span class="row">
      <label><span class="hidden-text">Form of the file</span>
        <select @change=${(event: Event) => (this.form = (event.target as HTMLSelectElement).value)}>
          ${Object.entries(FORMS).map(([id, form]) => html`<option value=${id} ?selected=${id === this.form}>${form.words}</option>`)}
        </select>
      </label>
      <cspo-action .action=${() => this.save()} ?disabled=${!objects.length} why=${why}>Save orbit${many}</cspo-action>
      ${objects.length > MOST ? html`<small class="quiet-text">The first ${MOST} of ${objects.length}.</small>` : nothing}
      <small class="left-out" role="status">${this.told}</small>
    </span>`;
  }

  private async save(): Promise<void> {
    const { form } = this;
    const chosen = FORMS[form];
    if (!chosen) return;
    const start = form.startsWith("oem") && !view.following ? new Date(view.ms()).toISOString() : null;
    const asked = this.objects.slice(0, MOST);
    this.told = "";
    const { data, headers } = await file("export", { object: asked, as: form, start });
    const leftOut = Number(headers.get("Cspo-Left-Out") ?? 0);
    const what = asked.length === 1 ? (asked[0] ?? "") : `${asked.length - leftOut}-objects`;
    const level = levelOf(headers.get("Cspo-Marking") ?? "");
    save(data, fileName(what, chosen.ending, { level: LEVEL_WORDS[level] ?? level }), chosen.type);
    this.told = leftOutWords(leftOut, asked.length);
  }
}

/** What a file lacks of what was asked for; empty where it has all of it. */
export function leftOutWords(leftOut: number, asked: number): string {
  if (!(leftOut > 0)) return "";
  const were = leftOut === 1 ? "1 was" : `${leftOut} were`;
  return `▲ Of ${asked} objects ${were} left out: not there, not for you, or not to be written in this form.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-export": ExportMenu;
  }
}
