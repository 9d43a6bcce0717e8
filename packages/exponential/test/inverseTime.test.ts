import { childOf, nextOf } from "@anneal/core";
import { inverseTime } from "@anneal/exponential";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  flagCase,
  nonNegativeCase,
  optional,
  positiveCase,
  step as anyStep,
  periodCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.6, rate: 0.5, every: 2 };

test.each([
  [0, 0.6],
  [1, 0.48],
  [2, 0.4],
  [4, 0.3],
  [8, 0.2],
  [20, 0.1],
  [2396, 0.001],
])("falls like 1 / t: %d → %d", (at, value) =>
  expect(inverseTime(options)(at)).toBeCloseTo(value, 14),
);

test.each([
  [0, 0.6],
  [1.999999, 0.6],
  [2, 0.4],
  [3, 0.4],
  [4, 0.3],
])("falls in stairs: %d → %d", (at, value) =>
  expect(inverseTime({ ...options, staircase: true })(at)).toBeCloseTo(value, 14),
);

test.each([
  [0, 1],
  [3, 0.5],
  [8, 1 / 3],
  [99, 0.1],
])("falls like 1 / √t with power 0.5: %d → %d", (at, value) =>
  expect(inverseTime({ initial: 1, rate: 1, power: 0.5 })(at)).toBeCloseTo(value, 14),
);

test("meets a stair at a fraction that is a rounding below it", () => {
  expect(inverseTime({ initial: 1, rate: 1, every: 0.1, staircase: true })(0.3)).toBe(0.25);
});

test.each([
  ["never", options, Infinity],
  ["at once at rate 0", { ...options, rate: 0 }, 0],
  ["at once without a learning rate", { ...options, initial: 0 }, 0],
])("ends %s", (_what, given, end) => {
  const schedule = inverseTime(given);
  expect(schedule.end).toBe(end);
  if (end === 0) expect([0, 1, 1e9].map(schedule)).toEqual([0, 1, 1e9].map(() => given.initial));
});

test.each([
  [false, 0, Infinity],
  [false, 7, Infinity],
  [true, 0, 2],
  [true, 1.999, 2],
  [true, 2, 4],
  [true, 101, 102],
])("in stairs: %s, announces after %d: %d", (staircase, at, next) => {
  expect(nextOf(childOf(inverseTime({ ...options, staircase })), at)).toBe(next);
});

test("announces nothing when it does not move", () => {
  expect(nextOf(childOf(inverseTime({ ...options, rate: 0, staircase: true })), 0)).toBe(Infinity);
});

test.each([0.5, 1, 3, 9.5])("has a value where no number is large enough, power %d", (power) => {
  const schedule = inverseTime({ initial: 1, rate: 1e300, power });
  expect(schedule(0)).toBe(1);
  for (const at of [1e100, 1e308]) {
    expect(schedule(at)).toBeGreaterThanOrEqual(0);
    expect(schedule(at)).toBeLessThan(1e-150);
  }
});

test("falls even where rate times learning rate is too small for a number", () => {
  const schedule = inverseTime({ initial: 1e-200, rate: 1e-200 });
  expect([0, 1e200, 3e200].map(schedule)).toEqual([1e-200, 0.5e-200, 0.25e-200]);
  expect(schedule.end).toBe(Infinity);
});

test("never rises", () => {
  const given = fc.record({
    initial: fc.double({ min: 0, max: 10, noNaN: true }),
    rate: fc.double({ min: 0, max: 10, noNaN: true }),
    every: fc.double({ min: 0.1, max: 100, noNaN: true }),
    power: fc.double({ min: 0.1, max: 5, noNaN: true }),
    staircase: fc.boolean(),
  });
  fc.assert(
    fc.property(given, anyStep(), anyStep(), (all, a, b) => {
      const schedule = inverseTime(all);
      expect(schedule(0)).toBe(all.initial);
      expect(schedule(Math.max(a, b))).toBeLessThanOrEqual(
        schedule(Math.min(a, b)) * (1 + 2 ** -49),
      );
    }),
  );
});

describe("agrees with", () => {
  // keras 3.15.1, InverseTimeDecay(0.1, 2, 0.5), float32.
  test.each([
    [0, 0.10000000149011612],
    [1, 0.07999999821186066],
    [2, 0.06666667014360428],
    [5, 0.04444444552063942],
    [8, 0.03333333507180214],
  ])("Keras: %d → %d", (at, value) =>
    expect(inverseTime({ initial: 0.1, rate: 0.5, every: 2 })(at)).toBeCloseTo(value, 7),
  );

  // keras 3.15.1, InverseTimeDecay(0.1, 2, 0.5, staircase=True), float32.
  test.each([
    [1, 0.10000000149011612],
    [2, 0.06666667014360428],
    [3, 0.06666667014360428],
    [4, 0.05000000074505806],
    [7, 0.03999999910593033],
  ])("Keras in stairs: %d → %d", (at, value) =>
    expect(inverseTime({ initial: 0.1, rate: 0.5, every: 2, staircase: true })(at)).toBeCloseTo(
      value,
      7,
    ),
  );
});

test("writes its defaults", () => {
  expect(inverseTime({ initial: 0.1, rate: 0.5 }).spec).toEqual({
    kind: "inverseTime",
    initial: 0.1,
    rate: 0.5,
    every: 1,
    power: 1,
    staircase: false,
  });
});

describeErrors("@anneal/exponential: inverseTime", inverseTime, options, {
  initial: nonNegativeCase,
  rate: nonNegativeCase,
  every: optional(periodCase),
  power: optional(positiveCase),
  staircase: optional(flagCase),
});
describeOptions("inverseTime", inverseTime, () => ({ ...options }));
describeSchedule("inverseTime", () => inverseTime({ ...options, power: 0.75 }), [inverseTime]);
describeSchedule("inverseTime in stairs", () => inverseTime({ ...options, staircase: true }), [
  inverseTime,
]);
