import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { apiUrl, post } from "../api/client";
import { type ApiError, asApiError } from "../api/errors";
import { type Session, session } from "../api/session";
import { base } from "../ui/tokens";
import { HOME, href } from "./router";
import { world } from "./world";

/** Show a one-time code or a token; who it is of is then who one is. */
export async function signIn(code: string): Promise<void> {
  session.set(await post<Session>("session", { code }));
}

/**
 * What the address brings: `#code=` opens this node, `#box=` every node of a box. It is taken out
 * of the address at once, so that it does not stay in the history.
 */
export async function signInFromAddress(): Promise<ApiError | null> {
  const given = /^#(code|box)=([\w-]+)$/.exec(location.hash);
  if (!given) return null;
  const [, kind = "", code = ""] = given;
  history.replaceState(null, "", href(HOME));
  try {
    await signIn(code);
  } catch (error) {
    return asApiError(error);
  }
  if (kind === "box") void signInAtNeighbours(code);
  return null;
}

/** The same code opens the other nodes of a box; one that does not is entered by its own. */
async function signInAtNeighbours(code: string): Promise<void> {
  const { nations } = world.facts ? world : await world.load().then(() => world);
  const others = nations.filter((nation) => nation !== world.facts?.nation);
  await Promise.allSettled(
    others.map((nation) => post("session", { code }, { at: `../${nation}/` })),
  );
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
        In the box, <code>cspo up</code> prints an address that signs you in everywhere. On a node of
        its own, <code>cspo node sign-in</code> does, for one of its people.
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
    "cspo-sign-in": SignIn;
  }
}
