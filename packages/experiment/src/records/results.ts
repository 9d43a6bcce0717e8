import { z } from "zod";
import { consistentFacts } from "../task/facts.ts";
import { measuresOf } from "../task/metric.ts";
import { backendIdentity, engineIdentity } from "./backend.ts";
import { count, runSettings } from "./settings.ts";
import { libraryVersions, trialKey, trialSchema } from "./trial.ts";
import { tuningSchema } from "./tuning.ts";

/** What trials of a plan have given so far, by key. */
export type ResultsByKey = Map<string, TrialResult>;

const seconds = z.number().nonnegative();

/** Metrics by name; `null` stands for a number that is not finite. */
const score = z.record(z.string(), z.number().nullable());

export const environmentSchema = z.strictObject({
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  bench: z.string(),
});

/** One epoch of a trial. */
export const epochRecord = z.strictObject({
  /** Counted from 0. */
  epoch: count,
  /** The rate of the epoch's last update. */
  learningRate: z.number(),
  training: score,
  validation: score,
});

/** What differs from machine to machine and from run to run: a result is the same without it. */
const circumstances = z.strictObject({
  environment: environmentSchema,
  /** Processes that ran or wanted to over the last 1, 5 and 15 minutes, when the trial began. */
  loadAverage: z.array(z.number().nonnegative()).length(3),
  /** Trainings that this run did at a time. */
  jobs: z.int().positive(),
  /** Digest of the configuration file and of what it imports; left out where there is none. */
  configuration: z.string().optional(),
  /** The commit that was trained from, and its branch; left out where there is none. */
  source: z.strictObject({ commit: z.string(), branch: z.string().optional() }).optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

/** How long an epoch took. */
export const epochTimes = z.strictObject({
  /** For everything, validation included. */
  seconds,
  /**
   * Examples in the batches measured, and the seconds of training they took: on the clock, and of the processor, in whose
   * time what else runs on the machine has no part. The latter are left out without a clock for them.
   */
  measured: z.strictObject({ examples: count, seconds, cpuSeconds: seconds.optional() }),
});

/** How long an epoch took. */
export type EpochTimes = Readonly<z.infer<typeof epochTimes>>;

const timings = circumstances.extend({
  /** What took the steps of a fused trial; left out of one that was trained layer by layer. */
  engine: engineIdentity.optional(),
  /** Speed of a matrix product on the backend just before the trial, in billions of operations a second. */
  gigaflops: z.number().positive(),
  /** One for each epoch. */
  epochs: z.array(epochTimes),
  /** Training alone, in examples a second; `null` if the trial is too short to measure, or a loop of its own. */
  examplesPerSecond: z.number().positive().nullable(),
});

const finished = z.strictObject({
  key: trialKey,
  trial: trialSchema,
  status: z.enum(["completed", "diverged"]),
  epochs: z.array(epochRecord).min(1),
  /** `null` after a divergence, and where the trial leaves the test alone. */
  test: score.nullable(),
  /** Whether it was completed within every bound of the task's target. */
  targetMet: z.boolean(),
  /** `null` where it was left out. */
  timings: timings.nullable(),
});

const failed = finished
  .pick({ key: true, trial: true })
  .extend({ status: z.literal("failed"), error: z.string(), timings: circumstances.nullable() });

/** The file of one trial. */
export const trialResultSchema = z.discriminatedUnion("status", [finished, failed]);

const spread = z.strictObject({
  mean: z.number(),
  /** Sample standard deviation over the seeds; `null` for a single one. */
  sd: z.number().nonnegative().nullable(),
});

const quartiles = z.strictObject({
  n: z.int().positive(),
  median: z.number(),
  firstQuartile: z.number(),
  thirdQuartile: z.number(),
});

const row = z.strictObject({
  name: z.string(),
  /** Seeds whose trial was completed; the means are over these. */
  completed: count,
  diverged: count,
  failed: count,
  /** By measure, such as `validationAccuracy`. */
  figures: z.record(z.string(), spread.nullable()),
  /** Median and quartiles over the completed trials. */
  examplesPerSecond: quartiles.nullable(),
  /** Number of trials that met the target. */
  targetMet: count,
});

/** `results.json`. */
export const resultsSchema = z
  .strictObject({
    format: z.literal(1),
    /** Whether every trial of the plan is in it. */
    complete: z.boolean(),
    /** The hash of the plan. */
    plan: z.string(),
    settings: runSettings,
    protocol: z.strictObject({ version: z.int().positive(), task: consistentFacts }),
    backend: backendIdentity,
    versions: libraryVersions,
    /** The tuning that gave each schedule its base rate; `null` if all have the same. */
    tuning: tuningSchema.nullable(),
    /** The different ones on which the trials ran; none where timings are left out. */
    machines: z.array(environmentSchema),
    summary: z.array(row),
    trials: z.array(trialResultSchema),
  })
  .check(({ value, issues }) => {
    const measures = measuresOf(value.protocol.task.metrics);
    for (const { figures } of value.summary) {
      for (const name of Object.keys(figures)) {
        if (measures.has(name)) continue;
        issues.push({
          code: "custom",
          input: name,
          path: ["summary", "figures"],
          message: `must be a measure of the task, got ${JSON.stringify(name)}`,
        });
      }
    }
  });

/** A machine and its programs. */
export type Environment = z.infer<typeof environmentSchema>;
/** Where, when and beside what a trial ran. */
export type Circumstances = z.infer<typeof circumstances>;
/** A trial that was completed or diverged. */
export type FinishedTrial = z.infer<typeof finished>;
/** A trial with what came of it. */
export type TrialResult = z.infer<typeof trialResultSchema>;
/** Whether a trial came to an end. */
export const isFinished = (result: TrialResult): result is FinishedTrial =>
  result.status !== "failed";
/** Mean and standard deviation over the seeds. */
export type Spread = z.infer<typeof spread>;
/** The middle of some values, and how many there are. */
export type Quartiles = z.infer<typeof quartiles>;
/** One schedule of a {@link Results}. */
export type Row = z.infer<typeof row>;
/** Everything a run gives. */
export type Results = z.infer<typeof resultsSchema>;
/** Metrics by name, of one part of the data. */
export type Score = z.infer<typeof score>;
