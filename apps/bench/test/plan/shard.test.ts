import type { PlannedTrial } from "@anneal/experiment/records";
import { plannedTrial } from "@anneal/experiment/synthetic";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/commands/shared/duration.ts";
import { costOf } from "../../src/plan/cost.ts";
import { parseShard, partition } from "../../src/plan/shard.ts";

/** The trials of a plan: `schedules` names with `seeds` seeds each, in the order in which they run. */
const planOf = (schedules: number, seeds: number): readonly PlannedTrial[] =>
  Array.from({ length: seeds }, (_, seed) =>
    Array.from({ length: schedules }, (_, schedule) =>
      plannedTrial(`s${String(schedule)}`, seed + 1),
    ),
  ).flat();

describe("a partition", () => {
  const plans = fc.record({
    schedules: fc.integer({ min: 1, max: 7 }),
    seeds: fc.integer({ min: 1, max: 7 }),
    count: fc.integer({ min: 1, max: 9 }),
  });

  test("deals every trial to exactly one shard and keeps their order", () => {
    fc.assert(
      fc.property(plans, ({ schedules, seeds, count }) => {
        const trials = planOf(schedules, seeds);
        const shards = partition(trials, count);
        expect(shards).toHaveLength(count);
        const dealt = shards.flat();
        expect(dealt).toHaveLength(trials.length);
        expect(new Set(dealt)).toEqual(new Set(trials));
        for (const shard of shards) {
          const places = shard.map((planned) => trials.indexOf(planned));
          expect(places).toEqual([...places].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("of equal trials gives shards that differ by one trial at most, also within a schedule", () => {
    fc.assert(
      fc.property(plans, ({ schedules, seeds, count }) => {
        const sizes = partition(planOf(schedules, seeds), count).map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
    // Six schedules and two shards: without further care each shard would have three schedules to itself.
    const [first] = partition(planOf(6, 2), 2);
    expect(first!.map(({ trial }) => trial.name).sort()).toEqual([
      "s0",
      "s1",
      "s2",
      "s3",
      "s4",
      "s5",
    ]);
  });

  test("has more shards than trials, which leaves the last ones empty", () => {
    const shards = partition(planOf(3, 2), 999_999);
    expect(shards).toHaveLength(999_999);
    expect(shards.map(({ length }) => length).lastIndexOf(1)).toBe(5);
  });

  test("balances the work, not the number of trials", () => {
    const long = (seed: number, epochs: number): PlannedTrial => {
      const { key, trial } = plannedTrial("a", seed);
      return { key, trial: { ...trial, epochs, examples: { ...trial.examples!, test: 0 } } };
    };
    const [first, second] = partition([long(1, 1), long(2, 1), long(3, 1), long(4, 3)], 2);
    expect(first!.map(({ trial }) => trial.epochs)).toEqual([3]);
    expect(second!.map(({ trial }) => trial.seed)).toEqual([1, 2, 3]);
  });
});

test("the cost of a trial is in images trained: looking at one is a third of that", () => {
  // 512 train and 128 validate in each of two epochs, 500 test.
  const { trial } = plannedTrial("a", 1);
  expect(costOf(trial)).toBeCloseTo(2 * (512 + 128 / 3) + 500 / 3, 9);
  expect(costOf({ ...trial, evaluateTraining: true })).toBeCloseTo(
    2 * (512 + (512 + 128) / 3) + 500 / 3,
    9,
  );
});

test.each([
  ["1/1", { index: 1, count: 1 }],
  ["2/4", { index: 2, count: 4 }],
  ["10000/10000", { index: 10_000, count: 10_000 }],
  ["999999/999999", { index: 999_999, count: 999_999 }],
  ["1/1000000", undefined],
  ["0/4", undefined],
  ["5/4", undefined],
  ["1/0", undefined],
  ["1", undefined],
  ["1/2/3", undefined],
  ["-1/2", undefined],
  ["a/b", undefined],
  ["1.5/2", undefined],
])("shard %s", (text, expected) => {
  expect(parseShard(text)).toEqual(expected);
});

test.each([
  ["90s", 90],
  ["30m", 1800],
  ["1.5h", 5400],
  ["0m", undefined],
  ["30", undefined],
  ["m", undefined],
  ["-1m", undefined],
  ["1d", undefined],
])("duration %s", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});
