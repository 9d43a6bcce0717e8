import { z } from "zod";
import { datasets } from "../task/datasets.ts";
import type { DatasetName } from "../task/datasets.ts";

export const datasetName = z.enum(Object.keys(datasets) as [DatasetName, ...DatasetName[]]);

/** What a plan is made from. */
export interface PlanSettings {
  readonly preset: string;
  readonly dataset: DatasetName;
  readonly schedule: readonly string[];
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly samples: number;
  readonly testSamples: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export const count = z.int().nonnegative();

/** What the trials of a run have in common, and what they differ in. */
export const runSettings = z.strictObject({
  preset: z.string(),
  dataset: datasetName,
  schedule: z.array(z.string()).min(1),
  seeds: z.array(z.int().positive()).min(1),
  epochs: z.int().positive(),
  samples: z.int().positive(),
  testSamples: count,
  batchSize: z.int().positive(),
  /** The base rate, which a tuning may replace schedule by schedule. */
  learningRate: z.number().positive(),
});
