import { ramp, stretch } from "@anneal/core";
import { expect, test } from "vitest";
import { halving } from "./halving.ts";

test.each([
  [0, 0.4],
  [50, 0.35],
  [100, 0.3],
  [399, 0.001],
  [400, 0],
  [401, 0],
])("runs a schedule of epochs on a clock of batches: %d → %d", (at, value) => {
  expect(stretch(100, ramp({ from: 0.4, to: 0, steps: 4 }))(at)).toBeCloseTo(value, 14);
});

test("runs faster for a factor below 1", () => {
  const schedule = stretch(0.5, (at) => at);
  expect([0, 1, 2.5].map(schedule)).toEqual([0, 2, 5]);
});

test("ends when its schedule ends, on the new clock", () => {
  expect(stretch(100, ramp({ from: 1, to: 0, steps: 4 })).end).toBe(400);
  expect(stretch(100, 0.1).end).toBe(0);
  expect(stretch(100, (at) => at).end).toBe(Infinity);
});

test("hands observations on in the steps of the schedule", () => {
  const schedule = stretch(10, halving({ schedule: 0.8 }));
  const first = schedule.observe(schedule.initial, { step: 10, metrics: { loss: 1 } });
  expect(first).toEqual([{ step: 1, last: 1, scale: 1, inner: null }]);
  const second = schedule.observe(first, { step: 25, metrics: { loss: 2 } });
  expect(second).toEqual([{ step: 2.5, last: 2, scale: 0.5, inner: null }]);
});
