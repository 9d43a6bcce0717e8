import { compare } from "../conclusion/rows.ts";
import { keyOf } from "../records/key.ts";
import type { FinishedTrial, Results, TrialResult } from "../records/results.ts";
import type { PlannedTrial, Trial } from "../records/trial.ts";
import { referenceFacts } from "../task/reference.ts";

const environment = {
  node: "20.20.2",
  platform: "linux x64",
  cpu: "A CPU",
  cores: 2,
  bench: "1.0.0",
};

const circumstances = {
  environment,
  loadAverage: [0.5, 1, 2],
  jobs: 2,
  startedAt: "2026-01-02T03:04:05.000Z",
  finishedAt: "2026-01-02T03:05:05.000Z",
};

const facts = referenceFacts("mnist");

/** A planned trial. */
export function plannedTrial(name: string, seed: number): PlannedTrial {
  const trial: Trial = {
    protocol: 1,
    task: "mnist",
    examples: { training: 512, validation: 128, test: 500 },
    stepsPerEpoch: 8,
    epochs: 2,
    batchSize: 64,
    learningRate: 0.01,
    seed,
    name,
    schedule: { per: "step", spec: { kind: "constant", value: 0.01 } },
    identity: {},
    backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
  };
  return { key: keyOf(trial), trial };
}

/** A trial that was completed with the accuracies given. */
export function completedTrial(
  name: string,
  seed: number,
  training: number,
  validation: number,
): FinishedTrial {
  return {
    ...(plannedTrial(name, seed) as Pick<FinishedTrial, "key" | "trial">),
    status: "completed",
    epochs: [
      {
        epoch: 0,
        learningRate: 0.01,
        training: { accuracy: training / 2, loss: 2 },
        validation: { accuracy: validation / 2, loss: 2 },
      },
      {
        epoch: 1,
        learningRate: 0.005,
        training: { accuracy: training, loss: 0.25 },
        validation: { accuracy: validation, loss: 0.5 },
      },
    ],
    test: { accuracy: validation, loss: 0.5 },
    targetMet: validation > 0.85 && training < 0.95,
    timings: {
      ...circumstances,
      gigaflops: 12.5,
      epochs: [
        { seconds: 3, measured: { examples: 256, seconds: 0.5 } },
        { seconds: 3, measured: { examples: 448, seconds: 0.5 } },
      ],
      examplesPerSecond: 704,
    },
  };
}

/** A trial that diverged in its first epoch. */
export function divergedTrial(name: string, seed: number): FinishedTrial {
  const { epochs, timings, ...rest } = completedTrial(name, seed, 0.1, 0.1);
  const score = { accuracy: 0.1, loss: null };
  return {
    ...rest,
    status: "diverged",
    epochs: [{ ...epochs[0]!, training: score, validation: score }],
    test: null,
    targetMet: false,
    timings: { ...timings!, epochs: [timings!.epochs[0]!] },
  };
}

/** A trial that failed. */
export function failedTrial(name: string, seed: number): TrialResult {
  const { key, trial } = completedTrial(name, seed, 0, 0);
  return { key, trial, status: "failed", error: "no luck", timings: circumstances };
}

/** The results of a run with these trials. */
export function resultsOf(trials: readonly TrialResult[], complete = true): Results {
  const names = [...new Set(trials.map(({ trial }) => trial.name))];
  return {
    format: 1,
    complete,
    plan: "0123456789abcdef",
    settings: {
      preset: "smoke",
      task: "mnist",
      schedule: names,
      seeds: [...new Set(trials.map(({ trial }) => trial.seed))],
      epochs: 2,
      samples: 640,
      testSamples: 500,
      batchSize: 64,
      learningRate: 0.01,
    },
    protocol: { version: 1, task: { ...facts, network: "a network" } },
    backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
    tuning: null,
    machines: [environment],
    summary: [...compare(names, trials, facts)],
    trials: [...trials],
  };
}
