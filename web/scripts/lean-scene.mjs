/**
 * Cesium's scene without what the page does not use: half of it, in bytes.
 *
 * `Scene.js` refers to voxels, and so to models, tiles and compiled WebAssembly, which the
 * content security policy stops; and to the display of credits, which writes style sheets into
 * the page. Both are classes that the scene only makes or compares with.
 */
const STUBS = {
  "VoxelPrimitive.js": "export default class VoxelPrimitive {}",
  "CreditDisplay.js": `export default class CreditDisplay {
    update() {}
    beginFrame() {}
    endFrame() {}
    destroy() {}
  }`,
};
const OF = "\0cspo:lean-scene/";

/** The plugin; it fails the build where a new version of Cesium no longer has the files. */
export function leanScene() {
  const met = new Set();
  let hasScene = false;
  return {
    name: "cspo:lean-scene",
    enforce: "pre",
    resolveId: (id, importer = "") => {
      const file = id.slice(id.lastIndexOf("/") + 1);
      if (!importer.includes("@cesium/engine/") || !Object.hasOwn(STUBS, file)) return null;
      // The package's own index names every file; only what the scene asks for is replaced.
      if (importer.endsWith("engine/index.js")) return null;
      met.add(file);
      return OF + file;
    },
    load: (id) => (id.startsWith(OF) ? STUBS[id.slice(OF.length)] : null),
    moduleParsed: ({ id }) => {
      hasScene ||= id.endsWith("engine/Source/Scene/Scene.js");
    },
    buildEnd: () => {
      if (hasScene && met.size < Object.keys(STUBS).length) {
        throw new Error("Cesium's Scene.js no longer has what lean-scene.mjs leaves out");
      }
    },
  };
}
