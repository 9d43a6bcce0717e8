import {
  area,
  clamp,
  cosineCurve,
  delay,
  exponentialCurve,
  linearCurve,
  mirrorCosineCurve,
  noise,
  nonNegative,
  defineSchedule,
  oneMinusSqrtCurve,
  polynomialCurve,
  product,
  ramp,
  repeat,
  rexCurve,
  scale,
  sequence,
  squareCurve,
  stretch,
} from "@anneal/core";
import type { Composable, Curve } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

/** Relative to the expected value, as the promise is. */
const expectArea = (actual: number, expected: number, digits = 1e-12): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(digits * Math.abs(expected));
};

describe("the integral of a ramp from 1 to 0 over 10 steps", () => {
  test.each<readonly [string, Curve, number]>([
    ["a straight line", polynomialCurve(1), 5],
    ["a cosine", cosineCurve, 5],
    ["a mirrored cosine", mirrorCosineCurve, 5],
    ["a square", squareCurve, 20 / 3],
    ["a square root", oneMinusSqrtCurve, 10 / 3],
    ["a cube", polynomialCurve(3), 2.5],
    ["a root at its end", polynomialCurve(0.5), 20 / 3],
    // ∫ (1 − p) / (1 − p/2) dp = 2 − 2 ln 2.
    ["rex", rexCurve, 20 - 20 * Math.LN2],
  ])("along %s", (_name, curve, expected) => {
    const schedule = ramp({ from: 1, to: 0, steps: 10, curve });
    expectArea(area(schedule, 0, 10), expected);
    expectArea(area(schedule, 0, 1000), expected);
  });

  test("along an exponential from 1 to 0.01", () => {
    const schedule = ramp({ from: 1, to: 0.01, steps: 10, curve: exponentialCurve });
    expectArea(area(schedule, 0, 10), (10 * 0.99) / Math.log(100));
  });
});

test.each<readonly [string, Composable, number, number, number, number]>([
  ["nothing at all", 0.5, 3, 3, 0, 0],
  ["a constant", 0.5, 1, 4, 1.5, 1.5],
  ["zero", 0, 0, 10, 0, 0],
  [
    "a sequence with jumps",
    sequence([{ schedule: 1, steps: 2.5 }, { schedule: 3, steps: 1 }, 0]),
    0,
    10,
    5.5,
    3 + 3,
  ],
  ["rounds", repeat({ steps: 4 }, ramp({ from: 1, to: 0, steps: 4 })), 0, 40, 20, 25],
  [
    "a fraction of a round",
    repeat({ steps: 4 }, ramp({ from: 1, to: 0, steps: 4 })),
    2,
    5,
    0.5 + 0.875,
    0.5 + 0.25 + 1,
  ],
  ["a delay", delay(5, ramp({ from: 1, to: 0, steps: 10 })), 0, 15, 10, 5 + 5.5],
  ["a function with jumps", (step: number) => Math.floor(step) % 2, 0, 100, 50, 50],
  ["a function that is smooth", (step: number) => step * step, 0, 3, 9, 5],
])("%s", (_name, schedule, from, to, integral, sum) => {
  expectArea(area(schedule, from, to), integral);
  expectArea(area(schedule, from, to, { discrete: true }), sum);
});

test("many small pieces lose nothing", () => {
  const rounds = repeat({ steps: 0.1 }, ramp({ from: 1, to: 0, steps: 0.1 }));
  expectArea(area(rounds, 0, 500), 250);
  expectArea(area(0.1, 0, 1_000_000, { discrete: true }), 100_000);
});

test("the discrete sum takes the steps from the first bound on and leaves out the second", () => {
  const rising = (step: number): number => step;
  expect(area(rising, 2, 4, { discrete: true })).toBe(2 + 3);
  expect(area(rising, 1.5, 4.5, { discrete: true })).toBe(2 + 3 + 4);
});

test("a schedule whose events never advance is still integrated", () => {
  const stuck = defineSchedule<{ value: number }>("test/stuck", {
    package: "test-schedules",
    options: { value: nonNegative },
    build: ({ value }) => ({ at: () => value, next: (step) => step }),
  });
  expectArea(area(stuck({ value: 2 }), 0, 5), 10);
});

test("a function that is rough however near one looks costs no more than patience", () => {
  const rough = (step: number): number => (step * 1e9) % 1;
  expect(area(rough, 0, 10)).toBeCloseTo(5, 1);
});

test("an event that is off by a rounding is passed", () => {
  const late = defineSchedule<{ value: number }>("test/late", {
    package: "test-schedules",
    options: { value: nonNegative },
    build: ({ value }) => ({
      at: (step) => (step < 5 ? value : step < 7.5 ? 3 * value : value),
      next: (step) => (step <= 5 ? 5 : step < 7.5 ? 7.5 : Infinity),
    }),
  });
  expectArea(area(late({ value: 2 }), 0, 10), 10 + 15 + 5);
});

