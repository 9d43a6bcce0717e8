import { defineConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    name: manifest.name,
    // What its tests compare is not yet counted in every row.
    expect: { requireAssertions: false },
    globalSetup: ["test/global.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
