import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";

import { Resource } from "../api/resource";
import { bindKeys } from "../app/keys";
import { go, href, type Route } from "../app/router";
import { marks } from "../ui/mark";
import { stripStyles } from "../ui/strip";
import { base } from "../ui/tokens";
import "../ui/notes";
import "./events-part";
import "./exercise-clock";
import type { ExerciseClock } from "./exercise-clock";
import type { Player, WhiteCell } from "./model";
import "./objectives-part";
import "./player-part";
import "./review-part";
import { exercise } from "./state";
import "./talk-part";
import "./who-part";

const EVERY_MS = 2_000;
/** A command is carried out with the next round. */
const AGAIN_MS = 1_200;

type Tab = "events" | "objectives" | "who" | "log" | "player" | "review";

interface TabLine {
  readonly id: Tab;
  readonly title: string;
  readonly key: string;
  readonly path: readonly string[];
}

const DIRECTORS: readonly TabLine[] = [
  { id: "events", title: "Events list", key: "e", path: [] },
  { id: "objectives", title: "Objectives", key: "o", path: ["objectives"] },
  { id: "who", title: "Who has what", key: "w", path: ["who"] },
  { id: "log", title: "Words and rulings", key: "l", path: ["log"] },
  { id: "player", title: "As players see it", key: "y", path: ["player"] },
  { id: "review", title: "After action", key: "v", path: ["review"] },
];
const PLAYERS: readonly TabLine[] = [
  { id: "player", title: "Asked and done", key: "e", path: [] },
  { id: "review", title: "After action", key: "v", path: ["review"] },
];
const DIRECTED: ReadonlySet<Tab> = new Set(["events", "objectives", "who", "log"]);

