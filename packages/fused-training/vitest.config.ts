import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default mergeConfig(
  base,
  defineConfig({
    // Networks that are trained for hundreds of steps take seconds, also layer by layer beside them.
    test: {
      name: manifest.name,
      testTimeout: 120_000,
      // The examples of the README use TensorFlow.js, which is to be silent.
      setupFiles: ["test/tensorflow.ts"],
    },
  }),
);
