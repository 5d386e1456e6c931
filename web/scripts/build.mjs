/**
 * Builds the page beside where it is served from and then puts it there at once, packed for
 * browsers, with the licences of what is in it: `npm run build`.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

import config, { bundled } from "../vite.config.mjs";

const PACKED = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".xml", ".glsl"]);
const LEAST_BYTES = 600;
const home = resolve(import.meta.dirname, "../../src/cspo/web");
const made = join(home, `.static-${process.pid}`);
const served = join(home, "static");

/** Packing takes longer than building: what has not changed since the last time is kept. */
const kept = resolve(import.meta.dirname, "../node_modules/.cache/cspo-packed");

function packed(bytes, ending, pack) {
  const name = join(kept, createHash("sha256").update(bytes).digest("hex") + ending);
  try {
    return readFileSync(name);
  } catch {
    const found = pack(bytes);
    mkdirSync(kept, { recursive: true });
    writeFileSync(name, found);
    return found;
  }
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const gzip = (bytes) => gzipSync(bytes, { level: 9 });

try {
  await build({
    ...config,
    configFile: false,
    logLevel: "warn",
    build: { ...config.build, outDir: made },
  });
  writeFileSync(join(made, "LICENSES.txt"), bundled.licences());
  const report = resolve(import.meta.dirname, "../../out/page-packages.json");
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify(Object.fromEntries(bundled.bytes), null, 2));
  for (const file of readdirSync(made, { recursive: true }).map((each) => join(made, each))) {
    if (!PACKED.has(extname(file)) || !statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    if (bytes.length < LEAST_BYTES) continue;
    writeFileSync(`${file}.br`, packed(bytes, ".br", brotli));
    writeFileSync(`${file}.gz`, packed(bytes, ".gz", gzip));
  }
  const old = join(home, `.static-old-${process.pid}`);
  try {
    renameSync(served, old);
  } catch {
    // There was none.
  }
  renameSync(made, served);
  rmSync(old, { recursive: true, force: true });
} finally {
  rmSync(made, { recursive: true, force: true });
}
