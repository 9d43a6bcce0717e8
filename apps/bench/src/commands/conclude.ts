import { access, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import { escapeMarkdown, forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { loadConfiguration } from "../configuration/load.ts";
import { exitCodes } from "../execution/exitCodes.ts";
import { joinComment } from "../report/comment.ts";
import { addToStepSummary } from "../report/stepSummary.ts";
import { writeWhole } from "../storage/wholeFile.ts";
import { readFlag } from "./shared/settingsFlags.ts";

/** What may make the command fail, in the words of `--fail-on`. */
const events = ["trial", "assertion", "regression"] as const;
type Event = (typeof events)[number];

interface Flags {
  readonly out: string;
  readonly config?: string;
  readonly base?: string;
  readonly failOn: string;
}

const details = `
It is merge, report, assert and compare in one call, each with its own help. In the output folder: results.json and the folder
report with report.html, report.md, trials.csv, analysis.json, bigger.json and smaller.json (github-action-benchmark),
bencher.json, junit.xml, assertions.md and comparison.md where there are any, and comment.md, which is the report and those two.
In a step of GitHub Actions the comment is added to its summary as well.
`;

function readEvents(text: string): readonly Event[] | undefined {
  const words = text.split(",").map((word) => word.trim());
  if (words.length === 1 && words[0] === "nothing") return [];
  const known = words.filter((word): word is Event => events.includes(word as Event));
  return known.length === words.length ? known : undefined;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Adds `conclude`, which is all that a continuous integration does with what was trained. */
export function registerConclude(program: Command): void {
  program
    .command("conclude")
    .description(
      "merge, report, assert and compare in one call, and write a comment for a pull request",
    )
    .argument("<folders...>", "output folders of runs with one plan, such as its shards")
    .requiredOption("--out <folder>", "output folder of all of it")
    .option("--config <file>", "configuration with assertions, if there are any")
    .option(
      "--base <folder>",
      "output folder of an earlier run to compare with; where there is none yet, that is told",
    )
    .option(
      "--fail-on <events>",
      `what ends with an exit code other than 0: ${events.join(", ")}, separated by commas, or the word nothing`,
      events.join(),
    )
    .addHelpText("after", details)
    .action(async (folders: readonly string[], { out, config, base, failOn }: Flags) => {
      const fatal = readFlag(
        "--fail-on",
        `the word nothing, or any of ${events.join(", ")}, separated by commas`,
        failOn,
        readEvents,
      );
      const loaded = await loadConfiguration(config, process.cwd());
      const call = async (name: string, ...given: readonly string[]): Promise<void> => {
        const command = program.commands.find((candidate) => candidate.name() === name)!;
        await command.parseAsync([...given], { from: "user" });
      };
      const broken: BenchmarkError[] = [];
      const attempt = async (event: Event, name: string, ...given: readonly string[]) => {
        try {
          await call(name, ...given);
        } catch (error) {
          if (!(error instanceof BenchmarkError) || error.kind !== "assertion") throw error;
          if (fatal.includes(event)) broken.push(error);
        }
      };
      const report = join(resolve(out), "report");
      const at = (name: string): string => join(report, name);
      const parts: string[] = [];

      await call("merge", ...folders, "--out", out, "--quiet");
      const failed = process.exitCode === exitCodes.trialFailed;
      process.exitCode = exitCodes.ok;
      const onGitHub = process.env["GITHUB_ACTIONS"] === "true" ? ",annotations" : "";
      await call("report", out, "--format", `html,md,csv,json,gab,bencher,junit${onGitHub}`);
      parts.push(await readFile(at("report.md"), "utf8"));

      if (loaded !== undefined && Object.keys(loaded.configuration.assertions ?? {}).length > 0) {
        const given = ["--config", loaded.path, "--markdown", at("assertions.md")];
        await attempt("assertion", "assert", out, ...given);
        parts.push(await readFile(at("assertions.md"), "utf8"));
      }
      if (base !== undefined) {
        const given = ["--markdown", at("comparison.md"), "--output", at("comparison.json")];
        let problem: string | undefined;
        if (await exists(base)) {
          try {
            await attempt("regression", "compare", base, out, ...given);
            parts.push(await readFile(at("comparison.md"), "utf8"));
          } catch (error) {
            // An earlier run of another task or with other schedules is no reason to fail.
            if (!(error instanceof BenchmarkError) || error.kind !== "usage") throw error;
            problem = error.message;
          }
        } else {
          problem = `there are no results of an earlier run in ${base} yet`;
        }
        if (problem !== undefined) {
          process.stderr.write(`anneal-bench: nothing is compared: ${forTerminal(problem)}\n`);
          parts.push(`Nothing is compared with an earlier run: ${escapeMarkdown(problem)}.\n`);
        }
      }

      const comment = joinComment(parts);
      await writeWhole(at("comment.md"), comment);
      await addToStepSummary(comment);
      process.stderr.write(`Report: ${at("report.html")}; comment: ${at("comment.md")}\n`);
      if (broken.length > 0) {
        throw new BenchmarkError("assertion", broken.map(({ message }) => message).join("; "));
      }
      if (failed && fatal.includes("trial")) process.exitCode = exitCodes.trialFailed;
    });
}
