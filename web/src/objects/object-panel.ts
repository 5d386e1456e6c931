import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href } from "../app/router";
import { number } from "../time/format";
import "../ui/mark";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import { approachList } from "./approaches";
import "./export-menu";
import { ageText, apsides, nameOf, type ObjectAnswer, sayer, shownOrbit } from "./model";
import { ObjectData, placeText } from "./object-data";

/** One object beside the sky, in short. `@close` when somebody has seen enough. */
@customElement("cspo-object-panel")
export class ObjectPanel extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        font-size: var(--t2);
      }
      header {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: var(--s2);
      }
      h2 {
        margin: 0;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--s1) var(--s3);
        margin: var(--s3) 0;
      }
      dt {
        color: var(--text-2);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .approaches {
        margin: 0;
        padding-inline-start: var(--s4);
        display: grid;
        gap: var(--s1);
      }
      .links {
        margin: var(--s3) 0;
      }
    `,
  ];

  /** Its identity: `norad:25544`. */
  @property() object = "";
  private readonly data = new ObjectData(this, () => this.object);

  override render() {
    if (!this.object) return nothing;
    const { value, error } = this.data.answer;
    return html`<header>
        <h2>${value ? nameOf(value) : this.object}</h2>
        <button class="quiet" title="Close (Esc)" aria-label="Close" @click=${this.close}>✕</button>
      </header>
      ${error && !value
        ? html`<cspo-failed .error=${error} @retry=${() => this.data.reload()}></cspo-failed>`
        : value
          ? this.inShort(value)
          : html`<cspo-loading what=${this.object}></cspo-loading>`}`;
  }

  private inShort(value: ObjectAnswer) {
    const { object, sides, contradictions } = value;
    const adopted = sides.find((side) => side.adopted) ?? sides[0];
    const { orbit, of } = shownOrbit(this.data.sides.value, adopted?.item);
    const [first] = value.facts;
    const owner = (first?.facts.owners ?? []).map((each) => each.name).join(", ");
    return html`<span class="quiet-text">${[object, first?.facts.cospar].filter(Boolean).join(" · ")}</span>
      ${contradictions.length
        ? html`<p><cspo-severity level="warning" word="sources contradict each other"></cspo-severity>
            ${contradictions.map((each) => `${each.field}: ${each.size}`).join("; ")}</p>`
        : nothing}
      <dl>
        <dt>Owner</dt><dd>${owner || "unknown"}</dd>
        <dt>Type</dt><dd>${(first?.facts.type ?? "unknown").toLowerCase()}</dd>
        <dt>Now over</dt><dd>${placeText(this.data.now.value) || "unknown"}</dd>
        <dt>Orbit</dt><dd>${apsides(orbit)}${orbit ? html`, ${number(orbit.inclination_deg, 2, "°")}, ${number(orbit.period_min, 2, "min")}${of ? `, by the elements of ${of}` : ""}` : nothing}</dd>
        ${adopted
          ? html`<dt>We go by</dt>
            <dd>${sayer(adopted)}, ${ageText(adopted.age_s)} old <cspo-mark mark=${adopted.mark}></cspo-mark></dd>`
          : nothing}
        <dt>Sources</dt><dd>${number(sides.length)} of its orbit, ${number(value.facts.length)} of what it is</dd>
      </dl>
      <p class="links row">
        <a class="button" href=${href("objects", [object])}>Sources and history</a>
        <a href=${href("consequence", ["break-up"], { object })}>What if it breaks up?</a>
        <cspo-export .objects=${[object]}></cspo-export>
      </p>
      <h3>Close approaches to come</h3>
      ${approachList(this.data.approaches.value, object)}`;
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close", { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-object-panel": ObjectPanel;
  }
}
