import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default mergeConfig(
  base,
  defineConfig({
    // The build decides it; here a test does, for both to be tested.
    define: { "import.meta.annealDisplays": "globalThis.annealDisplays" },
    test: { name: manifest.name },
  }),
);
