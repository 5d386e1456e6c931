import { LitElement, css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";

import { exercise } from "../exercise/state";
import { clock, view } from "../time/clock";
import { left, local, number, utc } from "../time/format";
import { base } from "../ui/tokens";

const BEAT_MS = 250;

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
      .played {
        font-size: var(--t1);
        font-weight: 650;
        color: var(--text-2);
      }
    `,
  ];

  private timer = 0;
  private beats = 0;
  private end = () => undefined as unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.beat(), BEAT_MS);
    const ends = [view.on(() => this.requestUpdate()), exercise.on(() => this.requestUpdate())];
    this.end = () => ends.forEach((end) => end());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    this.end();
  }

  /** Once a second; where a second of ours is minutes there, as often as the eye follows. */
  private beat(): void {
    this.beats += 1;
    if (clock.speed > 1 || this.beats % 4 === 0) this.requestUpdate();
  }

  override render() {
    const now = clock.nowMs();
    const rate = exercise.plays ? exercise.pace : `× ${number(clock.speed)}`;
    const speed = clock.speed === 1 || exercise.plays ? nothing : html`<span class="quiet-text">${rate}</span>`;
    // The second line stands below: the header keeps its width when pictures show another time.
    return html`<span class="times">
        ${exercise.plays
          ? html`<span class="played" title="The time of the exercise’s world, not ours">exercise time${rate ? `, ${rate}` : ""}</span>`
          : nothing}
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
