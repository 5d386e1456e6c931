import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { enc } from "../api/client";
import { Resource } from "../api/resource";
import { href } from "../app/router";
import { utc } from "../time/format";
import { marks } from "../ui/mark";
import "../ui/notes";
import "../ui/picture";
import { base } from "../ui/tokens";
import { lookOf } from "./kinds";
import { type Layout, type Line, NODE_PX, type Placed, layoutOf, wrapped } from "./layout";
import type { Graph, GraphEdge, GraphNode } from "./model";

/** Characters of a line in a box of the picture. */
const LINE = 29;

/** What a record rests on and what rests on it, as a picture and as a list. */
@customElement("cspo-lineage")
export class Lineage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      svg {
        display: block;
        margin: 0 auto;
      }
      text {
        font-family: system-ui, sans-serif;
        fill: var(--text);
        font-size: 11.5px;
      }
      .kind {
        font-size: 12.5px;
        font-weight: 650;
      }
      .quiet {
        fill: var(--text-2);
        font-size: 11px;
      }
      .glyph {
        font-size: 15px;
      }
      .box {
        fill: var(--surface-2);
        stroke: var(--edge);
      }
      .root .box {
        fill: var(--surface-3);
        stroke: var(--accent);
        stroke-width: 2.5px;
      }
      .partner .box {
        stroke-dasharray: 5 3;
      }
      .band {
        stroke: none;
      }
      path {
        fill: none;
        stroke: var(--edge);
        stroke-width: 1.6px;
      }
      path.supersedes {
        stroke-dasharray: 3 4;
      }
      .head {
        fill: var(--edge);
        stroke: none;
      }
      a:hover .box {
        fill: var(--surface-3);
      }
      a:focus-visible .box {
        stroke: var(--focus);
        stroke-width: 3px;
      }
      a:focus-visible {
        outline: none;
      }
      ul.legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s4);
        list-style: none;
        margin: var(--s2) 0 0;
        padding: 0;
        font-size: var(--t1);
        color: var(--text-2);
      }
      summary {
        cursor: pointer;
        min-height: 24px;
        font-size: var(--t2);
        color: var(--text-2);
      }
      ol {
        margin: var(--s2) 0;
        padding-inline-start: var(--s5);
        font-size: var(--t2);
      }
      .bands-1 { fill: var(--cat-1); } .bands-2 { fill: var(--cat-2); }
      .bands-3 { fill: var(--cat-3); } .bands-4 { fill: var(--cat-4); }
      .bands-5 { fill: var(--cat-5); } .bands-6 { fill: var(--cat-6); }
      .bands-7 { fill: var(--cat-7); } .bands-8 { fill: var(--cat-8); }
    `,
  ];

  /** The record in the middle of it. */
  @property() record = "";
  /** The nation that looks: others' records have a dashed frame. */
  @property() nation = "";
  /** Whether telephone numbers are drawn, too: a warning may rest on many. */
  @state() private contacts = false;
  private drawn: Graph | null = null;
  private layout: Layout | null = null;

  private readonly graph = new Resource<Graph>(
    this,
    () => (this.record ? { path: `records/${enc(this.record)}/graph`, params: { limit: 60 } } : null),
    { kinds: ["warning", "acknowledgement", "conjunction", "withdrawal"] },
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    marks.show(this, []);
  }

  override updated(): void {
    if (this.isConnected) marks.show(this, (this.graph.value?.nodes ?? []).map((each) => each.mark));
  }

  override render() {
    const { value, error } = this.graph;
    if (error && !value) {
      return html`<cspo-failed what="What it rests on" .error=${error} @retry=${() => void this.graph.reload()}></cspo-failed>`;
    }
    if (!value) return html`<cspo-loading what="what it rests on"></cspo-loading>`;
    if (value !== this.drawn) this.draw(value);
    return value.nodes.length === 1 ? this.alone(value) : this.picture(value);
  }

  private draw(graph: Graph): void {
    this.drawn = graph;
    this.layout = layoutOf(this.contacts ? graph : without(graph, "contact"));
  }

  private showContacts(): void {
    this.contacts = !this.contacts;
    if (this.drawn) this.draw(this.drawn);
  }

  private alone(graph: Graph) {
    const unopened = graph.nodes[0]?.unopened ?? 0;
    return html`<cspo-empty heading="It stands alone">
      ${unopened
        ? html`It rests on records that are not for this node or not for you: ${unopened} sealed
          commitments stand for them, and for padding that hides how many there are.`
        : html`It rests on no other record, and nothing here rests on it.`}
    </cspo-empty>`;
  }

  private picture(graph: Graph) {
    const layout = this.layout;
    if (!layout) return nothing;
    return html`<cspo-picture
        name="lineage"
        caption="What it rests on, from left to right: ${graph.nodes.length} records"
        .marked=${graph.nodes.map((each) => each.mark)}
      >
        <div class="scroll">
          <svg width=${layout.width} height=${layout.height} viewBox="0 0 ${layout.width} ${layout.height}"
            role="group" aria-label="Lineage of the record">
            <defs>
              <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path class="head" d="M0 0L8 4L0 8Z"></path>
              </marker>
            </defs>
            ${layout.lines.map((each) => this.line(each))}${layout.placed.map((each) => this.box(each, graph.root))}
          </svg>
        </div>
        ${this.list(graph)}
      </cspo-picture>
      <ul class="legend">
        <li>→ the right one rests on the left one, proven by a commitment</li>
        <li>⇢ dashed line: takes the place of</li>
        <li>dashed frame: of another nation</li>
        <li>⌧ sealed: inputs not for you, or padding; nobody can tell which</li>
      </ul>
      ${this.contactsButton(graph)}`;
  }

  private contactsButton(graph: Graph) {
    const count = graph.nodes.length - without(graph, "contact").nodes.length;
    if (!count) return nothing;
    return html`<button class="quiet" aria-pressed=${this.contacts ? "true" : "false"} @click=${this.showContacts}>
      ${this.contacts ? "Without" : "With"} the ${count} telephone ${count === 1 ? "number" : "numbers"} that it names
    </button>`;
  }

  private line({ edge, d }: Line) {
    return svg`<path class=${edge.relation} d=${d} marker-end="url(#head)">
      <title>${edgeText(edge)}</title>
    </path>`;
  }

  private box({ node, x, y }: Placed, root: string) {
    const look = lookOf(node.kind);
    const said = node.said || node.object;
    const classes = [node.id === root ? "root" : "", node.origin.startsWith(this.nation) ? "" : "partner"];
    const sealed = node.unopened ? `  ⌧ ${node.unopened}` : "";
    return svg`<a class=${classes.join(" ")} href=${href("records", [node.id])}
        aria-current=${node.id === root ? "true" : nothing} transform="translate(${x} ${y})">
      <title>${nodeText(node)}</title>
      <rect class="box" width=${NODE_PX.width} height=${NODE_PX.height} rx="6"></rect>
      <rect class="band bands-${look.category}" x="1" y="8" width="4" height=${NODE_PX.height - 16} rx="2"></rect>
      <text class="glyph" x="14" y="20">${look.glyph}</text>
      <text class="kind" x="35" y="19">${look.word} · ${node.origin}</text>
      ${wrapped(said, LINE, 2).map((text, n) => svg`<text x="14" y=${36 + 14 * n}>${text}</text>`)}
      <text class="quiet" x="14" y=${NODE_PX.height - 8}>${utc(node.t_created_utc, "min")}${sealed}${node.more ? "  …" : ""}</text>
    </a>`;
  }

  private list(graph: Graph) {
    const name = new Map(graph.nodes.map((each) => [each.id, each]));
    const short = (id: string) => {
      const node = name.get(id);
      return html`<a href=${href("records", [id])}>${node ? `${lookOf(node.kind).word} of ${node.origin}` : id}</a>`;
    };
    if (!graph.edges.length) return nothing;
    return html`<details slot="text">
      <summary>The same in words</summary>
      <ol>
        ${graph.edges.map((edge) =>
          edge.relation === "input"
            ? html`<li>${short(edge.target)} rests on ${short(edge.source)}${rows(edge)}.</li>`
            : html`<li>${short(edge.target)} takes the place of ${short(edge.source)}.</li>`,
        )}
      </ol>
    </details>`;
  }
}

/** The graph without the records of a kind, but for the one that it is about. */
function without(graph: Graph, kind: string): Graph {
  const nodes = graph.nodes.filter((each) => each.kind !== kind || each.id === graph.root);
  const kept = new Set(nodes.map((each) => each.id));
  const edges = graph.edges.filter((each) => kept.has(each.source) && kept.has(each.target));
  return { root: graph.root, nodes, edges };
}

function rows(edge: GraphEdge): string {
  if (!edge.items.length) return "";
  const named = edge.items.map((each) => each + 1).join(" and ");
  return `, ${edge.items.length > 1 ? "rows" : "row"} ${named} of it`;
}

function edgeText(edge: GraphEdge): string {
  return edge.relation === "input" ? `rests on it${rows(edge)}` : "takes its place";
}

/** What a box of the picture says to whoever can't see it. */
function nodeText(node: GraphNode): string {
  const said = node.said || node.object;
  const parts = [
    `${lookOf(node.kind).word} of ${node.origin}`, said, `made ${utc(node.t_created_utc)}`, `mark ${node.mark}`,
    node.unopened ? `${node.unopened} sealed commitments` : "", node.more ? "there is more beside it" : "",
  ];
  return parts.filter(Boolean).join(", ");
}

declare global {
  interface HTMLElementTagNameMap {
    "cspo-lineage": Lineage;
  }
}
