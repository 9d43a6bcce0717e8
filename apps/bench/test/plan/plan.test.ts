import { canonicalJson, keyOf, totalsOf } from "@anneal/experiment/records";
import type { PlanSettings, Trial } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import { expect, test } from "vitest";
import { describeSchedules, planTrials } from "../../src/plan/plan.ts";

const settings: PlanSettings = {
  preset: "smoke",
  dataset: "mnist",
  schedule: ["constant", "cosine"],
  seeds: [3, 7],
  epochs: 2,
  samples: 640,
  testSamples: 500,
  batchSize: 64,
  learningRate: 0.01,
};
const backend = { name: "wasm", version: "4.22.0", kernels: "simd" } as const;

const plan = (changes: Partial<PlanSettings> = {}) => {
  const all = { ...settings, ...changes };
  return planTrials(all, describeSchedules(all, schedules), backend);
};

test("trials run seed by seed, the schedules interleaved", () => {
  expect(plan().map(({ trial }) => [trial.seed, trial.name])).toEqual([
    [3, "constant"],
    [3, "cosine"],
    [7, "constant"],
    [7, "cosine"],
  ]);
});

test("a trial is plain JSON and holds the schedule made for the run", () => {
  const [, { trial }] = plan() as [unknown, { trial: Trial }];
  expect(JSON.parse(JSON.stringify(trial))).toEqual(trial);
  expect(trial.schedule).toEqual({
    per: "step",
    spec: { kind: "cosine", initial: 0.01, steps: 16, min: 0 },
  });
});

test.each([
  [{ samples: 640, batchSize: 64, epochs: 2 }, 8, 16],
  [{ samples: 60_000, batchSize: 64, epochs: 15 }, 750, 11_250],
  // 100 samples leave 80 to train: the last batch is a part of one.
  [{ samples: 100, batchSize: 64, epochs: 3 }, 2, 6],
  [{ samples: 10, batchSize: 64, epochs: 1 }, 1, 1],
])("totals of %o", (run, stepsPerEpoch, totalSteps) => {
  expect(totalsOf({ ...run, learningRate: 0.01 })).toEqual({
    stepsPerEpoch,
    totalSteps,
    epochs: run.epochs,
    learningRate: 0.01,
  });
});

const trial: Trial = {
  protocol: 1,
  dataset: "mnist",
  samples: 640,
  testSamples: 500,
  validationSplit: 0.2,
  epochs: 2,
  batchSize: 64,
  optimizer: "adam",
  learningRate: 0.01,
  seed: 1,
  name: "constant",
  schedule: { per: "step", spec: { kind: "constant", value: 0.01 } },
  backend,
  versions: { anneal: "1.0.0", tfjs: "4.22.0" },
};

test("a key stays the same from version to version, in whatever order the trial is written", () => {
  const backwards = Object.fromEntries(Object.entries(trial).reverse()) as unknown as Trial;
  expect(keyOf(trial)).toBe("0c00a12c02007a3c");
  expect(keyOf(backwards)).toBe("0c00a12c02007a3c");
});

test.each<Partial<Trial>>([
  { protocol: 2 },
  { dataset: "fashion-mnist" },
  { samples: 641 },
  { testSamples: 501 },
  { validationSplit: 0.1 },
  { epochs: 3 },
  { batchSize: 32 },
  { learningRate: 0.02 },
  { seed: 2 },
  { name: "other" },
  { schedule: { per: "epoch", spec: { kind: "constant", value: 0.01 } } },
  { backend: { name: "cpu", version: "4.22.0", kernels: "simd" } },
  { backend: { name: "wasm", version: "4.22.0", kernels: "relaxed" } },
  { versions: { anneal: "1.0.1", tfjs: "4.22.0" } },
])("%o gives another key", (change) => {
  expect(keyOf({ ...trial, ...change })).not.toBe(keyOf(trial));
});

test("canonical JSON orders the keys of nested objects, never the items of arrays", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }, 2, 1], a: "x" })).toBe(
    '{"a":"x","b":[{"c":null,"d":1},2,1]}',
  );
});
