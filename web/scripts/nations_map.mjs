/**
 * Makes the outlines of the ten nations and of all other land as paths, in degrees from the upper
 * left corner of the Earth: `npm pack world-atlas@2.0.2`, unpack it, and
 * `node web/scripts/nations_map.mjs package/countries-110m.json`.
 *
 * The outlines are Natural Earth's (public domain), packed by Mike Bostock (ISC).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const TEN = {
  "036": "AUS", 124: "CAN", 276: "DEU", 250: "FRA", 826: "GBR", 380: "ITA", 392: "JPN", 578: "NOR", 554: "NZL", 840: "USA",
};
const target = resolve(import.meta.dirname, "../src/consequence/nations.json");
const topology = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { scale, translate } = topology.transform;

/** An arc in tenths of a degree east of 180° W and south of the north pole. */
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [Math.round((x * scale[0] + translate[0] + 180) * 10), Math.round((90 - y * scale[1] - translate[1]) * 10)];
  });
});

/** Where a ring goes over 180° it is carried on beyond the map, and drawn once more at the other side. */
function ring(indices) {
  const points = indices.flatMap((n) => (n < 0 ? [...arcs[~n]].reverse() : arcs[n]));
  const on = [];
  for (const [x, y] of points) {
    const last = on.at(-1)?.[0] ?? x;
    on.push([x - 3600 * Math.round((x - last) / 3600), y]);
  }
  const kept = on.filter(([x, y], n) => n === 0 || x !== on[n - 1][0] || y !== on[n - 1][1]);
  if (kept.length < 4) return "";
  const [low, high] = [Math.min(...kept.map(([x]) => x)), Math.max(...kept.map(([x]) => x))];
  return written(kept, 0) + (low < 0 ? written(kept, 3600) : "") + (high > 3600 ? written(kept, -3600) : "");
}

function written(points, shift) {
  const [first, ...rest] = points;
  let [x0, y0] = first;
  const steps = rest.slice(0, -1).map(([x, y]) => {
    const step = [x - x0, y - y0];
    [x0, y0] = [x, y];
    return step.join(" ");
  });
  return `M${first[0] + shift} ${first[1]}l${steps.join(" ")}z`.replaceAll(" -", "-");
}

function path(shape) {
  const polygons = shape.type === "Polygon" ? [shape.arcs] : (shape.arcs ?? []);
  return polygons.map((rings) => rings.map(ring).join("")).join("");
}

const found = { land: "" };
for (const shape of topology.objects.countries.geometries) {
  const nation = TEN[shape.id];
  if (nation) found[nation] = (found[nation] ?? "") + path(shape);
  else if (shape.id !== "010") found.land += path(shape); // without Antarctica, where nobody is served
}
writeFileSync(target, `${JSON.stringify(found, Object.keys(found).sort(), 1)}\n`);
