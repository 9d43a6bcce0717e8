import { forTerminal } from "@anneal/experiment/wording";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { Command } from "commander";
import { compareOutputs } from "../regression/compareOutputs.ts";
import { renderComparison, renderComparisonText } from "../regression/markdown.ts";
import { comparisonSchema } from "../regression/schema.ts";
import type { Comparison } from "../regression/schema.ts";
import { annotation } from "../report/annotations.ts";
import { readOutput } from "../storage/outputFolder.ts";
import { inFolder, taskFoldersOf } from "../storage/taskFolders.ts";
import { asText, writeWhole } from "../storage/wholeFile.ts";
import { readFlag } from "./shared/settingsFlags.ts";

interface Flags {
  readonly failOnRegression: boolean;
  readonly speedLimit: string;
  readonly accept?: string;
  readonly baseline?: string;
  readonly json?: true;
  readonly markdown?: string;
  readonly output?: string;
}

const details = `
What is compared:
  learning rates  must be the same: the schedule alone decides them
  trainings       accuracy, loss and steps to the target, seed by seed
  speeds          only ratios inside one run: to the baseline schedule, to the matrix product timed before each trial, to
                  plain arithmetic. A slower machine is no regression; a slower kernel is. Kernels and calls need the
                  micro.json that anneal-bench micro writes into both folders
`;

const readLimit = (text: string): number | undefined => {
  const value = Number(text);
  return value > 1 && value < Infinity ? value : undefined;
};

/** Adds `compare`, which says what got worse between two results. */
export function registerCompare(program: Command): void {
  program
    .command("compare")
    .description("say what got worse between two results; exit with 4 if anything did")
    .argument("<base>", "output folder of a run, or its results.json")
    .argument("<head>", "the same for the run under test")
    .option("--fail-on-regression", "exit with 4 if anything got worse (the default)", true)
    .option("--no-fail-on-regression", "exit with 0 whatever got worse")
    .option("--accept <names>", "schedules whose rates were changed on purpose; * is all of them")
    .option("--speed-limit <times>", "how many times as long something may take", "1.5")
    .option("--baseline <name>", "schedule that speeds are relative to (default: constant)")
    .option("--json", "the comparison as JSON on stdout, and nothing else there")
    .option("--markdown <file>", "write it as Markdown as well")
    .option("--output <file>", "write it as JSON as well")
    .addHelpText("after", details)
    .action(async (base: string, head: string, flags: Flags) => {
      const { failOnRegression, accept, baseline, json, markdown, output } = flags;
      const speedLimit = readFlag("--speed-limit", "a number above 1", flags.speedLimit, readLimit);
      const comparisons: Comparison[] = [];
      // A task that only one of them has would otherwise pass for one that did not get worse.
      for (const task of await taskFoldersOf(base)) {
        const [before, after] = [base, head].map((folder) => inFolder(folder, task));
        comparisons.push(
          comparisonSchema.parse(
            compareOutputs(await readOutput(before!), await readOutput(after!), {
              speedLimit,
              accepted: accept?.split(",").map((name) => name.trim()),
              baseline,
            }),
          ),
        );
      }
      const data = asText(comparisons.length === 1 ? comparisons[0] : comparisons);
      const inAll = (render: (comparison: Comparison) => string): string =>
        comparisons.map(render).join("\n");
      process.stdout.write(json ? data : forTerminal(inAll(renderComparisonText)));
      if (markdown !== undefined) await writeWhole(markdown, inAll(renderComparison));
      if (output !== undefined) await writeWhole(output, data);
      const regressions = comparisons.flatMap((comparison) => comparison.regressions);
      if (process.env["GITHUB_ACTIONS"] === "true") {
        for (const { kind, message } of regressions) {
          process.stderr.write(`${annotation("error", `Regression: ${kind}`, message)}\n`);
        }
      }
      if (regressions.length === 0 || !failOnRegression) return;
      throw new BenchmarkError(
        "assertion",
        `${regressions.length === 1 ? "a regression" : `${String(regressions.length)} regressions`}: ${regressions.map(({ message }) => message).join("; ")}`,
      );
    });
}
