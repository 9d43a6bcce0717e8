import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };
import { nativeFolder } from "./src/backends/location.ts";

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    name: manifest.name,
    // What its tests compare is not yet counted in every row.
    expect: { requireAssertions: false },
    // The example of the README is a whole configuration file, which `test/readme.test.ts` runs.
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/commands/bundle.ts"],
    // What the tests expect does not depend on a tfjs-node in the user's cache; those of tfjs-node itself ask for it.
    env: {
      ANNEAL_NATIVE_DIR: "/nonexistent",
      ANNEAL_TESTED_NATIVE_DIR: nativeFolder(),
    },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
