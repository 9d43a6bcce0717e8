import { expect, test } from "vitest";
import { referenceFacts } from "../../src/task/reference.ts";
import {
  describeBackend,
  describeEngine,
  identityOf,
  noBackend,
} from "../../src/records/backend.ts";
import {
  describeLimit,
  describeTarget,
  describeTrainingFigures,
} from "../../src/wording/target.ts";

const facts = referenceFacts("fashion-mnist");

test("a target in a sentence and in a list", () => {
  expect(describeTarget(facts, "sentence")).toBe(
    "validation accuracy above 85 % while training accuracy is below 95 %",
  );
  expect(describeTarget(facts, "list")).toBe(
    "validation accuracy above 85 % with training accuracy below 95 %",
  );
  expect(describeTarget({ ...facts, target: [] }, "list")).toBeNull();
});

test("a limit has the unit of its metric, and no digits that nobody wrote", () => {
  expect(describeLimit(facts, { measure: "testAccuracy", above: 0.57 })).toBe("57 %");
  expect(describeLimit(facts, { measure: "testLoss", below: 0.3 })).toBe("0.3");
});

test("training figures are said to be running means, of a network that fit trains", () => {
  expect(describeTrainingFigures(facts)).toMatch(/^Training figures are running means/);
  expect(describeTrainingFigures({ network: null })).toBeNull();
  expect(describeTrainingFigures({ ...facts, evaluateTraining: true })).toMatch(
    /^Training figures are evaluated on all training examples after the last epoch/,
  );
});

test("a backend in words", () => {
  const backend = { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3" } as const;
  expect(identityOf(Object.assign({ warnings: [] }, backend))).toEqual(backend);
  expect(describeBackend(backend)).toBe("wasm 4.22.0, kernels simd, rounding 9ff3");
  expect(describeBackend(noBackend)).toBe("none, a loop without TensorFlow.js");
});

test("an engine in words", () => {
  expect(describeEngine({ name: "native", width: 16 })).toBe(
    "the native library with vectors of 16 floats",
  );
  expect(describeEngine({ name: "wasm", width: 4 })).toBe("WebAssembly with vectors of 4 floats");
});