/** The exercise: the white cell directs it here, players see what is asked of them, all learn from it after. */
@customElement("cspo-exercise-view")
export class ExerciseView extends LitElement {
  static override styles = [
    base,
    stripStyles,
    css`
      nav {
        flex-wrap: wrap;
      }
      @media (max-width: 860px) {
        nav {
          flex-wrap: nowrap;
          overflow-x: auto;
        }
        nav a {
          flex: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;
  @query("cspo-exercise-clock") private readonly clock?: ExerciseClock;
  private end = () => undefined as unknown;
  private ticked: unknown;

  private readonly cell = new Resource<WhiteCell>(this, () => (DIRECTED.has(this.tab) ? { path: "exercise/white-cell" } : null), {
    everyMs: EVERY_MS,
  });

  private readonly player = new Resource<Player>(this, () => (this.tab === "player" && exercise.value ? { path: "exercise/player" } : null), {
    everyMs: EVERY_MS,
  });

  constructor() {
    super();
    const drives = () => exercise.value?.directs === true;
    bindKeys(this, "Exercise", [
      { key: "e", what: "the events list, or what is asked", run: () => this.open("e") },
      { key: "v", what: "after action", run: () => this.open("v") },
    ]);
    bindKeys(this, "White cell", [
      ...DIRECTORS.slice(1, -1).map(({ key, title }) => ({ key, what: title.toLowerCase(), run: () => this.open(key), when: drives, listed: drives })),
      { key: "p", what: "pause, or go on", run: () => this.clock?.toggle(), when: drives, listed: drives },
      { key: "t", what: "one round", run: () => this.clock?.round(), when: drives, listed: drives },
      { key: "+", what: "faster", run: () => this.clock?.shift(1), when: drives, listed: drives },
      { key: "-", what: "slower", run: () => this.clock?.shift(-1), when: drives, listed: drives },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.end = exercise.on(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
    marks.show(this, []);
  }

  private get tabs(): readonly TabLine[] {
    const known = exercise.value;
    if (!known) return [];
    return (known.directs ? DIRECTORS : PLAYERS).filter(({ id }) => id !== "review" || known.directs || known.review_open);
  }

  private get tab(): Tab {
    const named = this.route?.path[0] ?? "";
    const found = this.tabs.find(({ path }) => (path[0] ?? "") === named) ?? this.tabs[0];
    return found?.id ?? "player";
  }

  override willUpdate(): void {
    const told = this.told;
    marks.show(this, [...(this.cellShown?.marks ?? []), ...(this.playerShown?.asks ?? []).flatMap((each) => each.marks)]);
    if (!told || told === this.ticked) return;
    this.ticked = told;
    exercise.tick(told.clock);
  }

  private get cellShown(): WhiteCell | undefined {
    return DIRECTED.has(this.tab) ? this.cell.value : undefined;
  }

  private get playerShown(): Player | undefined {
    return this.tab === "player" ? this.player.value : undefined;
  }

  private get told(): WhiteCell | Player | undefined {
    return this.cellShown ?? this.playerShown;
  }

  override render() {
    const known = exercise.value;
    if (!known) {
      return html`<h1>Exercise</h1>
        ${exercise.plays && !exercise.answered
          ? html`<cspo-loading what="the exercise"></cspo-loading>`
          : html`<cspo-empty heading="This node is in no exercise">An exercise has nodes of its own, and pages of their own. Open the address that whoever directs it gave you.</cspo-empty>`}`;
    }
    const clock = this.told?.clock ?? known.clock;
    return html`<header class="strip">
        <h1>Exercise</h1>
        <nav aria-label="The exercise">${this.tabs.map(
          ({ id, title, key, path }) => html`<a href=${href("exercise", path)} title="${title} (${key})" aria-current=${this.tab === id ? "page" : "false"}>${title}</a>`,
        )}</nav>
        <p class="at-end">${known.directs
          ? html`You are of the <strong>white cell</strong>`
          : html`You play <strong>${known.nation}</strong>${known.cells.length ? `, ${known.cells.join(", ")}` : ""}`}</p>
      </header>
      <cspo-exercise-clock .clock=${clock} ?drives=${known.directs} .injects=${this.cellShown?.injects ?? []} @done=${this.reload}></cspo-exercise-clock>
      <div @done=${this.reload}>${this.content()}</div>`;
  }

  private content() {
    const { tab } = this;
    if (tab === "review") {
      return html`<cspo-exercise-review chapter=${this.route?.path[1] ?? ""} event=${this.route?.params.get("event") ?? ""}></cspo-exercise-review>`;
    }
    const source = tab === "player" ? this.player : this.cell;
    const failed = source.error
      ? html`<cspo-failed what="The exercise" .error=${source.error} @retry=${this.reload}></cspo-failed>`
      : nothing;
    if (!source.value) return source.error ? failed : html`<cspo-loading what="the exercise"></cspo-loading>`;
    return html`${failed}${this.shown()}`;
  }

  private shown() {
    const player = this.playerShown;
    if (player) {
      return html`<cspo-exercise-player .told=${player} ?over=${player.clock.phase === "ended"} ?looksOn=${exercise.value?.directs ?? false}></cspo-exercise-player>`;
    }
    const cell = this.cellShown;
    if (!cell) return nothing;
    const nations = exercise.value?.participants.map(({ nation }) => nation) ?? [];
    switch (this.tab) {
      case "objectives":
        return html`<cspo-exercise-objectives links .objectives=${cell.objectives}></cspo-exercise-objectives>`;
      case "who":
        return html`<cspo-exercise-who .told=${cell} .nations=${nations}></cspo-exercise-who>`;
      case "log":
        return html`<cspo-exercise-talk .told=${cell} .nations=${nations}></cspo-exercise-talk>`;
      default:
        return html`<cspo-exercise-events .told=${cell} .nations=${nations} chosen=${this.route?.params.get("inject") ?? ""}></cspo-exercise-events>`;
    }
  }

  private open(key: string): void {
    const found = this.tabs.find((each) => each.key === key);
    if (found) go("exercise", found.path);
  }

  private readonly reload = (): void => {
    const again = () => {
      void exercise.load();
      for (const each of [this.cell, this.player]) void each.reload();
    };
    again();
    window.setTimeout(again, AGAIN_MS);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-view": ExerciseView;
  }
}
