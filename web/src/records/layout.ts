/** Where the records of a lineage stand in its picture: what rests on what goes from left to right. */
import type { Graph, GraphEdge, GraphNode } from "./model";

export interface Placed {
  readonly node: GraphNode;
  readonly layer: number;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly edge: GraphEdge;
  /** As the attribute `d` of a path. */
  readonly d: string;
}

export interface Layout {
  readonly placed: readonly Placed[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const NODE_PX = { width: 220, height: 76 } as const;
const GAP_PX = { x: 66, y: 18 } as const;
const EDGE_PX = 10;
const SWEEPS = 4;

/** The layer of each record: one more than the greatest of what it rests on. */
export function layersOf(graph: Graph): ReadonlyMap<string, number> {
  const inputs = new Map<string, string[]>();
  for (const edge of graph.edges) {
    if (edge.relation === "input") inputs.set(edge.target, [...(inputs.get(edge.target) ?? []), edge.source]);
  }
  const found = new Map<string, number>();
  const under = new Set<string>();
  const layer = (id: string): number => {
    const known = found.get(id);
    if (known !== undefined) return known;
    if (under.has(id)) return 0; // no record rests on itself; bytes from outside may say so
    under.add(id);
    const before = (inputs.get(id) ?? []).map(layer);
    const own = before.length ? Math.max(...before) + 1 : 0;
    under.delete(id);
    found.set(id, own);
    return own;
  };
  for (const node of graph.nodes) layer(node.id);
  // What rests on nothing stands right before what rests on it, not at the far left.
  for (const node of graph.nodes) {
    const after = graph.edges.filter((each) => each.source === node.id && each.relation === "input");
    if (!inputs.has(node.id) && after.length) {
      found.set(node.id, Math.min(...after.map((each) => (found.get(each.target) ?? 1) - 1)));
    }
  }
  return found;
}

/** Where everything stands. */
export function layoutOf(graph: Graph): Layout {
  const layers = layersOf(graph);
  const columns: GraphNode[][] = [];
  for (const node of [...graph.nodes].sort(byTime)) {
    const at = layers.get(node.id) ?? 0;
    (columns[at] ??= []).push(node);
  }
  const filled = [...columns].map((each) => (each as GraphNode[] | undefined) ?? []);
  untangle(filled, graph.edges);
  const tallest = Math.max(1, ...filled.map((each) => each.length));
  const height = tallest * (NODE_PX.height + GAP_PX.y) - GAP_PX.y + 2 * EDGE_PX;
  const placed = new Map<string, Placed>();
  filled.forEach((nodes, layer) => {
    const free = height - 2 * EDGE_PX - nodes.length * (NODE_PX.height + GAP_PX.y) + GAP_PX.y;
    nodes.forEach((node, n) => {
      const x = EDGE_PX + layer * (NODE_PX.width + GAP_PX.x);
      const y = EDGE_PX + free / 2 + n * (NODE_PX.height + GAP_PX.y);
      placed.set(node.id, { node, layer, x, y });
    });
  });
  const width = filled.length * (NODE_PX.width + GAP_PX.x) - GAP_PX.x + 2 * EDGE_PX;
  return { placed: [...placed.values()], lines: linesOf(graph.edges, placed), width, height };
}

function byTime(a: GraphNode, b: GraphNode): number {
  return a.t_created_utc.localeCompare(b.t_created_utc) || a.id.localeCompare(b.id);
}

/** Put each beside the middle of what it is joined to, there and back a few times. */
function untangle(columns: GraphNode[][], edges: readonly GraphEdge[]): void {
  const beside = new Map<string, string[]>();
  for (const { source, target } of edges) {
    beside.set(source, [...(beside.get(source) ?? []), target]);
    beside.set(target, [...(beside.get(target) ?? []), source]);
  }
  const place = new Map<string, number>();
  const number = (nodes: readonly GraphNode[]) =>
    nodes.forEach((node, n) => place.set(node.id, (n + 0.5) / nodes.length));
  columns.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const nodes of sweep % 2 ? [...columns].reverse() : columns) {
      const middle = (node: GraphNode) => {
        const at = (beside.get(node.id) ?? []).map((id) => place.get(id) ?? 0.5);
        return at.length ? at.reduce((sum, each) => sum + each, 0) / at.length : (place.get(node.id) ?? 0.5);
      };
      const by = new Map(nodes.map((node) => [node.id, middle(node)]));
      nodes.sort((a, b) => (by.get(a.id) ?? 0) - (by.get(b.id) ?? 0));
      number(nodes);
    }
  }
}

function linesOf(edges: readonly GraphEdge[], placed: ReadonlyMap<string, Placed>): Line[] {
  const found: Line[] = [];
  for (const edge of edges) {
    const [from, to] = [placed.get(edge.source), placed.get(edge.target)];
    if (from && to) found.push({ edge, d: from.layer === to.layer ? beside(from, to) : across(from, to) });
  }
  return found;
}

/** From the right side of one to the left side of the other. */
function across(from: Placed, to: Placed): string {
  const forward = from.layer < to.layer;
  const x1 = from.x + (forward ? NODE_PX.width : 0);
  const x2 = to.x + (forward ? 0 : NODE_PX.width);
  const [y1, y2] = [from.y + NODE_PX.height / 2, to.y + NODE_PX.height / 2];
  const bend = (forward ? 1 : -1) * Math.max(30, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** From one to another in the same column: straight between neighbours, else around the side. */
function beside(from: Placed, to: Placed): string {
  const down = from.y < to.y;
  const step = Math.abs(to.y - from.y) - NODE_PX.height;
  const x = from.x + NODE_PX.width / 2;
  const [y1, y2] = down ? [from.y + NODE_PX.height, to.y] : [from.y, to.y + NODE_PX.height];
  if (step <= GAP_PX.y + 1) return `M${x} ${y1}L${x} ${y2}`;
  const right = from.x + NODE_PX.width;
  const [a, b] = [from.y + NODE_PX.height / 2, to.y + NODE_PX.height / 2];
  return `M${right} ${a}C${right + 40} ${a} ${right + 40} ${b} ${right} ${b}`;
}

/** A text in lines of so many characters at most; what does not go into them is cut, and says so. */
export function wrapped(text: string, characters: number, lines: number): readonly string[] {
  const found: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (longer.length <= characters || !line) line = longer;
    else {
      found.push(line);
      line = word;
    }
  }
  if (line) found.push(line);
  const kept = found.slice(0, lines).map((each) => cut(each, characters));
  if (found.length > lines && kept.length) {
    kept[kept.length - 1] = cut(`${kept.at(-1) ?? ""}…`, characters);
  }
  return kept;
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
