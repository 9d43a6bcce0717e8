import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { analysisSchema } from "@anneal/experiment/analysis";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { Report } from "@anneal/experiment/wording";
import { asText, writeWhole } from "../storage/wholeFile.ts";
import { renderAnnotations } from "./annotations.ts";
import { bencherMetrics } from "./bencher.ts";
import { renderCsv } from "./csv.ts";
import { actionBenchmarks } from "./githubActionBenchmark.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { logToMlflow } from "./mlflow.ts";
import type { MlflowOptions } from "./mlflow.ts";
import { addToStepSummary } from "./stepSummary.ts";
import { eventFiles } from "./tensorboard.ts";

/** Where a report goes. */
interface Destination {
  /** Folder for files. */
  readonly out: string;
  /** Takes what is for the standard output. */
  readonly print: (text: string) => void;
  readonly mlflow: MlflowOptions | undefined;
}

async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw new BenchmarkError("output", `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Writes one text file and says where. */
async function toFile(out: string, name: string, text: string): Promise<readonly string[]> {
  const path = join(out, name);
  await writeWhole(path, text);
  return [path];
}

/** What one format does with a report; it returns what to tell about it. */
type Format = (report: Report, destination: Destination) => Promise<readonly string[]>;

/** Every format by the name it has on the command line. */
export const formats = {
  html: async (report, { out }) => {
    // Drawing takes half a second to load, which the other commands need not wait for.
    const { renderHtml } = await import("./html/page.ts");
    return toFile(out, "report.html", renderHtml(report));
  },
  md: (report, { out }) => toFile(out, "report.md", renderMarkdown(report)),
  csv: ({ results }, { out }) => toFile(out, "trials.csv", renderCsv(results)),
  json: ({ analysis }, { out }) =>
    toFile(out, "analysis.json", asText(analysisSchema.parse(analysis))),
  gab: async (report, { out }) => {
    const { bigger, smaller } = actionBenchmarks(report);
    return [
      ...(await toFile(out, "bigger.json", asText(bigger))),
      ...(await toFile(out, "smaller.json", asText(smaller))),
    ];
  },
  bencher: (report, { out }) => toFile(out, "bencher.json", asText(bencherMetrics(report))),
  junit: (report, { out }) => toFile(out, "junit.xml", renderJunit(report)),
  annotations: (report, { print }) => {
    print(renderAnnotations(report));
    return Promise.resolve([]);
  },
  "step-summary": async (report) => [
    (await addToStepSummary(renderMarkdown(report))) ??
      "skipped, because GITHUB_STEP_SUMMARY is not set: this is no step of GitHub Actions",
  ],
  tensorboard: async ({ results }, { out }) => {
    const folder = join(out, "tensorboard");
    for (const { path, bytes } of eventFiles(results)) {
      await writeBytes(join(folder, path), bytes);
    }
    return [folder];
  },
  mlflow: async (report, { mlflow }) => {
    if (mlflow === undefined) {
      throw new BenchmarkError("usage", "the format mlflow needs --mlflow <url>");
    }
    const { address, logged, known } = await logToMlflow(report, mlflow);
    return [`${address}: ${String(logged)} runs logged, ${String(known)} there already`];
  },
} as const satisfies Readonly<Record<string, Format>>;

/** The name of a format. */
export type FormatName = keyof typeof formats;

/** Whether a word names a format. */
export const isFormat = (word: string): word is FormatName => Object.hasOwn(formats, word);

/** Makes the folder for the files. @throws {BenchmarkError} Of kind `"output"`, if it cannot be made. */
export async function prepareFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw new BenchmarkError("output", `cannot write to ${out}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
