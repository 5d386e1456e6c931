import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { session } from "../api/session";
import { instantMs, km, left, probability, UNKNOWN, utc } from "../time/format";
import { marks, portion } from "../ui/mark";
import { base } from "../ui/tokens";
import "../time/format";
import "../ui/button";
import "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { acknowledge, officeOf, takeBack } from "./acts";
import "./checklist-view";
import { detail } from "./detail-styles";
import type { Answered, Report, Warning } from "./model";
import "./shelve-form";
import { points, timeline, timelineStyles } from "./timeline";
import { type Act, actOf, dueOf, type Placed, titleOf } from "./urgency";
import "./whom-to-call";

const ASKS: Readonly<Record<string, string>> = {
  action: "action: agree who maneuvers",
  "better-data": "better data, not a burn",
  watch: "an eye on it",
};

const GROUNDS: Readonly<Record<string, string>> = {
  determined: "determined, with covariances of their own",
  elements: "element sets: they never call for a burn",
  stale: "stale: they never call for a burn",
  unstated: "not stated: ask the source",
};

const PROGRESS: Readonly<Record<string, string>> = {
  received: "has it", acting: "is acting", done: "is done",
};

const AGAIN_MS = 1_200;

/** One event that is warned of, with all that one needs to act. `@done` when something was done. */
@customElement("cspo-warning-card")
export class WarningCard extends LitElement {
  static override styles = [
    base,
    detail,
    timelineStyles,
    css`
      .cancelled {
        color: var(--ok);
      }
      .sides {
        display: grid;
        gap: var(--s4);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr));
        align-items: start;
      }
    `,
  ];

  @property({ attribute: false }) placed!: Placed;
  @property({ type: Number }) nowMs = 0;
  /** The office that has the watch. */
  @property() onWatch = "";
  @state() private shelving = false;

  private readonly warning = new Resource<Warning>(
    this,
    () => ({ path: `warnings/${enc(this.placed.line?.event ?? this.placed.item.event)}` }),
    { kinds: ["warning", "acknowledgement", "log-entry", "conjunction"], everyMs: 15_000 },
  );

  /** What was said here is in the answer when the node has taken its next step. */
  private readonly again = (): void => {
    window.setTimeout(() => void this.warning.reload(), AGAIN_MS);
  };

