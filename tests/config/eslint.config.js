import { fileURLToPath } from "node:url";
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import rooms from "./rooms.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

export default ts.config(
  { ignores: ["dist/", "node_modules/", "coverage/", "test-results/", "playwright-report/"] },
  // AssemblyScript, which its own compiler checks, and what is made of it.
  { ignores: ["src/**/compiled/", "src/**/compiled.generated.ts"] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["vite.config.ts"], defaultProject: "tests/tsconfig.json" },
        tsconfigRootDir: root,
        extraFileExtensions: [".svelte"],
      },
    },
    plugins: { rooms },
    rules: {
      "rooms/imports-one-way": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allowAny: false, allowNullish: false },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  {
    // Hot loops over typed arrays, where the index is known to be inside.
    files: [
      "src/{codecs/lzma,codecs/bzip2,delta,bytes}/**",
      "src/platforms/unisoc/{lzmar,module}/**",
      "src/platforms/asr/patch/*bsdiff40.ts",
      "src/platforms/unisoc/firmware/{fbd2,sffs}*.ts",
      "tests/**/*.ts",
    ],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // Functions that Playwright runs inside the page.
    files: ["tests/bench/*.mjs"],
    languageOptions: { globals: { document: "readonly" } },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node } },
  },
);
