import { describe, expect, test } from "vitest";
import { fromKeras } from "../src/index.ts";

const config = { initial_learning_rate: 0.1, maximal_learning_rate: 0.2, step_size: 4 };

const read = (name: string, more: object = {}) =>
  fromKeras({ class_name: `Addons>${name}CyclicalLearningRate`, config: { ...config, ...more } });

describe("a cyclical schedule of TensorFlow Addons", () => {
  test.each<readonly [string, object, ErrorConstructor, string]>([
    ["", {}, TypeError, "scale_fn must be left out, because no document holds a function"],
    ["Triangular", { step_size: 0 }, RangeError, "step_size must be a finite number above 0"],
    ["Triangular", { gamma: 0.5 }, TypeError, "gamma must be left out"],
    ["Triangular", { scale_mod: "cycle" }, TypeError, 'did you mean "scale_mode"?'],
    ["Exponential", { gamma: 2 }, RangeError, "gamma must be above 0 and at most 1"],
    ["Exponential", { gamma: 0 }, RangeError, "gamma must be above 0 and at most 1"],
    [
      "Exponential",
      { scale_mode: "cycle", maximal_learning_rate: 0 },
      RangeError,
      "maximal_learning_rate must be at least initial_learning_rate (0.1)",
    ],
    [
      "Triangular2",
      { scale_mode: "iterations", maximal_learning_rate: 0 },
      RangeError,
      "maximal_learning_rate must be at least half",
    ],
  ])("refuses %sCyclicalLearningRate with %o", (name, more, Failure, message) => {
    expect(() => read(name, more)).toThrow(Failure);
    expect(() => read(name, more)).toThrow(message);
  });

  test("has the defaults of its class", () => {
    expect(read("Exponential").learningRate(4)).toBe(0.2);
    expect(read("Triangular2").learningRate(12)).toBeCloseTo(0.15, 15);
  });
});
