import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { Resource } from "../api/resource";
import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { patchParams } from "../app/router";
import { clock } from "../time/clock";
import { duration, instantMs } from "../time/format";
import "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import { base } from "../ui/tokens";
import { Ticker } from "../watch/ticker";
import "./action-form";
import type { ObligationLine, Page } from "./model";
import { hrefOf } from "./plan-row";
import { recordLinks, recordStyles } from "./record-links";
import "./settle-form";
import { barStyles } from "./styles";
import { dueText, OWED_WORDS } from "./words";

const MOST = 500;
const AGAIN_MS = 1_200;
/** Of what nobody stated: where it comes from, and is done. */
const DERIVED: Readonly<Partial<Record<ObligationLine["kind"], string>>> = {
  "contact-check": "as the directory of contacts has it", "release": "as the release desk has it", "review": "as the plan has it",
};
const GROUPS: readonly (readonly [title: string, states: readonly ObligationLine["state"][]])[] = [
  ["Late", ["late"]], ["Open", ["open"]], ["Done", ["met", "met-late", "waived"]],
];
const DONE: Readonly<Record<string, string>> = { "met": "✓ met", "met-late": "◆ met, late", "waived": "✕ waived" };

/** Who owes whom what by when, and what was agreed as an action: late, open, then done with the newest first. */
@customElement("cspo-obligations-part")
export class ObligationsPart extends LitElement {
  static override styles = [
    base,
    recordStyles,
    barStyles,
    css`
      h2 { font-size: var(--t3); margin: var(--s4) 0 var(--s1); }
      ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
      li { padding: var(--s2); border-bottom: 1px solid var(--line); font-size: var(--t2); border-inline-start: 4px solid var(--edge); }
      li.late { border-inline-start-color: var(--emergency); }
      li.met, li.met-late, li.waived { border-inline-start-color: var(--line); }
      .line { display: grid; grid-template-columns: 9rem minmax(0, 1fr) 13rem 6rem; gap: var(--s1) var(--s4); align-items: start; }
      .who { font-weight: 650; }
      li.late .due > strong { color: var(--emergency); }
      details { margin-top: var(--s4); font-size: var(--t3); font-weight: 650; }
      details ul { font-weight: 400; }
      summary { cursor: pointer; min-height: 28px; }
      p { margin: 0; overflow-wrap: anywhere; }
      .bar > button:last-child { margin-inline-start: auto; }
      cspo-settle-form { display: block; margin-top: var(--s2); }
      @media (max-width: 860px) {
        .line { grid-template-columns: minmax(0, 1fr) max-content; }
        .line > :last-child:empty { display: none; }
        .what { grid-column: 1 / -1; order: -1; }
      }
    `,
  ];

  @property({ attribute: false }) params = new URLSearchParams();
  @state() private adding = false;
  @state() private settling = "";
  private readonly found = new Resource<Page<ObligationLine>>(this, () => ({ path: "obligations", params: { limit: MOST } }), { kinds: ["obligation", "plan-finding", "plan", "contact"], everyMs: 10_000 });

  constructor() {
    super();
    new Ticker(this);
    bindKeys(this, "Obligations", [{ key: "a", what: "write down an action", run: () => (this.adding = true), when: () => session.may("coordinate") }]);
  }

