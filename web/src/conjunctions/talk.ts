import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc, get, post } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { href } from "../app/router";
import { clock } from "../time/clock";
import { instantMs, left, utc } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import "../ui/notes";
import "../watch/whom-to-call";
import { type Encounter } from "./model";
import type { Proposed } from "./proposal-form";
import "./proposal-form";
import { type Act, actsOn, type Offer, ownPart, planWords, type Said, speaksFor, type Talk, type TalkLine, type Way } from "./talk-model";
import { byDefault, stage } from "./words";

const KINDS = ["proposal", "commitment", "opinion", "acknowledgement", "contact"];
const EVERY_MS = 30_000;
const AGAIN_MS = 1_200;
const GLYPHS: Readonly<Record<string, string>> = {
  open: "…", committed: "◐", agreed: "✓", declined: "✕", withdrawn: "✕", defaulted: "■", countered: "↺",
};
const LABELS: Readonly<Record<Act, string>> = {
  commit: "Promise it", confirm: "Confirm", decline: "Decline…", counter: "Counter…", "take-back": "Take the promise back…",
};

/** What the two sides say to each other about an event, and taking part in it. */
@customElement("cspo-talk")
export class EventTalk extends LitElement {
  static override styles = [
    base,
    css`
      .offer { margin-bottom: var(--s3); }
      .offer.past { opacity: 0.85; }
      .stage { font-weight: 650; }
      .head { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: baseline; }
      dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px var(--s3); margin: var(--s2) 0; font-size: var(--t2); }
      dt { color: var(--text-2); }
      dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
      .call { border-color: var(--emergency); background: var(--emergency-bg); margin-bottom: var(--s3); }
      .way { margin-bottom: var(--s3); }
      .why { display: grid; gap: var(--s2); margin-top: var(--s2); max-width: 40rem; }
      textarea { width: 100%; min-height: 56px; }
      .columns { display: grid; grid-template-columns: minmax(0, 3fr) minmax(260px, 2fr); gap: var(--s4); }
      .fault { color: var(--emergency); }
      @media (max-width: 860px) { .columns { grid-template-columns: 1fr; } }
    `,
  ];

  @property({ attribute: false }) view?: Encounter;
  @property({ type: Number }) chosen = 0;
  @property({ attribute: false }) proposed: Proposed | null = null;
  @state() private talks: readonly Talk[] = [];
  @state() private error: ApiError | undefined;
  @state() private writing: "" | "propose" | { readonly act: "counter" | "decline" | "take-back"; readonly offer: string } = "";
  @state() private said: Said | null = null;
  private known = "";
  private objects: readonly string[] = [];

  private readonly lines = new Resource<{ items: readonly TalkLine[] }>(
    this, () => (this.view ? { path: "coordination", params: { event: this.view.event } } : null),
    { kinds: KINDS, everyMs: EVERY_MS },
  );

