import { linearCurve, noise, ramp } from "@anneal/core";
import type { Composable, NoiseOptions } from "@anneal/core";
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
import { positiveCase, scheduleCase } from "./combinators.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const distribution = fc.constantFrom("uniform" as const, "normal" as const);
const amount = fc.double({ min: 1e-6, max: 1, noNaN: true });

/** Deviations at the first `count` steps. */
const deviations = (count: number, options: NoiseOptions): number[] =>
  Array.from({ length: count }, (_, at) => noise(options, 1)(at) - 1);

const mean = (list: readonly number[]): number =>
  list.reduce((total, value) => total + value, 0) / list.length;

test("is the same for ever, on every engine", () => {
  const values = (options: NoiseOptions): number[] => [0, 1, 2, 2 ** 40].map(noise(options, 1));
  expect(values({ amount: 0.5 })).toEqual([
    0.7576235752785578, 1.1911557678831741, 0.512567003373988, 0.808554457151331,
  ]);
  expect(values({ amount: 0.5, seed: 42 })).toEqual([
    0.5330413390183821, 0.8291682036360726, 1.2657875592121854, 1.4518015544163063,
  ]);
  const normal = noise({ amount: 1, distribution: "normal" }, 1);
  // Those of which the first draw was refused.
  expect([5, 7, 18, 27].map((at) => normal(at))).toEqual([
    0.3204355521593243, 0.6276279136072844, 0.30815779813565314, 0.28309533069841564,
  ]);
});

test("stays within its amount, and is never negative", () => {
  fc.assert(
    fc.property(amount, fc.nat(), distribution, step(), (share, seed, shape, at) => {
      const value = noise({ amount: share, seed, distribution: shape }, 1)(at);
      expect(Math.abs(value - 1)).toBeLessThanOrEqual(share);
      expect(value).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("is a share of the schedule", () => {
  const options = { amount: 0.3, seed: 7 };
  const falling = ramp({ from: 4, to: 0, steps: 8 });
  for (const at of [0, 1, 2.5, 8, 9]) {
    expect(noise(options, falling)(at)).toBe(falling(at) * noise(options, 1)(at));
  }
});

test("even deviations have the mean and the variance of their distribution", () => {
  const list = deviations(20_000, { amount: 0.6 });
  expect(mean(list)).toBeCloseTo(0, 1.5);
  expect(mean(list.map((value) => value * value))).toBeCloseTo(0.6 ** 2 / 3, 2);
  const tenths = Array<number>(10).fill(0);
  for (const value of list) tenths[Math.floor((value / 0.6 + 1) * 5)]! += 1;
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test("normal deviations are those of the standard normal distribution within the amount", () => {
  const list = deviations(40_000, { amount: 1, distribution: "normal" });
  expect(mean(list)).toBeCloseTo(0, 1.5);
  // 1 − 2φ(1) / (2Φ(1) − 1), with φ(1) = 0.2419707 and Φ(1) = 0.8413447.
  expect(mean(list.map((value) => value * value))).toBeCloseTo(1 - 0.4839414 / 0.6826894, 2);
  // Φ(½) − Φ(−½) = 0.3829249 of Φ(1) − Φ(−1).
  expect(list.filter((value) => Math.abs(value) < 0.5).length / 40_000).toBeCloseTo(
    0.3829249 / 0.6826894,
    1.7,
  );
});

test("neighbours and seeds have nothing to do with one another", () => {
  const list = deviations(10_000, { amount: 1 });
  expect(mean(list.slice(1).map((value, at) => value * list[at]!))).toBeCloseTo(0, 1.5);
  const other = deviations(10_000, { amount: 1, seed: 1 });
  expect(mean(list.map((value, at) => value * other[at]!))).toBeCloseTo(0, 1.5);
  const far = deviations(10_000, { amount: 1, seed: 2 ** 32 });
  expect(mean(list.map((value, at) => value * far[at]!))).toBeCloseTo(0, 1.5);
  expect(new Set(list).size).toBe(10_000);
});

test("goes on far away", () => {
  const schedule = noise({ amount: 0.5 }, 1);
  expect(schedule(2 ** 32)).not.toBe(schedule(0));
  expect(schedule(2 ** 33)).not.toBe(schedule(2 ** 32));
  expect(noise({ amount: 0.5, every: 1e-300 }, 1)(1e300)).toBeGreaterThan(0);
});

test("holds each deviation for its steps, however their length is rounded", () => {
  fc.assert(
    fc.property(duration(), fc.nat(1000), (every, round) => {
      const schedule = noise({ amount: 0.5, every }, 1);
      const value = noise({ amount: 0.5 }, 1)(round);
      expect(schedule(round * every)).toBe(value);
      expect(schedule((round + 0.5) * every)).toBe(value);
      expect(schedule((round + 0.99) * every)).toBe(value);
    }),
  );
});

test("has an event with every deviation, and no end", () => {
  const schedule = noise({ amount: 0.5, every: 4 }, staircase({ milestones: [1, 6] }));
  expect(eventsOf(schedule).slice(0, 5)).toEqual([1, 4, 6, 8, 12]);
  expect(schedule.end).toBe(Infinity);
});

describe("noise", () => {
  describeSchedule(
    "even",
    () => noise({ amount: 0.5, every: 2.5 }, ramp({ from: 1, to: 0, steps: 7 })),
    [noise, ramp, linearCurve],
  );
  describeSchedule("normal", () => noise({ amount: 1, seed: 3, distribution: "normal" }, 0.1), [
    noise,
  ]);
  describeReactive("reactive", () => noise({ amount: 0.1 }, halving({ schedule: 0.1 })), [
    noise,
    halving,
  ]);
  describeOptions(
    "noise",
    (options: { amount: number; seed: number; every: number }) => noise(options, 1),
    () => ({ amount: 0.5, seed: 1, every: 2 }),
  );
  describeErrors(
    "@anneal/core: noise({ amount, seed, every, distribution }, schedule)",
    (options: NoiseOptions & { schedule: Composable }) => noise.create!(options),
    { amount: 0.5, schedule: 0.1 },
    {
      amount: { rule: "a number above 0 and at most 1", outOfRange: [0, -0.1, 1.1, NaN, Infinity] },
      seed: {
        rule: "an integer of at least 0",
        optional: true,
        outOfRange: [-1, 0.5, NaN, Infinity, 2 ** 53],
      },
      every: { ...positiveCase, optional: true },
      distribution: {
        rule: 'one of "uniform", "normal"',
        type: "string",
        optional: true,
        outOfRange: ["", "gaussian"],
      },
      schedule: scheduleCase,
    },
  );

  test("refuses options that are no object", () => {
    expect(() => noise(0.5 as never, 1)).toThrow(
      'noise({ amount, seed, every, distribution }, schedule): each option must be one of amount, seed, every, distribution, schedule, got "options"',
    );
  });
});
