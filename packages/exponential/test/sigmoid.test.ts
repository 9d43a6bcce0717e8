import { lint } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  learningRate,
  nonNegativeCase,
  optional,
  positiveCase,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sigmoid, tanh } from "../src/index.ts";
import type { SigmoidOptions } from "../src/index.ts";

const options = { max: 0.7, center: 10, rate: 0.5, min: 0.1 };

const logistic = (x: number): number => 1 / (1 + Math.exp(x));

test.each([
  [0, 0.1 + 0.6 * logistic(-5)],
  [5, 0.1 + 0.6 * logistic(-2.5)],
  [8, 0.1 + 0.6 * logistic(-1)],
  [10, 0.4],
  [12, 0.1 + 0.6 * logistic(1)],
  [20.5, 0.1 + 0.6 * logistic(5.25)],
  [100, 0.1],
  [1e9, 0.1],
  [2 ** 53, 0.1],
])("falls along a logistic curve: %d → %d", (at, value) =>
  expect(sigmoid(options)(at)).toBeCloseTo(value, 14),
);

test("is the sigmoid policy of Caffe, whose gamma has the other sign", () => {
  const [baseRate, gamma, stepSize] = [0.01, -0.0008, 5000];
  const schedule = sigmoid({ max: baseRate, center: stepSize, rate: -gamma });
  for (const iteration of [0, 1, 2500, 5000, 7500, 20000]) {
    const theirs = baseRate * (1 / (1 + Math.exp(-gamma * (iteration - stepSize))));
    expect(schedule(iteration)).toBeCloseTo(theirs, 16);
  }
});

test("is half way at its center to the last bit, and symmetric around it", () => {
  fc.assert(
    fc.property(
      learningRate(),
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 100 }),
      (max, rate, center, offset) => {
        const schedule = sigmoid({ max, center, rate });
        expect(schedule(center)).toBe(max / 2);
        const away = Math.min(center, offset);
        expect(schedule(center - away) + schedule(center + away)).toBeCloseTo(max, 12);
      },
    ),
  );
});

test("never rises, and stays between its bounds", () => {
  fc.assert(
    fc.property(
      learningRate(),
      learningRate(),
      fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      anyStep(),
      anyStep(),
      (a, b, rate, center, first, second) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const schedule = sigmoid({ max, min, rate, center });
        const [earlier, later] = [Math.min(first, second), Math.max(first, second)];
        const slack = max * 2 ** -50;
        expect(schedule(later)).toBeLessThanOrEqual(schedule(earlier) + slack);
        expect(schedule(later)).toBeGreaterThanOrEqual(min - slack);
        expect(schedule(earlier)).toBeLessThanOrEqual(max + slack);
      },
    ),
  );
});

test("is what tanh is over a fixed length, but for its exact ends", () => {
  const endless = sigmoid({ max: 1, center: 70, rate: 0.2 });
  const ending = tanh({ initial: 1, steps: 100, lower: -7, upper: 3 });
  for (let at = 0; at < 100; at += 5) {
    expect(Math.abs(endless(at) - ending(at))).toBeLessThan(0.0026);
  }
});

test("has no end, but as a constant", () => {
  expect(sigmoid(options).end).toBe(Infinity);
  const constant = sigmoid({ ...options, min: 0.7 });
  expect([constant(0), constant(10), constant(1e9), constant.end]).toEqual([0.7, 0.7, 0.7, 0]);
  expect(lint(sigmoid({ max: 0.1, center: 50, rate: 0.1 }), { steps: 100 })).toEqual([]);
});

test("refuses a floor above what it falls from", () => {
  expect(() => sigmoid({ ...options, min: 0.8 })).toThrow(
    new RangeError("@anneal/exponential: sigmoid: min must be at most max (0.7), got 0.8"),
  );
});

test("writes its default", () => {
  expect(sigmoid({ max: 1, center: 0, rate: 2 }).spec).toEqual({
    kind: "sigmoid",
    max: 1,
    center: 0,
    rate: 2,
    min: 0,
  });
});

describeErrors<SigmoidOptions>("@anneal/exponential: sigmoid", sigmoid, options, {
  max: nonNegativeCase,
  center: nonNegativeCase,
  rate: positiveCase,
  min: optional(nonNegativeCase),
});
describeOptions("sigmoid", sigmoid, () => ({ ...options }));
describeSchedule("sigmoid", () => sigmoid(options), [sigmoid]);
describeSchedule("sigmoid, steep", () => sigmoid({ max: 1, center: 30.5, rate: 3 }), [sigmoid]);
