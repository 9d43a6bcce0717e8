import { childOf, lint, nextOf, wholePower } from "@anneal/core";
import { step } from "@anneal/step";
import type { StepOptions } from "@anneal/step";
import {
  decayFactorCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  optional,
  step as anyStep,
  periodCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.8, every: 3, factor: 0.5, min: 0.1 };

test.each([
  [0, 0.8],
  [1, 0.8],
  [2.999999, 0.8],
  [3, 0.4],
  [5, 0.4],
  [6, 0.2],
  [8.5, 0.2],
  [9, 0.1],
  [10, 0.1],
  [1e9, 0.1],
])("falls at multiples of `every`, down to the floor: %d → %d", (at, value) =>
  expect(step(options)(at)).toBe(value),
);

test.each([
  [0, 1],
  [9, 1],
  [10, 0.1],
  [19, 0.1],
  [20, 0.01],
])("falls to a tenth by default: %d → %d", (at, value) =>
  expect(step({ initial: 1, every: 10 })(at)).toBeCloseTo(value, 14),
);

test.each<[string, StepOptions, number, number]>([
  ["the smallest number", { initial: 1, every: 1, factor: 0.5 }, 1074, 5e-324],
  ["less than the smallest number", { initial: 1, every: 1, factor: 0.5 }, 1075, 0],
  ["the smallest, from the largest", { initial: 1e308, every: 1, factor: 0.999 }, 1e6, 0],
  ["drops without number", { initial: 1, every: 1e-300 }, 1, 0],
  [
    "small drops, many of them",
    { initial: 1, every: 1e-9, factor: 1 - 2 ** -40 },
    1e4,
    Math.exp(-1e13 * 2 ** -40),
  ],
])("counts as long as something is left: %s", (_name, given, at, value) =>
  expect(step(given)(at) / (value || 1)).toBeCloseTo(value && 1, 6),
);

test("does not overshoot a floor between two drops", () => {
  const schedule = step({ initial: 1, every: 2, factor: 0.5, min: 0.3 });
  expect([0, 1, 2, 3, 4, 5].map(schedule)).toEqual([1, 1, 0.5, 0.5, 0.3, 0.3]);
  expect(schedule.end).toBe(4);
});

test.each<[string, StepOptions, number]>([
  ["a floor", options, 9],
  ["no floor", { initial: 0.8, every: 3, factor: 0.5 }, Infinity],
  ["nothing to lose", { initial: 0.8, every: 3, factor: 1 }, 0],
  ["nothing to lose above a floor", { initial: 0.8, every: 3, factor: 1, min: 0.1 }, 0],
  ["a floor at the start", { initial: 0.8, every: 3, min: 0.8 }, 0],
  ["no learning rate", { initial: 0, every: 3 }, 0],
  ["a floor that is a product written shorter", { initial: 0.1, every: 10, min: 0.0001 }, 30],
  ["a floor just below a drop", { initial: 1, every: 10, factor: 0.5, min: 0.2499 }, 30],
  ["a floor just below the start", { initial: 1, every: 10, min: 1 - 2 ** -53 }, 10],
])("ends where it stops falling: %s", (_what, given, end) => {
  const schedule = step(given);
  expect(schedule.end).toBe(end);
  if (end === Infinity || end === 0) return;
  expect(schedule(end - 1e-6)).toBeGreaterThan(given.min!);
  expect(schedule(end)).toBe(given.min);
});

test.each([0.5, 0.9, 0.99, 0.1, 0.3, 0.9999])(
  "ends at the drop whose value the floor is, factor %d",
  (factor) => {
    let share = 1;
    for (let last = 1; last < 50; last++) {
      const before = 0.1 * share;
      share *= factor;
      const schedule = step({ initial: 0.1, every: 3, factor, min: 0.1 * share });
      expect(schedule.end).toBe(3 * last);
      expect(schedule(3 * last)).toBe(0.1 * share);
      expect(Math.abs(schedule(3 * last - 1) / before - 1)).toBeLessThan(5e-14);
    }
  },
);

test("falls by whole powers of the factor, to the last bit", () => {
  for (const factor of [0.1, 0.5, 0.7, 0.97, 0.99999]) {
    const schedule = step({ initial: 0.1, every: 2, factor });
    for (const drops of [0, 1, 7, 8, 9, 10, 100, 1000, 2 ** 30]) {
      expect(schedule(2 * drops)).toBe(0.1 * wholePower(factor, drops));
    }
  }
});

test("keeps to a floor that is too small a part of the start for a number", () => {
  expect(step({ initial: 1000, every: 1, min: 1e-322 })(400)).toBe(1e-322);
});

test("does not move when there is nothing to lose", () => {
  expect([0, 3, 1e6].map(step({ initial: 0.8, every: 3, factor: 1, min: 0.1 }))).toEqual([
    0.8, 0.8, 0.8,
  ]);
});

