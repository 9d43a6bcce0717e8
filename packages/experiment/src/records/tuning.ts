import { z } from "zod";
import { backendIdentity } from "./backend.ts";
import { count, taskName } from "./settings.ts";
import { libraryVersions } from "./trial.ts";

/** The base rate that a tuning chose. Only for schedules that {@link checkTuning} has let pass. */
export const rateOf = (tuning: Tuning, schedule: string): number =>
  tuning.schedules.find(({ name }) => name === schedule)!.learningRate!;

const rate = z.number().positive();

/** One schedule at one base rate, over the tuning seeds. */
const point = z.strictObject({
  learningRate: rate,
  /** Of the trials that count: all of the tuning seeds. */
  trials: z.int().positive(),
  diverged: count,
  /** Means after the last epoch by measure; `null` where a trial diverged. */
  figures: z.record(z.string(), z.number().nullable()),
  /** Each trial after its last epoch, in the order of the seeds; `null` for one that diverged. */
  seeds: z.array(z.record(z.string(), z.number().nullable())),
});

/** `tuning.json`: the base rate that suits each schedule best, and how it was found. */
export const tuningSchema = z.strictObject({
  format: z.literal(1),
  protocol: z.int().positive(),
  /** Of the plan whose trials it was made from. */
  plan: z.string(),
  task: taskName,
  samples: z.int().positive().nullable(),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  backend: backendIdentity,
  versions: libraryVersions,
  /** What the rates were chosen by. */
  measure: z.string(),
  /** The same for every schedule, ascending. */
  rates: z.array(rate).min(1),
  /** None of them may evaluate. */
  seeds: z.array(z.int().positive()).min(1),
  schedules: z.array(
    z.strictObject({
      name: z.string(),
      /** The one chosen; `null` if a trial diverged at every rate, the base rate where there was nothing to choose. */
      learningRate: rate.nullable(),
      /** Empty for a schedule with rates of its own, which the base rate does not change. */
      grid: z.array(point),
    }),
  ),
});

/** The outcome of a tuning. */
export type Tuning = z.infer<typeof tuningSchema>;
/** One cell of the grid of a {@link Tuning}. */
export type TuningPoint = z.infer<typeof point>;
