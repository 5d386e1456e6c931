import { LitElement, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { html as anyTag, unsafeStatic } from "lit/static-html.js";

import { del, whenSignedOut } from "../api/client";
import { type ApiError, asApiError } from "../api/errors";
import { session } from "../api/session";
import { stream } from "../api/stream";
import { exercise } from "../exercise/state";
import { clock, view } from "../time/clock";
import { base } from "../ui/tokens";
import "../ui/notes";
import "./banner";
import "./help-dialog";
import type { HelpDialog } from "./help-dialog";
import { bindKeys, type Key } from "./keys";
import { currentRoute, go, href, onRoute, type Route } from "./router";
import { shellStyles } from "./shell-styles";
import "./sign-in";
import { enter, type Given, signInBy, unlessSignedOut } from "./sign-in";
import "./stream-state";
import { type Choice, chooseTheme, chosenTheme, startTheme } from "./theme";
import { type View, viewOf, VIEWS } from "./views";
import { world } from "./world";
import "./world-time";

startTheme();

const STEP_MS = 60_000;
const MENU = VIEWS.filter((each) => each.key);
const isShown = (each: View) => each.shown?.() ?? true;

const TIME_KEYS: readonly Key[] = [
  { key: "Space", what: "stop or run the time of the pictures", run: () => (view.playing = !view.playing) },
  { key: ",", what: "one minute back", run: () => view.set(view.ms() - STEP_MS) },
  { key: ".", what: "one minute on", run: () => view.set(view.ms() + STEP_MS) },
  { key: "n", what: "back to now", run: () => view.follow() },
];

/** The page: who one is, where one is, what time it is, and the view that is looked at. */
@customElement("cspo-app")
export class AppShell extends LitElement {
  static override styles = [base, shellStyles];

  @state() private route: Route = currentRoute();
  @state() private ready = false;
  @state() private error: ApiError | null = null;
  /** A link's code, while whoever is signed in is asked. */
  @state() private waiting: Given | null = null;
  @state() private failed: ApiError | undefined;
  @state() private shown: View | undefined;
  /** The last route of the view that is shown: while another is loaded, this one is not asked for that. */
  private shownRoute: Route = this.route;
  @query("main") private readonly main!: HTMLElement;
  @query("cspo-help") private readonly help!: HelpDialog;

  constructor() {
    super();
    bindKeys(this, "Everywhere", [
      { key: "?", what: "this list", run: () => this.help.show() },
      { key: "/", what: "search", run: () => this.search() },
      ...MENU.map((each) => ({
        key: each.key, what: each.title, run: () => go(each.id), listed: () => isShown(each), when: () => isShown(each),
      })),
      { key: "Esc", what: "back", run: () => history.back(), when: () => this.route.path.length > 0 },
    ]);
    bindKeys(this, "Time", TIME_KEYS);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onRoute((route) => void this.open(route));
    session.on(() => this.signedInOrOut());
    exercise.on(() => this.requestUpdate());
    whenSignedOut((error) => {
      if (!session.who) return;
      this.error = error;
      session.set(null);
    });
    void this.begin();
  }

  override render() {
    return html`<section aria-label="Marking">
        <button class="skip" @click=${this.skip}>Skip to the content</button>
        <cspo-banner></cspo-banner>
      </section>
      ${session.who && !this.waiting ? this.page() : this.door()}
      <cspo-help></cspo-help>`;
  }

  private door() {
    if (session.who && this.waiting) {
      return html`<main id="main" tabindex="-1">
        <cspo-another-person @stay=${() => (this.waiting = null)} @switch=${this.switchPerson}></cspo-another-person>
      </main>`;
    }
    return html`<main id="main" tabindex="-1">
      ${this.ready
        ? html`<cspo-sign-in .error=${this.error}></cspo-sign-in>`
        : this.failed
          ? html`<cspo-failed .error=${this.failed} @retry=${() => void this.begin()}></cspo-failed>`
          : html`<cspo-loading></cspo-loading>`}
    </main>`;
  }

  private page() {
    return html`<header>
        <a class="brand" href=${href("watch")} title="cspo: the watch">cspo</a>
        ${this.nations()}
        <nav aria-label="Views">${MENU.filter(isShown).map((each) => this.menuEntry(each))}</nav>
        <cspo-search></cspo-search>
        <div class="right">
          <cspo-world-time></cspo-world-time>
          <cspo-stream-state></cspo-stream-state>
          ${this.account()}
          <button class="quiet" title="Keys (?)" @click=${() => this.help.show()}>?</button>
        </div>
      </header>
      <main id="main" tabindex="-1">${this.content()}</main>`;
  }

  private menuEntry(each: View) {
    const here = each.id === this.route.view;
    return html`<a href=${href(each.id)} aria-current=${here ? "page" : nothing} title="${each.title} (${each.key})"
      >${each.title}</a
    >`;
  }

  private nations() {
    const own = session.who?.nation ?? "";
    if (world.nations.length < 2) return html`<span class="nation">${own}</span>`;
    return html`<label class="nation">
      <span class="hidden-text">Nation whose picture is shown</span>
      <select @change=${this.switchNation} title="Nation whose picture is shown">
        ${world.nations.map((each) => html`<option value=${each} ?selected=${each === own}>${each}</option>`)}
      </select>
    </label>`;
  }

  private account() {
    const who = session.who;
    if (!who) return nothing;
    return html`<details class="account">
      <summary title="Who you are here">${who.name}</summary>
      <div class="card">
        <p><strong>${who.name}</strong><br />${who.party}, up to ${who.ceiling}</p>
        <p class="small quiet-text">${who.roles.join(", ")}</p>
        <label>Theme
          <select @change=${this.themed}>
            ${(["system", "dark", "light"] as const).map(
              (each) => html`<option value=${each} ?selected=${each === chosenTheme()}>${each}</option>`,
            )}
          </select>
        </label>
        <button @click=${this.signOut}>Sign out</button>
      </div>
    </details>`;
  }

  private content() {
    if (this.failed) {
      return html`<cspo-failed .error=${this.failed} what="The view did not load"
        @retry=${() => void this.open(this.route)}></cspo-failed>`;
    }
    const { shown } = this;
    if (!shown) return html`<cspo-loading></cspo-loading>`;
    // The name of the element comes from the list of views, never from the address.
    const tag = unsafeStatic(shown.tag);
    if (this.route.view === shown.id) this.shownRoute = this.route;
    return anyTag`<${tag} .route=${this.shownRoute}></${tag}>`;
  }

  private async begin(): Promise<void> {
    this.failed = undefined;
    try {
      await world.load();
      const { error, waiting } = await enter();
      [this.error, this.waiting] = [error, waiting];
      this.ready = true;
      clock.keep(() => exercise.value !== null);
      await this.open(currentRoute());
    } catch (error) {
      this.failed = asApiError(error);
    }
  }

  private async open(route: Route): Promise<void> {
    const before = this.shown;
    const wanted = viewOf(route.view);
    if (!wanted) {
      go("watch", [], {}, { replace: true });
      return;
    }
    this.route = route;
    this.failed = undefined;
    document.title = [exercise.plays && "EXERCISE", wanted.title, world.facts?.nation, "cspo"].filter(Boolean).join(" · ");
    if (!session.who) return;
    try {
      await wanted.load();
      if (this.route.view === wanted.id) this.shown = wanted;
    } catch (error) {
      this.failed = asApiError(error);
    }
    if (before && before !== wanted) {
      await this.updateComplete;
      this.main.focus();
    }
    // On a telephone the menu is wider than the screen.
    this.renderRoot.querySelector("nav [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private signedInOrOut(): void {
    if (session.who) {
      this.error = null;
      void import("../objects/search");
      stream.start();
      void this.open(currentRoute());
    } else {
      stream.stop();
    }
    this.requestUpdate();
  }

  private search(): void {
    this.renderRoot.querySelector<HTMLElement>("cspo-search")?.focus();
  }

  private skip(): void {
    this.main.focus();
  }

  private switchNation(event: Event): void {
    const nation = (event.target as HTMLSelectElement).value;
    location.assign(new URL(`../${nation}/${location.hash}`, document.baseURI));
  }

  private themed(event: Event): void {
    chooseTheme((event.target as HTMLSelectElement).value as Choice);
  }

  private async switchPerson(): Promise<void> {
    const { waiting } = this;
    if (!waiting) return;
    const error = await signInBy(waiting, { asked: true });
    if (error) session.set(null); // the door says what is wrong with the link; to load again is to stay
    this.error = error;
    this.waiting = null;
  }

  private async signOut(): Promise<void> {
    await del("session").catch(unlessSignedOut);
    session.set(null);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-app": AppShell;
  }
}
