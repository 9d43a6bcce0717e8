import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "examples", "tools"],
    watch: false,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: [
        "packages/testing/**",
        // It loads the library that `npm run native:fused` compiles, beside which its tests run.
        "packages/fused-training/src/engine/nativeEngine.ts",
        // They call TensorFlow's library, which tfjs-node alone brings: `.ci/native` runs their tests on it.
        ...["adam", "library", "maxPoolGrad", "reluGradient", "registerFusedTraining"].map(
          (name) => `packages/node-training/src/${name}.ts`,
        ),
      ],
      // The table names what is not covered, and only that.
      reporter: [["text", { skipFull: true }], "text-summary", "lcov"],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
