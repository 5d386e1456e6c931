import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { type ApiError, asApiError } from "../api/errors";
import { clock as worldClock } from "../time/clock";
import { duration, number, utc } from "../time/format";
import { base } from "../ui/tokens";
import "../ui/button";
import { Ticker } from "../watch/ticker";
import { type ClockCommand, command } from "./acts";
import type { Clock, Inject } from "./model";
import { partStyles } from "./styles";
import { afterBegin, clockWords, elapsed, FASTEST, keepsUp, nextOf, span } from "./words";

const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, FASTEST] as const;

const BEAT_MS = 250;

/** The clock of the exercise's world; whoever directs it stops, steps and drives it here. */
@customElement("cspo-exercise-clock")
export class ExerciseClock extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      section {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--s2) var(--s5);
        margin-bottom: var(--s4);
        padding: var(--s3) var(--s4);
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .time span,
      .way span {
        font-size: var(--t2);
        color: var(--text-2);
      }
      .time time {
        display: block;
        font-size: var(--t6);
        font-weight: 700;
        line-height: 1.1;
        white-space: nowrap;
      }
      .time time small {
        font-size: var(--t4);
        font-weight: 600;
      }
      .way p {
        margin: 0;
        max-width: none;
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--s3);
        align-items: baseline;
      }
      .way strong {
        font-size: var(--t4);
      }
      .way .slow {
        color: var(--warning);
        font-weight: 600;
      }
      .bar {
        height: 8px;
        margin: var(--s1) 0;
        border-radius: 4px;
        background: var(--surface-3);
        border: 1px solid var(--edge);
        overflow: hidden;
      }
      .bar i {
        display: block;
        height: 100%;
        background: var(--accent);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: var(--s2);
        --target: 40px;
      }
      .acts label {
        display: grid;
        font-size: var(--t1);
        color: var(--text-2);
      }
      .acts select {
        color: var(--text);
        --target: 32px;
      }
      .acts p {
        flex-basis: 100%;
        margin: 0;
        color: var(--emergency);
        font-size: var(--t2);
      }
      .ending {
        grid-column: 1 / -1;
        padding-top: var(--s2);
        border-top: 1px solid var(--line);
      }
      @media (max-width: 1100px) {
        section {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .acts {
          grid-column: 1 / -1;
        }
      }
      @media (max-width: 560px) {
        section {
          grid-template-columns: minmax(0, 1fr);
          padding: var(--s3);
        }
        .time time {
          font-size: var(--t5);
        }
        .way strong {
          font-size: var(--t3);
        }
        .acts cspo-action {
          --target: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) clock!: Clock;
  /** Whether one directs it. */
  @property({ type: Boolean }) drives = false;
  /** The list, to say what comes next; the directors' own. */
  @property({ attribute: false }) injects: readonly Inject[] = [];
  @state() private ending = false;
  @state() private error: ApiError | undefined;

  constructor() {
    super();
    new Ticker(this, BEAT_MS);
  }

  override render() {
    const { clock } = this;
    const nowMs = Math.min(worldClock.nowMs(), Date.parse(clock.ends_utc));
    const elapsedS = elapsed(clock, nowMs);
    const share = clock.duration_s > 0 ? Math.min(1, elapsedS / clock.duration_s) : 0;
    const [day = "", time = ""] = utc(nowMs).split(" ");
    return html`<section aria-label="The exercise’s clock">
      <div class="time">
        <span>Exercise time, UTC of its world</span>
        <time datetime=${new Date(nowMs).toISOString()}><small>${day}</small> ${time}</time>
      </div>
      <div class="way">
        <p>
          <strong><span aria-hidden="true">${clock.phase === "running" ? "▶" : clock.phase === "ended" ? "■" : "‖"}</span>
            The exercise ${clockWords(clock)}</strong>
          ${keepsUp(clock) ? nothing : html`<span class="slow">▲ the machine reaches ${number(clock.speed_reached, 1)} times</span>`}
        </p>
        <div class="bar" role="progressbar" aria-label="How far the exercise is" aria-valuemin="0" aria-valuemax="100"
          aria-valuenow=${Math.round(share * 100)} aria-valuetext="${duration(elapsedS * 1_000)} of ${duration(clock.duration_s * 1_000)}">
          <i .style=${`width: ${(share * 100).toFixed(2)}%`}></i>
        </div>
        <p>
          <span>${afterBegin(elapsedS)} of ${duration(clock.duration_s * 1_000)}, to ${utc(clock.ends_utc, "min")}</span>
          ${this.coming(elapsedS)}
          ${clock.text ? html`<span class=${keepsUp(clock) ? "" : "slow"}>${clock.text}</span>` : nothing}
        </p>
      </div>
      ${this.drives && clock.phase !== "ended" ? this.acts() : nothing}
      ${this.ending ? this.askEnd() : nothing}
    </section>`;
  }

  /** What comes next, in the world's time and in ours. */
  private coming(elapsedS: number) {
    const next = nextOf(this.injects, elapsedS);
    if (!next) return nothing;
    const { speed, phase } = this.clock;
    const ours = phase === "running" && speed > 1 && speed < FASTEST && next.inS > 0 ? `, ${span(next.inS / speed)} of ours` : "";
    return html`<span>Next: no. ${next.inject.number} ${next.inS > 0 ? `in ${span(next.inS)}${ours}` : "now"}</span>`;
  }

  private acts() {
    const { clock } = this;
    const runs = clock.phase === "running";
    return html`<div class="acts" role="group" aria-label="Drive the exercise">
      <cspo-action ?primary=${!runs} .action=${() => command({ what: runs ? "pause" : "go" })} title="p"
        >${runs ? "‖ Pause" : clock.phase === "waiting" ? "▶ Begin" : "▶ Go on"}</cspo-action
      >
      <cspo-action .action=${() => command({ what: "step" })} title="t" .disabled=${runs}
        why="Pause it first" >One round, ${span(clock.tick_s)}</cspo-action>
      <label>Times our pace
        <select @change=${this.chooseSpeed} title="+ and −">
          ${this.speeds().map((each) => html`<option value=${each} ?selected=${each === clock.speed}>${each === 0 ? "by steps" : each >= FASTEST ? "the machine’s" : `× ${number(each)}`}</option>`)}
        </select>
      </label>
      <button class="quiet" @click=${() => (this.ending = true)}>End it…</button>
      <span role="alert">${this.error ? html`<p>▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</span>
    </div>`;
  }

  private askEnd() {
    return html`<div class="ending row">
      <strong>End the exercise for good?</strong>
      <span class="quiet-text">Its world stops here and can’t go on. The review and the report stay.</span>
      <cspo-action primary .action=${() => this.do({ what: "stop" })}>End the exercise</cspo-action>
      <button @click=${() => (this.ending = false)}>Go on with it</button>
    </div>`;
  }

  /** The choices, and what it is where that is none of them. */
  private speeds(): readonly number[] {
    return [...new Set([...SPEEDS, this.clock.speed])].sort((a, b) => a - b);
  }

  /** Pause it, or let it go on; as the key does. */
  toggle(): void {
    void this.run({ what: this.clock.phase === "running" ? "pause" : "go" });
  }

  /** One round; as the key does. */
  round(): void {
    if (this.clock.phase !== "running") void this.run({ what: "step" });
  }

  /** The next faster or slower speed; as the keys do. */
  shift(by: 1 | -1): void {
    const list = this.speeds().filter((each) => each > 0);
    const next = by > 0 ? list.find((each) => each > this.clock.speed) : list.filter((each) => each < this.clock.speed).at(-1);
    if (next) void this.run({ what: "speed", speed: next });
  }

  private chooseSpeed(event: Event): void {
    const speed = Number((event.target as HTMLSelectElement).value);
    if (speed > 0) void this.run({ what: "speed", speed });
  }

  private async run(wanted: ClockCommand): Promise<void> {
    this.error = undefined;
    try {
      await command(wanted);
      this.dispatchEvent(new CustomEvent("done", { bubbles: true, composed: true }));
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  private async do(wanted: ClockCommand): Promise<unknown> {
    const told = await command(wanted);
    this.ending = false;
    return told;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-clock": ExerciseClock;
  }
}
