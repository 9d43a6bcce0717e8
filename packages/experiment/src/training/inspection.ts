import { z } from "zod";
import { count } from "../records/settings.ts";
import { scheduleSpec, trialSchema } from "../records/trial.ts";
import { consistentFacts } from "../task/facts.ts";

const { stepsPerEpoch, epochs, batchSize, learningRate, evaluateTraining, name } =
  trialSchema.shape;

/** A schedule that is to be trained at a base rate. */
export const requestedScheduleSchema = z.strictObject({
  name,
  learningRate,
  /** What it is, for one that nobody but the request knows: a candidate of a search. */
  spec: scheduleSpec.optional(),
});

/** How much of a task is to be trained. */
export const taskRequestSchema = z.strictObject({
  epochs,
  batchSize,
  learningRate,
  seeds: z.array(trialSchema.shape.seed).readonly(),
  /** The schedules that are to be trained, each at its base rates. */
  schedules: z.array(requestedScheduleSchema).readonly(),
  /** `null` is all. */
  samples: count.nullable(),
  testSamples: count.nullable(),
  /** Whether training figures are evaluated after each epoch. @defaultValue they are running means over it */
  evaluateTraining,
});

/** What a plan needs to know of one schedule at one base rate. */
export const inspectedScheduleSchema = z.strictObject({
  name,
  learningRate,
  /** Its own, or that of the run. */
  batchSize,
  stepsPerEpoch,
  /** What it does, as JSON. */
  description: trialSchema.shape.schedule,
  /** For each seed, what its training behaves like: digests by what they are of. */
  identities: z.array(trialSchema.shape.identity).readonly(),
});

/** What a plan needs to know of a task before there are trials. */
export const inspectionSchema = z.strictObject({
  facts: consistentFacts,
  examples: trialSchema.shape.examples,
  /** In the order in which they were asked for. */
  schedules: z.array(inspectedScheduleSchema).readonly(),
});

/** A schedule that is to be trained at a base rate. */
export type RequestedSchedule = Readonly<z.infer<typeof requestedScheduleSchema>>;
/** How much of a task is to be trained. */
export type TaskRequest = Readonly<z.infer<typeof taskRequestSchema>>;
/** What a plan needs to know of one schedule at one base rate. */
export type InspectedSchedule = Readonly<z.infer<typeof inspectedScheduleSchema>>;
/** What a plan needs to know of a task before there are trials. */
export type Inspection = Readonly<z.infer<typeof inspectionSchema>>;
