import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { apiUrl, isEnteredAt, post } from "../api/client";
import { type ApiError, asApiError } from "../api/errors";
import { type Session, session } from "../api/session";
import { exercise } from "../exercise/state";
import { base } from "../ui/tokens";
import { currentRoute, go, HOME, href } from "./router";
import { world } from "./world";

/** Show a one-time code or a token; who it is of is then who one is. */
export async function signIn(code: string): Promise<void> {
  session.set(await post<Session>("session", { code }));
}

/** A code that the address brought: `#code=` opens this node, `#box=` every node of a box. */
export interface Given {
  readonly kind: "code" | "box";
  readonly code: string;
}

/** How one came in: what went wrong, and a code that waits because somebody is signed in already. */
export interface Entry {
  readonly error: ApiError | null;
  readonly waiting: Given | null;
}

/** Kept where the node does not answer, so that to try again does not lose it. */
let given: Given | null = null;

/**
 * Come in by the session that there is, else by the code in the address. A link is anybody's: it
 * takes nobody who is signed in for another person before they were asked.
 */
export async function enter(): Promise<Entry> {
  given = takenFromAddress() ?? given;
  if (!session.who) await session.load().catch(unlessSignedOut);
  const found = given;
  given = null;
  if (found && session.who) return { error: null, waiting: found };
  return { error: found ? await signInBy(found, { asked: false }) : null, waiting: null };
}

/** So long the other nodes of a box are waited for, ms: who goes to one at once is let in. */
const NEIGHBOURS_MS = 3_000;

/** Come in by a code. At neighbours too, and where somebody is signed in only if that was asked. */
export async function signInBy({ kind, code }: Given, { asked }: { asked: boolean }): Promise<ApiError | null> {
  try {
    await signIn(code);
  } catch (error) {
    return asApiError(error);
  }
  if (kind === "box") {
    const neighbours = signInAtNeighbours(code, asked).catch(() => undefined); // each has its own door
    await Promise.race([neighbours, new Promise((resolve) => setTimeout(resolve, NEIGHBOURS_MS))]);
  }
  await beginAtExercise();
  return null;
}

/** Whoever comes into an exercise begins there: what comes to a player, and who directs, is told there. */
async function beginAtExercise(): Promise<void> {
  await exercise.load();
  if (exercise.value && currentRoute().view === HOME) go("exercise", [], {}, { replace: true });
}

/** An error, unless it is that nobody is signed in. */
export function unlessSignedOut(error: unknown): void {
  const found = asApiError(error);
  if (found.status !== 401) throw found;
}

/** It is taken out of the address at once, so that it does not stay in the history. */
function takenFromAddress(): Given | null {
  const [, kind, code] = /^#(code|box)=([\w-]+)$/.exec(location.hash) ?? [];
  if (!kind || !code) return null;
  history.replaceState(null, "", href(HOME));
  return { kind: kind as Given["kind"], code };
}

/** The same code opens the other nodes of a box; one that does not is entered by its own. */
async function signInAtNeighbours(code: string, asked: boolean): Promise<void> {
  const { nations } = world.facts ? world : await world.load().then(() => world);
  const others = nations.filter((nation) => nation !== world.facts?.nation);
  await Promise.allSettled(
    others.map(async (nation) => {
      const at = `../${nation}/`;
      if (asked || !(await isEnteredAt(at))) await post("session", { code }, { at });
    }),
  );
}

/** Somebody is signed in, and a link is another person's: asks. `@stay`, `@switch`. */
@customElement("cspo-another-person")
export class AnotherPerson extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        min-height: 100%;
        padding: var(--s5) var(--s4);
      }
      section {
        width: min(30rem, 100%);
      }
    `,
  ];

  override render() {
    const who = session.who;
    if (!who) return nothing;
    return html`<section class="card" aria-labelledby="ask">
      <h1 id="ask">You are signed in as ${who.name}</h1>
      <p>
        For ${who.party}. The link that was opened signs in a person of its own, and what is done then is
        done in that person's name. Go on as the person of this link?
      </p>
      <p class="row">
        <button class="primary" @click=${() => this.tell("stay")}>Stay as you are</button>
        <button @click=${() => this.tell("switch")}>Go on as the person of the link</button>
      </p>
      <p class="quiet-text small">If you did not ask for this link, stay as you are: somebody may want you to act in another's name.</p>
    </section>`;
  }

  private tell(what: "stay" | "switch"): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}

/** The way in. */
@customElement("cspo-sign-in")
export class SignIn extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        min-height: 100%;
        padding: var(--s5) var(--s4);
      }
      section {
        width: min(30rem, 100%);
      }
      form {
        display: grid;
        gap: var(--s2);
        margin: var(--s4) 0;
      }
      .brand {
        font-size: var(--t4);
        font-weight: 800;
        letter-spacing: -0.02em;
      }
      .error {
        color: var(--emergency);
      }
    `,
  ];

  /** Why one is here: a code in the address that was no good, a session that ended. */
  @property({ attribute: false }) error: ApiError | null = null;
  @state() private busy = false;

  override render() {
    const facts = world.facts;
    const error = this.error;
    return html`<section class="card">
      <p><span class="brand">cspo</span> <span class="quiet-text">one sky, seen by each nation as it may</span></p>
      <h1>Sign in${facts ? html` at ${facts.nation}` : nothing}</h1>
      ${facts?.sign_in_service
        ? html`<p>
            <a class="button primary" href=${apiUrl("session/begin").href}>
              Sign in at the nation's service
            </a>
          </p>`
        : nothing}
      <form @submit=${this.submit}>
        <label for="code">One-time code or token</label>
        <input id="code" name="code" type="password" required autocomplete="off" spellcheck="false"
          aria-describedby="help problem" />
        <span id="problem" class="error" role="alert">
          ${error ? html`▲ ${error.title}: ${error.detail}` : nothing}
        </span>
        <button class="primary" ?disabled=${this.busy}>Sign in</button>
      </form>
      <p id="help" class="quiet-text small">
        ${exercise.plays
          ? html`Whoever runs the exercise gives you the address of your seat: <code>cspo exercise join</code>
              prints it. A seat is at one nation.`
          : html`In the box, <code>cspo up</code> prints an address that signs you in everywhere. On a node of
              its own, <code>cspo node sign-in</code> does, for one of its people.`}
      </p>
    </section>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const code = new FormData(form).get("code");
    if (typeof code !== "string") return;
    this.busy = true;
    try {
      await signIn(code.trim());
      form.reset();
      this.error = null;
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-another-person": AnotherPerson;
    "cspo-sign-in": SignIn;
  }
}
