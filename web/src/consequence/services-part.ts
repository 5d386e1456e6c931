import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ApiError, asApiError } from "../api/errors";
import type { FoundObject } from "../objects/model";
import { number } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import type { Column } from "../ui/table";
import "../ui/table";
import { base } from "../ui/tokens";
import { type Band, bandText, share, shareText } from "./bands";
import { basisParts } from "./basis";
import type { LossLine, PositioningView, ServicesAsked, ServicesResult, StudyView } from "./model";
import "./nation-map";
import "./object-field";
import "./pdop-map";
import { ask, Study, textOf, utcOf } from "./study";
import "./study-state";
import { formStyles, resultStyles } from "./styles";

const BY = { nations: "By nation", sectors: "By sector", services: "By service" } as const;
type By = keyof typeof BY;

/** What fails where, when satellites are lost. */
@customElement("cspo-services-part")
export class ServicesPart extends LitElement {
  static override styles = [
    base,
    formStyles,
    resultStyles,
    css`
      .lost {
        list-style: none;
        margin: 0;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1);
      }
      .two {
        display: grid;
        gap: var(--s4);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr));
      }
      .bar {
        margin-bottom: var(--s3);
      }
    `,
  ];

  @property() study = "";
  @property({ attribute: false }) params = new URLSearchParams();
  @state() private anew = false;
  @state() private by: By = "nations";
  @state() private service = "";
  @state() private chosen: readonly { object: string; name: string }[] = [];
  @state() private error: ApiError | undefined;
  @state() private busy = false;
  private linked = "";
  private readonly asked = new Study(this, () => this.study);

