import type { ScheduleSpec } from "anneal";
import { z } from "zod";
import { backendIdentity } from "./backend.ts";
import { count, taskName } from "./settings.ts";

/** What is known of a run before it begins. */
export interface Totals {
  /** Updates in the whole run. */
  readonly totalSteps: number;
  /** Updates in one epoch. */
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** The base learning rate that the benchmark was asked to use. */
  readonly learningRate: number;
}

/** Grows whenever the training changes, so that old results are not taken for new ones. */
export const protocolVersion = 1;

/** Versions of what decides the numbers of a trial. */
export const libraryVersions = z.strictObject({ anneal: z.string(), tfjs: z.string() });

/** Versions of what decides the numbers of a trial. */
export type LibraryVersions = z.infer<typeof libraryVersions>;

export const trialKey = z.string().regex(/^[0-9a-f]{16}$/);

const perClock = z.enum(["step", "epoch"]);

// Its kind alone is known here: `parse` of anneal checks the rest.
export const scheduleSpec = z
  .custom<ScheduleSpec>(
    (spec) => typeof (spec as { kind?: unknown } | null | undefined)?.kind === "string",
  )
  .meta({ type: "object", properties: { kind: { type: "string" } }, required: ["kind"] });

/** A contestant as JSON, which tells two that behave differently apart: what is code is described by its rates. */
const entryDescription = z.union([
  z.strictObject({ per: perClock, spec: scheduleSpec }),
  z.strictObject({ per: perClock, rates: z.string() }),
  /** A plan: the names of its hyper-parameters, and a digest of their values. */
  z.strictObject({ per: perClock, names: z.array(z.string()), rates: z.string() }),
  z.strictObject({ learningRateScheduler: z.string() }),
]);

/** A contestant as JSON, which tells two that behave differently apart. */
export type EntryDescription = z.infer<typeof entryDescription>;

/** How many examples train, validate and test. */
export const examplesSchema = z.strictObject({
  training: z.int().positive(),
  validation: count,
  /** 0 for a trial of a tuning, which leaves the test alone, and for a task without a test. */
  test: count,
});

/** How many examples train, validate and test. */
export type ExampleCounts = z.infer<typeof examplesSchema>;

/** One training: everything that decides its result, as plain JSON. */
export const trialSchema = z.strictObject({
  protocol: z.int().positive(),
  task: taskName,
  /** `null` for a loop of its own. */
  examples: examplesSchema.nullable(),
  stepsPerEpoch: z.int().positive(),
  epochs: z.int().positive(),
  /** After how many of its epochs it ends, its schedule planned for all of them; left out where it ends after the last. */
  until: z.int().positive().optional(),
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  seed: z.int().positive(),
  /** That the training figures are evaluated after each epoch; left out where they are what the training itself tells. */
  evaluateTraining: z.literal(true).optional(),
  /** Name of the schedule. */
  name: z.string(),
  schedule: entryDescription,
  /** Digests of what the task behaves like, by what they are of: its data, its first weights at the seed, its optimizer, … */
  identity: z.record(z.string(), z.string()),
  backend: backendIdentity,
  versions: libraryVersions,
});

/** One training: everything that decides its result, as plain JSON. */
export type Trial = z.infer<typeof trialSchema>;

export const plannedTrial = z.strictObject({ key: trialKey, trial: trialSchema });

/** A trial and the name of its file. */
export type PlannedTrial = Readonly<z.infer<typeof plannedTrial>>;

/** How many epochs a trial trains, of those that its schedule is planned for. */
export const trainedEpochs = ({
  epochs,
  until = epochs,
}: Pick<Trial, "epochs" | "until">): number => until;

/** The totals of a run, from which its schedules are made. */
export const totalsOf = ({
  stepsPerEpoch,
  epochs,
  learningRate,
}: Pick<Trial, "stepsPerEpoch" | "epochs" | "learningRate">): Totals => ({
  totalSteps: epochs * stepsPerEpoch,
  stepsPerEpoch,
  epochs,
  learningRate,
});
