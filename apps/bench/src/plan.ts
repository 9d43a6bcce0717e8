import { createHash } from "node:crypto";
import type { BackendIdentity } from "./backend.ts";
import { describeEntry } from "./contestant.ts";
import type { Contestant, EntryDescription, Totals } from "./contestant.ts";
import type { DatasetName } from "./datasets/files.ts";
import type { Plan, Purpose } from "./planFile.ts";
import type { Tuning } from "./tuningFile.ts";
import { versionOf } from "./versions.ts";

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

/** The totals of a run, from which its schedules are made. */
export function totalsOf({
  samples,
  batchSize,
  epochs,
  learningRate,
}: Pick<PlanSettings, "samples" | "batchSize" | "epochs" | "learningRate">): Totals {
  const training = Math.floor(samples * (1 - validationSplit));
  const stepsPerEpoch = Math.ceil(training / batchSize);
  return { totalSteps: epochs * stepsPerEpoch, stepsPerEpoch, epochs, learningRate };
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

const hashOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

/** The name under which the result of a trial is kept: equal trials have equal keys. */
export const keyOf = (trial: Trial): string => hashOf(trial);

/** A schedule at one base rate. */
export interface PlannedSchedule {
  readonly name: string;
  readonly learningRate: number;
  readonly description: EntryDescription;
}

/**
 * Describes every schedule of a plan, once for each of its base rates.
 *
 * @param ratesOf - The base rates of a schedule. @defaultValue that of the settings
 * @throws {BenchmarkError} If one cannot be made.
 */
export function describeSchedules(
  settings: PlanSettings,
  contestants: Readonly<Record<string, Contestant>>,
  ratesOf: (name: string) => readonly number[] = () => [settings.learningRate],
): readonly PlannedSchedule[] {
  return settings.schedule.flatMap((name) =>
    ratesOf(name).map((learningRate) => {
      const totals = totalsOf({ ...settings, learningRate });
      return { name, learningRate, description: describeEntry(name, contestants[name]!, totals) };
    }),
  );
}

/**
 * The trials in the order in which they run: one seed after the other, and within a seed one schedule after the other, so
 * that a change in the load of the machine does not fall on one schedule alone.
 */
export function planTrials(
  settings: PlanSettings,
  schedules: readonly PlannedSchedule[],
  backend: BackendIdentity,
): readonly PlannedTrial[] {
  const { dataset, samples, testSamples, epochs, batchSize } = settings;
  const versions = { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") };
  return settings.seeds.flatMap((seed) =>
    schedules.map(({ name, learningRate, description }) => {
      const trial: Trial = {
        protocol: protocolVersion,
        dataset,
        samples,
        testSamples,
        validationSplit,
        epochs,
        batchSize,
        optimizer: "adam",
        learningRate,
        seed,
        name,
        schedule: description,
        backend: { name: backend.name, version: backend.version, kernels: backend.kernels },
        versions,
      };
      return { key: keyOf(trial), trial };
    }),
  );
}

/** Puts a plan together: its hash tells it from every other one, on whatever machine it is made. */
export function makePlan(
  purpose: Purpose,
  settings: PlanSettings,
  trials: readonly PlannedTrial[],
  tuning: Tuning | null = null,
): Plan {
  const { preset, dataset, schedule, seeds, epochs } = settings;
  const { samples, testSamples, batchSize, learningRate } = settings;
  const content = {
    purpose,
    settings: {
      preset,
      dataset,
      schedule: [...schedule],
      seeds: [...seeds],
      epochs,
      samples,
      testSamples,
      batchSize,
      learningRate,
    },
    tuning,
    trials: [...trials],
  };
  return { format: 1, hash: hashOf(content), ...content };
}
