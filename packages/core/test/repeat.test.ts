import { linearCurve, ramp, repeat } from "@anneal/core";
import type { Composable, RepeatOptions } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  duration,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });

test.each<readonly [string, RepeatOptions, readonly (readonly [number, number])[]]>([
  [
    "for ever, over the schedule's own length",
    {},
    [
      [0, 1],
      [3, 0.25],
      [3.5, 0.125],
      [4, 1],
      [7, 0.25],
      [8, 1],
      [4e9, 1],
      [4e9 + 1, 0.75],
    ],
  ],
  [
    "cut short",
    { steps: 2 },
    [
      [0, 1],
      [1, 0.75],
      [2, 1],
      [3, 0.75],
      [4, 1],
    ],
  ],
  [
    "longer than the schedule",
    { steps: 6 },
    [
      [4, 0],
      [5, 0],
      [6, 1],
      [9, 0.25],
    ],
  ],
  [
    "twice, then held",
    { times: 2 },
    [
      [3, 0.25],
      [4, 1],
      [7, 0.25],
      [8, 0],
      [9, 0],
      [1e9, 0],
    ],
  ],
  [
    "once, cut short, then held where it was cut",
    { times: 1, steps: 3 },
    [
      [2, 0.5],
      [3, 0.25],
      [4, 0.25],
    ],
  ],
])("%s", (_name, options, table) => {
  const schedule = repeat(options, falling);
  for (const [at, value] of table) expect([at, schedule(at)]).toEqual([at, value]);
});

test("ends after its last round", () => {
  expect(repeat({ times: 3 }, falling).end).toBe(12);
  expect(repeat({ times: 3, steps: 2.5 }, falling).end).toBe(7.5);
  expect(repeat({}, falling).end).toBe(Infinity);
});

test("restarts exactly at every multiple of a fractional length", () => {
  fc.assert(
    fc.property(duration(), fc.nat(1000), (steps, round) => {
      // A function that shows its own clock.
      const clock = repeat({ steps }, (at) => at);
      expect(clock(round * steps)).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test("gives the schedule a step of the round", () => {
  fc.assert(
    fc.property(duration(), fc.double({ min: 0, max: 1e6, noNaN: true }), (steps, at) => {
      const own = repeat({ steps }, (step) => step)(at);
      expect(own).toBeGreaterThanOrEqual(0);
      expect(own).toBeLessThanOrEqual(steps + 1e-9);
      const rounds = (at - own) / steps;
      expect(Math.abs(rounds - Math.round(rounds))).toBeLessThan(1e-9);
    }),
  );
});

test("is the remainder for whole lengths", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(2 ** 31), (steps, at) => {
      expect(repeat({ steps }, (step) => step)(at)).toBe(at % steps);
    }),
  );
});

test("stays within the round where steps are further apart than lengths", () => {
  const clock = repeat({ steps: 0.1 }, (at) => at);
  for (const at of [2 ** 53, 2 ** 53 + 2, 62448544894273430, 1e18, 1e300])
    expect(clock(at)).toBe(0);
});

test("holds what the last round ended with", () => {
  fc.assert(
    fc.property(duration(), fc.integer({ min: 1, max: 50 }), (steps, times) => {
      const schedule = repeat({ steps, times }, (at) => at);
      expect(schedule(schedule.end)).toBe(steps);
      expect(schedule(schedule.end + 1)).toBe(steps);
    }),
  );
});

describe("a reactive schedule", () => {
  const schedule = repeat({ steps: 4, times: 2 }, halving({ schedule: 0.8 }));
  const watched = (list: readonly (readonly [number, number])[]): unknown =>
    list.reduce<unknown>(
      (state, [step, loss]) => schedule.observe(state, { step, metrics: { loss } }),
      schedule.initial,
    );

  test("begins every round afresh", () => {
    const state = watched([
      [0, 1],
      [1, 2],
      [3, 3],
    ]);
    expect(schedule.at(3, state)).toBe(0.2);
    expect(schedule.at(4, state)).toBe(0.8);
  });

  test("does not compare with what it saw in the round before", () => {
    const state = watched([
      [3, 1],
      [4, 2],
      [5, 3],
    ]);
    expect(state).toEqual({ round: 1, inner: { step: 1, last: 3, scale: 0.5, inner: null } });
    expect(schedule.at(6, state)).toBe(0.4);
  });

  test("holds after its last round, and observes no more", () => {
    const state = watched([
      [6, 1],
      [7, 2],
    ]);
    expect(schedule.at(8, state)).toBe(0.4);
    expect(schedule.at(100, state)).toBe(0.4);
    expect(
      watched([
        [6, 1],
        [7, 2],
        [8, 3],
        [9, 4],
      ]),
    ).toEqual(state);
  });

  test("may be without observations in its last round", () => {
    const state = watched([
      [0, 1],
      [1, 2],
    ]);
    expect(schedule.at(100, state)).toBe(0.8);
  });

  test("watches what the schedule watches", () => {
    expect(schedule.monitors).toEqual(["loss"]);
  });
});

describe("repeat", () => {
  describeSchedule("for ever", () => repeat({}, falling), [repeat, ramp, linearCurve]);
  describeSchedule("three times 2.3 steps", () => repeat({ times: 3, steps: 2.3 }, falling), [
    repeat,
    ramp,
    linearCurve,
  ]);
  describeReactive("reactive", () => repeat({ steps: 3 }, halving({ schedule: 0.1 })), [
    repeat,
    halving,
  ]);
  describeReactive(
    "reactive, twice",
    () => repeat({ steps: 5.5, times: 2 }, halving({ schedule: 0.1 })),
    [repeat, halving],
  );
  describeOptions(
    "repeat",
    (options: { steps: number; times: number }) => repeat(options, falling),
    () => ({ steps: 3, times: 2 }),
  );
  describeErrors(
    "@anneal/core: repeat({ steps, times }, schedule)",
    (options: RepeatOptions & { schedule: Composable }) => repeat.create!(options),
    { steps: 1, times: 1, schedule: falling },
    {
      steps: { ...nonNegativeCase, optional: true },
      times: {
        rule: "an integer of at least 1",
        optional: true,
        outOfRange: [0, -1, 1.5, NaN, Infinity],
      },
      schedule: scheduleCase,
    },
  );

  test.each([
    ["a constant", 0.1, "0"],
    ["a function", (at: number) => at, "Infinity"],
    ["a repeat without an end", repeat({}, falling), "Infinity"],
  ])("asks for the length of %s", (_name, schedule, end) => {
    expect(() => repeat({}, schedule)).toThrow(
      new RangeError(
        `@anneal/core: repeat({ steps, times }, schedule): steps must be given for a schedule whose own end (${end}) is no length, got undefined`,
      ),
    );
  });

  test("refuses options that are no object", () => {
    expect(() => repeat(3 as never, falling)).toThrow(
      new TypeError(
        '@anneal/core: repeat({ steps, times }, schedule): each option must be one of steps, times, schedule, got "options"',
      ),
    );
  });
});

test("rounds too short to be counted have a state that JSON has", () => {
  const schedule = repeat({ steps: 1e-309 }, halving({ schedule: 0.8 }));
  const state = schedule.observe(schedule.initial, { step: 1, metrics: { loss: 1 } });
  expect(state).toEqual({
    round: Number.MAX_VALUE,
    inner: { step: 0, last: 1, scale: 1, inner: null },
  });
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(schedule.at(2, state)).toBe(0.8);
});