const some = (check: (schedule: Composable, a: number, b: number, c: number) => void): void => {
  const bound = fc.double({ min: 0, max: 60, noNaN: true });
  fc.assert(
    fc.property(
      composition({ depth: 2, leaves: pureLeaves }),
      bound,
      bound,
      bound,
      (schedule, ...bounds) => {
        const [a, b, c] = bounds.sort((x, y) => x - y);
        check(schedule, a, b, c);
      },
    ),
    { numRuns: 60 },
  );
};

describe("laws", () => {
  test("areas side by side add up", () => {
    some((schedule, a, b, c) => {
      const whole = area(schedule, a, c);
      const parts = area(schedule, a, b) + area(schedule, b, c);
      expect(Math.abs(parts - whole)).toBeLessThanOrEqual(1e-11 * whole + 1e-300);
    });
  });

  test("a factor goes before the area, a stretch widens it", () => {
    some((schedule, a, _b, c) => {
      const whole = area(schedule, a, c);
      expect(Math.abs(area(scale(3, schedule), a, c) - 3 * whole)).toBeLessThanOrEqual(
        3e-11 * whole + 1e-300,
      );
      expect(Math.abs(area(stretch(4, schedule), 4 * a, 4 * c) - 4 * whole)).toBeLessThanOrEqual(
        4e-11 * whole + 1e-300,
      );
    });
  });

  test("a ramp up has the area of the same ramp down", () => {
    const rate = fc.double({ min: 0, max: 10, noNaN: true });
    const shape = fc.constantFrom(linearCurve, cosineCurve, mirrorCosineCurve);
    fc.assert(
      fc.property(
        rate,
        rate,
        shape,
        fc.double({ min: 0, max: 9, noNaN: true }),
        (from, to, curve, start) => {
          const down = area(ramp({ from, to, steps: 10, curve }), start, 10);
          const up = area(ramp({ from: to, to: from, steps: 10, curve }), 0, 10 - start);
          expect(Math.abs(up - down)).toBeLessThanOrEqual(1e-12 * Math.max(up, 1e-300));
        },
      ),
    );
  });
});

test("a reactive schedule is read in the state given", () => {
  const reactive = halving({ schedule: clamp({ max: 1 }, product([2, 0.25])) });
  expect(area(reactive, 0, 4)).toBe(2);
  expect(area(reactive, 0, 4, { state: { ...reactive.initial, scale: 0.5 } })).toBe(1);
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "bounds in the wrong order",
    () => area(1, 2, 1),
    RangeError,
    "to must be at least from (2), got 1",
  ],
  [
    "a negative bound",
    () => area(1, -1, 1),
    RangeError,
    "from must be a finite number of at least 0, got -1",
  ],
  [
    "an infinite bound",
    () => area(1, 0, Infinity),
    RangeError,
    "to must be a finite number of at least 0, got Infinity",
  ],
  [
    "a word for a bound",
    () => area(1, 0, "1" as never),
    TypeError,
    'to must be a finite number of at least 0, got "1"',
  ],
  [
    "a number for a switch",
    () => area(1, 0, 1, { discrete: 1 as never }),
    TypeError,
    "discrete must be a boolean, got 1",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(new Failure(`@anneal/core: area: ${message}`));
});

describe("at the limits of numbers", () => {
  test("steps that 1 does not change are not summed for ever", () => {
    expect(area(1, 2 ** 53, 2 ** 53 + 10, { discrete: true })).toBe(10);
  });

  test("more updates than anybody waits for are refused", () => {
    expect(() => area(1, 0, 1e300, { discrete: true })).toThrow(
      new RangeError("@anneal/core: area: to must be at most 10000000 above from (0), got 1e+300"),
    );
  });

  test.each([true, false])(
    "an area too large for a number is refused (discrete: %s)",
    (discrete) => {
      expect(() => area(1e308, 0, 10, { discrete })).toThrow(
        new RangeError("@anneal/core: area: the area must be a finite number, got Infinity"),
      );
    },
  );

  test.each([
    [2 ** -20, 4000],
    [1e-300, 3033],
  ])("more events than can be looked at are refused: every %d", (every, most) => {
    const dense = noise({ amount: 0.5, every }, 1);
    expect(() => area(dense, 0, 4)).toThrow(
      new RangeError(
        `@anneal/core: area: to must be near enough to from (0) that at most ${most} events lie between, or discrete true, to sum over the updates, got 4`,
      ),
    );
    expect(Math.abs(area(dense, 0, 4, { discrete: true }) - 4)).toBeLessThan(2);
  });
});
