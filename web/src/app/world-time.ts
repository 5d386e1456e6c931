import { LitElement, css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";

import { clock, view } from "../time/clock";
import { left, local, number, utc } from "../time/format";
import { base } from "../ui/tokens";

/** The node's time; and the time that pictures show, where that is another. */
@customElement("cspo-world-time")
export class WorldTime extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--s2);
        font-size: var(--t2);
        white-space: nowrap;
      }
      time {
        font-weight: 650;
      }
      .times {
        display: grid;
        line-height: 1.2;
      }
      .moved {
        color: var(--warning);
        font-size: var(--t1);
      }
    `,
  ];

  private timer = 0;
  private end = () => undefined as unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.requestUpdate(), 1_000);
    this.end = view.on(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    this.end();
  }

  override render() {
    const now = clock.nowMs();
    const speed = clock.speed === 1 ? nothing : html`<span class="quiet-text">× ${number(clock.speed)}</span>`;
    // The second line stands below: the header keeps its width when pictures show another time.
    return html`<span class="times">
        <span><time datetime=${new Date(now).toISOString()} title=${local(now)}>${utc(now)}</time>${speed}</span>
        ${view.following ? nothing : html`<span class="moved" title=${utc(view.ms())}>showing ${left(view.ms() - now)}</span>`}
      </span>
      ${view.following ? nothing : html`<button @click=${() => view.follow()}>Now</button>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-world-time": WorldTime;
  }
}
