import { extend, linearCurve, product, ramp, sequence } from "@anneal/core";
import type { Composable, Schedule } from "@anneal/core";
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

const falling = ramp({ from: 1, to: 0, steps: 8 });

test.each([
  [
    "longer",
    12,
    [
      [0, 1],
      [3, 0.625],
      [4, 0.5],
      [7, 0.375],
      [10, 0.25],
      [15, 1 / 24],
      [16, 0],
      [17, 0],
    ],
  ],
  [
    "shorter",
    1,
    [
      [3, 0.625],
      [4, 0.5],
      [4.5, 0.25],
      [5, 0],
      [6, 0],
    ],
  ],
  [
    "as planned",
    4,
    [
      [3, 0.625],
      [4, 0.5],
      [6, 0.25],
      [8, 0],
    ],
  ],
])("%s", (_name, steps, table) => {
  const schedule = extend(4, steps, falling);
  for (const [at, value] of table) expect(schedule(at!)).toBeCloseTo(value!, 14);
  expect(schedule.end).toBe(4 + steps);
});

const finite = composition({ depth: 2, leaves: pureLeaves })
  .map((inner) => inner as Schedule)
  .filter(({ end }) => end > 0 && end < Infinity);

test("before the step nothing changes, at it nothing jumps, and it ends as planned", () => {
  fc.assert(
    fc.property(
      finite,
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      duration(),
      (inner, share, steps) => {
        const from = share * inner.end;
        const schedule = extend(from, steps, inner);
        for (const part of [0, 0.3, 0.9, 1]) {
          expect(schedule(part * from)).toBe(inner(part * from));
        }
        expect(schedule(schedule.end)).toBe(inner(inner.end));
      },
    ),
  );
});

test("to the same length it is the schedule", () => {
  const counts = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(counts, counts, fc.nat(300), (from, rest, at) => {
      const inner = product([ramp({ from: 3, to: 0.1, steps: from + rest }), 0.3]);
      expect(extend(from, rest, inner)(at)).toBe(inner(at));
    }),
  );
});

test("can be extended again", () => {
  const twice = extend(6, 20, extend(4, 12, falling));
  // At 6 it is at 4⅔ of 8, with 10 steps left to 16, which then are 20.
  expect([4, 6, 16, 26].map((at) => twice(at))).toEqual([
    0.5, 0.41666666666666663, 0.20833333333333326, 0,
  ]);
});

test("has its events on the new clock", () => {
  const schedule = staircase({ milestones: [1, 3, 6, 8] });
  expect(eventsOf(extend(4, 8, schedule))).toEqual([1, 3, 4, 8, 12]);
  expect(eventsOf(extend(4, 1, schedule))).toEqual([1, 3, 4, 4.5, 5]);
});

test("a reactive schedule goes on observing, on its own clock", () => {
  const schedule = extend(4, 12, halving({ schedule: falling }));
  let state: unknown = schedule.initial;
  state = schedule.observe(state, { step: 2, metrics: { loss: 1 } });
  state = schedule.observe(state, { step: 7, metrics: { loss: 2 } });
  expect(state).toEqual([{ step: 5, last: 2, scale: 0.5, inner: null }]);
  expect(schedule.at(7, state)).toBe(0.1875);
});

describe("extend", () => {
  describeSchedule("pure", () => extend(2.7, 9.1, falling), [extend, ramp, linearCurve]);
  describeReactive("reactive", () => extend(3, 9, halving({ schedule: falling })), [
    extend,
    halving,
    ramp,
    linearCurve,
  ]);
  describeErrors(
    "@anneal/core: extend(step, steps, schedule)",
    (options: { step: number; steps: number; schedule: Composable }) => extend.create!(options),
    { step: 1, steps: 1, schedule: falling },
    { step: nonNegativeCase, steps: nonNegativeCase, schedule: scheduleCase },
  );

  test.each<readonly [string, Composable, number, string]>([
    ["has no end", (at: number) => at, 3, "schedule must be one that has an end, got (function)"],
    ["is a constant", 0.1, 0, "step must be below the end of the schedule (0), got 0"],
    ["is over", falling, 8, "step must be below the end of the schedule (8), got 8"],
    [
      "was over long ago",
      sequence([{ schedule: 0.1, steps: 2 }, 0.2]),
      5,
      "step must be below the end of the schedule (2), got 5",
    ],
  ])("refuses a schedule that %s", (_name, schedule, from, message) => {
    expect(() => extend(from, 5, schedule)).toThrow(
      new RangeError(`@anneal/core: extend(step, steps, schedule): ${message}`),
    );
  });
});
