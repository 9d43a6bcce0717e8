import { analyse } from "@anneal/experiment/analysis";
import type { Rules } from "@anneal/experiment/analysis";
import { BenchmarkError } from "@anneal/experiment/errors";
import { forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { checkAssertions, outcomesOf } from "../assertions/check.ts";
import { measure } from "../assertions/measure.ts";
import type { Measurement } from "../assertions/measure.ts";
import { describeOutcome, markOf, renderAssertions } from "../assertions/render.ts";
import { loadConfiguration } from "../configuration/load.ts";
import { annotation } from "../report/annotations.ts";
import { readOutput } from "../storage/outputFolder.ts";
import { taskFoldersOf } from "../storage/taskFolders.ts";
import { asText, writeWhole } from "../storage/wholeFile.ts";

interface Flags {
  readonly config?: string;
  readonly baseline?: string;
  readonly json?: true;
  readonly markdown?: string;
  readonly quiet?: true;
}

const details = `
An assertion of the configuration:
  assertions: {
    "mnist/cosine:testAccuracy": ["error", { min: 0.975, aggregation: "ciLow" }],
    "*:examplesPerSecond": ["warn", { minRatioToBaseline: 0.67 }],
    "kernel/*:nanoseconds": ["error", { maxRatioToBaseline: 100 }],
  }
A time on the clock may only warn, unless the configuration says dedicatedMachine: true; a ratio to the baseline of the same
run may fail. The baseline of a call or a kernel is plain arithmetic, timed beside it.
`;

/** Adds `assert`, which holds results against the assertions of a configuration. */
export function registerAssert(program: Command): void {
  program
    .command("assert")
    .description("hold results against the assertions of the configuration")
    .argument("<folder>", "output folder of a run, or its results.json")
    .option(
      "--config <file>",
      "configuration (default: anneal.config.{ts,js,json}, if there is one)",
    )
    .option("--baseline <name>", "schedule that ratios are to (default: constant)")
    .option("--json", "the outcomes as JSON on stdout, and nothing else there")
    .option("--markdown <file>", "write them as Markdown as well")
    .option("--quiet", "only those that do not hold")
    .addHelpText("after", details)
    .action(async (folder: string, { config, baseline, json, markdown, quiet }: Flags) => {
      const loaded = await loadConfiguration(config, process.cwd());
      const assertions = loaded?.configuration.assertions ?? {};
      if (loaded === undefined || Object.keys(assertions).length === 0) {
        throw new BenchmarkError(
          "usage",
          loaded === undefined
            ? "there is nothing to assert: there is no configuration file; name one with --config"
            : `there is nothing to assert: ${loaded.path} has no assertions`,
        );
      }
      const measured: Measurement[] = [];
      let rules: Rules | undefined;
      for (const { path } of await taskFoldersOf(folder)) {
        const { results, micro } = await readOutput(path);
        const analysis = analyse(results, { baseline });
        measured.push(...measure(results, analysis, micro));
        // How intervals are made is the same for all of them.
        rules ??= analysis.rules;
      }
      const outcomes = checkAssertions(assertions, measured, rules!);

      if (json) {
        process.stdout.write(asText(outcomesOf(outcomes)));
      } else {
        for (const outcome of outcomes) {
          if (quiet && outcome.holds) continue;
          const text = forTerminal(describeOutcome(outcome));
          process.stdout.write(`${markOf(outcome).padEnd(8)} ${text}\n`);
        }
      }
      if (markdown !== undefined) await writeWhole(markdown, renderAssertions(outcomes));
      const broken = outcomes.filter(({ holds }) => !holds);
      if (process.env["GITHUB_ACTIONS"] === "true") {
        for (const outcome of broken) {
          const level = outcome.level === "error" ? "error" : "warning";
          process.stderr.write(
            `${annotation(level, outcome.assertion, describeOutcome(outcome))}\n`,
          );
        }
      }
      const errors = broken.filter(({ level }) => level === "error");
      if (errors.length === 0) return;
      throw new BenchmarkError(
        "assertion",
        `${String(errors.length)} of ${String(outcomes.length)} assertions failed: ${errors.map(describeOutcome).join("; ")}`,
      );
    });
}
