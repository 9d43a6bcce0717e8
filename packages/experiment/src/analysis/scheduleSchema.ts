import { z } from "zod";
import { intervalSchema } from "../statistics/interval.ts";

/** A number of things. */
export const count = z.int().nonnegative();
/** A part of a whole, or a probability. */
export const share = z.number().min(0).max(1);

/** A quantity over the seeds of one schedule. */
const figure = z.strictObject({
  n: z.int().positive(),
  mean: z.number(),
  /** Sample standard deviation; `null` for a single seed. */
  sd: z.number().nonnegative().nullable(),
  median: z.number(),
  /** Mean of the middle half: a quarter of the values, rounded down, is left out at each end. */
  iqm: z.number(),
  /**
   * Interval of the mean at `rules.confidence`: Student's below six seeds, the widened BCa bootstrap from six on; `null` for a
   * single seed.
   */
  interval: intervalSchema.nullable(),
  min: z.number(),
  max: z.number(),
});

/** Something of which only the spread between trials is worth saying, such as a speed. */
const middle = z.strictObject({
  n: z.int().positive(),
  median: z.number(),
  firstQuartile: z.number(),
  thirdQuartile: z.number(),
});

/** When an epoch first ended within `rules.target`. A trial that diverged has not reached it, whatever it had before. */
const toTarget = z.strictObject({
  /** Trials that reached it. */
  reached: count,
  /** Trials that could have: those that the figures are about. */
  of: count,
  /** Over all of these, a miss counting as infinitely late: `null` if half of them or more missed it. */
  median: z.number().nonnegative().nullable(),
  /** The earliest, and the latest of those that reached it; `null` if none did. */
  first: z.number().nonnegative().nullable(),
  last: z.number().nonnegative().nullable(),
});

const verdict = z.enum([
  "better",
  "worse",
  "equivalent",
  "identical",
  "no difference shown",
  "too few seeds",
]);

/** A schedule against the baseline, seed by seed, in `rules.measure`. */
const difference = z.strictObject({
  /** Seeds that both have. */
  n: count,
  /** Mean of schedule minus baseline; `null` without a common seed. */
  mean: z.number().nullable(),
  sd: z.number().nonnegative().nullable(),
  /** Interval of the mean, made as those of the figures; `null` with fewer than two common seeds. */
  interval: intervalSchema.nullable(),
  /** Of the two-sided exact sign-flip test; `null` with fewer than `rules.seedsNeeded` common seeds. */
  p: share.nullable(),
  /** `p` adjusted for all schedules that are compared, by step-down max-T over joint sign flips; `null` where `p` is. */
  adjustedP: share.nullable(),
  verdict,
  /** The differences themselves, ordered by seed. */
  pairs: z.array(z.strictObject({ seed: z.int().positive(), value: z.number() })),
  /** Seeds of which only one of the two has a usable trial. They are left out of the comparison. */
  unpairedSeeds: z.array(z.int().positive()),
});