  override willUpdate(): void {
    const labels = this.warning.value?.issued.map((each) => portion(each.label)) ?? [];
    marks.show(this, [...this.placed.item.marks, ...labels]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  /** Do the one thing that is next, as the key does. */
  press(): void {
    const action = this.renderRoot.querySelector("cspo-action.first");
    action?.shadowRoot?.querySelector("button")?.click();
  }

  /** Open the form that puts it aside. */
  startShelving(): void {
    const { group, item } = this.placed;
    const may = session.may("watch") && group !== "aside" && item.severity !== "emergency";
    if (may) this.shelving = true;
  }

  override render() {
    const { item } = this.placed;
    const warning = this.warning.value;
    return html`<article aria-label=${titleOf(item)} @done=${this.again}>
      ${this.head()} ${this.acts()} ${this.shelf()}
      ${this.warning.error
        ? html`<cspo-failed
            what="The warning"
            .error=${this.warning.error}
            @retry=${() => void this.warning.reload()}
          ></cspo-failed>`
        : warning
          ? this.whole(warning)
          : html`<cspo-loading what="the warning"></cspo-loading>`}
    </article>`;
  }

  private head() {
    const { item } = this.placed;
    const due = dueOf(item);
    const leftMs = due ? due.ms - this.nowMs : NaN;
    return html`<header>
      <div class="row">
        ${item.severity
          ? html`<cspo-severity .level=${item.severity} .word=${item.severity}></cspo-severity>`
          : nothing}
        ${[...new Set(item.marks)].map((mark) => html`<cspo-mark .mark=${mark}></cspo-mark>`)}
      </div>
      <h2>${titleOf(item)}</h2>
      ${due
        ? html`<p class="clock ${leftMs < 0 ? "past" : ""}">
            <b>${left(leftMs)}</b> <span>${due.what}, <cspo-time .at=${due.ms}></cspo-time></span>
          </p>`
        : nothing}
    </header>`;
  }

  private acts() {
    const { item, line, group } = this.placed;
    const reader = { nation: session.who?.nation ?? "", party: session.who?.party ?? "" };
    const act = actOf(item, line, reader);
    const event = line?.event ?? item.event;
    const aside = group === "aside" || group === "others";
    return html`<div class="acts">
      ${act && act.id !== "end" && group !== "others" && session.may("coordinate")
        ? html`<cspo-action class="first" primary .action=${() => this.run(act, event)}>${act.label}</cspo-action>`
        : nothing}
      ${act?.id === "end"
        ? html`<button class="primary" @click=${() => this.dispatchEvent(new Event("end"))}>${act.label}</button>`
        : nothing}
      <a class="button" href=${href("conjunctions", [event])}>Open the encounter</a>
      ${session.may("watch") && !aside && item.progress !== "over" && item.severity !== "emergency"
        ? html`<button aria-expanded=${this.shelving ? "true" : "false"} @click=${() => (this.shelving = !this.shelving)}>
            Put aside…
          </button>`
        : nothing}
    </div>`;
  }

  private run(act: Act, event: string): Promise<unknown> {
    const office = officeOf(this.onWatch);
    if (act.id === "return") return takeBack(event, "taken back by the watch", office);
    return acknowledge(event, act.progress ?? "received", office);
  }

  private shelf() {
    const { line } = this.placed;
    const aside = line?.shelved_until_utc
      ? html`<p>Put aside until <cspo-time .at=${line.shelved_until_utc}></cspo-time>: ${line.shelved_reason}</p>`
      : nothing;
    if (!this.shelving) return aside;
    const warning = this.warning.value;
    return html`<div class="card">
      <cspo-shelve-form
        .event=${warning?.event ?? ""}
        .latestUtc=${warning?.shelve_until_at_most_utc ?? ""}
        .office=${officeOf(this.onWatch)}
        @cancel=${() => (this.shelving = false)}
        @done=${() => (this.shelving = false)}
      ></cspo-shelve-form>
    </div>`;
  }

  private whole(warning: Warning) {
    const list = warning.body.checklist ?? [];
    const steps = list.map(({ text, by_utc }) => ({ text, byUtc: by_utc ?? null, entry: undefined }));
    const found = points(this.nowMs, warning.act_by_utc, warning.about_utc, steps);
    return html`${timeline(found, this.nowMs, warning.about_utc)} ${this.facts(warning)}
      ${warning.body.changed ? html`<p class="why"><strong>Changed:</strong> ${warning.body.changed}</p>` : nothing}
      <div class="sides">
        <section class="card">
          <cspo-checklist
            .event=${warning.event}
            .list=${list}
            .record=${warning.record}
            .office=${officeOf(this.onWatch)}
          ></cspo-checklist>
        </section>
        <section>
          <h3>Whom to call</h3>
          <cspo-whom-to-call .objects=${warning.objects} .named=${warning.body.call ?? []}></cspo-whom-to-call>
        </section>
      </div>
      ${this.sources(warning.reports)} ${this.answers(warning.answers)}
      <details>
        <summary>The warning in full, and how its time was reckoned</summary>
        <p class="words">${warning.body.text || "This form of the warning has no text."}</p>
        ${warning.body.act_by_reason ? html`<p class="words">${warning.body.act_by_reason}</p>` : nothing}
        <p class="small">
          Number ${warning.number} of ${warning.origin},
          <a href=${href("records", [warning.record])}>its record</a>
        </p>
      </details>`;
  }

  private facts(warning: Warning) {
    const pc = warning.pc === null ? "none may be stated" : probability(warning.pc);
    return html`<dl>
      ${fact("Closest approach", utc(warning.about_utc), left(instantMs(warning.about_utc) - this.nowMs))}
      ${fact("Miss distance", warning.miss_distance_km === null ? UNKNOWN : km(warning.miss_distance_km))}
      ${fact("Probability of collision", pc)}
      ${fact("It asks for", ASKS[warning.asks] ?? "not stated")}
      ${fact("Orbits", GROUNDS[warning.grounds] ?? "not stated")}
      ${fact("Warned by", [warning.origin, ...warning.others].join(", "), `to ${warning.to.join(", ")}`)}
    </dl>`;
  }

  private sources(reports: readonly Report[]) {
    if (reports.length < 2) return nothing;
    return html`<section>
      <h3>What each source says</h3>
      <div class="scroll" tabindex="0" role="group" aria-label="Sources">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Closest approach (UTC)</th>
              <th scope="col" class="end">Miss (km)</th>
              <th scope="col" class="end">Probability</th>
            </tr>
          </thead>
          <tbody>
            ${reports.map(
              (each) => html`<tr>
                <td><a href=${href("records", [each.record])}>${each.origin}</a> ${each.source}</td>
                <td>${utc(each.tca_utc)}</td>
                <td class="end">${each.miss_distance_km.toFixed(3)}</td>
                <td class="end">${each.pc === null ? "none" : probability(each.pc)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private answers(answers: readonly Answered[]) {
    return html`<section>
      <h3>Who has answered</h3>
      ${answers.length
        ? html`<ul>
            ${answers.map(
              (each) => html`<li class="small">
                <strong>${each.party}</strong> ${PROGRESS[each.progress] ?? each.progress}
                (${each.role}), <cspo-time .at=${each.at_utc}></cspo-time>
              </li>`,
            )}
          </ul>`
        : html`<p class="small quiet-text">Nobody yet. Contacts are called until somebody does.</p>`}
    </section>`;
  }
}

function fact(name: string, value: string, more = "") {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}${more ? html`<small>${more}</small>` : nothing}</dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-warning-card": WarningCard;
  }
}
