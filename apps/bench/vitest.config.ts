import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    name: manifest.name,
    // The example of the README is a whole configuration file, which `test/readme.test.ts` runs.
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
