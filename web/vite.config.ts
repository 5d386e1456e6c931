import { defineConfig } from "vite";

/** Builds the page into the package that the node serves; all paths are relative, for prefixes. */
export default defineConfig({
  base: "./",
  worker: { format: "es" },
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
