import { linearCurve, mirror, ramp, repeat, sequence } from "@anneal/core";
import type { Composable, MirrorOptions, Schedule } from "@anneal/core";
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

const rising = ramp({ from: 0, to: 1, steps: 4 });

test.each([
  [0, 0],
  [1, 0.25],
  [3, 0.75],
  [3.5, 0.875],
  [4, 1],
  [4.5, 0.875],
  [5, 0.75],
  [7, 0.25],
  [8, 0],
  [9, 0],
  [1e9, 0],
])("there and back again: %d → %d", (at, value) => {
  expect(mirror({}, rising)(at)).toBe(value);
});

test("turns where it is told to", () => {
  const schedule = mirror({ steps: 2 }, rising);
  expect([0, 1, 2, 3, 4, 5].map(schedule)).toEqual([0, 0.25, 0.5, 0.25, 0, 0]);
  expect(schedule.end).toBe(4);
  expect(mirror({ steps: 6 }, rising)(5)).toBe(1);
});

test("is symmetric", () => {
  const quarters = fc.integer({ min: 1, max: 200 }).map((count) => count / 4);
  const inner = composition({ depth: 2, leaves: pureLeaves });
  fc.assert(
    fc.property(quarters, quarters, inner, (steps, away, child) => {
      const schedule = mirror({ steps }, child) as Schedule;
      fc.pre(away <= steps);
      expect(schedule(steps + away)).toBe(schedule(steps - away));
    }),
  );
});

test("is continuous where its schedule is, over and over", () => {
  const wave = repeat({}, mirror({}, rising));
  for (let at = 0; at < 40; at += 0.125) {
    // A triangle wave, as the distance to the nearest multiple of 8.
    expect(wave(at)).toBe(Math.abs(at - 8 * Math.round(at / 8)) / 4);
  }
});

test("has the events of its schedule, there and back", () => {
  const schedule = staircase({ milestones: [1, 3] });
  expect(eventsOf(mirror({ steps: 5 }, schedule))).toEqual([1, 3, 5, 7, 9, 10]);
  expect(eventsOf(mirror({ steps: 3 }, schedule))).toEqual([1, 3, 5, 6]);
  expect(eventsOf(mirror({ steps: 2 }, schedule))).toEqual([1, 2, 3, 4]);
  expect(eventsOf(mirror({ steps: 2 }, 0.1))).toEqual([2, 4]);
});

test("finds many events on the way back", () => {
  const milestones = Array.from({ length: 20 }, (_, index) => index * index + 1);
  const events = eventsOf(mirror({ steps: 400 }, staircase({ milestones })));
  expect(events).toEqual([
    ...milestones,
    400,
    ...[...milestones].reverse().map((at) => 800 - at),
    800,
  ]);
});

describe("a reactive schedule", () => {
  test("observes there and back, on a clock that never goes back", () => {
    const schedule = mirror({ steps: 4 }, halving({ schedule: rising }));
    let state: unknown = schedule.initial;
    const see = (step: number, loss: number): void => {
      state = schedule.observe(state, { step, metrics: { loss } });
    };
    see(1, 1);
    see(3, 2);
    expect(schedule.at(3, state)).toBe(0.375);
    expect(schedule.at(5, state)).toBe(0.375);
    see(6, 3);
    expect(state).toEqual([{ step: 6, last: 3, scale: 0.25, inner: null }]);
    expect(schedule.at(6, state)).toBe(0.125);
    see(8, 4);
    expect(state).toEqual([{ step: 6, last: 3, scale: 0.25, inner: null }]);
  });

  test("has the phase it comes back to as it left it", () => {
    const phase = { schedule: halving({ schedule: 1 }), steps: 2 };
    const schedule = mirror({}, sequence([phase, phase]));
    let state: unknown = schedule.initial;
    [1, 2].forEach((loss, step) => {
      state = schedule.observe(state, { step, metrics: { loss } });
    });
    expect([1, 3, 6, 7].map((step) => schedule.at(step, state))).toEqual([0.5, 1, 1, 0.5]);
  });
});

describe("mirror", () => {
  describeSchedule("pure", () => mirror({ steps: 3.3 }, rising), [mirror, ramp, linearCurve]);
  describeSchedule("of a staircase", () => mirror({}, staircase({ milestones: [2, 3.5, 9] })), [
    mirror,
    staircase,
  ]);
  describeReactive("reactive", () => mirror({ steps: 5 }, halving({ schedule: rising })), [
    mirror,
    halving,
    ramp,
    linearCurve,
  ]);
  describeOptions(
    "mirror",
    (options: { steps: number }) => mirror(options, rising),
    () => ({ steps: 3 }),
  );
  describeErrors(
    "@anneal/core: mirror({ steps }, schedule)",
    (options: MirrorOptions & { schedule: Composable }) => mirror.create!(options),
    { steps: 1, schedule: rising },
    { steps: { ...nonNegativeCase, optional: true }, schedule: scheduleCase },
  );

  test.each([
    ["a constant", 0.1, "0"],
    ["a function", (at: number) => at, "Infinity"],
  ])("asks for the length of %s", (_name, schedule, end) => {
    expect(() => mirror({}, schedule)).toThrow(
      new RangeError(
        `@anneal/core: mirror({ steps }, schedule): steps must be given for a schedule whose own end (${end}) is no length, got undefined`,
      ),
    );
  });

  test("refuses half a length whose double is no number", () => {
    expect(() => mirror({ steps: 1e308 }, rising)).toThrow(
      new RangeError(
        "@anneal/core: mirror({ steps }, schedule): steps must be given for a schedule whose own end (4) is no length, got 1e+308",
      ),
    );
  });

  test("refuses options that are no object", () => {
    expect(() => mirror(3 as never, rising)).toThrow(
      new TypeError(
        '@anneal/core: mirror({ steps }, schedule): each option must be one of steps, schedule, got "options"',
      ),
    );
  });
});
