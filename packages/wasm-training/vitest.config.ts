import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default mergeConfig(
  base,
  defineConfig({
    // The reference network takes seconds on the cpu backend, and its source as long to compile.
    test: { name: manifest.name, testTimeout: 120_000 },
  }),
);
