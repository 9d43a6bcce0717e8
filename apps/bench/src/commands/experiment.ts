import { join, resolve } from "node:path";
import { conclude } from "@anneal/experiment/conclusion";
import { backendNames } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import Table from "cli-table3";
import { Argument } from "commander";
import { forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { carryOut } from "../execution/carryOut.ts";
import {
  answers,
  figureColumns,
  figureRows,
  pictureFile,
  renderExperiment,
} from "../plateaued/markdown.ts";
import {
  answerPlateaued,
  experimentSchema,
  quickRegime,
  regime,
  roles,
} from "../plateaued/plateaued.ts";
import { renderSummary } from "../report/summary.ts";
import { readOutput } from "../storage/outputFolder.ts";
import { writeResults } from "../storage/results.ts";
import { asText, writeWhole } from "../storage/wholeFile.ts";
import { addExtentFlags, extentOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import { ratesOf } from "./shared/runAndShow.ts";
import { jobsHelp, number, numbers, resolveSettings } from "./shared/settingsFlags.ts";
import type { SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags, ExtentFlags {
  readonly quick?: true;
  readonly also?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
}

const list = (text: string): readonly string[] => text.split(",").map((item) => item.trim());
const append = (text: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  text,
];

const details = `
plateaued: a constant rate that is too high against halving it from epoch 5 on, and reduce on plateau beside them, in the
regime where the question is open: Fashion-MNIST, 7,500 images, Adam at 0.02, 15 epochs. Eighteen such trainings took 2 min 6 s
on two cores with the native library, so that the 120 of twelve schedules and ten seeds take about a quarter of an hour; with
WebAssembly they take longer. It writes experiment.md, experiment.json and the plot experiment.svg beside the results.
`;

/** Adds `experiment`, which runs a comparison and answers the questions that it was made for. */
export function registerExperiment(program: Command): void {
  addExtentFlags(program.command("experiment"))
    .description("run the before-and-after comparison and answer its questions")
    .addArgument(new Argument("<name>", "which experiment").choices(["plateaued"]))
    .option("--seeds <n>", `how many seeds, or which (default: ${String(regime.seeds)})`, numbers)
    .option(
      "--quick",
      "seconds instead of many minutes: to see that it works, not to learn anything",
    )
    .option("--schedule <names>", "schedules to run (default: all, or four if quick)", list)
    .option(
      "--also <folder>",
      "results of other runs, such as the full sets, to report beside it; may be repeated",
      append,
    )
    .option(
      "--evaluate-training",
      "evaluate the training figures after each epoch, which are running means over it otherwise",
    )
    .option("--backend <name>", `what trains: ${backendNames.join(", ")} (default: auto)`)
    .option("--jobs <n>", jobsHelp, number)
    .option("--data-dir <folder>", "folder that holds the files of the data set")
    .option("--config <file>", "configuration, for schedules of your own")
    .option("--out <folder>", "output folder (default: anneal-experiment)")
    .option("--json", "the answers as JSON on stdout, and nothing else there")
    .option("--quiet", "no progress, only the result")
    .addHelpText("after", details)
    .action(async (_name: string, flags: Flags) => {
      const { quick = false, also = [], json, quiet = false, ...rest } = flags;
      const { shard, retryFailed, fresh, maxDuration, queue, fleet, ...given } = rest;
      const extent = extentOf({ shard, retryFailed, fresh, maxDuration, queue, fleet }, given.jobs);
      const { settings } = await resolveSettings({
        ...regime,
        schedule: quick ? Object.values(roles) : Object.keys(schedules),
        out: "anneal-experiment",
        ...(quick ? quickRegime : {}),
        ...given,
      });
      // Before all the training, not after it.
      const others = await Promise.all(also.map(readOutput));
      process.exitCode = await carryOut(
        { purpose: "evaluation", settings, ratesOf: ratesOf(null), tuning: null },
        extent,
        { stderr: process.stderr, quiet },
        async ({ out }, { plan, results: byKey }) => {
          const results = conclude(plan, byKey);
          await writeResults(out, results, renderSummary(results));
          // Ended before its first trial, there is nothing to answer with.
          if (results.trials.length === 0) return;
          const experiment = experimentSchema.parse(
            answerPlateaued(
              results,
              others.map((output) => output.results),
            ),
          );
          await writeWhole(join(out, "experiment.json"), asText(experiment));
          await writeWhole(join(out, "experiment.md"), renderExperiment(experiment));
          // Drawing takes half a second to load, which the other commands need not wait for.
          const { standalone, targetPicture } = await import("@anneal/experiment/charts");
          const picture = targetPicture(experiment.result.analysis);
          if (picture !== null) await writeWhole(join(out, pictureFile), standalone(picture));
          if (json) {
            process.stdout.write(asText(experiment));
            return;
          }
          const table = new Table({
            head: [...figureColumns],
            colAligns: figureColumns.map((_, index) => (index === 0 ? "left" : "right")),
            style: { head: [], border: [], compact: true },
          });
          table.push(...figureRows(experiment.result).map((row) => [...row]));
          const text = answers(experiment)
            .map(([question, answer]) => `${question}\n  ${answer}\n`)
            .join("");
          process.stdout.write(forTerminal(`${table.toString()}\n${text}`));
          if (!quiet) {
            process.stderr.write(
              `Answers: ${["experiment.md", "experiment.json", pictureFile].map((name) => resolve(out, name)).join(", ")}\n`,
            );
          }
        },
      );
    });
}
