import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc, post } from "../api/client";
import { ApiError, asApiError } from "../api/errors";
import { session } from "../api/session";
import { href } from "../app/router";
import "../ui/button";
import { choices } from "../ui/choices";
import { marks } from "../ui/mark";
import "../ui/notes";
import { base } from "../ui/tokens";
import type { Drafted, Kept, Language, StudyView } from "./model";

const LANGUAGES: readonly (readonly [Language, string])[] = [["en", "English"], ["fr", "français"], ["ja", "日本語"]];

/** As `POST /api/v1/notices` answers. */
interface Issued {
  readonly serial: string;
  readonly records: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
}

/**
 * The page for the coalition: read it, add to it, keep what it rests on, issue it. Nothing goes out
 * before the last of these. `@kept` when the study has become records.
 */
@customElement("cspo-notice-draft")
export class NoticeDraft extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        max-width: 60rem;
      }
      pre {
        margin: 0;
        padding: var(--s3);
        overflow: auto;
        font: 400 var(--t2)/1.4 var(--mono);
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      ${choices}
      textarea {
        width: 100%;
        min-height: 4.5rem;
        resize: vertical;
      }
      label.wide {
        display: grid;
        gap: 2px;
        color: var(--text-2);
      }
      ol {
        margin: 0;
        padding-inline-start: var(--s5);
        display: grid;
        gap: var(--s3);
      }
      .done {
        border-color: var(--ok);
        background: var(--ok-bg);
      }
    `,
  ];

  @property({ attribute: false }) study?: StudyView;
  @state() private draft: Drafted | null = null;
  @state() private error: ApiError | undefined;
  @state() private languages: ReadonlySet<Language> = new Set(["en"]);
  @state() private remarks: Readonly<Partial<Record<Language, string>>> = {};
  @state() private read = false;
  /** Whether what is shown lacks what was added since. */
  @state() private stale = false;
  @state() private issued: Issued | null = null;
  private of = "";

  override willUpdate(changed: PropertyValues<this>): void {
    const { study } = this;
    if (changed.has("study") && study && study.id !== this.of) {
      this.of = study.id;
      this.draft = this.issued = null;
      this.read = false;
      if (this.may) void this.write().catch((error: unknown) => (this.error = asApiError(error)));
    }
    marks.show(this, [this.draft?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  private get may(): boolean {
    return session.may("watch") && !session.isGuest;
  }

  override render() {
    const { study } = this;
    if (!study) return nothing;
    if (!this.may) {
      return html`<cspo-empty heading="The watch writes it">A page for the coalition is issued by the nation's own watch.</cspo-empty>`;
    }
    if (this.error && !this.draft) {
      return html`<cspo-failed what="The page" .error=${this.error} @retry=${() => void this.again()}></cspo-failed>`;
    }
    if (!this.draft) return html`<cspo-loading what="the page"></cspo-loading>`;
    return html`${this.pages(this.draft)} ${this.issued ? this.out(this.issued) : this.steps(study, this.draft)}`;
  }

  private pages(draft: Drafted) {
    return html`<p>A draft. <strong>Nothing has gone out.</strong> It will carry <cspo-mark .mark=${draft.mark}></cspo-mark>${draft.warn.length
        ? html` and concerns ${draft.warn.join(", ")}`
        : nothing}.</p>
      ${Object.entries(draft.texts).map(
        ([language, text]) => html`<pre lang=${language} tabindex="0" role="group" aria-label="The page: ${draft.titles[language] ?? language}">${text}</pre>`,
      )}`;
  }

  private steps(study: StudyView, draft: Drafted) {
    const kept = study.records.length > 0;
    const ready = kept && draft.records.length > 0 && !this.stale;
    const why = !kept ? "Keep the study first" : this.stale ? "Write it anew, and read it" : "Say that you have read it";
    return html`<ol>
      <li>Read it, and add what it does not say.
        <fieldset><legend>Languages</legend>${LANGUAGES.map(
          ([id, name]) => html`<label><input type="checkbox" .checked=${this.languages.has(id)} @change=${() => this.toggle(id)} /> <span lang=${id}>${name}</span></label>`,
        )}</fieldset>
        ${LANGUAGES.filter(([id]) => this.languages.has(id)).map(
          ([id, name]) => html`<label class="wide">Remarks, ${name} <textarea maxlength="2000" lang=${id} .value=${this.remarks[id] ?? ""}
            @input=${(event: Event) => this.add(id, (event.target as HTMLTextAreaElement).value)}></textarea></label>`,
        )}
        <cspo-action .action=${() => this.write()}>Write it anew</cspo-action>${this.stale
          ? html` <span class="small">◆ The page above lacks what you have changed.</span>`
          : nothing}</li>
      <li>${kept
        ? html`✓ Kept as <a href=${href("records", [study.records[0] ?? ""])}>records</a>: the event and what follows from it.`
        : html`Keep the study: its event and what follows become records, marked like all that it rests on.
          <div><cspo-action .action=${() => this.keep(study)}>Keep it as records</cspo-action></div>`}</li>
      <li>Issue the page: it gets its number and goes to whoever may have it, as the release policy says.
        <div><label><input type="checkbox" .checked=${this.read} @change=${(event: Event) => (this.read = (event.target as HTMLInputElement).checked)} /> I have read it</label></div>
        <cspo-action primary ?disabled=${!ready || !this.read} why=${why}
          .action=${() => this.issue(draft)}>Issue it</cspo-action></li>
    </ol>`;
  }

  private out(issued: Issued) {
    const said = Object.entries(issued.outcomes).map(([outcome, count]) => `${outcome} for ${count}`);
    return html`<p class="card done" role="status"><strong>✓ Issued as ${issued.serial}.</strong> ${said.join(", ")}.
      <a href=${href("records", [issued.records[0] ?? ""])}>Its record</a></p>`;
  }

  private toggle(language: Language): void {
    const next = new Set(this.languages);
    if (!next.delete(language)) next.add(language);
    if (next.size) {
      this.languages = next;
      this.stale = true;
    } else {
      this.requestUpdate();
    }
  }

  private add(language: Language, text: string): void {
    this.remarks = { ...this.remarks, [language]: text };
    this.stale = true;
  }

  private chosenRemarks(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const each of this.languages) {
      const said = this.remarks[each]?.trim();
      if (said) found[each] = said;
    }
    return found;
  }

  private async write(): Promise<void> {
    const { study } = this;
    if (!study) return;
    const asked = { languages: [...this.languages], remarks: this.chosenRemarks() };
    this.draft = await post<Drafted>(`consequence/studies/${enc(study.id)}/notice`, asked);
    this.error = undefined;
    this.read = this.stale = false;
  }

  private async again(): Promise<void> {
    this.error = undefined;
    await this.write().catch((error: unknown) => (this.error = asApiError(error)));
  }

  private async keep(study: StudyView): Promise<void> {
    await post<Kept>(`consequence/studies/${enc(study.id)}/keep`, {});
    await this.write(); // first: what is shown as kept takes no box away that somebody has ticked
    this.dispatchEvent(new CustomEvent("kept", { bubbles: true, composed: true }));
  }

  private async issue(draft: Drafted): Promise<void> {
    const records = draft.records;
    if (!records.length) throw new ApiError(0, { title: "Keep the study first" });
    this.issued = await post<Issued>("notices", { records, languages: [...this.languages], remarks: this.chosenRemarks() });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-notice-draft": NoticeDraft;
  }
}
