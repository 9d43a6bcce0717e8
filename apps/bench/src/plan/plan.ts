import {
  hashOf,
  keyOf,
  protocolVersion,
  totalsOf,
  validationSplit,
} from "@anneal/experiment/records";
import type {
  BackendIdentity,
  EntryDescription,
  Plan,
  PlanSettings,
  PlannedTrial,
  Purpose,
  Trial,
  Tuning,
} from "@anneal/experiment/records";
import { describeEntry } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { versionOf } from "../backends/versions.ts";

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
