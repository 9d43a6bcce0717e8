import { resolve } from "node:path";
import { conclude } from "@anneal/experiment/conclusion";
import type { Results } from "@anneal/experiment/records";
import { forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { exitCodes } from "../execution/exitCodes.ts";
import { merge, purposesOf } from "../storage/merge.ts";
import { inFolder, taskFoldersOf } from "../storage/taskFolders.ts";
import { asDocument } from "../storage/wholeFile.ts";
import { report } from "./shared/runAndShow.ts";
import { colorsOf } from "./shared/settingsFlags.ts";
import type { DisplayFlags } from "./shared/settingsFlags.ts";

interface Flags extends DisplayFlags {
  readonly out: string;
  readonly timings: boolean;
}

/** Adds `merge`, which makes one result of the shards of a run. */
export function registerMerge(program: Command): void {
  program
    .command("merge")
    .description("bring the trials of several output folders together, and report")
    .argument("<folders...>", "output folders of runs with one plan, such as its shards")
    .requiredOption("--out <folder>", "output folder; what it holds of the plan counts as well")
    .option("--json", "the results as JSON on stdout, and nothing else there")
    .option("--no-timings", "leave out of the results what depends on the machine")
    .option("--quiet", "only the result")
    .option("--no-color", "no colours")
    .action(async (given: readonly string[], flags: Flags) => {
      const { json = false, quiet = false, timings, color } = flags;
      const folders = given.map((folder) => resolve(folder));
      const out = resolve(flags.out);
      const note = (text: string): unknown =>
        process.stderr.write(`anneal-bench: ${forTerminal(text)}\n`);
      process.exitCode = exitCodes.ok;
      const tasks = await taskFoldersOf(folders[0]!);
      const documents: Results[] = [];
      for (const task of tasks) {
        const parts = folders.map((folder) => inFolder(folder, task));
        const to = inFolder(out, task);
        for (const purpose of await purposesOf(parts)) {
          const { plan, results } = await merge(parts, to, purpose, note);
          const missing = plan.trials.length - results.size;
          if (missing > 0) {
            note(`${String(missing)} of ${String(plan.trials.length)} trials are missing`);
          }
          const failed = [...results.values()].some(({ status }) => status === "failed");
          if (failed) process.exitCode = exitCodes.trialFailed;
          // The rates of a tuning are chosen by the command tune, with these trials in its output folder.
          if (purpose === "tuning") continue;
          const shown = await report(conclude(plan, results), to, {
            stdout: process.stdout,
            stderr: process.stderr,
            json,
            quiet,
            timings,
            colors: colorsOf(color),
          });
          documents.push(shown);
        }
      }
      if (json && documents.length > 0) process.stdout.write(asDocument(documents, tasks.length));
    });
}
