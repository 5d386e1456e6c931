import { expect, it } from "vitest";

import { NODE_PX, layersOf, layoutOf, wrapped } from "./layout";
import type { Graph, GraphEdge, GraphNode } from "./model";

const node = (id: string): GraphNode => ({
  id, origin: "AUS", kind: "orbit", mode: "SIMULATED", object: "", version: 1, said: "", mark: "U",
  t_created_utc: `2026-03-01T00:00:0${id.length}Z`, unopened: 0, more: false,
});
const edge = (source: string, target: string, relation: GraphEdge["relation"] = "input"): GraphEdge => ({
  source, target, relation, items: [],
});
const graph = (ids: string, ...edges: GraphEdge[]): Graph => ({
  root: ids.slice(0, 1), nodes: Array.from(ids, node), edges,
});

it("goes from what is rested on to what rests on it", () => {
  const layers = layersOf(graph("abcd", edge("a", "b"), edge("b", "c"), edge("d", "c")));
  expect(Object.fromEntries(layers)).toEqual({ a: 0, b: 1, c: 2, d: 1 });
});

it("puts later numbers of a record beside the earlier ones", () => {
  const layers = layersOf(graph("abxy", edge("a", "x"), edge("b", "y"), edge("x", "y", "supersedes")));
  expect([layers.get("x"), layers.get("y")]).toEqual([1, 1]);
});

it("ends where bytes from outside go around in a circle", () => {
  const layers = layersOf(graph("ab", edge("a", "b"), edge("b", "a")));
  expect([...layers.values()].every(Number.isFinite)).toBe(true);
});

it("places all without one over another, and draws every edge", () => {
  const { placed, lines, width, height } = layoutOf(
    graph("abcdef", edge("a", "c"), edge("b", "c"), edge("c", "d"), edge("c", "e"), edge("e", "f"), edge("d", "e", "supersedes")),
  );
  expect(placed).toHaveLength(6);
  expect(lines).toHaveLength(6);
  for (const one of placed) {
    expect(one.x + NODE_PX.width).toBeLessThanOrEqual(width);
    expect(one.y + NODE_PX.height).toBeLessThanOrEqual(height);
    for (const other of placed) {
      const apart = Math.abs(one.x - other.x) >= NODE_PX.width || Math.abs(one.y - other.y) >= NODE_PX.height;
      expect(one === other || apart).toBe(true);
    }
  }
});

it("crosses no edges where none has to", () => {
  const { placed } = layoutOf(graph("abxy", edge("a", "y"), edge("b", "x")));
  const y = (id: string) => placed.find((each) => each.node.id === id)?.y ?? NaN;
  expect(y("a") < y("b")).toBe(y("y") < y("x"));
});

it("draws one record alone", () => {
  expect(layoutOf(graph("a")).placed).toHaveLength(1);
});

it("breaks texts into lines, and says where it cuts", () => {
  expect(wrapped("miss 120 m, Pc 1.0e-04", 12, 2)).toEqual(["miss 120 m,", "Pc 1.0e-04"]);
  expect(wrapped("one two three four five six", 9, 2)).toEqual(["one two", "three…"]);
  expect(wrapped("incomprehensibilities", 8, 1)).toEqual(["incompr…"]);
  expect(wrapped("", 8, 2)).toEqual([]);
});
