import { nonNegative, oneOf } from "anneal";
import type { Rule } from "anneal";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { optionsOf } from "../optionsOf.ts";
import { compare } from "../conclusion/rows.ts";
import { keyOf } from "../records/key.ts";
import type { Results, TrialResult } from "../records/results.ts";
import { scoresIn } from "../records/score.ts";
import { datasets } from "../task/datasets.ts";
import type { DatasetName } from "../task/datasets.ts";
import { referenceFacts } from "../task/reference.ts";
import { names } from "../task/rule.ts";
import { meetsTarget } from "../task/target.ts";

type RateShape = (progress: number, epoch: number) => number;

/** Ten shapes of a learning rate, with the accuracy that a made-up training reaches with each. */
const shapes: Readonly<Record<string, { readonly rate: RateShape; readonly accuracy: number }>> = {
  constant: { rate: () => 1, accuracy: 0.886 },
  halving: { rate: (_, epoch) => (epoch < 5 ? 1 : 0.5 ** (epoch - 4)), accuracy: 0.9 },
  step: { rate: (progress) => 0.3 ** Math.floor(3 * progress), accuracy: 0.897 },
  exponential: { rate: (progress) => 0.01 ** progress, accuracy: 0.898 },
  "inverse-time": { rate: (_, epoch) => 1 / (1 + epoch), accuracy: 0.893 },
  linear: { rate: (progress) => 1 - progress, accuracy: 0.903 },
  polynomial: { rate: (progress) => (1 - progress) ** 2, accuracy: 0.901 },
  cosine: { rate: (progress) => (1 + Math.cos(Math.PI * progress)) / 2, accuracy: 0.9025 },
  "cosine-restarts": {
    rate: (progress) => (1 + Math.cos(Math.PI * ((3 * progress) % 1))) / 2,
    accuracy: 0.8865,
  },
  "warmup-cosine": {
    rate: (progress) =>
      progress < 0.1 ? 10 * progress : (1 + Math.cos((Math.PI * (progress - 0.1)) / 0.9)) / 2,
    accuracy: 0.904,
  },
};

/** What a synthetic run is made of. */
export interface Synthetic {
  readonly task?: DatasetName | undefined;
  /** Names of schedules; one that is not a known shape trains as `constant` does. */
  readonly schedules?: readonly string[] | undefined;
  /** How many, from 1 to 1,000. @defaultValue `16` */
  readonly seeds?: number | undefined;
  /** From 1 to 1,000. @defaultValue `15` */
  readonly epochs?: number | undefined;
  readonly learningRate?: number | undefined;
  /** Trials, as `name:seed`, that diverged in their third epoch. */
  readonly diverged?: readonly string[] | undefined;
  /** Trials, as `name:seed`, that failed. */
  readonly failed?: readonly string[] | undefined;
  /** Trials, as `name:seed`, that are not there. */
  readonly missing?: readonly string[] | undefined;
}

/** More than these make a file of hundreds of megabytes, which no report is made for. */
const mostOfEach = 1_000;

const count: Rule = {
  rule: `a whole number from 1 to ${String(mostOfEach)}`,
  accepts: (value) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostOfEach,
};

const checked = /* @__PURE__ */ optionsOf<Synthetic>(
  "syntheticResults",
  {
    task: oneOf(...Object.keys(datasets)),
    schedules: names,
    seeds: count,
    epochs: count,
    learningRate: nonNegative,
    diverged: names,
    failed: names,
    missing: names,
  },
  {
    task: "fashion-mnist",
    schedules: Object.keys(shapes),
    seeds: 16,
    epochs: 15,
    learningRate: 0.01,
    diverged: [],
    failed: [],
    missing: [],
  },
);

const environment = {
  node: "20.20.2",
  platform: "linux x64",
  cpu: "A CPU",
  cores: 2,
  bench: "1.0.0",
};

/**
 * Results that look like those of a run, the same for the same arguments.
 *
 * @throws {RangeError | TypeError} If there is no such option, or it is wrong.
 */
