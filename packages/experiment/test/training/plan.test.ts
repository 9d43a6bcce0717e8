import { expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import { canonicalJson, keyOf, totalsOf } from "../../src/records/index.ts";
import type { PlanSettings, Trial } from "../../src/records/index.ts";
import { syntheticResults } from "../../src/synthetic/index.ts";
import { plan, planTrials } from "../../src/training/index.ts";

const settings: PlanSettings = {
  preset: "smoke",
  task: "mnist",
  schedule: ["constant", "cosine"],
  seeds: [3, 7],
  epochs: 2,
  samples: 640,
  testSamples: 500,
  batchSize: 64,
  learningRate: 0.01,
};
const backend = {
  name: "wasm",
  version: "4.22.0",
  kernels: "simd",
  rounding: "9ff3a8dd37cf",
} as const;

/** What the reference task amounts to with 640 images. */
const inspection = {
  examples: { training: 512, validation: 128, test: 500 },
  schedules: [
    {
      name: "constant",
      learningRate: 0.01,
      batchSize: 64,
      stepsPerEpoch: 8,
      description: { per: "step", spec: { kind: "constant", value: 0.01 } },
      identities: [
        { data: "d", weights: "w3", optimizer: "adam" },
        { data: "d", weights: "w7", optimizer: "adam" },
      ],
    },
    {
      name: "cosine",
      learningRate: 0.02,
      batchSize: 32,
      stepsPerEpoch: 16,
      description: {
        per: "step",
        spec: { kind: "cosine", initial: 0.02, steps: 32, min: 0 },
      },
      identities: [
        { data: "d", weights: "w3", optimizer: "sgd" },
        { data: "d", weights: "w7", optimizer: "sgd" },
      ],
    },
  ],
} as const;

const trainer = { backend, versions: { anneal: "1.0.0", tfjs: "4.22.0" } };
const trials = () => planTrials(settings, inspection, trainer);

test("trials that end early have keys of their own, and whole ones are whole however they are asked for", () => {
  const at = (until: number) => planTrials({ ...settings, until }, inspection, trainer);
  expect(at(1).map(({ trial }) => trial.until)).toEqual([1, 1, 1, 1]);
  expect(at(1).map(({ trial }) => trial.epochs)).toEqual([2, 2, 2, 2]);
  expect(at(1)[0]!.key).not.toBe(trials()[0]!.key);
  expect(at(2)).toEqual(trials());
  const refused = () => at(3);
  expect(refused).toThrow(BenchmarkError);
  expect(refused).toThrow("until must be at most the 2 epochs of the settings, got 3");
});

test("trials run seed by seed, the schedules interleaved", () => {
  expect(trials().map(({ trial }) => [trial.seed, trial.name])).toEqual([
    [3, "constant"],
    [3, "cosine"],
    [7, "constant"],
    [7, "cosine"],
  ]);
});

test("a trial holds what its task behaves like at its seed, with the optimizer of its schedule", () => {
  const identities = trials().map(({ trial }) => trial.identity);
  expect(identities).toEqual([
    { data: "d", weights: "w3", optimizer: "adam" },
    { data: "d", weights: "w3", optimizer: "sgd" },
    { data: "d", weights: "w7", optimizer: "adam" },
    { data: "d", weights: "w7", optimizer: "sgd" },
  ]);
});

test("a trial is plain JSON and holds the schedule made for the run", () => {
  const [, { trial }] = trials() as [unknown, { trial: Trial }];
  expect(JSON.parse(JSON.stringify(trial))).toEqual(trial);
  expect(trial.schedule).toEqual({
    per: "step",
    spec: { kind: "cosine", initial: 0.02, steps: 32, min: 0 },
  });
});

test("each schedule has its own rate, batch size and number of updates", () => {
  expect(
    trials().map(({ trial }) => [trial.learningRate, trial.batchSize, trial.stepsPerEpoch]),
  ).toEqual([
    [0.01, 64, 8],
    [0.02, 32, 16],
    [0.01, 64, 8],
    [0.02, 32, 16],
  ]);
});

test.each([
  [{ stepsPerEpoch: 8, epochs: 2 }, 16],
  [{ stepsPerEpoch: 750, epochs: 15 }, 11_250],
  [{ stepsPerEpoch: 1, epochs: 1 }, 1],
])("totals of %o", (run, totalSteps) => {
  expect(totalsOf({ ...run, learningRate: 0.01 })).toEqual({
    ...run,
    totalSteps,
    learningRate: 0.01,
  });
});

test("each seed has its own identity", () => {
  expect(trials().map(({ trial }) => trial.identity["weights"])).toEqual(["w3", "w3", "w7", "w7"]);
});

test.each([[[3]], [[3, 7, 9]]])("an inspection of other seeds than %j is refused", (seeds) => {
  expect(() => planTrials({ ...settings, seeds }, inspection, trainer)).toThrow(
    new BenchmarkError(
      "usage",
      `schedule constant: the inspection must be of the ${String(seeds.length)} seeds of the settings, got one of 2; inspect with the same seeds`,
    ),
  );
});

test("a plan is told from another by its hash: by a setting, by its purpose, by what trains", () => {
  const facts = syntheticResults({ schedules: ["constant"], seeds: 1 }).protocol.task;
  const whole = { ...inspection, facts } as Parameters<typeof plan>[1];
  const made = plan(settings, whole, trainer);
  expect(made.trials).toEqual(trials());
  expect([made.purpose, made.tuning, made.task]).toEqual(["evaluation", null, facts]);
  const others = [
    plan({ ...settings, preset: "ci" }, whole, trainer),
    plan({ ...settings, until: 1 }, whole, trainer),
    plan(settings, whole, trainer, { purpose: "tuning" }),
    plan(settings, whole, { ...trainer, versions: { anneal: "1.0.1", tfjs: "4.22.0" } }),
  ];
  expect(new Set([made, ...others].map(({ hash }) => hash)).size).toBe(5);
  expect(others[1]!.settings.until).toBe(1);
  expect(plan(settings, whole, trainer).hash).toBe(made.hash);
});

const trial: Trial = {
  protocol: 1,
  task: "mnist",
  examples: { training: 512, validation: 128, test: 500 },
  stepsPerEpoch: 8,
  epochs: 2,
  batchSize: 64,
  learningRate: 0.01,
  seed: 1,
  name: "constant",
  schedule: { per: "step", spec: { kind: "constant", value: 0.01 } },
  identity: { data: "0123456789abcdef" },
  backend,
  versions: { anneal: "1.0.0", tfjs: "4.22.0" },
};

test("a key stays the same from version to version, in whatever order the trial is written", () => {
  const backwards = Object.fromEntries(Object.entries(trial).reverse()) as unknown as Trial;
  expect(keyOf(trial)).toBe("1498782946946502");
  expect(keyOf(backwards)).toBe("1498782946946502");
});

test.each<Partial<Trial>>([
  { protocol: 2 },
  { task: "fashion-mnist" },
  { examples: { training: 511, validation: 128, test: 500 } },
  { examples: { training: 512, validation: 127, test: 500 } },
  { examples: { training: 512, validation: 128, test: 0 } },
  { examples: null },
  { stepsPerEpoch: 9 },
  { identity: {} },
  { identity: { data: "0123456789abcdee" } },
  { epochs: 3 },
  { batchSize: 32 },
  { learningRate: 0.02 },
  { seed: 2 },
  { name: "other" },
  { schedule: { per: "epoch", spec: { kind: "constant", value: 0.01 } } },
  { backend: { name: "cpu", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" } },
  { backend: { name: "wasm", version: "4.22.0", kernels: "relaxed", rounding: "9ff3a8dd37cf" } },
  { backend: { ...backend, rounding: "91c8c01ca5bd" } },
  { versions: { anneal: "1.0.1", tfjs: "4.22.0" } },
])("%o gives another key", (change) => {
  expect(keyOf({ ...trial, ...change })).not.toBe(keyOf(trial));
});

test("canonical JSON orders the keys of nested objects, never the items of arrays", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }, 2, 1], a: "x" })).toBe(
    '{"a":"x","b":[{"c":null,"d":1},2,1]}',
  );
});
