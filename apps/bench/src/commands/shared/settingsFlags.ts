import { BenchmarkError } from "@anneal/experiment/errors";
import { backendNames } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import type { SearchSpec } from "@anneal/experiment/search";
import type { Task } from "@anneal/experiment/task";
import type { Command } from "commander";
import pc from "picocolors";
import type { Colors } from "picocolors/types";
import { builtInTasks, defaultTask } from "../../datasets/builtInTasks.ts";
import { loadConfiguration } from "../../configuration/load.ts";
import { presets } from "../../configuration/presets.ts";
import { checkConfiguration } from "../../configuration/schema.ts";
import type { Configuration } from "../../configuration/schema.ts";
import { contestantsOf, settingsOf, tasksOf } from "../../configuration/settings.ts";
import type { Settings } from "../../configuration/settings.ts";

/** What `--jobs` says of itself, wherever it is. */
export const jobsHelp =
  "trials at a time, one thread each (default: one for each core, with 2 GB each)";

/** The flags that say what is compared, which several commands share. */
export interface SettingsFlags extends Configuration {
  readonly config?: string;
}

/** The flags that say how a command shows itself. */
export interface DisplayFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

const list = (text: string): readonly string[] => text.split(",").map((item) => item.trim());

/** A number, or the text that is none, which the check of the settings then shows. */
export const number = (text: string): number | string =>
  text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);

/** A number, or a list of numbers if there is a comma. */
export const numbers = (text: string): number | string | readonly (number | string)[] =>
  text.includes(",")
    ? list(text)
        .filter((item) => item !== "")
        .map(number)
    : number(text);

/** Adds the flags that say what is compared. */
export const addSettingsFlags = (command: Command): Command =>
  command
    .option("--preset <name>", `one of ${Object.keys(presets).join(", ")} (default: quick)`)
    .option(
      "--task <names>",
      `tasks to train, separated by commas: ${Object.keys(builtInTasks).join(", ")}, or your own (default: your own, or ${defaultTask})`,
      list,
    )
    .option("--data-dir <folder>", "folder that holds the files of the data")
    .option("--schedule <names>", "schedules to compare, separated by commas", list)
    .option("--seeds <n>", "how many seeds, or which: 1,2,5 (7, is seed 7 alone)", numbers)
    .option("--epochs <n>", "epochs of each trial", number)
    .option("--samples <n>", "examples for training and validation together", number)
    .option("--test-samples <n>", "examples of the test", number)
    .option("--batch-size <n>", "examples in a batch (default: that of the task)", number)
    .option(
      "--evaluate-training",
      "evaluate the training figures after each epoch, which are running means over it otherwise",
    )
    .option(
      "--learning-rate <rate>",
      "base rate of the schedules (default: that of the task)",
      number,
    )
    .option("--backend <name>", `what trains: ${backendNames.join(", ")} (default: auto)`)
    .option("--jobs <n>", jobsHelp, number)
    .option("--out <folder>", "output folder (default: anneal-results)")
    .option(
      "--config <file>",
      "configuration (default: anneal.config.{ts,js,json}, if there is one)",
    );

/** Settings, and the tasks and schedules that they may name. */
interface Resolved {
  /** One for each task. */
  readonly settings: readonly [Settings, ...Settings[]];
  readonly tasks: Readonly<Record<string, Task>>;
  readonly contestants: Readonly<Record<string, Contestant>>;
  readonly searches: Readonly<Record<string, SearchSpec>>;
}

/** @throws {BenchmarkError} If a flag or the configuration file is wrong. */
export async function resolveSettings({ config, ...flags }: SettingsFlags): Promise<Resolved> {
  const checked = checkConfiguration(flags);
  const loaded = await loadConfiguration(config, process.cwd());
  return {
    settings: settingsOf(checked, loaded) as readonly [Settings, ...Settings[]],
    tasks: tasksOf(loaded?.configuration),
    contestants: contestantsOf(loaded?.configuration),
    searches: loaded?.configuration.searches ?? {},
  };
}

/** The colours of the terminal, unless they are not wanted. */
export const colorsOf = (color: boolean): Colors => pc.createColors(color && pc.isColorSupported);

/** Reads a flag. @throws {BenchmarkError} Of kind `"usage"`, if the text is not what it must be. */
export function readFlag<Value>(
  flag: string,
  rule: string,
  text: string,
  read: (text: string) => Value | undefined,
): Value {
  const value = read(text);
  if (value !== undefined) return value;
  throw new BenchmarkError("usage", `${flag} must be ${rule}, got ${JSON.stringify(text)}`);
}

/** What the help of a command that trains says at its end. */
export const trainingDetails = `
Presets:
${Object.entries(presets)
  .map(([name, { description }]) => `  ${name.padEnd(12)}${description}`)
  .join("\n")}

Backends:
  fused       whole training steps in one call, by the native library or WebAssembly with the same bits;
              fused-native and fused-wasm want one of the two
  layers      layer by layer, on the best of tfjs-node, wasm and cpu that loads
  auto        fused, and layers for a task that cannot be fused

Schedules:
  ${Object.keys(schedules).join(", ")}
  and those that a configuration file adds
`;
