import { constant, linearCurve, product, ramp } from "@anneal/core";
import type { Composable } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const rising = ramp({ from: 0, to: 1, steps: 4 });
const falling = ramp({ from: 1, to: 0, steps: 8 });

test.each([
  [0, 0],
  [1, 0.25 * 0.875 * 0.5],
  [2, 0.5 * 0.75 * 0.5],
  [4, 0.25],
  [6, 0.125],
  [8, 0],
  [9, 0],
])("multiplies on one clock: %d → %d", (at, value) => {
  expect(product([rising, falling, 0.5])(at)).toBe(value);
});

test("ends when the last ends", () => {
  expect(product([rising, falling, 0.5]).end).toBe(8);
  expect(product([0.1, 0.2]).end).toBe(0);
  expect(product([rising, (at) => at]).end).toBe(Infinity);
});

test("does not depend on the order", () => {
  const inner = composition({ depth: 1, leaves: pureLeaves });
  fc.assert(
    fc.property(inner, inner, step(), (a, b, at) => {
      const [first, second] = [a, b] as ((at: number) => number)[];
      expect(product([first!, second!])(at)).toBe(product([second!, first!])(at));
    }),
  );
});

test("lets every child observe", () => {
  const schedule = product([
    halving({ schedule: 0.8 }),
    2,
    halving({ schedule: rising, monitor: "error", factor: 0.1 }),
  ]);
  expect(schedule.monitors).toEqual(["loss", "error"]);
  expect(schedule.initial).toEqual([
    { step: null, last: null, scale: 1, inner: null },
    null,
    { step: null, last: null, scale: 1, inner: null },
  ]);
  let state: unknown = schedule.initial;
  state = schedule.observe(state, { step: 1, metrics: { loss: 1, error: 1 } });
  expect(schedule.at(4, state)).toBe(1.6);
  state = schedule.observe(state, { step: 2, metrics: { loss: 2 } });
  expect(schedule.at(4, state)).toBe(0.8);
  state = schedule.observe(state, { step: 3, metrics: { error: 2, loss: 0 } });
  expect(schedule.at(4, state)).toBeCloseTo(0.08, 14);
});

test("names a metric once that two children watch", () => {
  expect(product([halving({ schedule: 1 }), halving({ schedule: 1 })]).monitors).toEqual(["loss"]);
});

test("refuses a list with holes", () => {
  expect(() => product(Object.assign([1], { length: 3 }))).toThrow("got [1,,]");
});

test("refuses a product that is too large", () => {
  expect(() => product([1e300, 1e300])(0)).toThrow(
    new RangeError(
      "@anneal/core: product: value at step 0 must be a finite number of at least 0, got Infinity",
    ),
  );
});

describe("product", () => {
  describeSchedule("pure", () => product([rising, falling, 0.5]), [product, ramp, linearCurve]);
  describeReactive(
    "reactive",
    () => product([halving({ schedule: rising }), halving({ schedule: 0.5, monitor: "error" })]),
    [product, halving, ramp, linearCurve],
  );
  describeOptions(
    "product",
    (schedules: Composable[]) => product(schedules) as ReturnType<typeof constant>,
    () => [rising, 0.5],
  );
  const rule =
    "a non-empty array, each item a schedule, a function of the step, or a finite number of at least 0";
  describeErrors(
    "@anneal/core: product",
    (options: { schedules: readonly Composable[] }) => product.create!(options),
    { schedules: [0.1] },
    {
      schedules: {
        rule,
        type: "object",
        outOfRange: [[], [-1], [NaN], [0.1, "1"], [null], [[0.1]], {}, { length: 1, 0: 1 }],
      },
    },
  );
});

test("takes more factors than a call takes arguments", () => {
  expect(product(Array.from({ length: 200_000 }, () => 1))(3)).toBe(1);
});
