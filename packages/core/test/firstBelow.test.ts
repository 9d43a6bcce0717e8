import { firstBelow, ramp, repeat } from "@anneal/core";
import { expect, test } from "vitest";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 100 });

test.each<readonly [value: number, steps: number, step: number | undefined]>([
  [2, 100, 0],
  [1, 100, 1],
  [0.25, 100, 76],
  [0.25, 77, 76],
  [0.25, 76, undefined],
  [0.005, 100, undefined],
  [0.005, 101, 100],
])("below %d within %d steps: %s", (value, steps, step) => {
  expect(firstBelow(falling, value, { steps })).toBe(step);
});

test("finds the first of several", () => {
  expect(
    firstBelow(repeat({ steps: 10 }, ramp({ from: 1, to: 0, steps: 10 })), 0.35, { steps: 50 }),
  ).toBe(7);
});

test("reads a reactive schedule in the state given", () => {
  const reactive = halving({ schedule: falling });
  expect(firstBelow(reactive, 0.25, { steps: 100 })).toBe(76);
  const state = { ...reactive.initial, scale: 0.5 };
  expect(firstBelow(reactive, 0.25, { steps: 100, state })).toBe(51);
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "a value of 0",
    () => firstBelow(1, 0, { steps: 1 }),
    RangeError,
    "value must be a finite number above 0, got 0",
  ],
  [
    "no steps",
    () => firstBelow(1, 1, {} as never),
    TypeError,
    "steps must be an integer from 1 to 10000000, got undefined",
  ],
  [
    "half a step",
    () => firstBelow(1, 1, { steps: 0.5 }),
    RangeError,
    "steps must be an integer from 1 to 10000000, got 0.5",
  ],
  [
    "no schedule",
    () => firstBelow("1" as never, 1, { steps: 1 }),
    TypeError,
    "schedule must be a schedule",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(`@anneal/core: firstBelow: ${message}`);
});
