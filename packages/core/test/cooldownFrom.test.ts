import { cooldownFrom, cosineCurve, exponentialCurve, linearCurve, ramp } from "@anneal/core";
import type { Composable, CooldownOptions, Schedule } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeOptions,
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
import { eventsOf, staircase } from "./staircase.ts";

const rising = ramp({ from: 0, to: 1, steps: 8 });

test.each([
  [0, 0],
  [3, 0.375],
  [4, 0.5],
  [5, 0.4],
  [6, 0.3],
  [7, 0.2],
  [8, 0.1],
  [9, 0.1],
  [1e9, 0.1],
])("from the rate it has there down to min: %d → %d", (at, value) => {
  expect(cooldownFrom(4, { steps: 4, min: 0.1 }, rising)(at)).toBeCloseTo(value, 14);
});

test("to 0 along a straight line, when nothing else is said", () => {
  const schedule = cooldownFrom(2, { steps: 2 }, 0.5);
  expect([1, 2, 3, 4].map(schedule)).toEqual([0.5, 0.5, 0.25, 0]);
  expect(schedule.end).toBe(4);
});

test("along any curve", () => {
  const schedule = cooldownFrom(2, { steps: 2, min: 0.25, curve: exponentialCurve }, 1);
  expect([2, 3, 4].map(schedule)).toEqual([1, 0.5, 0.25]);
});

test("branches several cooldowns from one run", () => {
  const branches = [10, 20, 30].map((at) => cooldownFrom(at, { steps: 5 }, rising));
  expect(branches.map((branch) => branch(9))).toEqual([1, 1, 1]);
  expect(branches.map((branch) => branch(21))).toEqual([0, 0.8, 1]);
});

test("never raises what is at the floor or below it", () => {
  const schedule = cooldownFrom(2, { steps: 4, min: 0.5 }, rising);
  expect([1, 2, 3, 6, 9].map(schedule)).toEqual([0.125, 0.25, 0.25, 0.25, 0.25]);
  const geometric = { steps: 4, min: 0.5, curve: exponentialCurve };
  expect(cooldownFrom(0, geometric, rising)(2)).toBe(0);
});

test("before the step nothing changes, at it nothing jumps, and it stays between", () => {
  fc.assert(
    fc.property(
      composition({ depth: 2, leaves: pureLeaves }),
      fc.record({ steps: duration(), min: learningRate() }),
      duration(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (inner, options, from, part) => {
        const run = inner as Schedule;
        const schedule = cooldownFrom(from, options, run);
        expect(schedule(part * from)).toBe(run(part * from));
        const start = run(from);
        expect(schedule(from)).toBe(start);
        const value = schedule(from + part * options.steps);
        expect(value).toBeLessThanOrEqual(start * (1 + 1e-12));
        expect(value).toBeGreaterThanOrEqual(Math.min(start, options.min) * (1 - 1e-12));
        expect(schedule(schedule.end)).toBe(Math.min(start, options.min));
      },
    ),
  );
});

test("has its start and its end for events, and those before", () => {
  const schedule = staircase({ milestones: [1, 3, 6] });
  expect(eventsOf(cooldownFrom(4, { steps: 5 }, schedule))).toEqual([1, 3, 4, 9]);
});

test("a reactive schedule observes until the step, and keeps the state it has there", () => {
  const schedule = cooldownFrom(3, { steps: 2 }, halving({ schedule: 1 }));
  let state: unknown = schedule.initial;
  [1, 2, 3, 4, 5].forEach((loss, at) => {
    state = schedule.observe(state, { step: at, metrics: { loss } });
  });
  expect(state).toEqual([{ step: 2, last: 3, scale: 0.25, inner: null }]);
  expect([2, 3, 4, 5].map((at) => schedule.at(at, state))).toEqual([0.25, 0.25, 0.125, 0]);
});

describe("cooldownFrom", () => {
  const kinds = [cooldownFrom, ramp, linearCurve, cosineCurve, halving];
  describeSchedule(
    "pure",
    () => cooldownFrom(2.5, { steps: 3.3, min: 0.01, curve: cosineCurve }, rising),
    kinds,
  );
  describeReactive(
    "reactive",
    () => cooldownFrom(5, { steps: 9 }, halving({ schedule: rising })),
    kinds,
  );
  describeOptions(
    "cooldownFrom",
    (options: { steps: number; min: number }) => cooldownFrom(2, options, rising),
    () => ({ steps: 3, min: 0.1 }),
  );
  describeErrors(
    "@anneal/core: cooldownFrom(step, { steps, min, curve }, schedule)",
    (options: CooldownOptions & { step: number; schedule: Composable }) =>
      cooldownFrom.create!(options),
    { step: 1, steps: 1, schedule: rising },
    {
      step: nonNegativeCase,
      steps: nonNegativeCase,
      min: { ...nonNegativeCase, optional: true },
      curve: {
        rule: "a curve, such as cosineCurve",
        type: "function",
        optional: true,
        outOfRange: [rising, () => 1],
      },
      schedule: scheduleCase,
    },
  );

  test("refuses a curve that cannot reach its end", () => {
    expect(() => cooldownFrom(5, { steps: 4, curve: exponentialCurve }, 1)).toThrow(
      "exponentialCurve: both ends must be above 0",
    );
  });

  test("refuses options that are no object", () => {
    expect(() => cooldownFrom(5, 4 as never, 1)).toThrow(
      'cooldownFrom(step, { steps, min, curve }, schedule): each option must be one of step, steps, min, curve, schedule, got "options"',
    );
  });
});
