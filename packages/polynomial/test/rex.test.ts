import { childOf, nextOf, ramp, rexCurve } from "@anneal/core";
import { linear, rex } from "@anneal/polynomial";
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

test("ends exactly, never rises, stays above the line, and is the ramp along rexCurve", () => {
  fc.assert(
    fc.property(
      fc.tuple(learningRate(), learningRate()),
      duration(),
      anyStep(),
      anyStep(),
      (rates, steps, a, b) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const schedule = rex({ initial, steps, min });
        expect(schedule(0)).toBe(initial);
        expect(schedule(steps)).toBe(min);
        expect(schedule.end).toBe(steps);
        const slack = 1 + 2 ** -50;
        expect(schedule(Math.max(a, b))).toBeLessThanOrEqual(schedule(Math.min(a, b)) * slack);
        expect(schedule(a) * slack).toBeGreaterThanOrEqual(linear({ initial, steps, min })(a));
        expect(schedule(a)).toBe(ramp({ from: initial, to: min, steps, curve: rexCurve })(a));
      },
    ),
  );
});

test("announces its end", () => {
  expect([0, 9.9, 10].map((at) => nextOf(childOf(rex(options)), at))).toEqual([10, 10, Infinity]);
});

test("writes its defaults", () => {
  expect(rex({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "rex",
    initial: 0.1,
    steps: 5,
    min: 0,
  });
});

test("refuses a floor above the start", () => {
  expect(() => rex({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
    new RangeError("@anneal/polynomial: rex: min must be at most initial (0.1), got 0.2"),
  );
});

const rate = "a finite number of at least 0";
describeErrors("@anneal/polynomial: rex", rex, options, {
  initial: { rule: rate, outOfRange: [-1, NaN, Infinity] },
  steps: { rule: "a finite number above 0", outOfRange: [0, -1, NaN, Infinity] },
  min: { rule: rate, optional: true, outOfRange: [-1, NaN, Infinity] },
});
describeOptions("rex", rex, () => ({ ...options }));
describeSchedule("rex", () => rex(options), [rex]);
describeSchedule("rex over a fraction", () => rex({ initial: 1, steps: 30.7 }), [rex]);
