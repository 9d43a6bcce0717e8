import { z } from "zod";

/** The name of a task, which is also that of a folder. */
export const taskName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/);

export const count = z.int().nonnegative();

/** What the trials of a run have in common, and what they differ in. */
export const runSettings = z.strictObject({
  preset: z.string(),
  task: taskName,
  schedule: z.array(z.string()).min(1),
  seeds: z.array(z.int().positive()).min(1),
  epochs: z.int().positive(),
  /** After how many of them each trial ends, its schedule planned for all; left out where it ends after the last. */
  until: z.int().positive().optional(),
  /** Examples for training and validation together; `null` is all that the task has, or a loop of its own. */
  samples: z.int().positive().nullable(),
  /** Examples of the test, at most; `null` is all, 0 leaves the test alone. */
  testSamples: count.nullable(),
  batchSize: z.int().positive(),
  /** The base rate, which a tuning may replace schedule by schedule. */
  learningRate: z.number().positive(),
  /** Whether training figures are evaluated after each epoch; left out where they are running means over it. */
  evaluateTraining: z.literal(true).optional(),
});

/** What a plan is made from. */
export type PlanSettings = z.infer<typeof runSettings>;
