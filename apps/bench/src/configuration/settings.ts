import { join, resolve } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { BackendChoice, PlanSettings } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { meant } from "@anneal/experiment/task";
import type { Task } from "@anneal/experiment/task";
import { defaultJobs } from "../backends/cores.ts";
import { builtInTasks, defaultTask } from "../datasets/builtInTasks.ts";
import type { LoadedConfiguration } from "./load.ts";
import { presets } from "./presets.ts";
import type { Preset, PresetName } from "./presets.ts";
import type { Configuration } from "./schema.ts";

/** Everything the run of one task needs to know. */
export interface Settings extends PlanSettings {
  readonly preset: PresetName;
  readonly dataDir: string | undefined;
  readonly mirrors: readonly string[] | undefined;
  readonly backend: BackendChoice;
  readonly jobs: number;
  readonly out: string;
  /** The configuration file, from which every process loads the tasks and the schedules that are code. */
  readonly configurationFile: string | undefined;
  /** Of the text of that file and of what it imports. */
  readonly configurationDigest: string | undefined;
}

/** The schedules that can be named: the built-in ones and those of a configuration. */
export const contestantsOf = (
  configuration: Configuration = {},
): Readonly<Record<string, Contestant>> => ({ ...schedules, ...configuration.schedules });

/** The tasks that can be named: the built-in ones and those of a configuration. */
export const tasksOf = (configuration: Configuration = {}): Readonly<Record<string, Task>> => ({
  ...builtInTasks,
  ...configuration.tasks,
});

function demandKnown(
  what: string,
  names: readonly string[],
  known: Readonly<Record<string, unknown>>,
): void {
  const unknown = names.filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  const all = Object.keys(known);
  throw new BenchmarkError(
    "usage",
    `unknown ${what} ${unknown.map((name) => meant(name, all)).join(", ")}: the ${what}s are ${all.join(", ")}`,
  );
}

/**
 * Puts the settings of each task together: flags win over the file, the file over the task, the task over the defaults.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if a task or a schedule named does not exist.
 */
export function settingsOf(
  flags: Configuration,
  loaded: LoadedConfiguration | undefined,
): readonly Settings[] {
  const file = loaded?.configuration ?? {};
  const given: Configuration = { ...file, ...flags };
  const preset = given.preset ?? "quick";
  const chosen: Preset = presets[preset];
  const schedule = given.schedule ?? [...chosen.schedule, ...Object.keys(file.schedules ?? {})];
  demandKnown("schedule", schedule, contestantsOf(file));
  const own = Object.keys(file.tasks ?? {});
  const names = given.task ?? (own.length === 0 ? [defaultTask] : own);
  const tasks = tasksOf(file);
  demandKnown("task", names, tasks);
  const seeds = given.seeds ?? chosen.seeds ?? 1;
  const out = resolve(given.out ?? "anneal-results");
  return names.map((name) => {
    const task = tasks[name]!;
    const size = task.sizes?.[preset];
    return {
      preset,
      task: name,
      dataDir: given.dataDir === undefined ? undefined : resolve(given.dataDir),
      mirrors: given.mirrors,
      schedule: [...schedule],
      seeds:
        typeof seeds === "number"
          ? Array.from({ length: seeds }, (_, index) => index + 1)
          : [...seeds],
      epochs: given.epochs ?? size?.epochs ?? task.epochs ?? 15,
      samples: given.samples ?? size?.samples ?? null,
      testSamples: given.testSamples ?? size?.testSamples ?? null,
      batchSize: given.batchSize ?? task.batchSize ?? 64,
      learningRate: given.learningRate ?? size?.learningRate ?? task.learningRate ?? 0.01,
      ...(given.evaluateTraining === true ? { evaluateTraining: true } : {}),
      backend: given.backend ?? "auto",
      jobs: given.jobs ?? defaultJobs(),
      out: names.length > 1 ? join(out, name) : out,
      configurationFile: loaded?.path,
      configurationDigest: loaded?.digest,
    };
  });
}
