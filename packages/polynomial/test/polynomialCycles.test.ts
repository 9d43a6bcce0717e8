import { childOf, nextOf } from "@anneal/core";
import { polynomial, polynomialCycles } from "@anneal/polynomial";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  optional,
  positiveCase,
  step as anyStep,
  periodCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 1.3, steps: 4, min: 0.1, power: 2 };

// Shares of the way left, squared: of 4 steps, then of 8, then of 12.
test.each([
  [0, 1],
  [1, 9 / 16],
  [2, 4 / 16],
  [3, 1 / 16],
  [3.999999, 0.000001 ** 2 / 16],
  [4, 16 / 64],
  [5, 9 / 64],
  [6.5, 1.5 ** 2 / 64],
  [7, 1 / 64],
  [8, 16 / 144],
  [11, 1 / 144],
  [12, 16 / 256],
  [4000, 1 / 1001 ** 2],
  [4002, (2 / 4004) ** 2],
])("falls towards the floor in ever flatter cycles: %d → %d of the way left", (at, left) =>
  expect(polynomialCycles(options)(at)).toBeCloseTo(0.1 + 1.2 * left, 13),
);

test("is a straight line to 0 by default", () => {
  const schedule = polynomialCycles({ initial: 1, steps: 4 });
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(schedule)).toEqual([
    1, 0.75, 0.5, 0.25, 0.5, 0.375, 0.25, 0.125,
  ]);
});

test("is in its first cycle the polynomial, in any the one over the whole horizon", () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (cycle, steps, part) => {
        const at = (cycle + part * 0.999) * steps;
        const long = polynomial({ ...options, steps: steps * (cycle + 1) });
        expect(polynomialCycles({ ...options, steps })(at)).toBeCloseTo(long(at), 12);
      },
    ),
  );
});

test("starts exactly, stays in its bounds, and falls between restarts", () => {
  fc.assert(
    fc.property(
      fc.tuple(learningRate(), learningRate()),
      duration(),
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      anyStep(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rates, steps, power, at, part) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const schedule = polynomialCycles({ initial, steps, min, power });
        expect(schedule(0)).toBe(initial);
        const slack = 1 + 2 ** -49;
        expect(schedule(at)).toBeLessThanOrEqual(initial * slack);
        expect(schedule(at) * slack).toBeGreaterThanOrEqual(min);
        const next = nextOf(childOf(schedule), at);
        const later = Math.min(at + part * (next - at), next * (1 - 2 ** -48));
        if (next < Infinity && later > at) {
          expect(schedule(later)).toBeLessThanOrEqual(schedule(at) * slack);
        }
      },
    ),
  );
});

test.each([1, 3, 7, 0.1, 0.3, 1 / 3])("restarts are exact, every %d", (steps) => {
  const schedule = polynomialCycles({ initial: 1, steps });
  for (let cycle = 1; cycle < 1000; cycle++) {
    for (const at of [cycle * steps, cycle * steps * (1 - 2 ** -52)]) {
      expect(schedule(at)).toBeCloseTo(1 / (cycle + 1), 14);
    }
    expect(schedule(cycle * steps * (1 - 1e-14))).toBeCloseTo(0, 12);
  }
});

test("0.3 is the third restart of 0.1, as written", () => {
  expect(polynomialCycles({ initial: 1, steps: 0.1 })(0.3)).toBeCloseTo(0.25, 15);
});

test.each([
  [0, 4],
  [3.999, 4],
  [4, 8],
  [7, 8],
  [400, 404],
])("announces its restarts: after %d comes %d", (at, next) => {
  expect(nextOf(childOf(polynomialCycles(options)), at)).toBe(next);
});

test("has no end, unless there is nowhere to fall", () => {
  expect(polynomialCycles(options).end).toBe(Infinity);
  const level = polynomialCycles({ initial: 0.3, steps: 7, min: 0.3, power: 1.5 });
  expect(level.end).toBe(0);
  expect([0, 1, 5, 7, 1e9].map(level)).toEqual([0.3, 0.3, 0.3, 0.3, 0.3]);
  expect(nextOf(childOf(level), 3)).toBe(Infinity);
});

test("is at its floor where no number is large enough to count the cycles", () => {
  expect(polynomialCycles({ initial: 1, steps: 1e-300, min: 0.1 })(1e10)).toBe(0.1);
});

describe("agrees with Keras 3.15.1, except at its restarts, which have the end of the cycle before:", () => {
  // PolynomialDecay(0.1, 4, 0.01, 1.0, cycle=True), float32.
  const short = polynomialCycles({ initial: 0.1, steps: 4, min: 0.01 });
  test.each([
    [0, 0.10000000149011612],
    [1, 0.07750000059604645],
    [2, 0.054999999701976776],
    [3, 0.032499998807907104],
    [5, 0.04375000298023224],
    [6, 0.032499998807907104],
    [7, 0.021250000223517418],
    [9, 0.032499998807907104],
    [10, 0.02500000223517418],
    [11, 0.017499998211860657],
    [13, 0.026875000447034836],
  ])("linear: %d → %d", (at, value) => expect(short(at)).toBeCloseTo(value, 8));

  // PolynomialDecay(1.0, 100, 0.0, 0.5, cycle=True), float64.
  const long = polynomialCycles({ initial: 1, steps: 100, power: 0.5 });
  test.each([
    [0, 1],
    [0.25, 0.998749217771909],
    [50, 0.7071067811865476],
    [99.5, 0.07071067811865478],
    [100.25, 0.7062223445912768],
    [150, 0.5],
    [199.5, 0.04999999999999947],
    [200.25, 0.5766281297335398],
    [301, 0.49749371855331004],
    [450, 0.3162277660168379],
    [601, 0.37606990231680526],
  ])("root: %d → %d", (at, value) => expect(long(at)).toBeCloseTo(value, 13));

  test("they have min, ours the next peak", () => {
    expect(short(4)).toBeCloseTo(0.01 + 0.09 / 2, 15);
    expect(short(8)).toBeCloseTo(0.01 + 0.09 / 3, 15);
  });
});

test("writes its defaults", () => {
  expect(polynomialCycles({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "polynomialCycles",
    initial: 0.1,
    steps: 5,
    min: 0,
    power: 1,
  });
});

test("refuses a floor above the start", () => {
  expect(() => polynomialCycles({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
    new RangeError(
      "@anneal/polynomial: polynomialCycles: min must be at most initial (0.1), got 0.2",
    ),
  );
});

describeErrors("@anneal/polynomial: polynomialCycles", polynomialCycles, options, {
  initial: nonNegativeCase,
  steps: periodCase,
  min: optional(nonNegativeCase),
  power: optional(positiveCase),
});
describeOptions("polynomialCycles", polynomialCycles, () => ({ ...options }));
describeSchedule("polynomialCycles", () => polynomialCycles(options), [polynomialCycles]);
describeSchedule(
  "polynomialCycles of fractional length",
  () => polynomialCycles({ initial: 1, steps: 30.7, power: 0.9 }),
  [polynomialCycles],
);
