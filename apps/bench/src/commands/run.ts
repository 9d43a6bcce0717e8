import { resolve } from "node:path";
import { checkTuning } from "@anneal/experiment/conclusion";
import { protocolVersion } from "@anneal/experiment/records";
import type { Command } from "commander";
import { readTuning } from "../storage/tunings.ts";
import { addExtentFlags, extentOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import { run } from "./shared/runAndShow.ts";
import {
  addSettingsFlags,
  colorsOf,
  resolveSettings,
  trainingDetails,
} from "./shared/settingsFlags.ts";
import type { DisplayFlags, SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags, ExtentFlags, DisplayFlags {
  readonly tuned?: string;
  readonly timings: boolean;
}

/** Adds `run`, the command that does the work when none is named. */
export function registerRun(program: Command): void {
  addExtentFlags(addSettingsFlags(program.command("run", { isDefault: true })))
    .description("train with each schedule and report (the default)")
    .option("--tuned <file>", "give each schedule the base rate that tune found for it")
    .option(
      "--json",
      "the results as JSON on stdout, and nothing else there; of several tasks a list",
    )
    .option("--no-timings", "leave out of the results what depends on the machine")
    .option("--quiet", "no progress, only the result")
    .option("--no-color", "no colours")
    .addHelpText("after", trainingDetails)
    .action(async (flags: Flags) => {
      const {
        shard,
        retryFailed,
        fresh,
        maxDuration,
        queue,
        fleet,
        tuned,
        json,
        quiet,
        timings,
        color,
        ...rest
      } = flags;
      const extent = extentOf({ shard, retryFailed, fresh, maxDuration, queue, fleet }, rest.jobs);
      const { settings } = await resolveSettings(rest);
      const tuning = tuned === undefined ? null : await readTuning(resolve(tuned));
      if (tuning !== null) for (const one of settings) checkTuning(tuning, one, protocolVersion);
      process.exitCode = await run(settings, tuning, extent, {
        stdout: process.stdout,
        stderr: process.stderr,
        json: json ?? false,
        quiet: quiet ?? false,
        timings,
        colors: colorsOf(color),
      });
    });
}
