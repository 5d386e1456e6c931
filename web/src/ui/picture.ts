import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";

import { session } from "../api/session";
import { view } from "../time/clock";
import { utc } from "../time/format";
import { world } from "../app/world";
import { LEVEL_WORDS, marks } from "./mark";
import { fileName, save } from "./save";
import { base, color } from "./tokens";

const SVG = "http://www.w3.org/2000/svg";
const FOOT_PX = 44;
const HEAD_PX = 30;
/** What a style sheet may have set on a drawing; written into the file that is saved. */
const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
  "stroke-linecap", "stroke-linejoin", "opacity", "font-size", "font-family", "font-weight",
  "text-anchor", "dominant-baseline", "visibility", "display",
] as const;

/**
 * A picture that can be saved: an inline SVG or a canvas in its slot.
 *
 * What is saved has its title, the time it shows, the highest mark in it and SIMULATED or EXERCISE
 * printed in it, so that it says what it is wherever it goes. Slot `text` holds the same in words.
 */
@customElement("cspo-picture")
export class Picture extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figure {
        margin: 0;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--s1) var(--s2);
        font-size: var(--t2);
        color: var(--text-2);
      }
      .buttons {
        display: flex;
        gap: 2px;
      }
      ::slotted(svg),
      ::slotted(canvas) {
        display: block;
        max-width: 100%;
      }
    `,
  ];

  @property() name = "picture";
  @property() caption = "";
  /** The marks of what it shows; empty: the highest on the screen. */
  @property({ attribute: false }) marked: readonly string[] = [];
  /** The time it shows, UTC ms; NaN: that of the pictures. */
  @property({ attribute: false }) atMs = NaN;

  override render() {
    return html`<figure aria-label=${this.caption || this.name}>
      <slot></slot>
      <figcaption>
        <span>${this.caption}</span>
        <span class="buttons">
          <button class="quiet" title="Save as PNG" @click=${this.savePng}>PNG</button>
          <button class="quiet" title="Save as SVG" @click=${this.saveSvg}>SVG</button>
        </span>
      </figcaption>
      <slot name="text"></slot>
    </figure>`;
  }

  /** The whole picture with head and foot, as an SVG document. */
  toSvg(): string {
    const drawn = this.drawing();
    if (!drawn) return "";
    const box = drawn.getBoundingClientRect();
    const width = Math.max(Math.round(box.width), 320);
    const height = Math.round(box.height * (width / Math.max(box.width, 1)));
    const sheet = document.createElementNS(SVG, "svg");
    const whole = height + HEAD_PX + FOOT_PX;
    set(sheet, { xmlns: SVG, width, height: whole, viewBox: `0 0 ${width} ${whole}` });
    sheet.append(element("rect", { width, height: whole, fill: color("surface") }));
    sheet.append(words(this.caption || this.name, 12, 20, "text", 14, 650));
    sheet.append(this.inner(drawn, width, height));
    const [line, mark] = this.foot();
    sheet.append(words(line, 12, HEAD_PX + height + 18, "text-2", 11, 400));
    sheet.append(words(mark, 12, HEAD_PX + height + 35, "text", 12, 700));
    return new XMLSerializer().serializeToString(sheet);
  }

  private drawing(): SVGSVGElement | HTMLCanvasElement | null {
    const slot = this.renderRoot.querySelector("slot");
    for (const each of slot?.assignedElements({ flatten: true }) ?? []) {
      if (each instanceof SVGSVGElement || each instanceof HTMLCanvasElement) return each;
      const found = drawingIn(each) ?? (each.shadowRoot && drawingIn(each.shadowRoot));
      if (found) return found;
    }
    return null;
  }

  private inner(drawn: SVGSVGElement | HTMLCanvasElement, width: number, height: number): Element {
    if (drawn instanceof HTMLCanvasElement) {
      const href = drawn.toDataURL("image/png");
      return element("image", { href, x: 0, y: HEAD_PX, width, height });
    }
    const copy = drawn.cloneNode(true) as SVGSVGElement;
    styled(drawn, copy);
    set(copy, { x: 0, y: HEAD_PX, width, height });
    return copy;
  }

  private foot(): [string, string] {
    const at = this.shownMs();
    const by = session.who?.nation ?? world.facts?.nation ?? "";
    const highest = this.marked.length ? marks.highestOf(this.marked) : marks.highest();
    const mode = world.facts?.mode ?? "";
    const spoken = LEVEL_WORDS[highest] ?? highest;
    const told = [spoken, mode === "REAL" ? "" : mode].filter(Boolean).join(" · ");
    return [`${utc(at)} · ${by} · cspo`, told];
  }

  private shownMs(): number {
    return Number.isNaN(this.atMs) ? view.ms() : this.atMs;
  }

  private saveSvg(): void {
    save(this.toSvg(), fileName(this.name, "svg", { atMs: this.shownMs() }), "image/svg+xml");
  }

  private async savePng(): Promise<void> {
    const blob = await png(this.toSvg());
    if (blob) save(blob, fileName(this.name, "png", { atMs: this.shownMs() }), "image/png");
  }
}

/** The first drawing of a part of the document, also where a component keeps it to itself. */
function drawingIn(root: ParentNode): SVGSVGElement | HTMLCanvasElement | null {
  const found = root.querySelector<SVGSVGElement | HTMLCanvasElement>("svg, canvas");
  if (found) return found;
  for (const each of root.querySelectorAll("*")) {
    const inner = each.shadowRoot && drawingIn(each.shadowRoot);
    if (inner) return inner;
  }
  return null;
}

/** An SVG document as pixels, twice as fine as the screen. */
async function png(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function styled(from: Element, to: Element): void {
  const style = window.getComputedStyle(from);
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value && value !== "normal" && value !== "auto") to.setAttribute(name, value);
  }
  to.removeAttribute("style");
  to.removeAttribute("class");
  for (let n = 0; n < from.children.length; n++) {
    const [a, b] = [from.children[n], to.children[n]];
    if (a && b) styled(a, b);
  }
}

function element(name: string, values: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  set(made, values);
  return made;
}

function set(on: Element, values: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (name !== "xmlns") on.setAttribute(name, String(value));
  }
}

function words(
  text: string, x: number, y: number, token: string, px: number, weight: number,
): SVGElement {
  const made = element("text", {
    x, y, fill: color(token), "font-size": px, "font-weight": weight,
    "font-family": "system-ui, sans-serif",
  });
  made.textContent = text;
  return made;
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-picture": Picture;
  }
}
