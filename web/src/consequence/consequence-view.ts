import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { bindKeys } from "../app/keys";
import { go, href, type Route } from "../app/router";
import { marks } from "../ui/mark";
import { base } from "../ui/tokens";
import "./breakup-part";
import "./environment-part";
import "./launch-part";
import { isUnderWay, type Page, PART_OF, type StudyLine } from "./model";
import "./services-part";
import { tabStyles } from "./styles";

const PARTS = [
  ["break-up", "b", "Break-up", "What follows when something comes apart: who is crossed, whom to warn, what stays up."],
  ["launch", "l", "Launch", "When a launch from a site has to wait, before and after a break-up."],
  ["services", "v", "Services", "What fails where, when satellites are lost."],
  ["shells", "y", "Shells and years", "How crowded each altitude was, is, and will be."],
] as const;
type Part = (typeof PARTS)[number][0];

const STATES: Readonly<Record<string, string>> = {
  waiting: "… waits", reckoning: "… reckoned", done: "✓", failed: "▲ failed", stopped: "✕ stopped",
};

/** What debris would do to orbits, to launches and to services. */
@customElement("cspo-consequence-view")
export class ConsequenceView extends LitElement {
  static override styles = [
    base,
    tabStyles,
    css`
      :host {
        display: block;
        padding: var(--s4);
        max-width: 1680px;
        margin: 0 auto;
      }
      .lead {
        color: var(--text-2);
      }
      details {
        margin-bottom: var(--s3);
        font-size: var(--t2);
      }
      summary {
        cursor: pointer;
        min-height: 28px;
      }
      details ul {
        margin: var(--s1) 0;
        padding-inline-start: var(--s4);
        display: grid;
        gap: var(--s1);
      }
      @media (max-width: 860px) {
        :host {
          padding: var(--s3);
          --target: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  private readonly studies = new Resource<Page<StudyLine>>(this, () => ({ path: "consequence/studies" }), { everyMs: 2_000 });

  constructor() {
    super();
    bindKeys(this, "Consequence", PARTS.map(([id, key, what]) => ({ key, what, run: () => go("consequence", [id]) })));
  }

  private get tab(): Part {
    const named = this.route?.path[0];
    return PARTS.find(([id]) => id === named)?.[0] ?? "break-up";
  }

  override willUpdate(): void {
    marks.show(this, this.studies.value?.items.map((each) => each.mark) ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const part = this.tab;
    const lead = PARTS.find(([id]) => id === part)?.[3] ?? "";
    return html`<h1>Consequence</h1>
      <nav aria-label="Consequence">${PARTS.map(
        ([id, key, words]) => html`<a href=${href("consequence", [id])} title="${words} (${key})" aria-current=${id === part ? "page" : "false"}>${words}</a>`,
      )}</nav>
      ${this.route?.path[1] ? nothing : html`<p class="lead">${lead}</p>`}
      ${this.earlier(part)} ${this.content(part)}`;
  }

  private content(part: Part) {
    const study = this.route?.path[1] ?? "";
    const params = this.route?.params ?? new URLSearchParams();
    switch (part) {
      case "launch":
        return html`<cspo-launch-part study=${study} .params=${params}></cspo-launch-part>`;
      case "services":
        return html`<cspo-services-part study=${study} .params=${params}></cspo-services-part>`;
      case "shells":
        return html`<cspo-environment-part study=${study}></cspo-environment-part>`;
      default:
        return html`<cspo-breakup-part study=${study} .params=${params}></cspo-breakup-part>`;
    }
  }

  /** Studies of this kind that the node still holds. */
  private earlier(part: Part) {
    const those = (this.studies.value?.items ?? []).filter((each) => PART_OF[each.kind] === part);
    if (!those.length) return nothing;
    const shown = this.route?.path[1];
    const running = those.filter(isUnderWay).length;
    return html`<details ?open=${!shown}>
      <summary>Studies here: ${those.length}${running ? `, ${running} under way` : ""}</summary>
      <ul>${those.map(
        (each) => html`<li>${STATES[each.state] ?? each.state}
          <a href=${href("consequence", [part, each.id])} aria-current=${each.id === shown ? "page" : "false"}>${each.title}</a>
          <span class="quiet-text">asked <cspo-time .at=${each.asked_utc} grain="min"></cspo-time>${each.records.length ? ", kept as records" : ""}</span></li>`,
      )}</ul>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-consequence-view": ConsequenceView;
  }
}
