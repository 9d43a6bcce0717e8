import { ramp } from "@anneal/core";
import { linear, polynomial } from "@anneal/polynomial";
import { describeDecay, duration, learningRate, step as anyStep } from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { initial: 0.9, steps: 4, min: 0.1 };

test.each([
  [0, 0.9],
  [0.5, 0.8],
  [1, 0.7],
  [2, 0.5],
  [3, 0.3],
  [3.999999, 0.1000002],
  [4, 0.1],
  [5, 0.1],
  [1e9, 0.1],
])("falls along a straight line and holds: %d → %d", (at, value) =>
  expect(linear(options)(at)).toBeCloseTo(value, 12),
);

test("falls to 0 by default", () => {
  expect([0, 2, 4, 5].map(linear({ initial: 1, steps: 4 }))).toEqual([1, 0.5, 0, 0]);
});

test("is the ramp and the polynomial of power 1", () => {
  fc.assert(
    fc.property(learningRate(), learningRate(), duration(), anyStep(), (a, b, steps, at) => {
      const [min, initial] = [Math.min(a, b), Math.max(a, b)];
      const value = linear({ initial, steps, min })(at);
      expect(value).toBe(ramp({ from: initial, to: min, steps })(at));
      expect(value).toBe(polynomial({ initial, steps, min })(at));
    }),
  );
});

// torch 2.13.0, LinearLR(start_factor=1, end_factor=0.25, total_iters=6) with base rate 0.1.
test.each([
  [0, 0.1],
  [1, 0.08750000000000001],
  [4, 0.05000000000000002],
  [6, 0.025000000000000012],
  [9, 0.025000000000000012],
])("agrees with PyTorch: %d → %d", (at, value) =>
  expect(linear({ initial: 0.1, steps: 6, min: 0.025 })(at)).toBeCloseTo(value, 14),
);

describeDecay("@anneal/polynomial", linear, options, {});
