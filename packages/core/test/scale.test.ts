import { constant, linearCurve, ramp, scale } from "@anneal/core";
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
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

test.each([
  [0, 0.04],
  [1, 0.02],
  [2, 0],
  [3, 0],
])("multiplies: %d → %d", (at, value) => {
  expect(scale(0.4, ramp({ from: 0.1, to: 0, steps: 2 }))(at)).toBeCloseTo(value, 14);
});

test("takes a number, a function and a schedule", () => {
  expect(scale(2, 0.25)(9)).toBe(0.5);
  expect(scale(2, (at) => at)(9)).toBe(18);
  expect(scale(2, constant(0.25))(9)).toBe(0.5);
  expect(scale(0, (at) => at)(9)).toBe(0);
});

test("ends when its schedule ends", () => {
  expect(scale(2, ramp({ from: 1, to: 0, steps: 7 })).end).toBe(7);
  expect(scale(2, 1).end).toBe(0);
  expect(scale(2, (at) => at).end).toBe(Infinity);
});

test("is k times the schedule", () => {
  const factor = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      factor,
      composition({ depth: 1, leaves: pureLeaves }),
      step(),
      (k, schedule, at) => {
        const plain = schedule as (at: number) => number;
        expect(scale(k, plain)(at)).toBe(k * plain(at));
      },
    ),
  );
});

describe("scale", () => {
  describeSchedule("pure", () => scale(0.5, ramp({ from: 1, to: 0, steps: 9 })), [
    scale,
    ramp,
    linearCurve,
  ]);
  describeReactive("reactive", () => scale(0.5, halving({ schedule: 0.1 })), [scale, halving]);
  describeOptions(
    "scale",
    ({ factor, schedule }: { factor: number; schedule: number }) => scale(factor, schedule),
    () => ({ factor: 0.5, schedule: 0.1 }),
  );
  describeErrors(
    "@anneal/core: scale(factor, schedule)",
    (options: { factor: number; schedule: Composable }) => scale.create!(options),
    { factor: 1, schedule: 0.1 },
    { factor: nonNegativeCase, schedule: scheduleCase },
  );
});
