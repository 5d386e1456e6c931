import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import "../time/format";
import { base } from "../ui/tokens";
import "../ui/notes";
import "./knows-table";
import type { NodeLine, Place, WhiteCell } from "./model";
import { nation, sign } from "./sign";
import { partStyles } from "./styles";

const PLAYED: Readonly<Record<Place["played_by"], { glyph: string; word: string; level: "ok" | "unknown" | "warning" }>> = {
  people: { glyph: "●", word: "people", level: "ok" },
  script: { glyph: "≡", word: "a script", level: "unknown" },
  nobody: { glyph: "▲", word: "nobody", level: "warning" },
};

/** Who has what: what truly happened against how far each nation is with it; places and nodes. */
@customElement("cspo-exercise-who")
export class ExerciseWho extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--s5);
      }
      .two table {
        width: 100%;
      }
      .trouble {
        color: var(--warning);
        font-weight: 600;
      }
      @media (max-width: 1100px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) told!: WhiteCell;
  @property({ attribute: false }) nations: readonly string[] = [];

  override render() {
    return html`${this.knowledge()}
      <div class="two">${this.places()}${this.nodes()}</div>`;
  }

  private knowledge() {
    const { truths } = this.told;
    return html`<section aria-labelledby="knows">
      <h2 id="knows">What truly happened, and how far each nation is with it</h2>
      ${truths.length
        ? html`<cspo-knows-table .truths=${truths} .nations=${this.nations}></cspo-knows-table>`
        : html`<cspo-empty heading="Nothing has happened yet">What the world does shows here, whether anybody knows of it or not.</cspo-empty>`}
    </section>`;
  }

  private places() {
    const { places } = this.told;
    return html`<section aria-labelledby="places">
      <h2 id="places">Who plays what</h2>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="places">
        <table>
          <thead><tr><th scope="col">Nation</th><th scope="col">Cell</th><th scope="col">Played by</th><th scope="col">Last deed</th></tr></thead>
          <tbody>${places.map(
            (each) => html`<tr>
              <td>${nation(each.nation)}</td>
              <td>${each.cell}${each.role && each.role !== each.cell ? html`<br /><span class="small quiet-text">${each.role}</span>` : nothing}</td>
              <td>${sign(PLAYED[each.played_by])}${each.offices.length ? html`<br /><span class="small quiet-text">${each.offices.join(", ")}</span>` : nothing}</td>
              <td>${each.last_utc ? html`<cspo-time .at=${each.last_utc} grain="min"></cspo-time>` : html`<span class="quiet-text">none yet</span>`}</td>
            </tr>`,
          )}</tbody>
        </table>
      </div>
    </section>`;
  }

  private nodes() {
    return html`<section aria-labelledby="nodes">
      <h2 id="nodes">What each node has</h2>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="nodes">
        <table>
          <thead><tr><th scope="col">Nation</th><th scope="col" class="end">In its picture, objects</th><th scope="col" class="end">Open, warnings</th><th scope="col">Took in last</th><th scope="col">Feeds</th></tr></thead>
          <tbody>${this.told.nodes.map((each) => this.node(each))}</tbody>
        </table>
      </div>
    </section>`;
  }

  private node(each: NodeLine) {
    return html`<tr>
      <td>${nation(each.nation)}</td>
      <td class="end">${each.objects.toLocaleString("en")}</td>
      <td class="end">${each.warnings.toLocaleString("en")}</td>
      <td>${each.last_utc ? html`<cspo-time .at=${each.last_utc} grain="min"></cspo-time>` : html`<span class="quiet-text">nothing yet</span>`}</td>
      <td>${each.cut_from.length ? html`<span class="trouble">▲ cut from ${each.cut_from.join(", ")}</span>` : sign({ glyph: "✓", word: "all there", level: "ok" })}
        ${each.text ? html`<br /><span class="trouble">▲ ${each.text}</span>` : nothing}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-who": ExerciseWho;
  }
}
