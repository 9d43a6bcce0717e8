import { sine } from "@anneal/cyclic";
import type { SineOptions } from "@anneal/cyclic";
import {
  decayFactorCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  oneOfCase,
  optional,
  step as anyStep,
  periodCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const wave: SineOptions = { min: 0.1, max: 0.5, period: 6 };

// 0.1 + 0.4 · |sin(t · 30°)|.
test.each([
  [0, 0.1],
  [1, 0.3],
  [1.5, 0.1 + 0.4 * Math.SQRT1_2],
  [2, 0.1 + 0.2 * Math.sqrt(3)],
  [3, 0.5],
  [4, 0.1 + 0.2 * Math.sqrt(3)],
  [5, 0.3],
  [5.999999999999, 0.1],
  [6, 0.1],
  [7, 0.3],
  [9, 0.5],
  [6e9 + 1, 0.3],
])("rises, falls and starts over: %d → %d", (at, value) =>
  expect(sine(wave)(at)).toBeCloseTo(value, 12),
);

test.each([
  [0, 0.1],
  [3, 0.5],
  [5, 0.3],
  [6, 0.1],
  [7, 0.2],
  [9, 0.3],
  [12, 0.1],
  [13, 0.15],
  [15, 0.2],
  [6 * 2000 + 3, 0.1],
])("halves its height with every wave: %d → %d", (at, value) =>
  expect(sine({ ...wave, mode: "halving" })(at)).toBeCloseTo(value, 14),
);

// 0.1 + 0.4 · |sin(t · 30°)| · 0.5^t.
test.each([
  [0, 0.1],
  [1, 0.2],
  [3, 0.15],
  [5, 0.1 + 0.2 / 32],
  [6, 0.1],
  [9, 0.1 + 0.4 / 512],
  [6 * 2000 + 3, 0.1],
])("lowers its height at every step: %d → %d", (at, value) =>
  expect(sine({ ...wave, mode: "exponential", factor: 0.5 })(at)).toBeCloseTo(value, 14),
);

test("is the sine", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(1000), (period, at) => {
      const height = Math.abs(Math.sin((Math.PI * at) / period));
      const given = { min: 0.001, max: 0.006, period };
      expect(sine(given)(at)).toBeCloseTo(0.001 + 0.005 * height, 14);
      expect(sine({ ...given, mode: "halving" })(at)).toBeCloseTo(
        0.001 + (0.005 * height) / 2 ** Math.floor(at / period),
        14,
      );
      expect(sine({ ...given, mode: "exponential", factor: 0.9 })(at)).toBeCloseTo(
        0.001 + 0.005 * height * 0.9 ** at,
        14,
      );
    }),
  );
});

describe("bounds are exact", () => {
  test.each([1, 2, 3, 10, 2000, 2 ** 20])("whole steps, period %d", (period) => {
    const schedule = sine({ min: 0.0749, max: 0.437, period });
    for (let cycle = 0; cycle < 1000; cycle++) {
      expect(schedule(cycle * period)).toBe(0.0749);
      expect(schedule((cycle + 0.5) * period)).toBe(0.437);
    }
  });

  test.each([0.1, 0.2, 0.7, 1 / 3, 29.7])("fractional steps, period %d", (period) => {
    const schedule = sine({ min: 0.0749, max: 0.437, period });
    for (let cycle = 1; cycle < 500; cycle++) {
      const start = cycle * period;
      for (const at of [start, start * (1 - 2 ** -52), start * (1 + 2 ** -52)]) {
        expect(schedule(at)).toBe(0.0749);
      }
      expect(schedule(start + period / 2)).toBe(0.437);
      expect(schedule(start * (1 - 1e-13))).toBeGreaterThan(0.0749);
      expect(schedule(start * (1 + 1e-13))).toBeGreaterThan(0.0749);
    }
  });
});

test("stays between its bounds, in every mode", () => {
  const given = fc.record({
    rates: fc.tuple(learningRate(), learningRate()),
    period: duration(),
    course: fc.constantFrom<Partial<SineOptions>>(
      {},
      { mode: "halving" },
      { mode: "exponential", factor: 0.9 },
    ),
  });
  fc.assert(
    fc.property(given, anyStep(), ({ rates, period, course }, at) => {
      const [min, max] = [Math.min(...rates), Math.max(...rates)];
      const schedule = sine({ min, max, period, ...course });
      expect(schedule(0)).toBe(min);
      // Where the bounds are nearly one, a mean of them may be a rounding outside.
      expect(schedule(at)).toBeGreaterThanOrEqual(min * (1 - 2 ** -52));
      expect(schedule(at)).toBeLessThanOrEqual(max * (1 + 2 ** -52));
    }),
    { numRuns: 1000 },
  );
});

test("is never a rounding below its floor", () => {
  const schedule = sine({ min: 0, max: 1, period: 1 });
  for (let distance = 2 ** -20; distance > 2 ** -60; distance /= 1.1) {
    expect(schedule(distance)).toBeGreaterThanOrEqual(0);
    expect(schedule(1 - distance)).toBeGreaterThanOrEqual(0);
  }
});

test.each([Number.MAX_VALUE, 1e300, 1e-300, 1.7e-320])(
  "has a value for a period of any size: %d",
  (period) => {
    const schedule = sine({ min: 0, max: 1, period });
    for (let share = 0; share < 3; share += 1 / 512) {
      for (const at of [Math.min(Number.MAX_VALUE, share * period), 2 ** 53 * share]) {
        expect(schedule(at)).toBeGreaterThanOrEqual(0);
        expect(schedule(at)).toBeLessThanOrEqual(1);
      }
    }
  },
);

test("has no end, and knows its next turning point", () => {
  const schedule = sine(wave);
  expect(schedule.end).toBe(Infinity);
  const { node } = schedule;
  expect([0, 2.9, 3, 5.9, 6, 9].map((at) => node.next!(at))).toEqual([3, 3, 6, 6, 9, 12]);
});

test("writes its defaults", () => {
  expect(sine(wave).spec).toEqual({ kind: "sine", ...wave, mode: "sine" });
});

test.each<[Partial<SineOptions>, string]>([
  [{ min: 0.6 }, "min must be at most max (0.5), got 0.6"],
  [{ mode: "exponential" }, "factor must be given for exponential alone, got undefined"],
  [{ factor: 0.9 }, "factor must be given for exponential alone, got 0.9"],
  [{ mode: "halving", factor: 0.9 }, "factor must be given for exponential alone, got 0.9"],
])("refuses %j", (wrong, message) => {
  expect(() => sine({ ...wave, ...wrong })).toThrow(
    new RangeError(`@anneal/cyclic: sine: ${message}`),
  );
});

describeErrors("@anneal/cyclic: sine", sine, wave, {
  min: nonNegativeCase,
  max: nonNegativeCase,
  period: periodCase,
  mode: optional(oneOfCase(["sine", "halving", "exponential"], ["", "triangular2", "Sine"])),
  factor: optional(decayFactorCase),
});
describeOptions("sine", sine, () => ({ ...wave }));
describeSchedule("sine", () => sine(wave), [sine]);
describeSchedule(
  "sine that fades",
  () => sine({ min: 0, max: 0.1, period: 3.3, mode: "exponential", factor: 0.99 }),
  [sine],
);
