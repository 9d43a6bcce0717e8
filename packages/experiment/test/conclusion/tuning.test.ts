import { describe, expect, test } from "vitest";
import { checkTuning, ratesAround, seedsApart, tuningOf } from "../../src/conclusion/tuning.ts";
import { keyOf } from "../../src/records/key.ts";
import type { Plan } from "../../src/records/plan.ts";
import type { FinishedTrial, TrialResult } from "../../src/records/results.ts";
import { rateOf } from "../../src/records/tuning.ts";
import { completedTrial, divergedTrial, resultsOf } from "../../src/synthetic/sample.ts";

test.each<[number, number, readonly number[]]>([
  [0.01, 5, [0.001, 0.00316, 0.01, 0.0316, 0.1]],
  [0.02, 3, [0.002, 0.02, 0.2]],
  [0.01, 2, [0.001, 0.1]],
  [0.3, 1, [0.3]],
])("rates around %d, %d of them", (base, count, expected) => {
  expect(ratesAround(base, count)).toEqual(expected);
});

test("tuning seeds are never those that evaluate", () => {
  expect(seedsApart([1, 2])).toEqual([1001, 1002]);
  expect(seedsApart([1002, 1001, 1004], 3)).toEqual([1003, 1005, 1006]);
});

/** A plan and its results from final validation losses by schedule and rate, one for each seed; `null` diverged. */
function tuned(
  losses: Readonly<Record<string, Readonly<Record<number, readonly (number | null)[]>>>>,
  change: (task: Plan["task"]) => Plan["task"] = (task) => task,
  untuned: readonly string[] = [],
) {
  const results = new Map<string, TrialResult>();
  const trials: Plan["trials"] = [];
  const examples = { training: 512, validation: 128, test: 0 };
  for (const [name, byRate] of Object.entries(losses)) {
    for (const [rate, bySeed] of Object.entries(byRate)) {
      bySeed.forEach((loss, index) => {
        const seed = 1001 + index;
        const base: FinishedTrial =
          loss === null ? divergedTrial(name, seed) : completedTrial(name, seed, 0.9, 0.8);
        const trial = { ...base.trial, learningRate: Number(rate), examples };
        const key = keyOf(trial);
        trials.push({ key, trial });
        const epochs = base.epochs.map((epoch) => ({
          ...epoch,
          validation: { ...epoch.validation, loss },
        }));
        results.set(key, { ...base, key, trial, epochs, test: null });
      });
    }
  }
  const { settings, protocol } = resultsOf([...results.values()]);
  const plan: Plan = {
    format: 1,
    hash: "0123456789abcdef",
    purpose: "tuning",
    settings: { ...settings, schedule: [...settings.schedule, ...untuned], testSamples: 0 },
    task: change(protocol.task),
    tuning: null,
    trials,
  };
  return tuningOf(plan, results);
}

describe("the rate chosen", () => {
  test("has the lowest mean validation loss over the tuning seeds", () => {
    const tuning = tuned({ a: { 0.001: [0.5, 0.1], 0.01: [0.25, 0.25], 0.1: [0.2, 0.6] } });
    expect(rateOf(tuning, "a")).toBe(0.01);
    expect(tuning.schedules[0]!.grid.map(({ figures }) => figures["validationLoss"])).toEqual([
      0.3, 0.25, 0.4,
    ]);
    expect(tuning).toMatchObject({ rates: [0.001, 0.01, 0.1], seeds: [1001, 1002] });
  });

  test("is none at which a trial diverged, however low the loss of the others", () => {
    const tuning = tuned({ a: { 0.001: [0.5, 0.5], 0.01: [0.1, null] } });
    expect(rateOf(tuning, "a")).toBe(0.001);
    expect(tuning.schedules[0]!.grid[1]).toEqual({
      learningRate: 0.01,
      trials: 2,
      diverged: 1,
      figures: { validationLoss: null, validationAccuracy: null },
      seeds: [
        { validationLoss: 0.1, validationAccuracy: 0.8 },
        { validationLoss: null, validationAccuracy: null },
      ],
    });
  });

  test("is by the primary metric where a task has no loss", () => {
    const tuning = tuned({ a: { 0.001: [0.1], 0.01: [0.2] } }, (task) => ({
      ...task,
      metrics: [{ name: "accuracy", better: "higher", unit: "%" }],
    }));
    // Both reach the same accuracy: the one nearest to the base rate is taken, and not that of the lower loss.
    expect([tuning.measure, rateOf(tuning, "a")]).toEqual(["validationAccuracy", 0.01]);
  });

  test("is the base rate for a schedule that has no trial, because the base rate does not change it", () => {
    const tuning = tuned({ a: { 0.001: [0.1], 0.01: [0.2] } }, undefined, ["own"]);
    expect(tuning.schedules.find(({ name }) => name === "own")).toEqual({
      name: "own",
      learningRate: 0.01,
      grid: [],
    });
    expect(rateOf(tuning, "own")).toBe(0.01);
  });

  test("is each schedule's own, and none where all diverged", () => {
    const tuning = tuned({
      a: { 0.001: [0.1], 0.01: [0.2] },
      b: { 0.001: [0.2], 0.01: [0.1] },
      c: { 0.001: [null], 0.01: [null] },
    });
    expect(tuning.schedules.map(({ learningRate }) => learningRate)).toEqual([0.001, 0.01, null]);
  });

  test("is the one nearest to the base rate when losses are equal, then the lower", () => {
    expect(rateOf(tuned({ a: { 0.001: [0.1], 0.01: [0.1], 0.1: [0.1] } }), "a")).toBe(0.01);
    expect(rateOf(tuned({ a: { 0.005: [0.1], 0.02: [0.1] } }), "a")).toBe(0.005);
  });
});

describe("a tuning for a run", () => {
  const tuning = tuned({ a: { 0.01: [0.1] }, b: { 0.01: [null] } });
  const settings = { task: "mnist", batchSize: 64, schedule: ["a"], seeds: [1, 2] };

  test("passes when everything fits", () => {
    expect(() => checkTuning(tuning, settings, 1)).not.toThrow();
  });

  test.each<[Partial<Parameters<typeof checkTuning>[1]>, number, string]>([
    [{ seeds: [1, 1001] }, 1, "a seed that tuned may not evaluate: 1001"],
    [{ task: "fashion-mnist" }, 1, "it is about mnist"],
    [{ batchSize: 32 }, 1, "its batch size is 64"],
    [{ schedule: ["a", "c"] }, 1, "it has no rate for c"],
    [{ schedule: ["a", "b"] }, 1, "b diverged at every rate"],
    [{}, 2, "it is of protocol 1"],
    [{ seeds: [1001], batchSize: 1 }, 1, "its batch size is 64; a seed that tuned"],
  ])("%o of protocol %d is refused: %s", (change, protocol, message) => {
    const act = () => checkTuning(tuning, { ...settings, ...change }, protocol);
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ kind: "usage" }) as Error);
  });
});
