import { defineConfig } from "vite";

import { leanScene } from "./scripts/lean-scene.mjs";
import { Bundled, withoutWasm } from "./scripts/packages.mjs";

/** What went into the page: `scripts/build.mjs` writes its licences. */
export const bundled = new Bundled();

/** Builds the page into the package that the node serves; all paths are relative, for prefixes. */
export default defineConfig({
  base: "./",
  plugins: [leanScene(), withoutWasm(), bundled.plugin()],
  worker: { format: "es", plugins: () => [withoutWasm(), bundled.plugin()] },
  build: {
    outDir: "../src/cspo/web/static",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
  },
});
