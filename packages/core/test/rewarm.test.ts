import { cosineCurve, exponentialCurve, linearCurve, ramp, rewarm } from "@anneal/core";
import type { Composable, RewarmOptions, Schedule } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeReactive,
  describeSchedule,
  duration,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const first = ramp({ from: 1, to: 0, steps: 8 });
const second = ramp({ from: 0.75, to: 0, steps: 3 });

test.each([
  [0, 1],
  [5, 0.375],
  [5.5, 0.3125],
  [6, 0.25],
  [7, 0.375],
  [8, 0.5],
  [9, 0.625],
  [10, 0.75],
  [11, 0.5],
  [12, 0.25],
  [13, 0],
  [1e9, 0],
])("up to the next schedule, and on with it: %d → %d", (at, value) => {
  expect(rewarm(6, { steps: 4, next: second }, first)(at)).toBe(value);
});

test("ends with the next schedule", () => {
  expect(rewarm(6, { steps: 4, next: second }, first).end).toBe(13);
  expect(rewarm(6, { steps: 4, next: 0.5 }, first).end).toBe(10);
  expect(rewarm(6, { steps: 4, next: (at) => at }, first).end).toBe(Infinity);
});

test("along any curve, downwards too", () => {
  const schedule = rewarm(2, { steps: 2, next: 0.25, curve: exponentialCurve }, 1);
  expect([1, 2, 3, 4, 9].map(schedule)).toEqual([1, 1, 0.5, 0.25, 0.25]);
});

test("before the step nothing changes, nothing jumps, and then it is the next schedule", () => {
  const inner = composition({ depth: 2, leaves: pureLeaves });
  const quarters = fc.integer({ min: 1, max: 100 }).map((count) => count / 4);
  fc.assert(
    fc.property(inner, inner, quarters, quarters, quarters, (a, b, from, steps, at) => {
      const [before, next] = [a, b] as [Schedule, Schedule];
      const schedule = rewarm(from, { steps, next }, before);
      if (at <= from) expect(schedule(at)).toBe(before(at));
      expect(schedule(from)).toBe(before(from));
      expect(schedule(from + steps)).toBe(next(0));
      expect(schedule(from + steps + at)).toBe(next(at));
      const between = schedule(from + steps / 2);
      expect(between).toBeCloseTo((before(from) + next(0)) / 2, 12);
    }),
  );
});

test("has its last value at its end, however the lengths are rounded", () => {
  fc.assert(
    fc.property(duration(), duration(), duration(), (from, steps, length) => {
      const next = ramp({ from: 1, to: 0.3, steps: length });
      const schedule = rewarm(from, { steps, next }, 0.5);
      expect(schedule(schedule.end)).toBe(0.3);
    }),
  );
});

test("has the events of both, and its own", () => {
  const stairs = staircase({ milestones: [1, 3] });
  expect(eventsOf(rewarm(2, { steps: 5, next: stairs }, stairs))).toEqual([1, 2, 7, 8, 10]);
});

test("one reactive schedule observes until the step, the other from its start on", () => {
  const schedule = rewarm(
    2,
    { steps: 2, next: halving({ schedule: 0.5, monitor: "error" }) },
    halving({ schedule: 1 }),
  );
  expect(schedule.monitors).toEqual(["loss", "error"]);
  let state: unknown = schedule.initial;
  [1, 2, 3, 4, 5, 6].forEach((value, at) => {
    state = schedule.observe(state, { step: at, metrics: { loss: value, error: value } });
  });
  expect(state).toEqual([
    { step: 1, last: 2, scale: 0.5, inner: null },
    { step: 1, last: 6, scale: 0.5, inner: null },
  ]);
  expect([1, 2, 3, 4].map((at) => schedule.at(at, state))).toEqual([0.5, 0.5, 0.375, 0.25]);
});

describe("rewarm", () => {
  const kinds = [rewarm, ramp, linearCurve, cosineCurve, halving];
  describeSchedule(
    "pure",
    () => rewarm(2.5, { steps: 3.3, next: second, curve: cosineCurve }, first),
    kinds,
  );
  describeReactive(
    "from a reactive schedule",
    () => rewarm(5, { steps: 3, next: second }, halving({ schedule: first })),
    kinds,
  );
  describeReactive(
    "to a reactive schedule",
    () => rewarm(2, { steps: 1, next: halving({ schedule: second }) }, first),
    kinds,
  );
  describeErrors(
    "@anneal/core: rewarm(step, { steps, next, curve }, schedule)",
    (options: RewarmOptions & { step: number; schedule: Composable }) => rewarm.create!(options),
    { step: 1, steps: 1, next: second, schedule: first },
    {
      step: nonNegativeCase,
      steps: nonNegativeCase,
      next: scheduleCase,
      curve: {
        rule: "a curve, such as cosineCurve",
        type: "function",
        optional: true,
        outOfRange: [first, () => 1],
      },
      schedule: scheduleCase,
    },
  );

  test("refuses a curve that cannot reach its ends", () => {
    const finished = rewarm.bind(undefined, 8, { steps: 4, next: 1, curve: exponentialCurve });
    expect(() => finished(first)).toThrow("exponentialCurve: both ends must be above 0");
  });

  test("refuses options that are no object", () => {
    expect(() => rewarm(5, 4 as never, 1)).toThrow(
      'rewarm(step, { steps, next, curve }, schedule): each option must be one of step, steps, next, curve, schedule, got "options"',
    );
  });
});
