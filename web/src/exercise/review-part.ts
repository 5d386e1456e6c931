import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { apiUrl } from "../api/client";
import { Resource } from "../api/resource";
import { href, patchParams } from "../app/router";
import "../time/format";
import { marks } from "../ui/mark";
import { base } from "../ui/tokens";
import "../ui/notes";
import "./knows-table";
import type { Review } from "./model";
import "./objectives-part";
import "./review-decisions";
import "./review-timeline";
import { partStyles } from "./styles";
import { furthest } from "./words";

const EVERY_MS = 30_000;
const PARTS = [
  ["", "From truth to action"],
  ["measures", "Measures"],
  ["decisions", "Decisions"],
  ["improve", "Improvement plan"],
] as const;

/** The after-action review: when who could have known and knew, what was decided, and what to do better. */
@customElement("cspo-exercise-review")
export class ExerciseReview extends LitElement {
  static override styles = [
    base,
    partStyles,
    css`
      .head {
        justify-content: space-between;
        margin-bottom: var(--s3);
      }
      .head p,
      .event p {
        max-width: none;
      }
      .head p {
        margin: 0;
      }
      .parts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        border-bottom: 1px solid var(--line);
        margin-bottom: var(--s4);
      }
      .parts a {
        display: inline-flex;
        align-items: center;
        padding: 0 var(--s3);
        min-height: var(--target);
        font-size: var(--t2);
        font-weight: 550;
        text-decoration: none;
        color: var(--text-2);
        border-bottom: 3px solid transparent;
      }
      .parts a[aria-current="page"] {
        color: var(--text);
        border-bottom-color: var(--accent);
      }
      .event {
        background: var(--surface-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: var(--s3) var(--s4);
      }
      .event h2 {
        margin-bottom: 2px;
      }
    `,
  ];

  /** Which part of it. */
  @property() chapter = "";
  /** The line of the log of truth that is looked at. */
  @property() event = "";
  private readonly review = new Resource<Review>(this, () => ({ path: "exercise/review" }), { everyMs: EVERY_MS });

  override willUpdate(): void {
    marks.show(this, this.review.value?.marks ?? []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override render() {
    const { value, error } = this.review;
    const failed = error ? html`<cspo-failed what="The review" .error=${error} @retry=${() => void this.review.reload()}></cspo-failed>` : nothing;
    if (!value) return error ? failed : html`<cspo-loading what="the review"></cspo-loading>`;
    return html`${failed}
      <div class="row head">
        <p>
          ${value.whole
            ? html`<strong><span aria-hidden="true">■</span> The whole exercise.</strong>`
            : html`<strong><span aria-hidden="true">…</span> As far as it goes now:</strong> until <cspo-time .at=${value.clock.world_utc}></cspo-time> of the exercise.`}
          <span class="quiet-text">It holds what you may see.</span>
        </p>
        <span class="row">${this.reports()}</span>
      </div>
      <nav class="parts" aria-label="The review">${PARTS.map(
        ([id, title]) => html`<a href=${href("exercise", id ? ["review", id] : ["review"])} aria-current=${this.chapter === id ? "page" : "false"}>${title}</a>`,
      )}</nav>
      ${this.content(value)}`;
  }

  private reports() {
    const to = (form: string, version: string) => apiUrl("exercise/report", { form, version }).href;
    return html`<a class="button" href=${to("html", "own")} target="_blank" rel="noopener">Report</a>
      <a class="button" href=${to("pdf", "own")}>PDF</a>
      <a class="button" href=${to("html", "all")} target="_blank" rel="noopener" title="With what everybody in the exercise may know, and no more">Report for all</a>
      <a class="button" href=${to("pdf", "all")} title="With what everybody in the exercise may know, and no more">PDF for all</a>`;
  }

  private content(review: Review) {
    switch (this.chapter) {
      case "measures":
        return html`<cspo-exercise-objectives .objectives=${review.objectives}></cspo-exercise-objectives>`;
      case "decisions":
        return html`<cspo-review-decisions .decisions=${review.decisions} .more=${review.decisions_more}></cspo-review-decisions>`;
      case "improve":
        return html`<cspo-review-improvements .improvements=${review.improvements}></cspo-review-improvements>`;
      default:
        return this.timeline(review);
    }
  }

  private timeline({ truths, truths_more }: Review) {
    if (!truths.length) return html`<cspo-empty heading="Nothing happened">The log of truth has no line that you may see.</cspo-empty>`;
    const chosen = truths.find((each) => String(each.truth) === this.event) ?? truths[0];
    const nations = [...new Set(truths.flatMap((each) => each.nations.map(({ nation }) => nation)))];
    return html`<section>
        <cspo-knows-table picks .truths=${truths.map(furthest)} .nations=${nations} .chosen=${chosen?.truth ?? -1}
          @pick=${(event: CustomEvent<number>) => patchParams({ event: event.detail })}></cspo-knows-table>
        ${truths_more ? html`<p class="quiet-text">${truths_more.toLocaleString("en")} more are not listed.</p>` : nothing}
      </section>
      ${chosen
        ? html`<section class="event" aria-labelledby="event">
            <h2 id="event">${chosen.text}</h2>
            <p class="small quiet-text">It happened <cspo-time .at=${chosen.world_utc}></cspo-time> of the exercise${chosen.objects.length
              ? html`; objects ${chosen.objects.join(", ")}`
              : nothing}${chosen.injects.length ? `; ${chosen.injects.length === 1 ? "inject" : "injects"} ${chosen.injects.join(", ")}` : ""}.</p>
            <cspo-review-timeline .truth=${chosen}></cspo-review-timeline>
          </section>`
        : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-exercise-review": ExerciseReview;
  }
}
