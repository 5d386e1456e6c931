import js from "@eslint/js";
import lit from "eslint-plugin-lit";
import { globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const NO_INNER_HTML = "Text from records is untrusted: render it as text.";

export default tseslint.config(
  globalIgnores(["node_modules/", "src/api/schema.d.ts"]),
  js.configs.recommended,
  {
    files: ["src/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { lit },
    rules: {
      ...lit.configs["flat/recommended"].rules,
      "lit/no-useless-template-literals": "error",
      "no-console": ["error", { allow: ["warn", "error"] }],
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/prefer-nullish-coalescing": [
        "error",
        { ignorePrimitives: { string: true } }, // an empty text is no text
      ],
      "@typescript-eslint/unbound-method": "off", // Lit calls listeners on their component
      "@typescript-eslint/no-unnecessary-type-parameters": "off", // get<T>() names what is answered
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: NO_INNER_HTML },
        { property: "outerHTML", message: NO_INNER_HTML },
        { property: "insertAdjacentHTML", message: NO_INNER_HTML },
        { object: "document", property: "write", message: NO_INNER_HTML },
        { object: "Math", property: "random", message: "The same page twice is the same picture." },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@cesium/*"], message: "Cesium stands behind sky/globe.ts alone." },
            { group: ["lit/directives/unsafe-*"], message: NO_INNER_HTML },
          ],
        },
      ],
    },
  },
  {
    // The one file that knows Cesium; everything else draws through it.
    files: ["src/sky/globe.ts"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    files: ["src/**/*.test.ts", "src/**/testdata/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["scripts/**/*.mjs", "*.mjs", "*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