  override willUpdate(): void {
    const linked = this.params.get("lost") ?? "";
    if (linked !== this.linked) {
      this.linked = linked;
      if (linked) this.chosen = linked.split(",").filter(Boolean).map((object) => ({ object, name: "" }));
    }
    marks.show(this, [this.asked.value?.mark]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    if (!this.study) return this.form({});
    const { value, error } = this.asked.found;
    if (error && !value) return html`<cspo-failed what="The study" .error=${error} @retry=${() => void this.asked.found.reload()}></cspo-failed>`;
    if (!value) return html`<cspo-loading what="the study"></cspo-loading>`;
    return html`<cspo-study-state .study=${value} .halt=${() => this.asked.stop()} @again=${() => this.again(value)}></cspo-study-state>
      ${this.anew ? this.form(value.services_asked ?? {}) : nothing}
      ${value.services ? this.whole(value, value.services) : nothing}`;
  }

  private again(study: StudyView): void {
    this.anew = !this.anew;
    const lost = (study.services_asked?.lost ?? []).filter((each): each is string => typeof each === "string");
    this.chosen = lost.map((object, n) => ({ object, name: study.services?.lost[n] ?? "" }));
  }

  private form(given: Partial<ServicesAsked>) {
    return html`<form aria-label="Satellites that are lost" @submit=${this.submit}>
      <div class="fields">
        <cspo-object-field label="Add a satellite" collects @chosen=${(event: CustomEvent<FoundObject>) => this.add(event.detail)}></cspo-object-field>
        <label>All whose names begin with <input name="constellation" maxlength="40" placeholder="none, or NAVSTAR" .value=${given.constellation ?? ""} /></label>
        <label>From, UTC <input name="at_utc" maxlength="40" placeholder="now" title="2026-08-11T12:00Z; empty: now" .value=${given.at_utc?.replace(/\.\d+/, "") ?? ""} /></label>
      </div>
      ${this.chosen.length
        ? html`<ul class="lost" aria-label="Lost">${this.chosen.map(
            (each) => html`<li><button type="button" title="Take it off" aria-label="Take off ${each.name || each.object}" @click=${() => this.take(each.object)}>${each.name || each.object} ✕</button></li>`,
          )}</ul>`
        : nothing}
      <div class="row"><button class="primary" aria-disabled=${this.busy ? "true" : "false"}>See what fails${this.busy ? "…" : ""}</button></div>
      <div role="alert">${this.error ? html`<p class="fault">▲ ${this.error.title}. ${this.error.detail} ${this.error.hint}</p>` : nothing}</div>
    </form>`;
  }

  private whole(study: StudyView, result: ServicesResult) {
    const services = [...new Set(result.nations.map((each) => each.service))].filter(Boolean);
    const rows = result[this.by];
    return html`<p class="supposed" role="note"><strong>? SUPPOSED</strong><span>${number(result.lost.length)} satellites are held to be lost: ${result.lost.slice(0, 6).join(", ")}${result.lost.length > 6 ? ` and ${result.lost.length - 6} more` : ""}.</span></p>
      <p class="headline">${result.headline}</p>
      <section>
        <div class="row bar"><label>On the map <select @change=${(event: Event) => (this.service = (event.target as HTMLSelectElement).value)}>
          <option value="">the worst of all services</option>
          ${services.map((each) => html`<option value=${each} ?selected=${each === this.service}>${each}</option>`)}</select></label></div>
        <cspo-nation-map .lines=${result.nations} service=${this.service} .marked=${[study.mark]}></cspo-nation-map>
      </section>
      <section>
        <div class="row bar" role="group" aria-label="Losses">${Object.entries(BY).map(
          ([id, words]) => html`<button aria-pressed=${id === this.by ? "true" : "false"} @click=${() => (this.by = id as By)}>${words}</button>`,
        )}</div>
        ${rows.length
          ? html`<cspo-table name="losses-${this.by}" caption="Losses, ${BY[this.by].toLowerCase()}" .picks=${false} .columns=${columns(this.by)} .rows=${rows}
              .key=${(row: LossLine) => `${row.service} ${row.nation} ${row.sector}`}></cspo-table>`
          : html`<cspo-empty heading="Nothing is lost">None of these satellites carries a service of the file.</cspo-empty>`}
      </section>
      ${result.positioning.map((each) => this.positioning(study, each))}
      ${basisParts(result.basis, result.limits)}`;
  }

  private positioning(study: StudyView, view: PositioningView) {
    const promised = (value: number, wanted: number, words: string) =>
      /\bGPS\b/i.test(view.system) ? `${value < wanted ? "▼ below" : "✓ at least"} the ${share(wanted)} that the GPS standard promises ${words}` : words;
    return html`<section>
      <h2>${view.system}: ${view.lost} of ${view.satellites} satellites lost</h2>
      <dl class="numbers">
        <div><dt>Whole Earth, intact</dt><dd>${share(view.before_global)}<small>of place and day with a good enough PDOP</small></dd></div>
        <div><dt>Whole Earth, then</dt><dd>${share(view.after_global)}<small>${promised(view.after_global, 0.98, "of place and day")}</small></dd></div>
        <div><dt>Worst place, intact</dt><dd>${share(view.before_worst)}<small>of the day</small></dd></div>
        <div><dt>Worst place, then</dt><dd>${share(view.after_worst)}<small>${promised(view.after_worst, 0.88, "of the day")}</small></dd></div>
      </dl>
      <div class="two">
        <cspo-pdop-map .view=${view} shows="before" .marked=${[study.mark]}></cspo-pdop-map>
        <cspo-pdop-map .view=${view} shows="after" .marked=${[study.mark]}></cspo-pdop-map>
      </div>
    </section>`;
  }

  private add(found: FoundObject): void {
    if (this.chosen.some((each) => each.object === found.object)) return;
    this.chosen = [...this.chosen, { object: found.object, name: found.name }];
  }

  private take(object: string): void {
    this.chosen = this.chosen.filter((each) => each.object !== object);
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    const constellation = textOf(form, "constellation");
    this.busy = true;
    this.error = undefined;
    try {
      if (!this.chosen.length && !constellation) {
        throw new ApiError(0, { title: "Say what is lost", detail: "Add a satellite, or how the names of several begin." });
      }
      await ask("services", { lost: this.chosen.map((each) => each.object), constellation, at_utc: utcOf(textOf(form, "at_utc")) });
      this.anew = false;
    } catch (error) {
      this.error = asApiError(error);
    }
    this.busy = false;
  };
}

function columns(by: By): readonly Column<LossLine>[] {
  const money = (row: LossLine) => (row.money ? bandText(row.money, row.currency) : "no figures given");
  const hours = (band: Band | null) => (band ? bandText(band, "h") : "not given");
  const who: Column<LossLine>[] =
    by === "nations"
      ? [{ id: "nation", title: "Nation", text: (row) => row.nation || "all", sort: (row) => row.nation }]
      : by === "sectors"
        ? [{ id: "sector", title: "Sector", text: (row) => row.sector || "all", sort: (row) => row.sector }]
        : [];
  return [
    ...who,
    { id: "service", title: "Service", text: (row) => row.service || "all", sort: (row) => row.service },
    { id: "loss", title: "Lost of it", align: "end", text: (row) => shareText(row.loss), sort: (row) => row.loss.expected },
    { id: "outage", title: "Hours without", align: "end", text: (row) => hours(row.outage_h), sort: (row) => row.outage_h?.expected ?? NaN },
    { id: "satellites", title: "Satellites", align: "end", text: (row) => `${number(row.lost)} of ${number(row.satellites)}`, sort: (row) => row.lost },
    { id: "substitutes", title: "Instead of it", text: (row) => row.substitutes.join(", ") || "nothing named" },
    // What it costs is given by sector: sums of other figures would be invented.
    ...(by === "sectors" ? [{ id: "money", title: "Money, by your figures", align: "end" as const, text: money, sort: (row: LossLine) => row.money?.expected ?? NaN }] : []),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-services-part": ServicesPart;
  }
}
