import { join, resolve } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { Report } from "@anneal/experiment/wording";
import { Option } from "commander";
import type { Command } from "commander";
import { meant } from "@anneal/experiment/task";
import { formats, isFormat, prepareFolder } from "../report/formats.ts";
import { renderMarkdownOverview } from "../report/markdown.ts";
import type { FormatName } from "../report/formats.ts";
import { readReport } from "../report/read.ts";
import type { ReportOptions } from "../report/read.ts";
import { inFolder, taskFoldersOf } from "../storage/taskFolders.ts";
import { writeWhole } from "../storage/wholeFile.ts";

interface Flags extends Omit<ReportOptions, "timings"> {
  readonly format: readonly FormatName[];
  readonly out?: string;
  readonly mlflow?: string;
  readonly experiment?: string;
  readonly timings: boolean;
  readonly quiet?: true;
}

function formatsOf(text: string): readonly FormatName[] {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const unknown = words.filter((word) => !isFormat(word));
  if (unknown.length > 0 || words.length === 0) {
    const known = Object.keys(formats);
    throw new BenchmarkError(
      "usage",
      `${unknown.length > 0 ? `unknown format ${unknown.map((word) => meant(word, known)).join(", ")}` : "no format"}: the formats are ${known.join(", ")}`,
    );
  }
  return [...new Set(words.filter(isFormat))];
}

/** What the flag says, which the analysis checks. */
const numberOf = (text: string): number => (text.trim() === "" ? NaN : Number(text));

/** Adds `report`, which makes files for people and for other programs of what a run left. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .description("report on a run: for people, for a continuous integration, for other tools")
    .argument("<folder>", "output folder of a run, or a results.json")
    .option(
      "--format <names>",
      `which, separated by commas: ${Object.keys(formats).join(", ")}`,
      formatsOf,
      ["html", "md", "csv", "json"],
    )
    .option("--out <folder>", "where the files go (default: report in the folder of the run)")
    .option("--baseline <schedule>", "what the others are compared with (default: constant)")
    .option(
      "--measure <name>",
      "what schedules are compared in, such as validationAccuracy (default: that of the task)",
    )
    .option(
      "--margin <value>",
      "smallest difference worth a claim, 0.003 of an accuracy is 0.3 points (default: that of the task)",
      numberOf,
    )
    .option(
      "--target <value>",
      "limit of the target's first bound (default: that of the task)",
      numberOf,
    )
    .addOption(
      new Option(
        "--diverged <rule>",
        "whether a diverged trial counts, as its task says (default: counted)",
      ).choices(["counted", "excluded"]),
    )
    .option(
      "--mlflow <url>",
      "tracking server for the format mlflow; MLFLOW_TRACKING_TOKEN is used",
    )
    .option("--experiment <name>", "experiment of MLflow (default: anneal-bench)")
    .option("--no-timings", "leave out what depends on the machine")
    .option("--quiet", "do not say which files were written")
    .action(async (given: string, flags: Flags) => {
      const { format, out, mlflow, experiment, quiet, ...options } = flags;
      const folder = resolve(given);
      const usual = folder.endsWith(".json")
        ? join(folder, "..", "report")
        : join(folder, "report");
      const destination = out === undefined ? usual : resolve(out);
      const told = (name: string, lines: readonly string[]): void => {
        if (quiet === true) return;
        for (const text of lines) process.stderr.write(`anneal-bench: ${name}: ${text}\n`);
      };
      const folders = await taskFoldersOf(folder);
      // All of them are read first: what is wrong with one is told before anything is written.
      const reports: Report[] = [];
      for (const { path } of folders) reports.push(await readReport(path, options));
      const writeOverviews = async (): Promise<void> => {
        if (format.includes("html")) {
          const { renderOverview } = await import("../report/html/overview.ts");
          const addresses = folders.map((one) => `${one.task!}/report.html`);
          const path = join(destination, "index.html");
          await writeWhole(path, renderOverview(reports, addresses));
          told("html", [path]);
        }
        if (format.includes("md")) {
          const path = join(destination, "report.md");
          await writeWhole(path, renderMarkdownOverview(reports));
          told("md", [path]);
        }
      };
      const failures: BenchmarkError[] = [];
      for (const [index, report] of reports.entries()) {
        const to = {
          out: inFolder(destination, folders[index]!),
          print: (text: string) => void process.stdout.write(text),
          mlflow:
            mlflow === undefined
              ? undefined
              : { url: mlflow, experiment, token: process.env["MLFLOW_TRACKING_TOKEN"] },
        };
        await prepareFolder(to.out);
        for (const name of format) {
          try {
            told(name, await formats[name](report, to));
          } catch (error) {
            if (!(error instanceof BenchmarkError)) throw error;
            // The other formats are written all the same.
            failures.push(error);
          }
        }
      }
      if (reports.length > 1) await writeOverviews();
      const [first] = failures;
      if (first === undefined) return;
      const texts = [...new Set(failures.map(({ message }) => message))];
      throw new BenchmarkError(first.kind, texts.join("; "), { cause: first });
    });
}
