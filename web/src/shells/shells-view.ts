import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";

import { href, patchParams, type Route } from "../app/router";
import "../objects/export-menu";
import { base } from "../ui/tokens";
import "./altitudes";
import "./belt";
import type { BeltWindow } from "./belt";
import "./gabbard";

const PARTS = {
  geo: "Geostationary belt",
  altitudes: "Altitudes",
  gabbard: "Gabbard diagram",
} as const;

/** The crowds: the belt, the shells, and what is left of one launch. */
@customElement("cspo-shells-view")
export class ShellsView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        gap: var(--s1);
        margin-bottom: var(--s4);
        border-bottom: 1px solid var(--line);
      }
      nav a {
        padding: var(--s2) var(--s3);
        color: var(--text-2);
        font-weight: 550;
        font-size: var(--t2);
        text-decoration: none;
        border-bottom: 3px solid transparent;
      }
      nav a[aria-current="page"] {
        color: var(--text);
        border-bottom-color: var(--accent);
      }
      .picked {
        margin-bottom: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) route?: Route;

  private get drawing(): keyof typeof PARTS {
    const named = this.route?.path[0] ?? "geo";
    return named in PARTS ? (named as keyof typeof PARTS) : "geo";
  }

  override render() {
    const part = this.drawing;
    const object = this.route?.params.get("object") ?? "";
    return html`<h1>Belt and shells</h1>
      <nav aria-label="Drawings">
        ${Object.entries(PARTS).map(
          ([id, words]) => html`<a href=${href("shells", [id])} aria-current=${id === part ? "page" : nothing}>${words}</a>`,
        )}
      </nav>
      ${object ? this.picked(object) : nothing}
      <div @pick-object=${(event: CustomEvent<string>) => patchParams({ object: event.detail })}>${this.chart(part, object)}</div>`;
  }

  private picked(object: string) {
    return html`<div class="row picked card" role="status">
      <span>Picked: <strong>${object}</strong></span>
      <a href=${href("objects", [object])}>Its page</a>
      <a href=${href("sky", [], { object })}>In the sky</a>
      <cspo-export .objects=${[object]}></cspo-export>
      <button class="quiet" @click=${() => patchParams({ object: null })}>Let go</button>
    </div>`;
  }

  private chart(part: keyof typeof PARTS, object: string) {
    const params = this.route?.params ?? new URLSearchParams();
    if (part === "altitudes") {
      return html`<cspo-altitudes range=${params.get("range") ?? "low"}
        @range=${(event: CustomEvent<string>) => patchParams({ range: event.detail })}></cspo-altitudes>`;
    }
    if (part === "gabbard") {
      return html`<cspo-gabbard family=${params.get("family") ?? ""} object=${object}
        @family=${(event: CustomEvent<string>) => patchParams({ family: event.detail, object: null })}></cspo-gabbard>`;
    }
    return html`<cspo-belt .window=${windowOf(params)} object=${object}
      @look=${(event: CustomEvent<BeltWindow>) => patchParams({ around: event.detail.around, wide: event.detail.wide })}></cspo-belt>`;
  }
}

function windowOf(params: URLSearchParams): BeltWindow {
  const [around, wide] = [Number(params.get("around") ?? 0), Number(params.get("wide") ?? 360)];
  return {
    around: Number.isFinite(around) && Math.abs(around) <= 180 ? around : 0,
    wide: Number.isFinite(wide) && wide >= 1 && wide <= 360 ? wide : 360,
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-shells-view": ShellsView;
  }
}
