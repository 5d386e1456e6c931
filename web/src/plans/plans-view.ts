import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { session } from "../api/session";
import { bindKeys } from "../app/keys";
import { go, href, type Route } from "../app/router";
import { tabStyles } from "../consequence/styles";
import { base } from "../ui/tokens";
import "./assessment-page";
import "./obligations-part";
import "./plan-page";
import "./readiness-part";
import "./register";
import "./risk-part";
import "./scorecard-part";

const PARTS = [
  ["register", "g", "Register"],
  ["risk", "r", "Risk"],
  ["readiness", "e", "Readiness"],
  ["owed", "o", "Obligations"],
  ["conduct", "c", "Own conduct"],
] as const;
type Part = (typeof PARTS)[number][0];

/** Plans and what they assume, the risk that they answer, and whether all are ready for them. */
@customElement("cspo-plans-view")
export class PlansView extends LitElement {
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
      @media (max-width: 860px) {
        :host {
          padding: var(--s3);
          --target: 44px;
        }
      }
      @media (max-width: 560px) {
        nav {
          flex-wrap: nowrap;
          overflow-x: auto;
        }
        nav a {
          white-space: nowrap;
          padding: var(--s2);
        }
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;

  constructor() {
    super();
    bindKeys(this, "Plans", [
      ...PARTS.map(([id, key, what]) => ({ key, what, run: () => go("plans", id === "register" ? [] : [id]) })),
      { key: "Esc", what: "back to the list", run: () => this.up(), when: () => this.deep },
    ]);
  }

  private get named(): string {
    return this.route?.path[0] ?? "";
  }

  /** Whether it is one plan or assessment that is looked at. */
  private get deep(): boolean {
    return this.named === "plan" || this.named === "assessment";
  }

  private get tab(): Part {
    if (this.named === "assessment") return "risk";
    return PARTS.find(([id]) => id === this.named)?.[0] ?? "register";
  }

  override render() {
    const part = this.tab;
    return html`<h1>Plans</h1>
      <nav aria-label="Plans">${PARTS.filter(([id]) => id !== "conduct" || !session.isGuest).map(
        ([id, key, words]) => html`<a href=${href("plans", id === "register" ? [] : [id])} title="${words} (${key})"
          aria-current=${id === part ? "page" : "false"}>${words}</a>`,
      )}</nav>
      ${this.content(part)}`;
  }

  private content(part: Part) {
    const [, first = "", second = ""] = this.route?.path ?? [];
    const params = this.route?.params ?? new URLSearchParams();
    if (this.named === "plan") return html`<cspo-plan-page plan="${first}/${second}" .params=${params}></cspo-plan-page>`;
    if (this.named === "assessment") return html`<cspo-assessment-page record=${first}></cspo-assessment-page>`;
    switch (part) {
      case "risk":
        return html`<cspo-risk-part .params=${params}></cspo-risk-part>`;
      case "readiness":
        return html`<cspo-readiness-part .params=${params}></cspo-readiness-part>`;
      case "owed":
        return html`<cspo-obligations-part .params=${params}></cspo-obligations-part>`;
      case "conduct":
        return html`<cspo-scorecard-part .params=${params}></cspo-scorecard-part>`;
      default:
        return html`<cspo-plan-register .params=${params}></cspo-plan-register>`;
    }
  }

  private up(): void {
    go("plans", this.named === "assessment" ? ["risk"] : []);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-plans-view": PlansView;
  }
}
