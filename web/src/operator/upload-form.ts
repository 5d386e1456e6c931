import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { world } from "../app/world";
import { post } from "../api/client";
import { ApiError } from "../api/errors";
import { session } from "../api/session";
import { byteSize, utc } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import { TEN } from "./model";
import { type Look, lookInto, MOST_BYTES } from "./oem";

/** Bring in an ephemeris: look at it first, say what it is and who may have it. `@done` when it is in. */
@customElement("cspo-upload-form")
export class UploadForm extends LitElement {
  static override styles = [
    base,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }
      .drop {
        display: grid;
        gap: var(--s2);
        justify-items: center;
        text-align: center;
        padding: var(--s4);
        border: 2px dashed var(--edge);
        border-radius: var(--radius);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--surface-3);
      }
      input[type="file"] {
        max-width: 100%;
      }
      .two {
        display: grid;
        gap: var(--s3);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
        align-items: end;
      }
      .two label {
        display: grid;
        gap: 2px;
        min-width: 0;
      }
      .two select,
      .two input {
        width: 100%;
      }
      fieldset {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        margin: 0;
        padding: var(--s2) var(--s3);
      }
      legend {
        font-size: var(--t2);
      }
      .parties {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s3);
      }
      .parties label {
        min-height: 24px;
      }
      ul {
        margin: 0;
        padding-inline-start: var(--s5);
        font-size: var(--t2);
      }
      .scroll {
        overflow-x: auto;
      }
    `,
  ];

  /** Parties who are offered as those that may have it: those of the box, or all ten. */
  @property({ attribute: false }) parties: readonly string[] =
    world.nations.length > 1 ? world.nations : TEN;
  @state() private file: File | null = null;
  @state() private look: Look | null = null;
  @state() private over = false;
  @state() private shared: ReadonlySet<string> = new Set();
  private text = "";

  override render() {
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${this.dragged}
        @dragleave=${() => (this.over = false)}
        @drop=${this.dropped}
      >
        <label for="file"><strong>Orbit ephemeris message</strong> (OEM, CCSDS 502.0; KVN or XML, up to 16 MB)</label>
        <input id="file" type="file" accept=".oem,.txt,.xml,.kvn,text/plain,text/xml" @change=${this.picked} />
        <span class="small quiet-text">or drop it here. It is looked at in this page, and sent when you say so.</span>
      </div>
      ${this.seen()} ${this.options()}
      <div class="row">
        <cspo-action primary .action=${() => this.send()}>Take it in</cspo-action>
        <span class="small quiet-text">
          Signed as of ${session.who?.party ?? "you"}, for ${this.readers()}.
        </span>
      </div>
    </form>`;
  }

  private seen() {
    const { file, look } = this;
    if (!file || !look) return nothing;
    return html`<section aria-label="What the file holds" role="status">
      <p class="small"><strong>${file.name}</strong>, ${byteSize(file.size)}${look.form ? `, ${look.form}` : ""}${look.originator ? ` of ${look.originator}` : ""}</p>
      ${look.segments.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-label="Segments">
            <table>
              <thead>
                <tr>
                  <th scope="col">Object</th><th scope="col">From</th><th scope="col">To</th>
                  <th scope="col">Frame, time</th><th scope="col" class="end">Points</th>
                  <th scope="col" class="end">Covariances</th>
                </tr>
              </thead>
              <tbody>
                ${look.segments.map(
                  (each) => html`<tr>
                    <td>${each.name} <span class="quiet-text">${each.id}</span></td>
                    <td>${when(each.start, each.timeSystem)}</td>
                    <td>${when(each.stop, each.timeSystem)}</td>
                    <td>${each.frame}, ${each.timeSystem}</td>
                    <td class="end">${each.points}</td>
                    <td class="end">${each.covariances}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : nothing}
      ${look.problems.length ? html`<ul>${look.problems.map((each) => html`<li>▲ ${each}</li>`)}</ul>` : nothing}
    </section>`;
  }

  private options() {
    return html`<div class="two">
        <label>
          It is
          <select name="basis">
            <option value="planned" selected>planned, with its burns</option>
            <option value="predicted">predicted, as it goes on by itself</option>
            <option value="definitive">definitive, as it was</option>
          </select>
        </label>
        <label>
          And
          <select name="intent">
            <option value="committed" selected>decided: others can rely on it</option>
            <option value="hypothetical">only a thought: compare, don't adopt</option>
          </select>
        </label>
        <label>
          Can it maneuver?
          <select name="maneuverability">
            <option value="unknown" selected>not said</option>
            <option value="yes">yes</option>
            <option value="no">no</option>
          </select>
        </label>
        <label>
          Radius of a sphere that holds it (m)
          <input name="radius" type="number" min="0.1" max="1000" step="any" placeholder="not said" />
        </label>
      </div>
      <fieldset>
        <legend>Who may have it besides: the more, the better you are warned</legend>
        <div class="parties">
          ${this.parties.filter((each) => each !== session.who?.nation).map(
            (each) => html`<label><input
              type="checkbox" name="share" value=${each} .checked=${this.shared.has(each)}
              @change=${() => this.toggle(each)}
            /> ${each}</label>`,
          )}
          <button type="button" class="quiet" @click=${this.all}>
            ${this.shared.size ? "Nobody" : "Everybody"}
          </button>
        </div>
      </fieldset>`;
  }

  /** Who will have it, in words. */
  private readers(): string {
    const who = session.who;
    const all = new Set([who?.party ?? "you", who?.nation ?? "", ...[...this.shared].sort()]);
    return [...all].filter(Boolean).join(", ");
  }

  private toggle(party: string): void {
    const next = new Set(this.shared);
    if (!next.delete(party)) next.add(party);
    this.shared = next;
  }

  private readonly all = (): void => {
    const others = this.parties.filter((each) => each !== session.who?.nation);
    this.shared = this.shared.size ? new Set() : new Set(others);
  };

  private dragged(event: DragEvent): void {
    event.preventDefault();
    this.over = true;
  }

  private dropped(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    const file = event.dataTransfer?.files[0];
    if (file) void this.take(file);
  }

  private picked(event: Event): void {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) void this.take(file);
  }

  private async take(file: File): Promise<void> {
    this.file = file;
    if (file.size > MOST_BYTES) {
      this.text = "";
      this.look = { form: "", originator: "", segments: [], problems: ["It is larger than 16 MB: send it in pieces."] };
      return;
    }
    this.text = await file.text();
    this.look = lookInto(this.text);
  }

  private value(name: string): string {
    return this.renderRoot.querySelector<HTMLSelectElement | HTMLInputElement>(`[name=${name}]`)?.value ?? "";
  }

  private async send(): Promise<unknown> {
    if (!this.text) throw new ApiError(400, { title: "Choose a file first" });
    const radiusM = this.value("radius");
    const made = await post<{ records: readonly string[] }>("ephemerides", this.text, {
      type: "text/plain",
      params: {
        basis: this.value("basis"), intent: this.value("intent"),
        maneuverability: this.value("maneuverability"), releasable_to: [...this.shared].sort(),
        hard_body_radius_km: radiusM ? Number(radiusM) / 1_000 : null,
      },
    });
    this.file = null;
    this.look = null;
    this.text = "";
    const input = this.renderRoot.querySelector<HTMLInputElement>("#file");
    if (input) input.value = "";
    return made;
  }
}

/** An instant as the file has it; in UTC with its Z where it is in UTC. */
function when(text: string, timeSystem: string): string {
  return timeSystem === "UTC" && text ? utc(text, "s") : text;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-upload-form": UploadForm;
  }
}
