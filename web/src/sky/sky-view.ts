import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import type { Route } from "../app/router";

@customElement("cspo-sky-view")
export class SkyView extends LitElement {
  @property({ attribute: false }) route?: Route;

  override render() {
    return html`<h1>Sky</h1>`;
  }
}
