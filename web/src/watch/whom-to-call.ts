import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc, get } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { left, utc } from "../time/format";
import { clock } from "../time/clock";
import { base } from "../ui/tokens";
import "../ui/notes";
import type { CallPoint, Contact, Page } from "./model";
import { mailto, type Office, type Owned, type Party, tel, whomToCall } from "./whom";

/** Whom to call about some objects, by telephone: numbers that can be pressed. */
@customElement("cspo-whom-to-call")
export class WhomToCall extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      section {
        margin-bottom: var(--s3);
      }
      h4 {
        margin: 0 0 var(--s1);
        font-size: var(--t2);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: var(--s2);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s3);
        align-items: center;
        justify-content: space-between;
        padding: var(--s2) var(--s3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      li > div {
        min-width: 0;
      }
      li > div:first-child {
        flex: 1 1 170px;
      }
      li a.small {
        display: block;
      }
      li strong {
        display: block;
        font-size: var(--t2);
      }
      .call {
        white-space: nowrap;
        min-height: 36px;
      }
      .overdue {
        color: var(--warning);
      }
      .answers {
        color: var(--ok);
      }
    `,
  ];

  @property({ attribute: false }) objects: readonly string[] = [];
  /** What a warning itself says. */
  @property({ attribute: false }) named: readonly CallPoint[] = [];
  @state() private owned: readonly Owned[] = [];
  @state() private error: ApiError | undefined;
  private asked = "";

  private readonly directory = new Resource<Page<Contact>>(
    this,
    () => ({ path: "contacts", params: { limit: 1_000 } }),
    { kinds: ["contact"] },
  );

  override willUpdate(changed: PropertyValues<this>): void {
    const asked = this.objects.join(" ");
    if (changed.has("objects") && asked !== this.asked) {
      this.asked = asked;
      void this.loadOwners(this.objects);
    }
  }

  private async loadOwners(objects: readonly string[]): Promise<void> {
    try {
      const owned = await Promise.all(objects.map((each) => get<Owned>(`owners/${enc(each)}`)));
      if (objects.join(" ") !== this.asked) return;
      this.owned = owned;
      this.error = undefined;
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  override render() {
    const error = this.error ?? this.directory.error;
    if (error) return html`<cspo-failed what="Whom to call" .error=${error} @retry=${this.again}></cspo-failed>`;
    const book = this.directory.value;
    if (!book) return html`<cspo-loading what="whom to call"></cspo-loading>`;
    const ours = session.who?.party ?? "";
    const { parties, outside } = whomToCall(this.owned, this.named, book.items, ours);
    return html`${parties.map((each) => this.party(each))}
    ${outside.map(
      ({ object, owner }) => html`<p class="small quiet-text">
        ${object}: ${owner === "unknown"
          ? "nobody knows whose it is."
          : `of ${owner}, which is no party of this coalition.`}
        Nobody here can be called about it; it will not move for you.
      </p>`,
    )}
    ${parties.length || outside.length
      ? nothing
      : html`<cspo-empty heading="Nobody to call">Both objects are your own.</cspo-empty>`}`;
  }

  private party(party: Party) {
    return html`<section>
      <h4>
        ${party.party}${party.of.length
          ? html` <span class="quiet-text">owns ${party.of.join(", ")}</span>`
          : nothing}
      </h4>
      ${party.bySponsor
        ? html`<p class="small quiet-text">It has named nobody; its sponsor answers for it.</p>`
        : nothing}
      ${party.offices.length
        ? html`<ol>
            ${party.offices.map((each) => this.office(each))}
          </ol>`
        : html`<p class="small quiet-text">
            It has named nobody, and nobody else has. Write to its watch by the feed: acknowledge,
            or propose; and ask for a number.
          </p>`}
    </section>`;
  }

  private office(office: Office) {
    const number = tel(office.phone);
    return html`<li>
      <div>
        <strong>${office.role || "office not named"}</strong>
        <span class="small quiet-text">${this.facts(office)}</span>
      </div>
      <div>
        ${number
          ? html`<a class="button call" href=${number}><span aria-hidden="true">☎</span> ${office.phone}</a>`
          : html`<span class="small">${office.phone || "no number"}</span>`}
        ${office.email
          ? html`<a class="small" href=${mailto(office.email) || nothing}>${office.email}</a>`
          : nothing}
      </div>
    </li>`;
  }

  private facts(office: Office) {
    const told = [office.hours, office.languages?.join(", ")].filter(Boolean).join("; ");
    const checked = office.checked_utc
      ? `last reached ${left(Date.parse(office.checked_utc) - clock.nowMs())}`
      : "never tried";
    return html`${office.answers_now === true
      ? html`<span class="answers">✓ answers now</span>; `
      : office.answers_now === false
        ? html`<span class="overdue">▲ outside its hours</span>; `
        : nothing}${told ? `${told}; ` : nothing}${office.record
      ? html`<span
          class=${office.overdue_s ? "overdue" : ""}
          title=${office.checked_utc ? utc(office.checked_utc) : nothing}
          >${office.overdue_s ? "▲ " : ""}${checked}</span
        >`
      : "as the warning says"}`;
  }

  private again(): void {
    void this.loadOwners(this.objects);
    void this.directory.reload();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-whom-to-call": WhomToCall;
  }
}
