import { ramp, rexCurve } from "@anneal/core";
import { linear, rex } from "@anneal/polynomial";
import { describeDecay, duration, learningRate, step as anyStep } from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { initial: 0.7, steps: 10, min: 0.1 };

// With u steps left of n the share of the way is 2u / (n + u).
test.each([
  [0, 0.7],
  [2, 0.1 + (0.6 * 16) / 18],
  [5, 0.5],
  [8, 0.3],
  [9, 0.1 + (0.6 * 2) / 11],
  [9.999999, 0.1000001199999],
  [10, 0.1],
  [11, 0.1],
  [1e9, 0.1],
])("falls ever faster and holds: %d → %d", (at, value) =>
  expect(rex(options)(at)).toBeCloseTo(value, 12),
);

test("falls to 0 by default", () => {
  expect([0, 2, 4, 5].map(rex({ initial: 3, steps: 4 }))).toEqual([3, 2, 0, 0]);
});

test("stays above the line, and is the ramp along rexCurve", () => {
  fc.assert(
    fc.property(learningRate(), learningRate(), duration(), anyStep(), (a, b, steps, at) => {
      const [min, initial] = [Math.min(a, b), Math.max(a, b)];
      const value = rex({ initial, steps, min })(at);
      expect(value * (1 + 2 ** -50)).toBeGreaterThanOrEqual(linear({ initial, steps, min })(at));
      expect(value).toBe(ramp({ from: initial, to: min, steps, curve: rexCurve })(at));
    }),
  );
});

describeDecay("@anneal/polynomial", rex, options, {});
