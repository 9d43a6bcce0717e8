import { ramp } from "@anneal/core";
import { linear, polynomial } from "@anneal/polynomial";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  step as anyStep,
} from "@anneal/testing";
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

test("ends exactly, never rises, and is the ramp and the polynomial of power 1", () => {
  fc.assert(
    fc.property(
      learningRate(),
      learningRate(),
      duration(),
      anyStep(),
      anyStep(),
      (a, b, steps, early, late) => {
        const [min, initial] = [Math.min(a, b), Math.max(a, b)];
        const schedule = linear({ initial, steps, min });
        expect(schedule(0)).toBe(initial);
        expect(schedule(steps)).toBe(min);
        expect(schedule.end).toBe(steps);
        const [first, second] = [Math.min(early, late), Math.max(early, late)];
        expect(schedule(second)).toBeLessThanOrEqual(schedule(first) * (1 + 2 ** -50));
        expect(schedule(early)).toBe(ramp({ from: initial, to: min, steps })(early));
        expect(schedule(early)).toBe(polynomial({ initial, steps, min })(early));
      },
    ),
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

test("writes its defaults", () => {
  expect(linear({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "linear",
    initial: 0.1,
    steps: 5,
    min: 0,
  });
});

test("refuses a floor above the start", () => {
  expect(() => linear({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
    new RangeError("@anneal/polynomial: linear: min must be at most initial (0.1), got 0.2"),
  );
});

const rate = "a finite number of at least 0";
describeErrors("@anneal/polynomial: linear", linear, options, {
  initial: { rule: rate, outOfRange: [-1, NaN, Infinity] },
  steps: { rule: "a finite number above 0", outOfRange: [0, -1, NaN, Infinity] },
  min: { rule: rate, optional: true, outOfRange: [-1, NaN, Infinity] },
});
describeOptions("linear", linear, () => ({ ...options }));
describeSchedule("linear", () => linear(options), [linear]);
describeSchedule("linear over a fraction", () => linear({ initial: 1, steps: 30.7 }), [linear]);