  private readonly way = new Resource<Way>(this, () =>
    this.view
      ? { path: "coordination/way", params: { object1: this.view.side1.object, object2: this.view.side2.object } }
      : null,
  );

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("proposed") && this.proposed) this.writing = "propose";
    const { view } = this;
    if (changed.has("view") && view) this.objects = [view.side1.object, view.side2.object];
    const found = this.lines.value?.items;
    const known = JSON.stringify(found ?? []);
    if (!found || known === this.known) return;
    this.known = known;
    void this.load(found);
  }

  private async load(lines: readonly TalkLine[]): Promise<void> {
    try {
      this.talks = await Promise.all(lines.map((line) => get<Talk>(`coordination/${enc(line.proposal)}`)));
      this.error = undefined;
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const error = this.error ?? this.lines.error;
    if (error) return html`<cspo-failed what="The conversation" .error=${error} @retry=${this.again}></cspo-failed>`;
    if (!this.lines.value) return html`<cspo-loading what="the conversation"></cspo-loading>`;
    return html`<h2 class="hidden-text">Coordination</h2>
      <div class="columns">
      <div>
        ${this.rights(view)} ${this.outcome()}
        ${this.talks.map((talk) => this.talk(view, talk))}
        ${this.talks.length || this.writing
          ? nothing
          : html`<cspo-empty heading="Nobody has proposed anything">
              ${session.may("coordinate") ? "Propose who keeps clear; the other side's answer appears here." : "What the two sides say to each other appears here."}
            </cspo-empty>`}
        ${this.writing === "propose"
          ? html`<h3>A proposal</h3><cspo-proposal-form .view=${view} .source=${view.sources[this.chosen]} .proposed=${this.proposed}
              .way=${this.way.value} @said=${this.heard} @close=${() => (this.writing = "")}></cspo-proposal-form>`
          : session.may("coordinate") && !this.talks.some((talk) => talk.turn)
            ? html`<p><button class="primary" @click=${() => (this.writing = "propose")}>Propose…</button></p>`
            : nothing}
      </div>
      <aside aria-label="Whom to call">
        <h3>Whom to call</h3>
        <cspo-whom-to-call .objects=${this.objects} .named=${this.talks.flatMap((talk) => talk.contacts)}></cspo-whom-to-call>
      </aside>
    </div>`;
  }

  private rights(view: Encounter): TemplateResult | typeof nothing {
    const way = this.way.value;
    if (!way) return nothing;
    const side = [view.side1, view.side2].find((each) => each.object === way.keeps_clear);
    return html`<p class="card way small"><strong>Right of way: ${side ? `${side.name || side.object} keeps clear` : way.answer === "agree" ? "the two agree" : way.answer === "nobody-can" ? "nobody can maneuver" : "no rule assigns anybody"}.</strong>
      ${way.reason} <span class="quiet-text">${way.clause}: ${way.text}</span></p>`;
  }

  private outcome(): TemplateResult {
    const { said } = this;
    const word = said?.outcome === "review" ? "It waits for review before it leaves" : said?.outcome === "withheld" ? "It was withheld and did not leave" : "Sent";
    return html`<div role="status">${said ? html`<p>${said.outcome === "withheld" ? "▲" : "✓"} ${word} to ${said.to}${said.reason ? `: ${said.reason}` : "."}</p>` : nothing}</div>`;
  }

  private talk(view: Encounter, talk: Talk): TemplateResult {
    const [last, ...before] = [...talk.offers].reverse();
    return html`<section aria-label="Conversation of ${talk.sides.join(" and ")}">
      ${talk.call
        ? html`<p class="card call" role="alert"><strong>☎ Call ${talk.sides.filter((side) => !speaksFor(session.who?.party ?? "", side)).join(", ")} now.</strong>
            ${talk.contested.length ? "An answer and the default have crossed." : "It was declined, or a promise was taken back."}</p>`
        : nothing}
      ${last ? this.offer(view, talk, last, true) : nothing}
      ${before.length
        ? html`<details><summary>${before.length === 1 ? "One earlier proposal" : `${before.length} earlier proposals`}</summary>
            ${before.map((each) => this.offer(view, talk, each, false))}</details>`
        : nothing}
      ${talk.set_aside.map((each) => html`<p class="small quiet-text">Doesn't count: <a href=${href("records", [each.record])}>a record</a>: ${each.reason}</p>`)}
    </section>`;
  }

  private offer(view: Encounter, talk: Talk, offer: Offer, now: boolean): TemplateResult {
    const { body } = offer;
    const leftMs = instantMs(body.answer_by_utc) - clock.nowMs();
    const force = talk.in_force === offer.record;
    return html`<article class="card offer ${now ? "" : "past"}">
      <div class="head">
        <span class="stage">${GLYPHS[offer.stage] ?? ""} ${stage(offer.stage)}${force ? "; in force" : ""}</span>
        <span class="quiet-text small">${offer.proposer} to ${offer.asked}, number ${body.number ?? 1},
          <a href=${href("records", [offer.record])}><cspo-time .at=${offer.made_utc}></cspo-time></a></span>
      </div>
      <dl>
        <dt>Proposed</dt><dd>${planWords(body.maneuvering)}${body.maneuvering?.burn_utc ? html` at <cspo-time .at=${body.maneuvering.burn_utc}></cspo-time>` : nothing}</dd>
        <dt>To be done by</dt><dd><cspo-time .at=${body.act_by_utc}></cspo-time></dd>
        ${offer.stage === "open" || offer.stage === "committed"
          ? html`<dt>Answer by</dt><dd><cspo-time .at=${body.answer_by_utc}></cspo-time>, <strong>${left(leftMs)}</strong>${talk.turn && now ? `; ${talk.turn} speaks next` : ""}</dd>`
          : nothing}
        <dt>If nobody answers</dt><dd>${byDefault(body.default ?? "")}</dd>
        ${body.reason ? html`<dt>Why</dt><dd>${body.reason}</dd>` : nothing}
        ${offer.answer ? this.said_("Answer", offer.answer) : nothing}
        ${offer.confirmation ? this.said_("Confirmation", offer.confirmation) : nothing}
        ${offer.defaults.map((each) => this.said_("Default", each))}
        ${offer.acknowledged_by.length ? html`<dt>Received by</dt><dd>${offer.acknowledged_by.join(", ")}</dd>` : nothing}
      </dl>
      ${now && session.may("coordinate") ? this.acts(view, offer) : nothing}
    </article>`;
  }

  private said_(title: string, word: Offer["answer"]) {
    if (!word) return nothing;
    const { body } = word;
    const deed = body.deed ? `${body.deed === "maneuver" ? "maneuvers" : body.deed === "hold" ? "holds" : body.deed} ${body.object ?? ""}${body.by_utc ? ` ${body.deed === "maneuver" ? "by" : "until"} ${utc(body.by_utc)}` : ""}` : "";
    return html`<dt>${title}</dt><dd>${word.origin}, <cspo-time .at=${word.made_utc}></cspo-time>${deed ? `: ${deed}` : ""}${body.note ? `. ${body.note}` : ""}${body.reason ? `: ${body.reason}` : ""}</dd>`;
  }

  private acts(view: Encounter, offer: Offer): TemplateResult | typeof nothing {
    const party = session.who?.party ?? "";
    const acts = actsOn(offer, party);
    if (!acts.length) return nothing;
    const { writing } = this;
    const open = typeof writing === "object" && writing.offer === offer.record ? writing.act : "";
    if (open === "counter") {
      return html`<h3>Something else</h3><cspo-proposal-form .view=${view} .source=${view.sources[this.chosen]} .counters=${offer.record}
        .proposed=${this.proposed} .way=${this.way.value} @said=${this.heard} @close=${() => (this.writing = "")}></cspo-proposal-form>`;
    }
    if (open) return this.refusal(offer, open);
    const part = ownPart(offer, view, party);
    return html`${acts.includes("commit") || acts.includes("confirm")
        ? html`<p class="small">Your part: ${part.maneuvers ? "maneuver" : "hold"} ${part.object} ${part.maneuvers ? "by" : "until"} <cspo-time .at=${part.by_utc}></cspo-time>.</p>`
        : nothing}
      <div class="row">${acts.map((act) => this.button(act, offer, part))}</div>`;
  }

  private button(act: Act, offer: Offer, part: ReturnType<typeof ownPart>): TemplateResult {
    if (act === "commit" || act === "confirm") {
      const send = () => post<Said>(`coordination/${act}`, { proposal: offer.record, object: part.object, by_utc: part.by_utc });
      return html`<cspo-action primary .action=${send} @done=${(event: CustomEvent<Said>) => this.heard(event)}>${LABELS[act]}</cspo-action>`;
    }
    return html`<button @click=${() => (this.writing = { act, offer: offer.record })}>${LABELS[act]}</button>`;
  }

  private refusal(offer: Offer, act: "decline" | "take-back"): TemplateResult {
    const send = () => {
      const reason = this.renderRoot.querySelector("textarea")?.value.trim() ?? "";
      return post<Said>(`coordination/${act}`, { proposal: offer.record, reason });
    };
    return html`<div class="why">
      <label>Why ${act === "decline" ? "not" : "no more"} <textarea maxlength="2000" required></textarea></label>
      <div class="row">
        <cspo-action primary .action=${send} @done=${(event: CustomEvent<Said>) => this.heard(event)}>${act === "decline" ? "Decline" : "Take it back"}</cspo-action>
        <button @click=${() => (this.writing = "")}>Cancel</button>
      </div>
      <p class="small quiet-text">The other side is told. Call as well.</p>
    </div>`;
  }

  private readonly heard = (event: CustomEvent<Said>): void => {
    event.stopPropagation();
    this.said = event.detail;
    this.writing = "";
    this.again();
    window.setTimeout(this.again, AGAIN_MS);
  };

  private readonly again = (): void => {
    this.known = "";
    void this.lines.reload();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-talk": EventTalk;
  }
}
