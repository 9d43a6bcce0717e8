import js from "@eslint/js";
import nx from "@nx/eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "**/dist",
    "**/package",
    "**/coverage",
    "**/.nx",
    "**/*.mjs",
    "**/*.py",
    "apps/site/pages",
  ]),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Whoever defines a kind says how its factory is called; nothing in the arguments could tell.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // An index that a loop bounds is not an error to prove again.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    plugins: { "@nx": nx },
    rules: {
      "@nx/enforce-module-boundaries": [
        "error",
        {
          allowCircularSelfDependency: true,
          allow: [
            "^.*/tsup\\.config\\.base(\\.ts)?$",
            "^.*/vitest\\.config\\.base(\\.ts)?$",
            // Two packages compile C with it.
            "^.*/tools/zig(\\.ts)?$",
            // Every package has its examples run by it.
            "^.*/tools/docstrings(\\.ts)?$",
            "@anneal/testing",
          ],
          depConstraints: [
            { sourceTag: "type:core", onlyDependOnLibsWithTags: ["type:testing"] },
            { sourceTag: "type:testing", onlyDependOnLibsWithTags: ["type:core"] },
            { sourceTag: "type:schedule", onlyDependOnLibsWithTags: ["type:core", "type:testing"] },
            {
              sourceTag: "type:umbrella",
              onlyDependOnLibsWithTags: ["type:core", "type:schedule", "type:testing"],
            },
            {
              sourceTag: "type:import",
              onlyDependOnLibsWithTags: [
                "type:core",
                "type:schedule",
                "type:umbrella",
                "type:testing",
              ],
            },
            {
              sourceTag: "type:adapter",
              onlyDependOnLibsWithTags: ["type:core", "type:schedule", "type:testing"],
            },
            { sourceTag: "type:kernels", onlyDependOnLibsWithTags: [] },
            { sourceTag: "type:data", onlyDependOnLibsWithTags: [] },
            {
              sourceTag: "type:experiment",
              onlyDependOnLibsWithTags: [
                "type:core",
                "type:schedule",
                "type:umbrella",
                "type:adapter",
                // Its tests train on WebAssembly.
                "type:kernels",
              ],
            },
            { sourceTag: "type:app", onlyDependOnLibsWithTags: ["*"] },
          ],
        },
      ],
    },
  },
  {
    // A comparison of the kernels needs all of them; nothing of it is published.
    files: ["packages/fused-training/tools/**"],
    rules: { "@nx/enforce-module-boundaries": "off" },
  },
  {
    // It runs in a page. The fields of the language and of every browser are all there is.
    files: ["packages/experiment/src/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["node:*"], message: "@anneal/experiment runs in a page." }] },
      ],
    },
  },
);
