import type { AnalysedResults } from "../../src/analysis/analyse.ts";
import { keyOf } from "../../src/records/key.ts";
import type { FinishedTrial, TrialResult } from "../../src/records/results.ts";
import type { TaskFacts } from "../../src/task/facts.ts";
import { referenceFacts } from "../../src/task/reference.ts";
import type { Trial } from "../../src/records/trial.ts";

/** A trial of three epochs of eight steps. */
export function trialOf(name: string, seed: number, changes: Partial<Trial> = {}): Trial {
  return {
    protocol: 1,
    task: "fashion-mnist",
    examples: { training: 512, validation: 128, test: 500 },
    stepsPerEpoch: 8,
    epochs: 3,
    batchSize: 64,
    learningRate: 0.01,
    seed,
    name,
    schedule: { per: "step", spec: { kind: "constant", value: 0.01 } },
    identity: {},
    backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
    ...changes,
  };
}

const circumstances = {
  environment: { node: "20.20.2", platform: "linux x64", cpu: "A CPU", cores: 2, bench: "1.0.0" },
  loadAverage: [0, 0, 0],
  jobs: 2,
  startedAt: "2026-01-02T03:04:05.000Z",
  finishedAt: "2026-01-02T03:05:05.000Z",
};

/** A trial that was completed, with these validation accuracies epoch by epoch, and as test accuracy the last of them. */
export function completed(
  trial: Trial,
  validation: readonly [number, number, number],
  examplesPerSecond: number | null = null,
): FinishedTrial {
  return {
    key: keyOf(trial),
    trial: trial,
    status: "completed",
    epochs: validation.map((accuracy, epoch) => ({
      epoch,
      learningRate: 0.01 / (epoch + 1),
      training: { accuracy: accuracy + 0.05, loss: 0.9 - accuracy },
      validation: { accuracy, loss: 1 - accuracy },
    })),
    test: { accuracy: validation[2], loss: 1 - validation[2] },
    targetMet: validation[2] > 0.85 && validation[2] + 0.05 < 0.95,
    timings:
      examplesPerSecond === null
        ? null
        : {
            ...circumstances,
            gigaflops: 10,
            epochs: validation.map(() => ({ seconds: 2, measured: { examples: 448, seconds: 1 } })),
            examplesPerSecond,
          },
  };
}

/** A trial that diverged in its second epoch, after a good first one. */
export function diverged(trial: Trial): FinishedTrial {
  const { epochs, ...rest } = completed(trial, [0.9, 0.9, 0.9], 5);
  const [first, second] = epochs as [(typeof epochs)[0], (typeof epochs)[0]];
  const nothing = { accuracy: 0.5, loss: null };
  return {
    ...rest,
    status: "diverged",
    epochs: [first, { ...second, training: nothing, validation: nothing }],
    test: null,
    targetMet: false,
  };
}

/** A trial that failed. */
export const failed = (trial: Trial): TrialResult => ({
  key: keyOf(trial),
  trial: trial,
  status: "failed",
  error: "no luck",
  timings: null,
});

/** Trials of a schedule with the seeds from 1 on, one for each of the final accuracies. */
export const withAccuracies = (
  name: string,
  accuracies: readonly number[],
  changes: Partial<Trial> = {},
): readonly FinishedTrial[] =>
  accuracies.map((accuracy, index) =>
    completed(trialOf(name, index + 1, changes), [accuracy - 0.2, accuracy - 0.1, accuracy]),
  );

/** Results that hold these trials, and say that the plan had no others. */
export function resultsOf(
  trials: readonly TrialResult[],
  task: TaskFacts = referenceFacts("fashion-mnist"),
): AnalysedResults {
  return {
    complete: true,
    protocol: { task },
    settings: {
      schedule: [...new Set(trials.map(({ trial }) => trial.name))],
      seeds: [...new Set(trials.map(({ trial }) => trial.seed))],
      learningRate: 0.01,
    },
    trials,
  };
}
