import type { ScheduleSpec } from "anneal";
import { z } from "zod";
import type { DatasetName } from "../task/datasets.ts";
import { backendIdentity } from "./backend.ts";
import type { BackendIdentity } from "./backend.ts";
import { datasetName } from "./settings.ts";
import type { PlanSettings } from "./settings.ts";

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

/** An {@link Entry} as JSON, which tells two different ones apart. */
export type EntryDescription =
  | { readonly per: "step" | "epoch"; readonly spec: ScheduleSpec }
  | { readonly per: "step" | "epoch"; readonly code: string; readonly values: string }
  | { readonly learningRateScheduler: string };

/** Grows whenever the network or the training changes, so that old results are not taken for new ones. */
export const protocolVersion = 1;

/** Share of the samples that validate; `fit` takes them from the end. */
export const validationSplit = 0.2;

/** One training: everything that decides its result, as plain JSON. */
export interface Trial {
  readonly protocol: number;
  readonly dataset: DatasetName;
  readonly samples: number;
  readonly testSamples: number;
  readonly validationSplit: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: "adam";
  readonly learningRate: number;
  readonly seed: number;
  /** Name of the schedule. */
  readonly name: string;
  readonly schedule: EntryDescription;
  readonly backend: BackendIdentity;
  readonly versions: { readonly anneal: string; readonly tfjs: string };
}

/** A trial and the name of its file. */
export interface PlannedTrial {
  readonly key: string;
  readonly trial: Trial;
}

/** How many of the samples train, and how many validate: the last of them, as `fit` takes them. */
export function imagesOf({
  samples,
  validationSplit: share,
}: Pick<Trial, "samples" | "validationSplit">): {
  readonly training: number;
  readonly validation: number;
} {
  const training = Math.floor(samples * (1 - share));
  return { training, validation: samples - training };
}

/** The totals of a run, from which its schedules are made. */
export function totalsOf({
  samples,
  batchSize,
  epochs,
  learningRate,
}: Pick<PlanSettings, "samples" | "batchSize" | "epochs" | "learningRate">): Totals {
  const { training } = imagesOf({ samples, validationSplit });
  const stepsPerEpoch = Math.ceil(training / batchSize);
  return { totalSteps: epochs * stepsPerEpoch, stepsPerEpoch, epochs, learningRate };
}

/** Versions of what decides the numbers of a trial. */
export const libraryVersions = z.strictObject({ anneal: z.string(), tfjs: z.string() });

export const trialKey = z.string().regex(/^[0-9a-f]{16}$/);

const perClock = z.enum(["step", "epoch"]);

// Its kind alone is known here: `parse` of anneal checks the rest.
const scheduleSpec = z
  .custom<ScheduleSpec>(
    (spec) => typeof (spec as { kind?: unknown } | null | undefined)?.kind === "string",
  )
  .meta({ type: "object", properties: { kind: { type: "string" } }, required: ["kind"] });

/** A trial as a file holds it. */
export const trialSchema = z.strictObject({
  protocol: z.int().positive(),
  dataset: datasetName,
  samples: z.int().positive(),
  /** 0 for a trial of a tuning, which leaves the test images alone. */
  testSamples: z.int().nonnegative(),
  validationSplit: z.number().gt(0).lt(1),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  optimizer: z.literal("adam"),
  learningRate: z.number().positive(),
  seed: z.int().positive(),
  name: z.string(),
  schedule: z.union([
    z.strictObject({ per: perClock, spec: scheduleSpec }),
    z.strictObject({ per: perClock, code: z.string(), values: z.string() }),
    z.strictObject({ learningRateScheduler: z.string() }),
  ]),
  backend: backendIdentity,
  versions: libraryVersions,
});
