import { nextOf } from "@anneal/core";
import { rangeTest } from "@anneal/cyclic";
import type { RangeTestOptions } from "@anneal/cyclic";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  oneOfCase,
  optional,
  positiveCase,
  step as anyStep,
  nonNegativeCase,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const options: RangeTestOptions = { from: 0.001, to: 1, steps: 30 };

test.each([
  [0, 0.001],
  [5, 0.001 * Math.sqrt(10)],
  [10, 0.01],
  [20, 0.1],
  [25, 0.1 * Math.sqrt(10)],
  [29.999999, 1],
  [30, 1],
  [31, 1],
  [1e9, 1],
])("grows by the same factor at every step: %d → %d", (at, value) =>
  expect(rangeTest(options)(at) / value).toBeCloseTo(1, 6),
);

test.each([
  [0, 0.5],
  [1, 0.65],
  [5, 1.25],
  [9, 1.85],
  [10, 2],
  [11, 2],
])("grows by the same amount at every step: %d → %d", (at, value) =>
  expect(rangeTest({ from: 0.5, to: 2, steps: 10, shape: "linear" })(at)).toBeCloseTo(value, 14),
);

test("sweeps a hundred steps from 1e-7 to 10 by default, and may be called with nothing", () => {
  const schedule = rangeTest();
  expect([schedule(0), schedule(100), schedule.end]).toEqual([1e-7, 10, 100]);
  expect(schedule(50)).toBeCloseTo(1e-3, 15);
  expect(rangeTest({}).spec).toEqual(schedule.spec);
});

const rate = fc.double({ min: 1e-12, max: 1e3, noNaN: true });

test("has both ends to the last bit, up or down, and all others between them", () => {
  fc.assert(
    fc.property(
      rate,
      rate,
      duration(),
      anyStep(),
      fc.constantFrom("linear" as const, "exponential" as const),
      (from, to, steps, at, shape) => {
        const schedule = rangeTest({ from, to, steps, shape });
        expect(schedule(0)).toBe(from);
        expect(schedule(steps)).toBe(to);
        expect(schedule.end).toBe(steps);
        expect(schedule(at)).toBeGreaterThanOrEqual(Math.min(from, to) * (1 - 1e-13));
        expect(schedule(at)).toBeLessThanOrEqual(Math.max(from, to) * (1 + 1e-13));
      },
    ),
  );
});

test.each([
  [Number.MIN_VALUE, 1e300],
  [1e-7, 1e308],
  [Number.MIN_VALUE, Number.MAX_VALUE],
  [Number.MAX_VALUE, Number.MIN_VALUE],
  [1e308, Number.MAX_VALUE],
])("sweeps from %d to %d, whose quotient may be no number", (from, to) => {
  const schedule = rangeTest({ from, to, steps: 4 });
  expect([0, 4].map(schedule)).toEqual([from, to]);
  expect(schedule(2) / (Math.sqrt(from) * Math.sqrt(to))).toBeCloseTo(1, 11);
  for (let share = 1; share > 2 ** -50; share /= 2) {
    const value = schedule(4 * (1 - share));
    expect(value).toBeGreaterThanOrEqual(Math.min(from, to));
    expect(value).toBeLessThanOrEqual(Math.max(from, to));
  }
});

test("is the exponential", () => {
  fc.assert(
    fc.property(rate, rate, fc.nat(99), (from, to, at) => {
      const value = rangeTest({ from, to, steps: 100 })(at);
      expect(value / (from * (to / from) ** (at / 100))).toBeCloseTo(1, 12);
    }),
  );
});

test("writes its defaults", () => {
  expect(rangeTest().spec).toEqual({
    kind: "rangeTest",
    from: 1e-7,
    to: 10,
    steps: 100,
    shape: "exponential",
  });
});

test("is its final value without a length", () => {
  const schedule = rangeTest({ from: 0.1, to: 2, steps: 0 });
  expect([0, 0.5, 1e9].map(schedule)).toEqual([2, 2, 2]);
  expect([schedule.end, nextOf(schedule.node, 0), schedule.spec.steps]).toEqual([0, Infinity, 0]);
});

describeErrors<RangeTestOptions>("@anneal/cyclic: rangeTest", rangeTest, options, {
  from: optional(positiveCase),
  to: optional(positiveCase),
  steps: optional(nonNegativeCase),
  shape: optional(oneOfCase(["exponential", "linear"], ["", "cosine"])),
});
describeOptions<RangeTestOptions>("rangeTest", rangeTest, () => ({ ...options }));
describeSchedule("rangeTest", () => rangeTest(options), [rangeTest]);
describeSchedule(
  "rangeTest along a line",
  () => rangeTest({ from: 1, to: 0.1, steps: 7.3, shape: "linear" }),
  [rangeTest],
);