export function syntheticResults(options?: Synthetic): Results {
  const { task, schedules, seeds, epochs, learningRate, diverged, failed, missing } =
    checked(options);
  const samples = 7500;
  const facts = referenceFacts(task);
  const seedList = Array.from({ length: seeds }, (_, index) => index + 1);
  const trials = seedList.flatMap((seed) =>
    schedules.flatMap((name, position): readonly TrialResult[] => {
      const id = `${name}:${String(seed)}`;
      if (missing.includes(id)) return [];
      const source = xoroshiro128plus(
        Math.imul(seed, 0x9e3779b1) ^ Math.imul(position + 1, 0x85ebca77),
      );
      const random = () => uniformFloat64(source);
      // The first numbers of neighbouring seeds are alike.
      for (let skipped = 0; skipped < 20; skipped++) random();
      const normal = () =>
        Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const trial: TrialResult["trial"] = {
        protocol: 1,
        task,
        examples: { training: 6000, validation: 1500, test: 10_000 },
        stepsPerEpoch: 94,
        epochs,
        batchSize: 64,
        learningRate,
        seed,
        name,
        schedule: { per: "step", spec: { kind: "constant" } },
        identity: {},
        backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
        versions: { anneal: "1.0.0", tfjs: "4.22.0" },
      };
      const shared = { key: keyOf(trial), trial };
      const circumstances = {
        environment,
        loadAverage: [1, 1, 1],
        jobs: 2,
        startedAt: "2026-01-02T03:04:05.000Z",
        finishedAt: "2026-01-02T03:05:05.000Z",
      };
      if (failed.includes(id)) {
        return [{ ...shared, status: "failed", error: "out of memory", timings: circumstances }];
      }

      const shape = shapes[Object.hasOwn(shapes, name) ? name : "constant"]!;
      const seedEffect = 0.0015 * Math.sin(12.9898 * seed);
      const final = shape.accuracy + seedEffect + 0.0015 * normal();
      const breaks = diverged.includes(id);
      const curve = Array.from({ length: breaks ? 3 : epochs }, (_, epoch) => {
        const rate = shape.rate((epoch + 1) / epochs, epoch);
        const rising = (final - 0.72) * Math.exp(-epoch / 2.5);
        const validation = final - rising + 0.006 * rate * normal();
        const training = final + 0.003 * epoch - rising + 0.002 * normal();
        const broken = breaks && epoch === 2;
        return {
          epoch,
          learningRate: learningRate * rate,
          training: broken
            ? { accuracy: 0.1, loss: null }
            : { accuracy: training, loss: 2.5 * (1 - training) + 0.01 * random() },
          validation: broken
            ? { accuracy: 0.1, loss: null }
            : { accuracy: validation, loss: 2.8 * (1 - validation) + 0.02 * random() },
        };
      });
      const clock = curve.map(() => ({
        seconds: 9,
        measured: { examples: 5824, seconds: 5824 / (700 + 60 * random()) },
      }));
      const last = curve.at(-1)!;
      const examples = clock.reduce((sum, { measured }) => sum + measured.examples, 0);
      const seconds = clock.reduce((sum, { measured }) => sum + measured.seconds, 0);
      return [
        {
          ...shared,
          status: breaks ? "diverged" : "completed",
          epochs: curve,
          test: breaks ? null : { accuracy: final - 0.004, loss: 3 * (1 - final) },
          targetMet: !breaks && meetsTarget(facts.target, (measure) => scoresIn(last)[measure]),
          timings: {
            ...circumstances,
            gigaflops: 20,
            epochs: clock,
            examplesPerSecond: examples / seconds,
          },
        },
      ];
    }),
  );
  return {
    format: 1,
    complete: missing.length === 0,
    plan: "0123456789abcdef",
    settings: {
      preset: "experiment",
      task,
      schedule: [...schedules],
      seeds: seedList,
      epochs,
      samples,
      testSamples: 10_000,
      batchSize: 64,
      learningRate,
    },
    protocol: { version: 1, task: facts },
    backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
    tuning: null,
    machines: [environment],
    summary: [...compare(schedules, trials, facts)],
    trials,
  };
}

/** A run of 160 trials in which two diverged and one failed. */
export const largeResults = (): Results =>
  syntheticResults({ diverged: ["constant:3", "cosine-restarts:11"], failed: ["step:7"] });
