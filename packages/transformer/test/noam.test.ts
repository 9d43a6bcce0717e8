import { nextOf } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  nonNegativeCase,
  optional,
  positiveCase,
  positiveIntegerCase,
  step as anyStep,
} from "@anneal/testing";
import { inverseSqrt, noam } from "@anneal/transformer";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { dimension: 16, warmup: 4, factor: 8 };

// 8 / √16 = 2 times t + 1 eighths, then 2 over the square root of t + 1.
test.each([
  [0, 0.25],
  [1, 0.5],
  [1.5, 0.625],
  [2, 0.75],
  [3, 1],
  [3.5, 2 / Math.sqrt(4.5)],
  [4, 2 / Math.sqrt(5)],
  [8, 2 / 3],
  [15, 0.5],
  [99, 0.2],
  [2 ** 40 - 1, 2 ** -19],
])("rises to update `warmup`, then falls: %d → %d", (at, value) =>
  expect(noam(options)(at)).toBeCloseTo(value, 12),
);

test("multiplies by 1 by default", () => {
  expect(noam({ dimension: 1, warmup: 1 })(0)).toBe(1);
  expect(noam({ dimension: 1, warmup: 1 })(3)).toBe(0.5);
});

test("may go without a warmup", () => {
  expect([0, 3, 8, 24].map(noam({ dimension: 1, warmup: 0 }))).toEqual([1, 1 / 2, 1 / 3, 1 / 5]);
});

test("may have a warmup whose power of 1.5 is no number", () => {
  for (const warmup of [1e300, 1e-300]) {
    const schedule = noam({ dimension: 1, warmup });
    expect(schedule(4e300) * 2e150).toBeCloseTo(1, 12);
    expect(schedule(0.5e300) * 2e150).toBeCloseTo(warmup > 1 ? 1 : Math.sqrt(8), 12);
  }
});

test("is the formula of the paper, with steps from 1", () => {
  for (const [at, warmup, dimension] of [
    [0, 4000, 512],
    [3998, 4000, 512],
    [3999, 4000, 512],
    [4000, 4000, 512],
    [99_999, 4000, 1024],
  ] as const) {
    const number = at + 1;
    const value = dimension ** -0.5 * Math.min(number ** -0.5, number * warmup ** -1.5);
    expect(noam({ dimension, warmup })(at) / value).toBeCloseTo(1, 14);
  }
});

test("has its highest rate at step `warmup − 1`, and is never 0", () => {
  for (let warmup = 1; warmup <= 50; warmup++) {
    const schedule = noam({ dimension: 64, warmup });
    const peak = 1 / (8 * Math.sqrt(warmup));
    expect(schedule(warmup - 1)).toBeCloseTo(peak, 15);
    for (let at = 0; at < 100; at++) {
      expect(schedule(at)).toBeLessThanOrEqual(peak * (1 + 2 ** -50));
      expect(schedule(at)).toBeGreaterThan(0);
    }
  }
});

test("is an inverse square root with one step less of warmup", () => {
  const lengths = duration().filter((warmup) => warmup >= 1);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), lengths, anyStep(), (dimension, warmup, at) => {
      const peak = 3 / Math.sqrt(dimension * warmup);
      const same = inverseSqrt({ peak, warmup: warmup - 1, timescale: warmup });
      expect(noam({ dimension, warmup, factor: 3 })(at) / same(at)).toBeCloseTo(1, 12);
    }),
  );
});

test("rises during its warmup and falls after it", () => {
  fc.assert(
    fc.property(duration(), anyStep(), anyStep(), (warmup, a, b) => {
      const schedule = noam({ dimension: 8, warmup });
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      if (late + 1 < warmup) expect(schedule(late)).toBeGreaterThanOrEqual(schedule(early));
      if (early + 1 > warmup) expect(schedule(late)).toBeLessThanOrEqual(schedule(early));
    }),
  );
});

test("has no end", () => {
  expect(noam(options).end).toBe(Infinity);
});

test("bends at its highest rate", () => {
  const { node } = noam(options);
  expect([0, 2.9, 3, 1e6].map((at) => nextOf(node, at))).toEqual([3, 3, Infinity, Infinity]);
  expect(nextOf(noam({ dimension: 4, warmup: 0 }).node, 0)).toBe(Infinity);
});

test("writes its defaults", () => {
  expect(noam({ dimension: 512, warmup: 4000 }).spec).toEqual({
    kind: "noam",
    dimension: 512,
    warmup: 4000,
    factor: 1,
  });
});

describeErrors("@anneal/transformer: noam", noam, options, {
  dimension: positiveIntegerCase,
  warmup: nonNegativeCase,
  factor: optional(positiveCase),
});
describeOptions("noam", noam, () => ({ ...options }));
describeSchedule("noam", () => noam(options), [noam]);
describeSchedule("noam without a warmup", () => noam({ dimension: 3, warmup: 0 }), [noam]);
