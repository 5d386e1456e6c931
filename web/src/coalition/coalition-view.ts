import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import type { Route } from "../app/router";

@customElement("cspo-coalition-view")
export class CoalitionView extends LitElement {
  @property({ attribute: false }) route?: Route;

  override render() {
    return html`<h1>Coalition</h1>`;
  }
}
