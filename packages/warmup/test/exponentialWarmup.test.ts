import { childOf, constant, linearCurve, nextOf, ramp } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  scheduleCase,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exponentialWarmup, untunedWarmup } from "../src/index.ts";
import type { ExponentialWarmupOptions } from "../src/index.ts";
import { counting } from "./counting.ts";

test.each([
  [0, 0.5],
  [1, 0.75],
  [2, 0.875],
  [2.5, 1 - 0.5 ** 3.5],
  [9, 1 - 2 ** -10],
  [52, 1 - 2 ** -53],
  [53, 1],
  [1e9, 1],
])("each update halves what is missing: %d → %d", (at, value) =>
  expect(exponentialWarmup({ schedule: 1, factor: 0.5 })(at)).toBeCloseTo(value, 16),
);

test("is the exponential warmup of pytorch_warmup", () => {
  const period = 10;
  const schedule = exponentialWarmup({ schedule: 0.3, factor: Math.exp(-1 / period) });
  for (let at = 0; at < 300; at++) {
    expect(schedule(at)).toBeCloseTo(0.3 * (1 - Math.exp(-(at + 1) / period)), 15);
  }
});

test("is the untuned warmup of the same period", () => {
  const inner = ramp({ from: 0.3, to: 0.1, steps: 50 });
  const tuned = exponentialWarmup({ schedule: inner, factor: Math.exp(-1 / 20) });
  const untuned = untunedWarmup({ schedule: inner, beta2: 0.95, shape: "exponential" });
  for (let at = 0; at < 900; at++) expect(tuned(at)).toBeCloseTo(untuned(at), 14);
});

test("rises, never above the schedule, and is the schedule from its end on", () => {
  const inner = ramp({ from: 0.3, to: 0.1, steps: 7 });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(2000), (factor, at) => {
      const schedule = exponentialWarmup({ schedule: inner, factor });
      const flat = exponentialWarmup({ schedule: 1, factor });
      expect(flat(at + 1)).toBeGreaterThanOrEqual(flat(at));
      expect(flat(at)).toBeGreaterThan(0);
      expect(schedule(at)).toBeLessThanOrEqual(inner(at));
      const until = flat.end;
      expect(schedule.end).toBe(Math.max(7, until));
      expect(schedule(until)).toBe(inner(until));
      // The update before the last misses more than half of the last bit of 1.
      if (until >= 1) expect(factor ** until).toBeGreaterThan(2 ** -54 * (1 - 1e-9));
      expect(nextOf(flat.node, 0)).toBe(until > 0 ? until : Infinity);
    }),
  );
});

test("with 0 is no warmup", () => {
  const inner = ramp({ from: 0.3, to: 0.1, steps: 7 });
  const schedule = exponentialWarmup({ schedule: inner, factor: 0 });
  for (const at of [0, 0.5, 3, 9]) expect(schedule(at)).toBe(inner(at));
  expect([schedule.end, nextOf(childOf(schedule), 0)]).toEqual([7, 7]);
});

describeErrors<ExponentialWarmupOptions>(
  "@anneal/warmup: exponentialWarmup",
  exponentialWarmup,
  { schedule: 0.1, factor: 0.9 },
  {
    schedule: scheduleCase,
    factor: {
      rule: "a number of at least 0 and below 1",
      outOfRange: [-0.1, 1, NaN, Infinity],
    },
  },
);
describeOptions("exponentialWarmup", exponentialWarmup, () => ({ schedule: 0.1, factor: 0.9 }));

const kinds = [exponentialWarmup, constant, linearCurve, ramp, counting];
describeSchedule(
  "exponentialWarmup",
  () => exponentialWarmup({ schedule: ramp({ from: 0.3, to: 0.1, steps: 20 }), factor: 0.9 }),
  kinds,
);
describeReactive(
  "exponentialWarmup of a reactive schedule",
  () => exponentialWarmup({ schedule: counting({}), factor: 0.8 }),
  kinds,
);
