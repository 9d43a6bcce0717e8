import { z } from "zod";
import { consistentFacts } from "../task/facts.ts";
import { runSettings } from "./settings.ts";
import { plannedTrial, trialKey } from "./trial.ts";
import { tuningSchema } from "./tuning.ts";

/** `plan.json` and `tuning-plan.json`: every trial of a run, whichever shard trains it. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  /** Of everything below. */
  hash: trialKey,
  purpose: z.enum(["evaluation", "tuning"]),
  settings: runSettings,
  /** What is trained, as far as reports need to know it. */
  task: consistentFacts,
  /** The tuning that gave each schedule its base rate; `null` if all have the same. */
  tuning: tuningSchema.nullable(),
  /** In the order in which they run. */
  trials: z.array(plannedTrial).min(1),
});

/** What `plan --json` prints: the plan, and what of it is to be trained. */
export const outlookSchema = planSchema.extend({
  /** The part of the plan that was asked about; `null` is all of it. */
  shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }).nullable(),
  /** Of the trials of that part. */
  keys: z.array(trialKey),
  /** Of those that have no result yet. */
  open: z.array(trialKey),
  /** `null` where nothing tells: a loop of its own of which there is no earlier trial. */
  estimate: z
    .strictObject({
      seconds: z.number().nonnegative(),
      /** Examples trained in a second by each of the trainings that run at a time. */
      examplesPerSecond: z.number().positive(),
      basis: z.enum(["earlier trials", "calibration"]),
    })
    .nullable(),
});

/** Everything that a run is to train. */
export type Plan = z.infer<typeof planSchema>;

/** A plan, and what of it is to be trained. */
export type Outlook = z.infer<typeof outlookSchema>;

/** What the trials of a plan are for. */
export type Purpose = Plan["purpose"];
