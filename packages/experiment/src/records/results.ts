import { z } from "zod";
import { backendIdentity } from "./backend.ts";
import { count, runSettings } from "./settings.ts";
import { libraryVersions, trialKey, trialSchema } from "./trial.ts";
import { tuningSchema } from "./tuning.ts";

/** What trials of a plan have given so far, by key. */
export type ResultsByKey = Map<string, TrialResult>;
const seconds = z.number().nonnegative();

const score = z.strictObject({
  accuracy: z.number().min(0).max(1).nullable(),
  loss: z.number().nullable(),
});

export const environmentSchema = z.strictObject({
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  bench: z.string(),
});

const epoch = z.strictObject({
  epoch: count,
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
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

const timings = circumstances.extend({
  /** Speed of a matrix product on the backend just before the trial, in billions of operations a second. */
  gigaflops: z.number().positive(),
  /** One for each epoch. */
  epochs: z.array(
    z.strictObject({
      /** For everything, validation included. */
      seconds,
      /** Images in the batches measured, and the seconds of training they took: on the clock, and of the processor. */
      measured: z.strictObject({ images: count, seconds, cpuSeconds: seconds.optional() }),
    }),
  ),
  /** Training alone, in images a second; `null` if the trial is too short to measure. */
  imagesPerSecond: z.number().positive().nullable(),
});

const finished = z.strictObject({
  key: trialKey,
  trial: trialSchema,
  status: z.enum(["completed", "diverged"]),
  epochs: z.array(epoch).min(1),
  /** `null` after a divergence, and where the trial leaves the test images alone. */
  test: score.nullable(),
  /** Whether validation accuracy is above 85 % while training accuracy is below 95 %, after the last epoch. */
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

const row = z.strictObject({
  name: z.string(),
  /** Seeds whose trial was completed; the means are over these. */
  completed: count,
  diverged: count,
  failed: count,
  trainingAccuracy: spread.nullable(),
  trainingLoss: spread.nullable(),
  validationAccuracy: spread.nullable(),
  validationLoss: spread.nullable(),
  testAccuracy: spread.nullable(),
  imagesPerSecond: spread.nullable(),
  /** Number of trials that met the target. */
  targetMet: count,
});

/** `results.json`. */
export const resultsSchema = z.strictObject({
  format: z.literal(1),
  /** Whether every trial of the plan is in it. */
  complete: z.boolean(),
  /** The hash of the plan. */
  plan: z.string(),
  settings: runSettings,
  protocol: z.strictObject({
    version: z.int().positive(),
    network: z.string(),
    optimizer: z.literal("adam"),
    validationSplit: z.number(),
    target: z.strictObject({
      validationAccuracyAbove: z.number(),
      trainingAccuracyBelow: z.number(),
    }),
  }),
  backend: backendIdentity,
  versions: libraryVersions,
  /** The tuning that gave each schedule its base rate; `null` if all have the same. */
  tuning: tuningSchema.nullable(),
  /** The different ones on which the trials ran; none where timings are left out. */
  machines: z.array(environmentSchema),
  summary: z.array(row),
  trials: z.array(trialResultSchema),
});

/** A machine and its programs. */
export type Environment = z.infer<typeof environmentSchema>;
/** Where, when and beside what a trial ran. */
export type Circumstances = z.infer<typeof circumstances>;
/** A trial that was completed or diverged. */
export type FinishedTrial = z.infer<typeof finished>;
/** A trial that gave no result. */
export type FailedTrial = z.infer<typeof failed>;
/** A trial with what came of it. */
export type TrialResult = z.infer<typeof trialResultSchema>;
/** Mean and standard deviation over the seeds. */
export type Spread = z.infer<typeof spread>;
/** One schedule of a {@link Results}. */
export type Row = z.infer<typeof row>;
/** Everything a run gives. */
export type Results = z.infer<typeof resultsSchema>;
