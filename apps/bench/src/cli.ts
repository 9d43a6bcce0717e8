#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { checkConfiguration, loadConfiguration } from "./configuration.ts";
import type { Configuration } from "./configuration.ts";
import { backendNames } from "./backend.ts";
import { datasets } from "./datasets/files.ts";
import { BenchmarkError, exitCodes } from "./exitCodes.ts";
import { presets } from "./presets.ts";
import { run } from "./run.ts";
import { schedules } from "./schedules.ts";
import { contestantsOf, settingsOf } from "./settings.ts";
import { ownVersion } from "./versions.ts";

interface Flags extends Configuration {
  readonly config?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

const list = (text: string): readonly string[] => text.split(",").map((item) => item.trim());

/** A number, or the text that is none, which the check of the settings then shows. */
const number = (text: string): number | string =>
  text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);

const seeds = (text: string): number | string | readonly (number | string)[] =>
  text.includes(",")
    ? list(text)
        .filter((item) => item !== "")
        .map(number)
    : number(text);

const details = `
Presets:
${Object.entries(presets)
  .map(([name, { description }]) => `  ${name.padEnd(12)}${description}`)
  .join("\n")}

Schedules:
  ${Object.keys(schedules).join(", ")}
  and those that a configuration file adds

Exit codes:
  0    every trial finished; one that diverged is a result
  1    unexpected error
  2    a flag or the configuration file is wrong
  3    a trial failed
  5    the data set is missing or damaged
  6    the output folder cannot be written
  130  interrupted; the same command continues`;

const program = new Command("anneal-bench")
  .description(
    "Train a reference CNN with every learning-rate schedule; compare accuracy and speed.",
  )
  .version(ownVersion)
  .exitOverride()
  .addHelpText(
    "after",
    `\nThe options of run, see anneal-bench run --help, work without it: anneal-bench --preset smoke\n${details}`,
  )
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, "anneal-bench: ")),
  });

program
  .command("run", { isDefault: true })
  .description("train with each schedule and report (the default)")
  .option("--preset <name>", `one of ${Object.keys(presets).join(", ")} (default: quick)`)
  .option("--dataset <name>", `one of ${Object.keys(datasets).join(", ")} (default: mnist)`)
  .option("--data-dir <folder>", "folder that holds the files of the data set")
  .option("--schedule <names>", "schedules to compare, separated by commas", list)
  .option("--seeds <n>", "how many seeds, or which: 1,2,5 (7, is seed 7 alone)", seeds)
  .option("--epochs <n>", "epochs of each training", number)
  .option("--samples <n>", "images for training and validation together", number)
  .option("--batch-size <n>", "images in a batch (default: 64)", number)
  .option("--learning-rate <rate>", "base learning rate (default: 0.01)", number)
  .option("--backend <name>", `one of ${backendNames.join(", ")} (default: auto)`)
  .option("--jobs <n>", "trainings at a time (default: 2, or 1 on a single core)", number)
  .option("--out <folder>", "output folder (default: anneal-results)")
  .option("--config <file>", "configuration (default: anneal.config.{ts,js,json}, if there is one)")
  .option("--json", "the results as JSON on stdout, and nothing else there")
  .option("--quiet", "no progress, only the result")
  .option("--no-color", "no colours")
  .addHelpText("after", details)
  .action(async (flags: Flags) => {
    const { config, json = false, quiet = false, color, ...settings } = flags;
    const checked = checkConfiguration(settings);
    const loaded = await loadConfiguration(config, process.cwd());
    process.exitCode = await run(
      settingsOf(checked, loaded),
      contestantsOf(loaded?.configuration),
      {
        stdout: process.stdout,
        stderr: process.stderr,
        json,
        quiet,
        colors: pc.createColors(color && pc.isColorSupported),
      },
    );
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else if (error instanceof BenchmarkError) {
    process.stderr.write(`anneal-bench: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `anneal-bench: unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCodes.unexpected;
  }
}
