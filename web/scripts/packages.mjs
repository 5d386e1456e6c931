/**
 * Plugins of the build: which packages went into the page, with their licences, and what of them
 * is left out.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NODE_MODULES = "/node_modules/";

/** Remembers every package of which something is bundled. One for the page and its workers. */
export class Bundled {
  constructor() {
    this.folders = new Map();
    this.bytes = new Map();
  }

  /** The plugin that looks. */
  plugin() {
    return {
      name: "cspo:packages",
      generateBundle: (_options, bundle) => {
        for (const chunk of Object.values(bundle)) {
          for (const [id, module] of Object.entries(chunk.modules ?? {})) {
            if (module.renderedLength > 0) this.add(id, module.renderedLength);
          }
        }
      },
    };
  }

  add(id, bytes) {
    const at = id.lastIndexOf(NODE_MODULES);
    const [first = "", second] = id.slice(at + NODE_MODULES.length).split("/");
    const name = at < 0 ? "cspo" : first.startsWith("@") ? `${first}/${second}` : first;
    this.bytes.set(name, (this.bytes.get(name) ?? 0) + bytes);
    if (at >= 0) this.folders.set(name, id.slice(0, at + NODE_MODULES.length) + name);
  }

  /** Name, version, licence and its whole text, of each. */
  licences() {
    const parts = [...this.folders].sort().map(([name, folder]) => {
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
      if (!license) throw new Error(`${name} says nothing of its licence`);
      const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
      return `${"=".repeat(80)}\n${name} ${version}\n${license}\n${"-".repeat(80)}\n\n${text.trim()}\n`;
    });
    const head = "What is bundled into this page, beside cspo itself (Apache-2.0):\n\n";
    const list = [...this.folders.keys()].sort().map((name) => `  ${name}\n`).join("");
    return `${head}${list}\n${parts.join("\n")}`;
  }
}

/** satellite.js brings itself compiled to WebAssembly too, which the page does not use. */
export function withoutWasm() {
  const empty = "\0cspo:no-wasm";
  return {
    name: "cspo:no-wasm",
    enforce: "pre",
    resolveId: (id) => (id.startsWith("#wasm-") ? empty : null),
    load: (id) => (id === empty ? "export default undefined;" : null),
  };
}
