import { z } from "zod";
import { backendIdentity } from "../records/backend.ts";
import { examplesSchema } from "../records/trial.ts";
import { taskName } from "../records/settings.ts";
import { taskFacts } from "../task/facts.ts";
import { bound } from "../task/target.ts";
import { count, scheduleSchema, share } from "./scheduleSchema.ts";

export type {
  Band,
  BoundOutcome,
  CurvePoint,
  Difference,
  Dot,
  Figure,
  Interval,
  Middle,
  Occurrence,
  OccurrenceVerdict,
  ScheduleAnalysis,
  SensitivityPoint,
  TargetOutcome,
  ToTarget,
  Verdict,
} from "./scheduleSchema.ts";

/** What an analysis of results says, as plain JSON. Equal trials give equal bytes, `timings` apart. */
export const analysisSchema = z.strictObject({
  format: z.literal(1),
  /** What every trial has in common. */
  task: taskFacts.extend({
    protocol: z.int().positive(),
    name: taskName,
    examples: examplesSchema.nullable(),
    epochs: z.int().positive(),
    /** `null` where schedules have their own, or a loop may have none. */
    batchSize: z.int().positive().nullable(),
    /** `null` where schedules have their own. */
    stepsPerEpoch: z.int().positive().nullable(),
    backend: backendIdentity.shape.name,
  }),
  /** How numbers became verdicts. */
  rules: z.strictObject({
    /** What schedules are compared in. */
    measure: z.string(),
    better: z.enum(["higher", "lower"]),
    /** `null` if the schedule that would be the baseline is not among the results. */
    baseline: z.string().nullable(),
    /** The smallest difference worth a claim; of a share, 0.001 is 0.1 percentage points. */
    margin: z.number().nonnegative(),
    confidence: z.number().gt(0).lt(1),
    /** A claim needs an adjusted p below this. */
    significance: z.number().gt(0).lt(1),
    /** With fewer common seeds no p below the significance is possible, and so no claim. */
    seedsNeeded: z.int().positive(),
    resamples: z.int().positive(),
    /** Seed of the resampling. */
    seed: z.int(),
    /** Whether a diverged trial counts, as `divergedAs` says, or is left out. */
    diverged: z.enum(["counted", "excluded"]),
    /** What a diverged trial counts as, for every measure; `null` where no trial tells. */
    divergedAs: z.record(z.string(), z.number().nullable()),
    /** What `stepsToTarget` is about; `null` for a task without a target. */
    target: bound.nullable(),
  }),
  /** Schedules with enough seeds to be tested against the baseline: those for which the probabilities are adjusted. */
  compared: count,
  /** Whether every trial of the plan is there. */
  complete: z.boolean(),
  trials: z.strictObject({
    completed: count,
    diverged: count,
    failed: count,
    missing: count,
  }),
  /** In the order of the plan. */
  schedules: z.array(scheduleSchema),
  /**
   * `probabilities[i][j]`: how likely a trial of schedule `i` is better than one of schedule `j` in `rules.measure`, a tie
   * counting one half. Both in the order of `schedules`; `null` where one of them has no usable trial.
   */
  improvement: z.strictObject({
    names: z.array(z.string()),
    probabilities: z.array(z.array(share.nullable())),
  }),
});

/** What an analysis says. */
export type Analysis = z.infer<typeof analysisSchema>;
