import type { ScheduleSpec } from "anneal";
import { z } from "zod";
import { backendNames } from "./backend.ts";
import { datasets } from "./datasets/files.ts";
import type { DatasetName } from "./datasets/files.ts";

export const datasetName = z.enum(Object.keys(datasets) as [DatasetName, ...DatasetName[]]);

export const backendIdentity = z.strictObject({
  name: z.enum(backendNames).exclude(["auto"]),
  version: z.string(),
  /** Which kernels train, and in which build. */
  kernels: z.string(),
});

/** A backend in words. */
export const describeBackend = ({ name, version, kernels }: z.infer<typeof backendIdentity>) =>
  `${name} ${version}, kernels ${kernels}`;

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
