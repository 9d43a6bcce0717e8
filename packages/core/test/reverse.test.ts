import { linearCurve, ramp, reverse } from "@anneal/core";
import type { Composable, ReverseOptions, Schedule } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });

test.each([
  [0, 0],
  [1, 0.25],
  [3, 0.75],
  [3.5, 0.875],
  [4, 1],
  [5, 1],
  [1e9, 1],
])("backwards: %d → %d", (at, value) => {
  expect(reverse({}, falling)(at)).toBe(value);
});

test("starts where it is told to", () => {
  const schedule = reverse({ steps: 2 }, falling);
  expect([0, 1, 2, 3].map(schedule)).toEqual([0.5, 0.75, 1, 1]);
  expect(schedule.end).toBe(2);
  expect(reverse({ steps: 6 }, falling)(1)).toBe(0);
});

test("twice is the schedule within its length", () => {
  const quarters = fc.integer({ min: 1, max: 200 }).map((count) => count / 4);
  const inner = composition({ depth: 2, leaves: pureLeaves });
  fc.assert(
    fc.property(quarters, quarters, inner, (steps, at, child) => {
      fc.pre(at <= steps);
      const twice = reverse({}, reverse({ steps }, child)) as Schedule;
      expect(twice(at)).toBe((child as Schedule)(at));
      expect(twice(steps + at)).toBe((child as Schedule)(steps));
    }),
  );
});

test("has the events of its schedule, the last first", () => {
  const schedule = staircase({ milestones: [1, 3] });
  expect(eventsOf(reverse({ steps: 5 }, schedule))).toEqual([2, 4, 5]);
  expect(eventsOf(reverse({}, schedule))).toEqual([2, 3]);
  expect(eventsOf(reverse({}, reverse({ steps: 5 }, schedule)))).toEqual([1, 3, 5]);
  expect(eventsOf(reverse({ steps: 2 }, 0.1))).toEqual([2]);
});

test("a reactive schedule observes forwards, until the end", () => {
  const schedule = reverse({}, halving({ schedule: falling }));
  let state: unknown = schedule.initial;
  [1, 2, 3, 4, 5].forEach((loss, step) => {
    state = schedule.observe(state, { step, metrics: { loss } });
  });
  expect(state).toEqual([{ step: 3, last: 4, scale: 0.125, inner: null }]);
  expect(schedule.at(2, state)).toBe(0.0625);
});

describe("reverse", () => {
  describeSchedule("pure", () => reverse({ steps: 3.3 }, falling), [reverse, ramp, linearCurve]);
  describeSchedule("of a staircase", () => reverse({}, staircase({ milestones: [2, 3.5, 9] })), [
    reverse,
    staircase,
  ]);
  describeReactive("reactive", () => reverse({ steps: 5 }, halving({ schedule: falling })), [
    reverse,
    halving,
    ramp,
    linearCurve,
  ]);
  describeOptions(
    "reverse",
    (options: { steps: number }) => reverse(options, falling),
    () => ({ steps: 3 }),
  );
  describeErrors(
    "@anneal/core: reverse({ steps }, schedule)",
    (options: ReverseOptions & { schedule: Composable }) => reverse.create!(options),
    { steps: 1, schedule: falling },
    { steps: { ...nonNegativeCase, optional: true }, schedule: scheduleCase },
  );

  test("asks for the length of what has none", () => {
    expect(() => reverse({}, 0.1)).toThrow(
      new RangeError(
        "@anneal/core: reverse({ steps }, schedule): steps must be given for a schedule whose own end (0) is no length, got undefined",
      ),
    );
  });

  test("refuses options that are no object", () => {
    expect(() => reverse(3 as never, falling)).toThrow(
      '@anneal/core: reverse({ steps }, schedule): each option must be one of steps, schedule, got "options"',
    );
  });
});
