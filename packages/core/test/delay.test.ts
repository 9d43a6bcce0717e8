import { delay, ramp } from "@anneal/core";
import { expect, test } from "vitest";
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
