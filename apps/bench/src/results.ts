import { access, constants, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { backendNames } from "./backend.ts";
import { datasets } from "./datasets/files.ts";
import type { DatasetName } from "./datasets/files.ts";
import { BenchmarkError, exitCodes, messageOf } from "./exitCodes.ts";

const datasetName = z.enum(Object.keys(datasets) as [DatasetName, ...DatasetName[]]);
const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const perClock = z.enum(["step", "epoch"]);

const score = z.strictObject({
  accuracy: z.number().min(0).max(1).nullable(),
  loss: z.number().nullable(),
});

const trial = z.strictObject({
  protocol: z.int().positive(),
  dataset: datasetName,
  samples: z.int().positive(),
  testSamples: z.int().positive(),
  validationSplit: z.number().gt(0).lt(1),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  optimizer: z.literal("adam"),
  learningRate: z.number().positive(),
  seed: z.int().positive(),
  name: z.string(),
  schedule: z.union([
    z.strictObject({
      per: perClock,
      spec: z.custom<{ kind: string }>(
        (spec) => typeof (spec as { kind?: unknown } | null)?.kind === "string",
      ),
    }),
    z.strictObject({ per: perClock, code: z.string(), values: z.string() }),
    z.strictObject({ learningRateScheduler: z.string() }),
  ]),
  backend: z.strictObject({
    name: z.enum(backendNames).exclude(["auto"]),
    version: z.string(),
  }),
  versions: z.strictObject({ anneal: z.string(), tfjs: z.string() }),
});

const environment = z.strictObject({
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  bench: z.string(),
});

const epoch = z.strictObject({
  epoch: count,
  learningRate: z.number(),
  training: score,
  validation: score,
  seconds,
  measured: z.strictObject({ images: count, seconds }),
});

const finished = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{16}$/),
  trial,
  status: z.enum(["completed", "diverged"]),
  environment,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  epochs: z.array(epoch).min(1),
  test: score.nullable(),
  /** Training alone, in images a second; `null` if the trial is too short to measure. */
  imagesPerSecond: z.number().positive().nullable(),
  /** Whether validation accuracy is above 85 % while training accuracy is below 95 %, after the last epoch. */
  targetMet: z.boolean(),
});

const failed = finished
  .pick({ key: true, trial: true, environment: true, startedAt: true, finishedAt: true })
  .extend({ status: z.literal("failed"), error: z.string() });

/** The file of one trial. */
export const trialResultSchema = z.discriminatedUnion("status", [finished, failed]);

const spread = z.strictObject({
  mean: z.number(),
  /** Sample standard deviation over the seeds; `null` for a single one. */
  sd: z.number().nonnegative().nullable(),
});

const row = z.strictObject({
  name: z.string(),
  /** Seeds whose trial was completed; the means are over these. */
  completed: count,
  diverged: count,
  failed: count,
  trainingAccuracy: spread.nullable(),
  trainingLoss: spread.nullable(),
  validationAccuracy: spread.nullable(),
  validationLoss: spread.nullable(),
  testAccuracy: spread.nullable(),
  imagesPerSecond: spread.nullable(),
  /** Number of trials that met the target. */
  targetMet: count,
});

/** `results.json`. */
export const resultsSchema = z.strictObject({
  format: z.literal(1),
  /** Whether every trial of the plan is in it. */
  complete: z.boolean(),
  settings: z.strictObject({
    preset: z.string(),
    dataset: datasetName,
    schedule: z.array(z.string()).min(1),
    seeds: z.array(z.int().positive()).min(1),
    epochs: z.int().positive(),
    samples: z.int().positive(),
    testSamples: z.int().positive(),
    batchSize: z.int().positive(),
    learningRate: z.number().positive(),
    backend: z.enum(backendNames),
    jobs: z.int().positive(),
  }),
  protocol: z.strictObject({
    version: z.int().positive(),
    network: z.string(),
    optimizer: z.literal("adam"),
    validationSplit: z.number(),
    target: z.strictObject({
      validationAccuracyAbove: z.number(),
      trainingAccuracyBelow: z.number(),
    }),
  }),
  backend: z.strictObject({ name: z.string(), version: z.string() }),
  versions: z.strictObject({ anneal: z.string(), tfjs: z.string() }),
  environment,
  summary: z.array(row),
  trials: z.array(trialResultSchema),
});

/** Where and with what a trial ran. */
export type Environment = z.infer<typeof environment>;
/** A trial that was completed or diverged. */
export type FinishedTrial = z.infer<typeof finished>;
/** A trial with what came of it. */
export type TrialResult = z.infer<typeof trialResultSchema>;
/** Mean and standard deviation over the seeds. */
export type Spread = z.infer<typeof spread>;
/** One schedule of a {@link Results}. */
export type Row = z.infer<typeof row>;
/** Everything a run gives. */
export type Results = z.infer<typeof resultsSchema>;

const trialFile = (out: string, key: string): string => join(out, "trials", `${key}.json`);

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new BenchmarkError(exitCodes.output, `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Makes the output folder. @throws {BenchmarkError} If it cannot be written. */
export async function prepareOutput(out: string): Promise<void> {
  try {
    const folder = join(out, "trials");
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    await access(out, constants.W_OK);
  } catch (error) {
    throw new BenchmarkError(
      exitCodes.output,
      `cannot write to the output folder ${out}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The result of an earlier run; `undefined` if there is none, `"corrupt"` if its file is not one. */
export async function readTrial(
  out: string,
  key: string,
): Promise<TrialResult | "corrupt" | undefined> {
  let text: string;
  try {
    text = await readFile(trialFile(out, key), "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "corrupt";
  }
  try {
    const result = trialResultSchema.parse(JSON.parse(text));
    return result.key === key ? result : "corrupt";
  } catch {
    return "corrupt";
  }
}

/** Writes the result of one trial: whole or not at all. */
export async function writeTrial(out: string, result: TrialResult): Promise<void> {
  await write(trialFile(out, result.key), asText(trialResultSchema.parse(result)));
}

/** Writes `results.json` and `summary.md`. */
export async function writeResults(out: string, results: Results, summary: string): Promise<void> {
  await write(join(out, "results.json"), asText(resultsSchema.parse(results)));
  await write(join(out, "summary.md"), summary);
}

/** Reads a `results.json`. @throws {Error} If it does not have its schema. */
export async function readResults(path: string): Promise<Results> {
  return resultsSchema.parse(JSON.parse(await readFile(path, "utf8")));
}
