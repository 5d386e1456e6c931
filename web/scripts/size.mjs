/**
 * How large the page is, packed: what opens first, each view, and what of it is whose. Fails above
 * 2 MB, which is what the page may weigh before data: `npm run size`, after a build.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const MOST_BYTES = 2_000_000;
const root = resolve(import.meta.dirname, "../..");
const served = join(root, "src/cspo/web/static");
const manifest = JSON.parse(readFileSync(join(served, ".vite/manifest.json"), "utf8"));

/** What goes over the wire: gzip where it was packed, as it is where it was not. */
function wire(name) {
  const file = join(served, name);
  return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

/** The files of an entry, with those that it imports at once. */
function filesOf(key, found = new Set()) {
  const entry = manifest[key];
  for (const each of [entry.file, ...(entry.css ?? []), ...(entry.assets ?? [])]) found.add(each);
  for (const each of entry.imports ?? []) filesOf(each, found);
  return found;
}

const sum = (names) => [...names].reduce((bytes, name) => bytes + wire(name), 0);
const kB = (bytes) => `${(bytes / 1_000).toFixed(1).padStart(8)} kB`;

const first = filesOf("index.html");
first.add("index.html");
console.log(`${kB(sum(first))}  to open the page`);
for (const [key, entry] of Object.entries(manifest)) {
  if (!entry.isDynamicEntry) continue;
  const more = [...filesOf(key)].filter((name) => !first.has(name));
  console.log(`${kB(sum(more))}  more for ${key}`);
}
const all = readdirSync(served, { recursive: true }).filter(
  (name) =>
    !/\.(gz|br)$|^\.vite|LICENSES/.test(name) && statSync(join(served, name)).isFile(),
);
const total = sum(all);
console.log(`${kB(total)}  all of it (at most ${MOST_BYTES / 1e6} MB)`);

const report = join(root, "out/page-packages.json");
if (existsSync(report)) {
  const packages = Object.entries(JSON.parse(readFileSync(report, "utf8")));
  console.log("\nBy package, before packing:");
  for (const [name, bytes] of packages.sort((a, b) => b[1] - a[1])) console.log(`${kB(bytes)}  ${name}`);
}
if (total > MOST_BYTES) {
  console.error(`the page is larger than ${MOST_BYTES} bytes`);
  process.exit(1);
}
