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

// With u steps left of n and d = 0.9 the share of the way is 10u / (n + 9u).
test.each([
  [0, 1],
  [100, 9000 / 9100],
  [500, 5000 / 5500],
  [900, 1000 / 1900],
  [999, 10 / 1009],
  [1000, 0],
])("stays high with d 0.9: %d → %d", (at, value) =>
  expect(rex({ initial: 1, steps: 1000, d: 0.9 })(at)).toBeCloseTo(value, 14),
);

test("is the straight line with d 0, and higher the larger d is", () => {
  const share = fc.double({ min: 0, max: 1 - 2 ** -53, noNaN: true });
  fc.assert(
    fc.property(learningRate(), duration(), anyStep(), share, share, (initial, steps, at, a, b) => {
      const given = { initial, steps, min: initial / 8 };
      expect(rex({ ...given, d: 0 })(at)).toBe(linear(given)(at));
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(rex({ ...given, d: high })(at) * (1 + 2 ** -49)).toBeGreaterThanOrEqual(
        rex({ ...given, d: low })(at),
      );
    }),
  );
});

describeDecay("@anneal/polynomial", rex, options, {
  d: {
    rule: "a number of at least 0 and below 1",
    optional: true,
    outOfRange: [-0.1, 1, NaN, Infinity],
    defaultValue: 0.5,
  },
});
