import { delay, linearCurve, ramp } from "@anneal/core";
import type { Composable } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeReactive,
  describeSchedule,
  duration,
  learningRate,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

test.each([
  [0, 0.4],
  [4, 0.4],
  [5, 0.4],
  [5.5, 0.35],
  [6, 0.3],
  [8, 0.1],
  [9, 0],
  [10, 0],
])("holds the first value, then starts: %d → %d", (at, value) => {
  expect(delay(5, ramp({ from: 0.4, to: 0, steps: 4 }))(at)).toBeCloseTo(value, 14);
});

test("ends later by its length", () => {
  expect(delay(5, ramp({ from: 1, to: 0, steps: 4 })).end).toBe(9);
  expect(delay(5, 0.1).end).toBe(5);
  expect(delay(5, (at) => at).end).toBe(Infinity);
});

test("has its last value at its end, however the sum is rounded", () => {
  fc.assert(
    fc.property(duration(), duration(), learningRate(), (steps, length, to) => {
      const schedule = delay(steps, ramp({ from: 1, to, steps: length }));
      expect(schedule(schedule.end)).toBe(to);
    }),
  );
});

test("delays add up", () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.nat(20),
      composition({ depth: 1, leaves: pureLeaves }),
      fc.nat(100),
      (a, b, inner, at) => {
        const schedule = inner as (at: number) => number;
        expect(delay(a, delay(b, schedule))(at)).toBe(delay(a + b, schedule)(at));
      },
    ),
  );
});

test("observes from the step on at which the schedule starts", () => {
  const schedule = delay(5, halving({ schedule: 0.8 }));
  const observe = (state: unknown, at: number, loss: number): unknown =>
    schedule.observe(state, { step: at, metrics: { loss } });
  let state: unknown = schedule.initial;
  state = observe(observe(state, 3, 1), 4.999, 2);
  expect(state).toEqual(schedule.initial);
  state = observe(state, 5, 3);
  expect(state).toEqual([{ step: 0, last: 3, scale: 1, inner: null }]);
  state = observe(state, 7, 4);
  expect(state).toEqual([{ step: 2, last: 4, scale: 0.5, inner: null }]);
  expect(schedule.at(8, state)).toBe(0.4);
});

describe("delay", () => {
  describeSchedule("pure", () => delay(0.1, ramp({ from: 1, to: 0, steps: 7 })), [
    delay,
    ramp,
    linearCurve,
  ]);
  describeReactive("reactive", () => delay(2, halving({ schedule: 0.1 })), [delay, halving]);
  describeErrors(
    "@anneal/core: delay(steps, schedule)",
    (options: { steps: number; schedule: Composable }) => delay.create!(options),
    { steps: 1, schedule: 0.1 },
    { steps: nonNegativeCase, schedule: scheduleCase },
  );
});
