import { constant, linearCurve, ramp, sum } from "@anneal/core";
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
  [0, 1.5],
  [1, 0.25 + 0.875 + 0.5],
  [4, 2],
  [6, 1.75],
  [8, 1.5],
  [9, 1.5],
])("adds on one clock: %d → %d", (at, value) => {
  expect(sum([rising, falling, 0.5])(at)).toBe(value);
});

test("ends when the last ends", () => {
  expect(sum([rising, falling, 0.5]).end).toBe(8);
  expect(sum([0.1, 0.2]).end).toBe(0);
  expect(sum([rising, (at) => at]).end).toBe(Infinity);
});

test("does not depend on the order", () => {
  const inner = composition({ depth: 1, leaves: pureLeaves });
  fc.assert(
    fc.property(inner, inner, step(), (a, b, at) => {
      const [first, second] = [a, b] as ((at: number) => number)[];
      expect(sum([first!, second!])(at)).toBe(sum([second!, first!])(at));
    }),
  );
});

test("lets every child observe", () => {
  const schedule = sum([halving({ schedule: 0.5 }), 2, halving({ schedule: 1, monitor: "error" })]);
  expect(schedule.monitors).toEqual(["loss", "error"]);
  let state: unknown = schedule.initial;
  state = schedule.observe(state, { step: 1, metrics: { loss: 1, error: 1 } });
  state = schedule.observe(state, { step: 2, metrics: { loss: 2, error: 1 } });
  expect(schedule.at(4, state)).toBe(3.25);
  state = schedule.observe(state, { step: 3, metrics: { error: 2 } });
  expect(schedule.at(4, state)).toBe(2.75);
});

describe("sum", () => {
  describeSchedule("pure", () => sum([rising, falling, 0.5]), [sum, ramp, linearCurve]);
  describeReactive(
    "reactive",
    () => sum([halving({ schedule: rising }), halving({ schedule: 0.5, monitor: "error" })]),
    [sum, halving, ramp, linearCurve],
  );
  describeOptions(
    "sum",
    (schedules: Composable[]) => sum(schedules) as ReturnType<typeof constant>,
    () => [rising, 0.5],
  );
  describeErrors(
    "@anneal/core: sum",
    (options: { schedules: readonly Composable[] }) => sum.create!(options),
    { schedules: [0.1] },
    {
      schedules: {
        rule: "a non-empty array, each item a schedule, a function of the step, or a finite number of at least 0",
        type: "object",
        outOfRange: [[], [-1], [NaN], [0.1, "1"], [null], [[0.1]], {}, { length: 1, 0: 1 }],
      },
    },
  );
});

test("takes more parts than a call takes arguments", () => {
  expect(sum(Array.from({ length: 200_000 }, () => 1))(3)).toBe(200_000);
});
