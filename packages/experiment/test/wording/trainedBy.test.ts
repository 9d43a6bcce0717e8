import { expect, test } from "vitest";
import { completedTrial, failedTrial, resultsOf } from "../../src/synthetic/sample.ts";
import { trainedBy } from "../../src/wording/trainedBy.ts";

const by = (name: "native" | "wasm", width: number, seed: number) => {
  const trial = completedTrial("constant", seed, 0.9, 0.8);
  return { ...trial, timings: { ...trial.timings!, engine: { name, width } } };
};

test("what trained a run names every engine of its trials once", () => {
  const layers = [completedTrial("constant", 1, 0.9, 0.8), failedTrial("constant", 2)];
  expect(trainedBy(resultsOf(layers))).toBe("wasm 4.22.0, kernels simd, rounding 9ff3a8dd37cf");
  const backend = { name: "fused", version: "1.0.0", kernels: "exact", rounding: "abc" } as const;
  const trials = [by("native", 16, 1), by("wasm", 4, 2), by("native", 16, 3)];
  expect(trainedBy({ ...resultsOf(trials), backend })).toBe(
    "fused 1.0.0, kernels exact, rounding abc, by WebAssembly with vectors of 4 floats and the native library with vectors of 16 floats",
  );
  expect(trainedBy({ backend, trials: [{ ...by("wasm", 4, 1), timings: null }] })).toBe(
    "fused 1.0.0, kernels exact, rounding abc",
  );
});
