import { during, linearCurve, product, ramp } from "@anneal/core";
import type { Composable, DuringOptions } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  duration,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const falling = ramp({ from: 0.8, to: 0, steps: 4 });

test.each([
  [0, 1],
  [9, 1],
  [9.9, 1],
  [10, 0.8],
  [11, 0.6],
  [12.5, 0.3],
  [13, 1],
  [14, 1],
  [1e9, 1],
])("a window on the way: %d → %d", (at, value) => {
  expect(during({ start: 10, steps: 3 }, falling)(at)).toBeCloseTo(value, 14);
});

test("a window from the start, with a value of one's own outside", () => {
  const schedule = during({ steps: 2, outside: 0.25 }, falling);
  expect([0, 1, 2, 3].map(schedule)).toEqual([0.8, 0.6000000000000001, 0.25, 0.25]);
});

test("ends with its window", () => {
  expect(during({ start: 10, steps: 3 }, falling).end).toBe(13);
  expect(during({ steps: 3 }, (at) => at).end).toBe(3);
});

test("a factor for a while is what PyTorch's ConstantLR is", () => {
  const schedule = product([0.3, during({ steps: 4 }, 1 / 3)]);
  expect([0, 1, 2, 3, 4, 5].map((at) => schedule(at).toFixed(12))).toEqual(
    [0.1, 0.1, 0.1, 0.1, 0.3, 0.3].map((value) => value.toFixed(12)),
  );
});

test("changes nothing outside, and is its schedule inside", () => {
  fc.assert(
    fc.property(duration(), duration(), step(), (start, steps, at) => {
      const inside = at >= start && at < start + steps;
      const schedule = during({ start, steps }, (own) => own + 2);
      expect(schedule(at)).toBe(inside ? at - start + 2 : 1);
    }),
  );
});

test("has the edges of the window for events, and those inside", () => {
  const schedule = staircase({ milestones: [1, 3] });
  expect(eventsOf(during({ start: 2, steps: 5 }, schedule))).toEqual([2, 3, 5, 7]);
  expect(eventsOf(during({ steps: 2 }, schedule))).toEqual([1, 2]);
});

test("a reactive schedule observes inside alone, on its own clock", () => {
  const schedule = during({ start: 2, steps: 3 }, halving({ schedule: 0.5 }));
  let state: unknown = schedule.initial;
  [1, 2, 3, 4, 5, 6].forEach((loss, at) => {
    state = schedule.observe(state, { step: at, metrics: { loss } });
  });
  expect(state).toEqual([{ step: 2, last: 5, scale: 0.25, inner: null }]);
  expect([1, 2, 4, 5].map((at) => schedule.at(at, state))).toEqual([1, 0.125, 0.125, 1]);
});

describe("during", () => {
  describeSchedule("pure", () => during({ start: 2.3, steps: 1.9 }, falling), [
    during,
    ramp,
    linearCurve,
  ]);
  describeReactive("reactive", () => during({ start: 1, steps: 9 }, halving({ schedule: 0.1 })), [
    during,
    halving,
  ]);
  describeOptions(
    "during",
    (options: { start: number; steps: number; outside: number }) => during(options, falling),
    () => ({ start: 1, steps: 3, outside: 2 }),
  );
  describeErrors(
    "@anneal/core: during({ start, steps, outside }, schedule)",
    (options: DuringOptions & { schedule: Composable }) => during.create!(options),
    { steps: 1, schedule: falling },
    {
      start: { ...nonNegativeCase, optional: true },
      steps: nonNegativeCase,
      outside: { ...nonNegativeCase, optional: true },
      schedule: scheduleCase,
    },
  );

  test("refuses options that are no object", () => {
    expect(() => during(3 as never, falling)).toThrow(
      'during({ start, steps, outside }, schedule): each option must be one of start, steps, outside, schedule, got "options"',
    );
  });
});
