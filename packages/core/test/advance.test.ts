import { advance, delay, ramp, stretch } from "@anneal/core";
import type { Composable } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

test.each([
  [0, 0.3],
  [0.5, 0.25],
  [1, 0.2],
  [5, 0],
  [6, 0],
])("starts in the middle: %d → %d", (at, value) => {
  expect(advance(1, ramp({ from: 0.4, to: 0, steps: 4 }))(at)).toBeCloseTo(value, 14);
});

test.each<readonly [number, Composable, number]>([
  [3, ramp({ from: 1, to: 0, steps: 4 }), 1],
  [4, ramp({ from: 1, to: 0, steps: 4 }), 0],
  [9, ramp({ from: 1, to: 0, steps: 4 }), 0],
  [0, ramp({ from: 1, to: 0, steps: 4 }), 4],
  [5, 0.1, 0],
  [5, (at: number) => at, Infinity],
])("advance(%d, %o) ends at %d", (steps, schedule, end) => {
  expect(advance(steps, schedule as number).end).toBe(end);
});

const whole = composition({ depth: 1, leaves: pureLeaves });

test("undoes a delay", () => {
  fc.assert(
    fc.property(fc.nat(20), whole, fc.nat(100), (steps, inner, at) => {
      const schedule = inner as (at: number) => number;
      expect(advance(steps, delay(steps, schedule))(at)).toBe(schedule(at));
    }),
  );
});

test("is the schedule so many steps later", () => {
  fc.assert(
    fc.property(fc.nat(20), whole, fc.nat(100), (steps, inner, at) => {
      const schedule = inner as (at: number) => number;
      expect(advance(steps, schedule)(at)).toBe(schedule(at + steps));
    }),
  );
});

test("a clock beyond all numbers stands at the largest", () => {
  const schedule = advance(Number.MAX_VALUE, (at) => (at === Number.MAX_VALUE ? 1 : 0));
  expect(schedule(Number.MAX_VALUE)).toBe(1);
  expect(stretch(1e-309, advance(1, ramp({ from: 1, to: 0.5, steps: 9 })))(1e300)).toBe(0.5);
});

test("observes from the beginning, at the steps of the schedule", () => {
  const schedule = advance(5, halving({ schedule: 0.8 }));
  const first = schedule.observe(schedule.initial, { step: 0, metrics: { loss: 1 } });
  expect(first).toEqual([{ step: 5, last: 1, scale: 1, inner: null }]);
  const second = schedule.observe(first, { step: 2, metrics: { loss: 2 } });
  expect(second).toEqual([{ step: 7, last: 2, scale: 0.5, inner: null }]);
  expect(schedule.at(3, second)).toBe(0.4);
});
