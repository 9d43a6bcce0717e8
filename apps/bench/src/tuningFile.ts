import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BenchmarkError, messageOf } from "./errors.ts";
import { asText, writeWhole } from "./wholeFile.ts";
import { backendIdentity, datasetName, libraryVersions } from "./trialSchema.ts";
import { schemaProblem } from "./schemaProblem.ts";

const rate = z.number().positive();

/** One schedule at one base rate, over the tuning seeds. */
const point = z.strictObject({
  learningRate: rate,
  /** Of the trials that count: all of the tuning seeds. */
  trials: z.int().positive(),
  diverged: z.int().nonnegative(),
  /** Mean after the last epoch; `null` stands for infinity, because a trial diverged. */
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().min(0).max(1).nullable(),
  /** Each trial after its last epoch, in the order of the seeds; `null` for one that diverged. */
  seeds: z.array(
    z.strictObject({
      validationLoss: z.number().nullable(),
      validationAccuracy: z.number().min(0).max(1).nullable(),
    }),
  ),
});

/** `tuning.json`: the base rate that suits each schedule best, and how it was found. */
export const tuningSchema = z.strictObject({
  format: z.literal(1),
  protocol: z.int().positive(),
  /** Of the plan whose trials it was made from. */
  plan: z.string(),
  dataset: datasetName,
  samples: z.int().positive(),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  backend: backendIdentity,
  versions: libraryVersions,
  /** The same for every schedule, ascending. */
  rates: z.array(rate).min(1),
  /** None of them may evaluate. */
  seeds: z.array(z.int().positive()).min(1),
  schedules: z.array(
    z.strictObject({
      name: z.string(),
      /** The one chosen; `null` if a trial diverged at every rate. */
      learningRate: rate.nullable(),
      grid: z.array(point),
    }),
  ),
});

/** The outcome of a tuning. */
export type Tuning = z.infer<typeof tuningSchema>;
/** One cell of the grid of a {@link Tuning}. */
export type TuningPoint = z.infer<typeof point>;

/** Writes `tuning.json` into the output folder and returns its path. */
export async function writeTuning(out: string, tuning: Tuning): Promise<string> {
  const path = join(out, "tuning.json");
  await writeWhole(path, asText(tuningSchema.parse(tuning)));
  return path;
}

/** Reads a `tuning.json`. @throws {BenchmarkError} Of kind `"usage"`, if it is not one. */
export async function readTuning(path: string): Promise<Tuning> {
  try {
    return tuningSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? "there is no such file"
      : error instanceof z.ZodError
        ? `it is no tuning.json of this version: ${schemaProblem(error)}`
        : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${path}: ${reason}`, { cause: error });
  }
}
