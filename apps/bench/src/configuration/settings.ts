import { resolve } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { BackendChoice, PlanSettings } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { defaultJobs } from "../backends/cores.ts";
import type { LoadedConfiguration } from "./load.ts";
import { meant } from "./meant.ts";
import { presets } from "./presets.ts";
import type { Preset, PresetName } from "./presets.ts";
import type { Configuration } from "./schema.ts";

/** Everything a run needs to know. */
export interface Settings extends PlanSettings {
  readonly preset: PresetName;
  readonly dataDir: string | undefined;
  readonly mirrors: readonly string[] | undefined;
  readonly backend: BackendChoice;
  readonly jobs: number;
  readonly out: string;
  /** The configuration file, from which every process loads the schedules that are code. */
  readonly configurationFile: string | undefined;
}

/** The schedules that can be named: the built-in ones and those of a configuration. */
export const contestantsOf = (
  configuration: Configuration = {},
): Readonly<Record<string, Contestant>> => ({ ...schedules, ...configuration.schedules });

/**
 * Puts the settings together: flags win over the file, the file over the preset, the preset over the defaults.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if a schedule named does not exist.
 */
export function settingsOf(
  flags: Configuration,
  loaded: LoadedConfiguration | undefined,
): Settings {
  const file = loaded?.configuration ?? {};
  const given: Configuration = { ...file, ...flags };
  const name = given.preset ?? "quick";
  const preset: Preset = presets[name];
  const contestants = contestantsOf(file);
  const schedule = given.schedule ?? [...preset.schedule, ...Object.keys(file.schedules ?? {})];
  const unknown = schedule.filter((name) => !Object.hasOwn(contestants, name));
  if (unknown.length > 0) {
    const known = Object.keys(contestants);
    throw new BenchmarkError(
      "usage",
      `unknown schedule ${unknown.map((name) => meant(name, known)).join(", ")}: the schedules are ${known.join(", ")}`,
    );
  }
  const seeds = given.seeds ?? preset.seeds ?? 1;
  return {
    preset: name,
    dataset: given.dataset ?? "mnist",
    dataDir: given.dataDir === undefined ? undefined : resolve(given.dataDir),
    mirrors: given.mirrors,
    schedule,
    seeds:
      typeof seeds === "number" ? Array.from({ length: seeds }, (_, index) => index + 1) : seeds,
    epochs: given.epochs ?? preset.epochs,
    samples: given.samples ?? preset.samples,
    testSamples: preset.testSamples,
    batchSize: given.batchSize ?? 64,
    learningRate: given.learningRate ?? 0.01,
    backend: given.backend ?? "auto",
    jobs: given.jobs ?? defaultJobs(),
    out: resolve(given.out ?? "anneal-results"),
    configurationFile: loaded?.path,
  };
}
