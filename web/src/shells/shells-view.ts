import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import type { Route } from "../app/router";

@customElement("cspo-shells-view")
export class ShellsView extends LitElement {
  @property({ attribute: false }) route?: Route;

  override render() {
    return html`<h1>Belt and shells</h1>`;
  }
}
