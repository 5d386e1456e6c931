import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { href } from "../app/router";
import { duration, instantMs, probability, UNKNOWN } from "../time/format";
import "../time/format";
import "../ui/notes";
import "../ui/severity";
import { base } from "../ui/tokens";
import { mailto, tel } from "../watch/whom";
import { chanceText } from "./bands";
import type { BreakupResult, CallLine, WarnLine } from "./model";

const FIRST = 12;

/** Who must be warned, the most pressing first, with the number to call. */
@customElement("cspo-warn-list")
export class WarnList extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      ol {
        list-style: none;
        margin: 0 0 var(--s2);
        padding: 0;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        gap: var(--s2);
      }
      li {
        display: grid;
        gap: var(--s1);
        align-content: start;
        padding: var(--s2) var(--s3);
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        font-size: var(--t2);
        min-width: 0;
      }
      li.crewed {
        border-color: var(--emergency);
      }
      h3 {
        margin: 0;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s1) var(--s2);
      }
      p {
        margin: 0;
      }
      .calls {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s2);
      }
    `,
  ];

  @property({ attribute: false }) result?: BreakupResult;
  @state() private every = false;

  override render() {
    const { result } = this;
    if (!result) return nothing;
    if (!result.warn.length) {
      return html`<cspo-empty heading="Nobody to warn">Nobody's satellite is crossed with a probability that is worth a call.</cspo-empty>`;
    }
    const ordered = inOrder(result.warn);
    const shown = this.every ? ordered : ordered.slice(0, FIRST);
    return html`<ol aria-label="Parties to warn">${shown.map((each) => this.party(each, result))}</ol>
      ${result.warn.length > shown.length
        ? html`<button @click=${() => (this.every = true)}>The other ${result.warn.length - shown.length}</button>`
        : nothing}`;
  }

  private party(each: WarnLine, result: BreakupResult) {
    const names = new Map(result.crossed.map((row) => [row.object, row.name]));
    const named = each.objects.slice(0, 4);
    const rest = each.count - named.length;
    const after = instantMs(each.first_utc) - instantMs(result.at_utc);
    return html`<li class=${each.crewed ? "crewed" : ""}>
      <h3>${isKnown(each) ? each.party || each.owner : "Owner unknown"}
        ${each.crewed ? html`<cspo-severity level="emergency" word="crewed"></cspo-severity>` : nothing}</h3>
      ${each.owner && each.owner !== each.party ? html`<p class="quiet-text">${each.owner} in the catalogue</p>` : nothing}
      <p>Hit: <strong>${probability(each.probability.expected)}</strong> <span class="quiet-text">${bounds(each)}</span></p>
      <p>First crossed <cspo-time .at=${each.first_utc} grain="min"></cspo-time>, ${duration(after)} after the event</p>
      <p>${named.map((object, n) => html`${n ? ", " : ""}<a href=${href("objects", [object])}>${names.get(object) || object}</a>`)}${rest > 0
        ? ` and ${rest} more`
        : ""}</p>
      ${each.call.length
        ? html`<p class="calls">${each.call.map((call) => this.call(call))}</p>`
        : html`<p class="quiet-text">Nobody here can be called about it.</p>`}
    </li>`;
  }

  private call(call: CallLine) {
    const [number, address] = [tel(call.phone), mailto(call.email)];
    return html`${number ? html`<a class="button" href=${number}>☎ ${call.role ? `${call.role}, ` : ""}${call.phone}</a>` : nothing}
      ${address ? html`<a href=${address}>${call.email}</a>` : nothing}`;
  }
}

function isKnown(each: WarnLine): boolean {
  return Boolean(each.party || each.owner) && each.party !== UNKNOWN;
}

/** As the node orders them, but first where people are aboard, then who can be called, and last what is nobody's that is known. */
export function inOrder(warn: readonly WarnLine[]): WarnLine[] {
  const rank = (each: WarnLine) => (each.crewed ? 0 : each.call.length ? 1 : isKnown(each) ? 2 : 3);
  return [...warn].sort((a, b) => rank(a) - rank(b));
}

/** The band without what is expected, which stands before it. */
function bounds(each: WarnLine): string {
  return chanceText(each.probability).replace(/^.*? \(/, "(");
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-warn-list": WarnList;
  }
}
