import { analysisSchema } from "@anneal/experiment/analysis";
import { intervalSchema } from "@anneal/experiment/statistics";
import { z } from "zod";

const count = z.int().nonnegative();
const names = z.array(z.string());

/** One of two results that are compared. */
const side = z.strictObject({
  path: z.string(),
  /** Hash of its plan. */
  plan: z.string(),
  anneal: z.string(),
  tfjs: z.string(),
  protocol: z.int().positive(),
  backend: z.string(),
  /** Names of the processors. */
  machines: names,
  trials: analysisSchema.shape.trials,
});

/** A metric of one schedule, head against base, seed by seed. */
const change = z.strictObject({
  /** A measure, or `"stepsToTarget"`. */
  metric: z.string(),
  /** Seeds that both have. */
  n: z.int().positive(),
  /** Means over these seeds. Steps that were not enough count as one epoch more than there were. */
  base: z.number(),
  head: z.number(),
  /** Mean of head minus base. */
  difference: z.number(),
  /** Interval of it; `null` for a single seed. */
  interval: intervalSchema.nullable(),
  /** Of the sign-flip test; `null` for fewer than `rules.seedsNeeded` seeds. */
  p: z.number().nullable(),
  /** What the difference must exceed to be told from noise; `null` where the noise is not known. */
  threshold: z.number().nonnegative().nullable(),
  /** The smallest true difference that four of five runs like these would show; `null` where the noise is not known. */
  detectable: z.number().nonnegative().nullable(),
  verdict: z.enum(["identical", "better", "worse", "no change shown", "too few seeds"]),
});

/** A metric in the mean over all schedules that have a seed in common, head against base. */
const overallChange = change.omit({ base: true, head: true }).extend({
  /** How many schedules the mean is over. */
  schedules: z.int().positive(),
});

/** A learning rate that is no longer what it was. */
const rateChange = z.strictObject({
  /** Where the two are furthest apart, counted from 0. */
  epoch: count,
  base: z.number(),
  head: z.number(),
});

const schedule = z.strictObject({
  name: z.string(),
  /** Whether it is described by the same specification, code and base rate. */
  sameDefinition: z.boolean(),
  /** `null` if the rates are the same, or react to what the training gives. */
  rates: rateChange.nullable(),
  changes: z.array(change),
  /** Seeds of trials that base has completed, but not head. */
  newlyFailed: z.array(z.int()),
  newlyDiverged: z.array(z.int()),
  /** Seeds whose trial diverged in base alone. */
  noLongerDiverged: z.array(z.int()),
});

/** A speed in which the speed of the machine has been divided out. */
const speed = z.strictObject({
  subject: z.string(),
  /** What it was divided by. */
  relativeTo: z.string(),
  base: z.number().positive(),
  head: z.number().positive(),
  /** How many times as long head takes. */
  slowdown: z.number().positive(),
  /** How many times as long it may take. */
  limit: z.number().gt(1),
  verdict: z.enum(["slower", "faster", "no change shown"]),
});

/** What a comparison of two results says, as plain JSON. */
export const comparisonSchema = z.strictObject({
  format: z.literal(1),
  /** Of the task. */
  metrics: analysisSchema.shape.task.shape.metrics,
  primary: analysisSchema.shape.task.shape.primary,
  base: side,
  head: side,
  rules: z.strictObject({
    /** A difference of the primary metric that does not exceed it is no regression. */
    margin: z.number().nonnegative(),
    /** The same for the other metrics, and for a primary one without a margin, as a share of the value. */
    relativeMargin: z.number().nonnegative(),
    /** Chance of a false alarm by noise alone in any schedule. */
    significance: z.number(),
    /** Chance of a false alarm by noise alone in the mean over all schedules, for one metric. */
    overallSignificance: z.number(),
    seedsNeeded: z.int().positive(),
    speedLimit: z.number().gt(1),
    /** Schedules whose rates may have changed. */
    accepted: names,
  }),
  /** The mean over all schedules, which is tested first; by metric. Empty for a single schedule. */
  overall: z.array(overallChange),
  schedules: z.array(schedule),
  onlyInBase: names,
  onlyInHead: names,
  speeds: z.array(speed),
  /** What is no regression, but should be known. */
  notes: z.array(z.string()),
  /** What got worse: where there is one, the command fails. */
  regressions: z.array(
    z.strictObject({
      subject: z.string(),
      /** The metric that got worse; or the learning rate, the steps to the target, the speed, that trials failed or diverged. */
      kind: z.string(),
      message: z.string(),
    }),
  ),
});

/** What a comparison of two results says. */
export type Comparison = z.infer<typeof comparisonSchema>;
/** A metric, head against base. */
export type Change = z.infer<typeof change>;
/** A metric in the mean over all schedules, head against base. */
export type OverallChange = z.infer<typeof overallChange>;
/** One schedule of a {@link Comparison}. */
export type ComparedSchedule = z.infer<typeof schedule>;
/** One speed of a {@link Comparison}. */
export type SpeedChange = z.infer<typeof speed>;
/** Something that got worse. */
export type Regression = Comparison["regressions"][number];