  override willUpdate(): void {
    marks.show(this, this.found.value?.items.map((each) => each.mark) ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.found;
    const failed = error ? html`<cspo-failed what="Obligations" .error=${error} @retry=${() => void this.found.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="obligations"></cspo-loading>`;
    const shown = value.items.filter((each) => this.wanted(each));
    return html`${failed} ${this.summary(value.items, value.next !== null)} ${this.bar()}
      ${this.adding ? html`<cspo-action-form @done=${this.done} @cancel=${() => (this.adding = false)}></cspo-action-form>` : nothing}
      ${GROUPS.map(([title, states]) => this.group(title, shown.filter((each) => states.includes(each.state))))}
      ${shown.length ? nothing : html`<cspo-empty heading="Nothing is owed">${value.items.length ? "None is like that." : "Checks of contacts that fall due, releases that wait for your desk and reviews of plans show here by themselves; all else once somebody has stated it."}</cspo-empty>`}`;
  }

  private get party(): string {
    return session.who?.nation ?? "";
  }

  private isOurs(party: string): boolean {
    return party === this.party || party.startsWith(`${this.party}/`);
  }

  private wanted(each: ObligationLine): boolean {
    const who = this.params.get("who");
    if (who === "ours") return this.isOurs(each.owes);
    if (who === "theirs") return !this.isOurs(each.owes) && (each.to === "" || each.to.split(", ").some((to) => this.isOurs(to)));
    return true;
  }

  /** The node sends late ones first, then open ones: what is cut off is done, unless these alone are more. */
  private summary(items: readonly ObligationLine[], more: boolean) {
    const cut = more && !((items.at(-1)?.state ?? "open") in DONE);
    const least = cut ? "At least " : "";
    const late = items.filter(({ state }) => state === "late");
    const ours = late.filter(({ owes }) => this.isOurs(owes)).length;
    const open = items.filter(({ state }) => state === "open").length;
    return html`<p class="summary"><strong>${late.length ? `${least}${late.length} late, ${ours ? `${ours} of them ours` : "none of them ours"}.` : "Nothing is late."}</strong>
      ${open ? `${least}${open}${late.length ? " more" : ""} ${open === 1 ? "is" : "are"} open.` : ""}
      ${more ? `There is more than the ${MOST} lines that are shown here; ${cut ? "open ones are among the rest" : "the rest was done before these"}. The command cspo plan owed --limit tells of them.` : ""}</p>`;
  }

  private bar() {
    const who = this.params.get("who") ?? "";
    const options = [["", "All"], ["ours", "We owe"], ["theirs", "Owed to us"]] as const;
    return html`<div class="bar"><div class="choice" role="group" aria-label="Who owes">${options.map(
        ([id, words]) => html`<button aria-pressed=${who === id ? "true" : "false"} @click=${() => patchParams({ who: id || null })}>${words}</button>`)}</div>
      ${session.may("coordinate") && !session.isGuest ? html`<button aria-expanded=${this.adding ? "true" : "false"} title="Write down an action (a)" @click=${() => (this.adding = !this.adding)}>Write down an action…</button>` : nothing}</div>`;
  }

  private group(title: string, those: readonly ObligationLine[]) {
    if (!those.length) return nothing;
    const list = html`<ul>${repeat(those, (each) => each.obligation, (each) => this.line(each))}</ul>`;
    return title === "Done"
      ? html`<details><summary>${title} <span class="quiet-text">${those.length}</span></summary>${list}</details>`
      : html`<section aria-label=${title}><h2>${title} <span class="quiet-text">${those.length}</span></h2>${list}</section>`;
  }

  private line(each: ObligationLine) {
    const settling = this.settling === each.obligation;
    return html`<li class=${each.state}><div class="line">
        <div class="who">${each.owes} <span aria-hidden="true">→</span><span class="hidden-text">owes</span> ${each.to || "all"}</div>
        <div class="what"><p><strong>${each.text}</strong> <cspo-mark mark=${each.mark}></cspo-mark></p>
          <p class="quiet-text">${OWED_WORDS[each.kind]}${each.derived ? `, ${DERIVED[each.kind] ?? "by itself"}` : nothing}${each.every_s === null ? nothing : `, every ${duration(each.every_s * 1_000)}`}${each.plan ? html`, of <a href=${hrefOf(each.plan)}>${each.plan}</a>` : nothing}
            ${recordLinks(each.records, 3)}</p></div>
        <div class="due">${this.due(each)}</div>
        <div>${each.yours && (each.state === "open" || each.state === "late")
          ? html`<button aria-expanded=${settling ? "true" : "false"} @click=${() => (this.settling = settling ? "" : each.obligation)}>Settle…</button>` : nothing}</div>
      </div>
      ${settling ? html`<cspo-settle-form obligation=${each.obligation} @done=${this.done} @cancel=${() => (this.settling = "")}></cspo-settle-form>` : nothing}</li>`;
  }

  private due(each: ObligationLine) {
    if (each.done_utc || each.state in DONE) return html`${DONE[each.state] ?? each.state}${each.done_utc ? html` <cspo-time .at=${each.done_utc} grain="min"></cspo-time>` : nothing}`;
    if (!each.due_utc) return html`without a date`;
    const words = dueText(instantMs(each.due_utc) - clock.nowMs());
    return html`${each.state === "late" ? html`<strong>! ${words}</strong>` : words}<br /><span class="quiet-text">by <cspo-time .at=${each.due_utc} grain="min"></cspo-time></span>`;
  }

  private readonly done = (): void => {
    [this.adding, this.settling] = [false, ""];
    void this.found.reload();
    window.setTimeout(() => void this.found.reload(), AGAIN_MS);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-obligations-part": ObligationsPart;
  }
}
