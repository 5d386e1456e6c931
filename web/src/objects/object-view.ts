import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import type { Route } from "../app/router";

@customElement("cspo-object-view")
export class ObjectView extends LitElement {
  @property({ attribute: false }) route?: Route;

  override render() {
    return html`<h1>Object</h1>`;
  }
}