describe("boundaries are exact", () => {
  test.each([1, 3, 7, 49, 1000, 2 ** 20 + 1])("whole steps, every %d", (every) => {
    const schedule = step({ initial: 1, every, factor: 0.5 });
    for (let drops = 1; drops < 1000; drops++) {
      expect(schedule(drops * every)).toBe(2 ** -drops);
      expect(schedule(drops * every - 1)).toBe(2 ** -Math.floor(drops - 1 / every));
    }
  });

  test.each([
    [2 ** 49, 2 ** 44],
    [2 ** 49 - 2 ** 44, 2 ** 44],
  ])("up to step %d", (at, every) => {
    const schedule = step({ initial: 1, every, factor: 0.5 });
    expect(schedule(at - 1)).toBe(2 * schedule(at));
  });

  test.each([0.1, 0.3, 0.7, 1 / 3, 1.1, 29.7])("fractional steps, every %d", (every) => {
    const schedule = step({ initial: 1, every, factor: 0.5 });
    for (let drops = 1; drops < 1000; drops++) {
      const boundary = drops * every;
      for (const at of [boundary, boundary * (1 - 2 ** -52), +boundary.toFixed(12)]) {
        if (Math.abs(at / boundary - 1) < 2 ** -51) expect(schedule(at)).toBe(2 ** -drops);
      }
      expect(schedule(boundary * (1 - 1e-14))).toBe(2 ** (1 - drops));
    }
  });

  test("0.3 is the third of 0.1, as written", () => {
    expect(0.3 / 0.1).toBeLessThan(3);
    expect(step({ initial: 1, every: 0.1, factor: 0.5 })(0.3)).toBe(0.125);
  });
});

test("never rises and stays between floor and start", () => {
  const given = fc.record({
    rates: fc.tuple(learningRate(), learningRate()),
    every: duration(),
    factor: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(given, anyStep(), anyStep(), ({ rates, every, factor }, a, b) => {
      const [min, initial] = [Math.min(...rates), Math.max(...rates)];
      const schedule = step({ initial, every, factor, min });
      const [early, late] = [schedule(Math.min(a, b)), schedule(Math.max(a, b))];
      expect(early).toBeLessThanOrEqual(initial);
      // Powers are not monotone to the last bit.
      expect(late).toBeLessThanOrEqual(early * (1 + 2 ** -49));
      expect(late).toBeGreaterThanOrEqual(min);
      expect(schedule(0)).toBe(initial);
    }),
  );
});

test.each<[string, StepOptions, [number, number][]]>([
  [
    "every drop to the floor",
    options,
    [
      [0, 3],
      [2.999, 3],
      [3, 6],
      [8, 9],
      [9, Infinity],
      [1e9, Infinity],
    ],
  ],
  [
    "every drop for ever",
    { initial: 1, every: 0.1 },
    [
      [0, 0.1],
      [0.3, 0.4],
      [1e6, 10_000_001 * 0.1],
    ],
  ],
  ["nothing when there is nothing to lose", { ...options, factor: 1 }, [[0, Infinity]]],
])("announces %s", (_what, given, rows) => {
  const node = childOf(step(given));
  for (const [at, next] of rows) expect(nextOf(node, at)).toBe(next);
});

test("changes at the announced step and not before", () => {
  const given = fc.record({ initial: fc.constant(1), every: duration(), factor: fc.constant(0.5) });
  fc.assert(
    fc.property(given, fc.double({ min: 0, max: 200, noNaN: true }), (all, at) => {
      const schedule = step(all);
      const next = nextOf(childOf(schedule), at);
      expect(next).toBeGreaterThan(at);
      expect(schedule(next)).toBe(schedule(at) / 2);
      const before = next * (1 - 1e-14);
      if (before > at) expect(schedule(before)).toBe(schedule(at));
    }),
  );
});

// torch 2.13.0, StepLR(3, gamma=0.5) with base rate 0.1, closed form.
test("agrees with PyTorch", () => {
  const values = [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125];
  expect(values.map((_, at) => step({ initial: 0.1, every: 3, factor: 0.5 })(at))).toEqual(values);
});

// timm 1.0.29, StepLRScheduler(decay_t=3, decay_rate=0.1) with base rate 0.1.
test("agrees with timm", () => {
  const values = [0.1, 0.1, 0.1, 0.010000000000000002, 0.010000000000000002, 0.010000000000000002];
  expect(values.map((_, at) => step({ initial: 0.1, every: 3 })(at))).toEqual(values);
  expect(step({ initial: 0.1, every: 3 })(9)).toBeCloseTo(0.00010000000000000003, 18);
});

test("writes its defaults", () => {
  expect(step({ initial: 0.1, every: 5 }).spec).toEqual({
    kind: "step",
    initial: 0.1,
    every: 5,
    factor: 0.1,
    min: 0,
  });
});

test("refuses a floor above the start", () => {
  expect(() => step({ initial: 0.1, every: 5, min: 0.2 })).toThrow(
    new RangeError("@anneal/step: step: min must be at most initial (0.1), got 0.2"),
  );
});

describeErrors("@anneal/step: step", step, options, {
  initial: nonNegativeCase,
  every: periodCase,
  factor: optional(decayFactorCase),
  min: optional(nonNegativeCase),
});
describeOptions("step", step, () => ({ ...options }));
describeSchedule("step", () => step({ initial: 0.1, every: 2.5, factor: 0.9 }), [step]);
describeSchedule("step with a floor", () => step({ ...options, min: 0.3 }), [step]);

test("lint calls a floor that is met during the run no end of the schedule", () => {
  const falling = step({ initial: 1, every: 10, factor: 0.5, min: 0.1 });
  expect(falling.end).toBe(40);
  expect(lint(falling, { steps: 100 })).toEqual([]);
  expect(falling.node.endsAtBound).toBe(true);
});