/** Mean over the seeds, with the interval of the mean; `low` and `high` are `null` for a single seed. */
const band = z.strictObject({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** One epoch of a schedule over its seeds. */
const curvePoint = z.strictObject({
  /** Counted from 0. */
  epoch: count,
  /** Trials in the metrics. */
  n: count,
  /** The rate of the epoch's last update, over the trials that were still running; `null` if none was. */
  learningRate: band.nullable(),
  /** By measure. */
  figures: z.record(z.string(), band.nullable()),
});

/** One trial after its last epoch. A diverged one has the numbers that `rules.diverged` gives it, `null` if it is excluded. */
const dot = z.strictObject({
  seed: z.int().positive(),
  key: z.string(),
  status: z.enum(["completed", "diverged", "failed"]),
  /** Epoch in which it diverged, counted from 0; `null` if it did not. */
  divergedInEpoch: count.nullable(),
  /** Why it failed; `null` if it did not. */
  error: z.string().nullable(),
  /** By measure. */
  figures: z.record(z.string(), z.number().nullable()),
  stepsToTarget: z.int().positive().nullable(),
  targetMet: z.boolean(),
});

/** A schedule at one base rate, in ascending order of the rates. */
const sensitivityPoint = z.strictObject({
  learningRate: z.number().positive(),
  /** Trials that were completed or diverged. */
  n: z.int().positive(),
  diverged: count,
  /** `null` if every trial diverged and diverged trials are excluded. */
  figures: z.record(z.string(), figure.nullable()),
});

/** Everything that depends on the speed of the machine. */
const timings = z.strictObject({
  /** Training alone, over the completed trials. */
  examplesPerSecond: middle.nullable(),
  /** Seconds of training, without validation. */
  secondsToTarget: toTarget,
  /** Nanoseconds of one call of the schedule, as measured by `micro`; `null` if it was not. */
  nanosecondsPerCall: z.number().nonnegative().nullable(),
  /** That call's share of the time of one training step. */
  shareOfStep: z.number().nonnegative().nullable(),
});

const occurrenceVerdict = z.enum([
  "more often",
  "less often",
  "no difference shown",
  "too few seeds",
]);

/** How often something happened to the trials of a schedule. */
const occurrence = z.strictObject({
  count,
  /** Trials to which it could have happened. */
  of: count,
  /** Wilson's interval of the share at `rules.confidence`; `null` without a trial. */
  interval: intervalSchema.nullable(),
  /** Against the baseline, seed by seed; `null` for the baseline itself, and without a common seed. */
  comparison: z
    .strictObject({
      /** Seeds that both have. */
      n: z.int().positive(),
      /** Seeds on which it happened to this schedule alone, and to the baseline alone. */
      onlyOwn: count,
      onlyOther: count,
      /** Share of this schedule minus share of the baseline. */
      difference: z.number().min(-1).max(1),
      /** Newcombe's interval of that difference. */
      interval: intervalSchema,
      /** Of McNemar's exact two-sided test; `null` with fewer than `rules.seedsNeeded` common seeds. */
      p: share.nullable(),
      /** `p` adjusted for all schedules that are compared; `null` where `p` is. */
      adjustedP: share.nullable(),
      verdict: occurrenceVerdict,
    })
    .nullable(),
});

/** One bound of the target. */
const boundOutcome = z.strictObject({
  measure: z.string(),
  /** Trials on the wrong side of the bound. */
  missed: count,
  /** Of the measure, schedule minus baseline over their common seeds; `null` for the baseline, and without such a seed. */
  difference: z
    .strictObject({ n: z.int().positive(), mean: z.number(), interval: intervalSchema.nullable() })
    .nullable(),
});

/** What the trials of a schedule did about the target: how many met every bound of it, and what each bound was missed by. */
const targetOutcome = occurrence.extend({
  /** In the order of the task. */
  bounds: z.array(boundOutcome),
});

/** What an analysis says of one schedule. */
export const scheduleSchema = z.strictObject({
  name: z.string(),
  /** By the mean of `rules.measure`, from 1; equal means have equal ranks. `null` without any usable trial. */
  rank: z.int().positive().nullable(),
  /** The base rate of the trials in every field but `sensitivity`; `null` without any trial. */
  learningRate: z.number().positive().nullable(),
  /** Trials that every figure is about: the completed ones, and the diverged ones unless these are excluded. */
  n: count,
  completed: count,
  diverged: count,
  failed: count,
  /** Seeds of the plan of which there is no trial. */
  missing: count,
  /** `null` for a task without a target. */
  target: targetOutcome.nullable(),
  /** How many of the trials that were not lost to an error diverged, whether or not figures count them. */
  divergence: occurrence,
  /** After the last epoch, by measure; `null` without any usable trial. */
  figures: z.record(z.string(), figure.nullable()),
  stepsToTarget: toTarget,
  /** `null` for the baseline itself, and if there is no baseline. */
  difference: difference.nullable(),
  /**
   * Whether nothing says that it is worse than the schedule of rank 1, by the rules of `difference` with that schedule in place
   * of the baseline; `true` of that schedule itself, `null` without a rank, and with too few seeds to say.
   */
  tiesWithBest: z.boolean().nullable(),
  curve: z.array(curvePoint),
  /**
   * The rate of every update, or of evenly spread ones, the first and the last among them; `null` for a schedule that is code
   * or reacts to the training.
   */
  ratesByStep: z
    .strictObject({
      steps: z.array(count),
      rates: z.array(z.number()),
      stepsPerEpoch: z.int().positive(),
    })
    .nullable(),
  /** The highest rate, of those updates or else of the ends of epochs; `null` without any trial. */
  peakRate: z.number().nullable(),
  /** Ordered by seed. */
  seeds: z.array(dot),
  /** Empty unless there are trials at several base rates. */
  sensitivity: z.array(sensitivityPoint),
  /** `null` if they were not asked for. */
  timings: timings.nullable(),
});

/** What an analysis says of one schedule. */
export type ScheduleAnalysis = z.infer<typeof scheduleSchema>;
/** A quantity over seeds. */
export type Figure = z.infer<typeof figure>;
/** Quartiles over trials. */
export type Middle = z.infer<typeof middle>;
export type { Interval } from "../statistics/interval.ts";
/** How early a schedule reaches the target. */
export type ToTarget = z.infer<typeof toTarget>;
/** A schedule against the baseline. */
export type Difference = z.infer<typeof difference>;
/** How often something happened to a schedule. */
export type Occurrence = z.infer<typeof occurrence>;
/** What can be said of an {@link Occurrence} beside that of the baseline. */
export type OccurrenceVerdict = z.infer<typeof occurrenceVerdict>;
/** What a schedule did about the target. */
export type TargetOutcome = z.infer<typeof targetOutcome>;
/** What a schedule did about one bound of it. */
export type BoundOutcome = z.infer<typeof boundOutcome>;
/** What can be said of a {@link Difference}. */
export type Verdict = z.infer<typeof verdict>;
/** A mean with its interval. */
export type Band = z.infer<typeof band>;
/** One epoch of a curve. */
export type CurvePoint = z.infer<typeof curvePoint>;
/** One trial as a dot. */
export type Dot = z.infer<typeof dot>;
/** A schedule at one base rate. */
export type SensitivityPoint = z.infer<typeof sensitivityPoint>;
