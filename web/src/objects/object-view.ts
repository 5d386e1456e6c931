import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href, type Route } from "../app/router";
import { number } from "../time/format";
import "../ui/mark";
import "../ui/notes";
import { base } from "../ui/tokens";
import { approachList } from "./approaches";
import "./export-menu";
import "./history";
import { ageText, apsides, nameOf, type ObjectAnswer, sayer, shownOrbit } from "./model";
import { ObjectData, placeText } from "./object-data";
import "./sources";

/** One object: what it is, where it is, who says so, what was, and what comes near. */
@customElement("cspo-object-view")
export class ObjectView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--s2) var(--s4);
        margin-bottom: var(--s3);
      }
      h1 {
        margin: 0;
      }
      dl.facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
        gap: var(--s3);
        margin: 0 0 var(--s5);
      }
      dl.facts div {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s2) var(--s3);
      }
      dt {
        color: var(--text-2);
        font-size: var(--t1);
      }
      dd {
        margin: 0;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      dd small {
        display: block;
        font-weight: 400;
        color: var(--text-2);
      }
      section {
        margin-bottom: var(--s5);
      }
      .approaches {
        margin: 0;
        padding-inline-start: var(--s4);
        display: grid;
        gap: var(--s1);
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  private readonly data = new ObjectData(this, () => this.object);

  private get object(): string {
    const named = (this.route?.path ?? []).join("/");
    return /^\d{1,9}$/.test(named) ? `norad:${Number(named)}` : named;
  }

  override render() {
    if (!this.object) {
      return html`<h1>Object</h1>
        <cspo-empty heading="No object is chosen">Press / and type a name, a catalogue number or a designator.</cspo-empty>`;
    }
    const { value, error } = this.data.answer;
    if (error && !value) {
      return html`<h1>${this.object}</h1>
        <cspo-failed .error=${error} what=${this.object} @retry=${() => this.data.reload()}></cspo-failed>
        ${error.status === 404
          ? html`<p>No record that you may see tells of it. Press / to search for another.</p>`
          : nothing}`;
    }
    if (!value) return html`<h1>${this.object}</h1><cspo-loading what=${this.object}></cspo-loading>`;
    return this.page(value);
  }

  private page(value: ObjectAnswer) {
    const { object } = value;
    return html`<header>
        <h1>${nameOf(value)}</h1>
        <span class="quiet-text">${[object, value.facts.map((each) => each.facts.cospar).find(Boolean)].filter(Boolean).join(" · ")}</span>
        <a href=${href("sky", [], { object })}>Show in the sky</a>
        <a href=${href("consequence", ["break-up"], { object })}>What if it breaks up?</a>
        <cspo-export .objects=${[object]}></cspo-export>
      </header>
      ${this.inShort(value)}
      <section><cspo-sources .answer=${value} .sides=${this.data.sides.value}></cspo-sources></section>
      <section>
        <h2>Close approaches to come</h2>
        ${this.data.approaches.error
          ? html`<cspo-failed .error=${this.data.approaches.error} @retry=${() => void this.data.approaches.reload()}></cspo-failed>`
          : approachList(this.data.approaches.value, object)}
      </section>
      <section>
        <h2>What its orbit was</h2>
        <cspo-history object=${object}></cspo-history>
      </section>`;
  }

  private inShort(value: ObjectAnswer) {
    const adopted = value.sides.find((side) => side.adopted) ?? value.sides[0];
    const compared = this.data.sides.value?.items.find((each) => each.item === adopted?.item);
    const { orbit, of } = shownOrbit(this.data.sides.value, adopted?.item);
    const whose = of ? html`<small>by the elements of ${of}</small>` : nothing;
    const [first] = value.facts;
    const owner = (first?.facts.owners ?? []).map((each) => each.name).join(", ");
    const said = (first?.facts.type ?? "").toLowerCase().replaceAll("_", " ").replaceAll("-", " ");
    return html`<dl class="facts">
      <div><dt>Owner</dt><dd>${owner || "unknown"}</dd></div>
      <div><dt>Type</dt><dd>${said || "unknown"}</dd></div>
      <div><dt>Perigee × apogee</dt><dd>${apsides(orbit)}${orbit ? html`<small>inclination ${number(orbit.inclination_deg, 2, "°")}</small>${whose}` : nothing}</dd></div>
      <div><dt>Period</dt><dd>${orbit ? number(orbit.period_min, 2, "min") : "unknown"}${whose}</dd></div>
      <div><dt>Now over</dt><dd>${placeText(this.data.now.value) || "unknown"}</dd></div>
      ${adopted
        ? html`<div>
            <dt>We go by</dt>
            <dd>${sayer(adopted)}<small>${ageText(adopted.age_s)} old${compared?.why ? ` · ${compared.why}` : ""}</small></dd>
          </div>`
        : nothing}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-object-view": ObjectView;
  }
}
