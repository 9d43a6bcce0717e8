import { expect, test } from "vitest";
import { conclude } from "../../src/conclusion/conclude.ts";
import { referenceFacts } from "../../src/task/reference.ts";
import { compare } from "../../src/conclusion/rows.ts";
import { withoutTimings } from "../../src/conclusion/withoutTimings.ts";
import type { Plan } from "../../src/records/plan.ts";
import { resultsSchema } from "../../src/records/results.ts";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  resultsOf,
} from "../../src/synthetic/sample.ts";

const trials = [
  completedTrial("cosine", 1, 0.9, 0.8),
  completedTrial("cosine", 2, 0.94, 0.9),
  divergedTrial("cosine", 3),
  failedTrial("cosine", 4),
  completedTrial("step", 1, 0.9, 0.8),
];

test("one row for each schedule, over the trials that were completed", () => {
  const [cosine, step, none] = compare(["cosine", "step", "none"], trials, referenceFacts("mnist"));
  expect(cosine).toMatchObject({ completed: 2, diverged: 1, failed: 1, targetMet: 1 });
  expect(cosine!.figures["validationAccuracy"]!.mean).toBeCloseTo(0.85, 12);
  // Two values lie half their distance from the mean: the deviation is their distance over the root of two.
  expect(cosine!.figures["validationAccuracy"]!.sd).toBeCloseTo(0.1 / Math.SQRT2, 12);
  expect(step!.figures["trainingAccuracy"]).toEqual({ mean: 0.9, sd: null });
  expect(none).toMatchObject({
    completed: 0,
    figures: { trainingAccuracy: null },
    examplesPerSecond: null,
  });
});

test("a conclusion has its schema, and says whether all trials of the plan are in it", () => {
  const { settings, protocol } = resultsOf(trials);
  const plan: Plan = {
    task: protocol.task,
    format: 1,
    hash: "0123456789abcdef",
    purpose: "evaluation",
    settings,
    tuning: null,
    trials: trials.map(({ key, trial }) => ({ key, trial })),
  };
  const all = conclude(plan, new Map(trials.map((result) => [result.key, result])));
  expect(resultsSchema.parse(all)).toEqual(all);
  expect(all).toMatchObject({ complete: true, machines: [{ cpu: "A CPU" }] });
  const part = conclude(plan, new Map([[trials[0]!.key, trials[0]!]]));
  expect(part).toMatchObject({ complete: false, trials: [{ key: trials[0]!.key }] });
  const bare = withoutTimings(all);
  expect(bare.machines).toEqual([]);
  expect(bare.trials.every(({ timings }) => timings === null)).toBe(true);
  expect(bare.summary.every(({ examplesPerSecond }) => examplesPerSecond === null)).toBe(true);
  expect(resultsSchema.parse(bare)).toEqual(bare);
});

test("several machines are named in one order", () => {
  const [first, second] = [completedTrial("a", 1, 0.9, 0.8), completedTrial("a", 2, 0.9, 0.8)];
  const timings = { ...second.timings!, environment: { ...second.timings!.environment, cpu: "0" } };
  // One whose timings were left out says nothing of its machine.
  const bare = { ...completedTrial("a", 3, 0.9, 0.8), timings: null };
  const results = [first, { ...second, timings }, bare];
  for (const order of [results, [...results].reverse()]) {
    const plan = {
      task: resultsOf(results).protocol.task,
      format: 1,
      hash: "0123456789abcdef",
      purpose: "evaluation",
      settings: resultsOf(results).settings,
      tuning: null,
      // The order of the plan is that of the trials.
      trials: order.map(({ key, trial }) => ({ key, trial })),
    } satisfies Plan;
    const { machines } = conclude(plan, new Map(order.map((result) => [result.key, result])));
    expect(machines.map(({ cpu }) => cpu)).toEqual(["0", "A CPU"]);
  }
});
