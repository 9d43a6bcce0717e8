import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analysisSchema } from "@anneal/experiment/analysis";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { registerReport } from "../../src/commands/report.ts";
import { makePlan } from "@anneal/experiment/training";
import { writePlan } from "../../src/storage/plans.ts";
import { prepareOutput, writeTrial } from "../../src/storage/trials.ts";
import { start } from "../commands/command.ts";
import type { Ended } from "../commands/command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-report-"));
  await mkdir(join(folder, "run"));
  const results = syntheticResults({
    schedules: ["constant", "cosine"],
    seeds: 2,
    epochs: 3,
    failed: ["cosine:2"],
  });
  await writeFile(join(folder, "run", "results.json"), JSON.stringify(results));
});
afterAll(() => rm(folder, { recursive: true }));

const command = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(["report", ...args], { cwd: folder, env }).ended;

/** Every file below a folder with its content. */
async function contentsOf(path: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const read = files.map(async (entry): Promise<[string, string]> => {
    const file = join(entry.parentPath, entry.name);
    return [file.slice(path.length + 1), await readFile(file, "base64")];
  });
  return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const everyFile = "html,md,csv,json,gab,bencher,junit,tensorboard,annotations,step-summary";

test("it writes every format, and the same bytes each time", async () => {
  const summary = join(folder, "summary.md");
  const runs = await Promise.all(
    ["one", "two"].map((out) =>
      command(["run", "--format", everyFile, "--out", out], {
        GITHUB_STEP_SUMMARY: out === "one" ? summary : join(folder, "other.md"),
      }),
    ),
  );
  for (const { code, stdout, stderr } of runs) {
    expect(stderr).toContain("anneal-bench: html: ");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "::error title=anneal-bench%3A failed::cosine, seed 2 failed: out of memory\n",
    );
  }
  const one = await contentsOf(join(folder, "one"));
  expect([...one.keys()].map((name) => name.replace(/[0-9a-f]{16}$/, "<key>"))).toEqual([
    "analysis.json",
    "bencher.json",
    "bigger.json",
    "junit.xml",
    "report.html",
    "report.md",
    "smaller.json",
    "tensorboard/fashion-mnist/constant/seed-1/events.out.tfevents.1767323045.<key>",
    "tensorboard/fashion-mnist/constant/seed-2/events.out.tfevents.1767323045.<key>",
    "tensorboard/fashion-mnist/cosine/seed-1/events.out.tfevents.1767323045.<key>",
    "trials.csv",
  ]);
  expect(await contentsOf(join(folder, "two"))).toEqual(one);
  const markdown = await readFile(join(folder, "one", "report.md"), "utf8");
  expect(await readFile(summary, "utf8")).toBe(`${markdown}\n`);
  expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
  const analysis = analysisSchema.parse(
    JSON.parse(await readFile(join(folder, "one", "analysis.json"), "utf8")),
  );
  expect(analysis.trials).toEqual({ completed: 3, diverged: 0, failed: 1, missing: 0 });
});

/** The command without a process of its own. */
function inside(...args: readonly string[]): Promise<unknown> {
  const program = new Command().exitOverride();
  registerReport(program);
  return program.parseAsync(["report", ...args], { from: "user" });
}

test("a results.json alone is enough, and the options reach the analysis", async () => {
  await inside(
    ...[join(folder, "run", "results.json"), "--format", "json", "--baseline", "cosine"],
    ...["--measure", "validationAccuracy", "--margin", "0.01", "--diverged", "excluded"],
    ...["--no-timings", "--quiet"],
  );
  const analysis = analysisSchema.parse(
    JSON.parse(await readFile(join(folder, "run", "report", "analysis.json"), "utf8")),
  );
  expect(analysis.rules).toMatchObject({
    baseline: "cosine",
    measure: "validationAccuracy",
    margin: 0.01,
    diverged: "excluded",
  });
  expect(analysis.schedules.map(({ timings }) => timings)).toEqual([null, null]);
});

test("it reports on the trials of a run that was killed before it could write its results", async () => {
  const killed = join(folder, "killed");
  const { trials, settings, protocol } = syntheticResults({
    schedules: ["constant", "cosine"],
    seeds: 3,
    epochs: 2,
  });
  const planned = trials.map(({ key, trial }) => ({ key, trial }));
  const plan = makePlan("evaluation", settings, protocol.task, planned);
  await prepareOutput(killed);
  await writePlan(killed, plan);
  for (const result of trials.slice(0, 5)) await writeTrial(killed, result);
  await inside(killed, "--format", "json", "--quiet");
  const analysis = analysisSchema.parse(
    JSON.parse(await readFile(join(killed, "report", "analysis.json"), "utf8")),
  );
  expect(analysis.complete).toBe(false);
  expect(analysis.trials).toEqual({ completed: 5, diverged: 0, failed: 0, missing: 1 });
});

beforeEach(() => vi.stubEnv("GITHUB_STEP_SUMMARY", ""));
afterEach(() => vi.unstubAllEnvs());

test("a format that fails takes no other with it, and one that has nowhere to go is skipped with a word", async () => {
  const run = join(folder, "run");
  const out = join(folder, "some");
  const said: string[] = [];
  const written = vi
    .spyOn(process.stderr, "write")
    .mockImplementation((text) => said.push(String(text)) > 0);
  const attempt = inside(run, "--format", "mlflow,step-summary,csv", "--out", out);
  await expect(attempt).rejects.toMatchObject({
    kind: "usage",
    message: "the format mlflow needs --mlflow <url>",
  });
  written.mockRestore();
  expect(said.join("")).toContain(
    "step-summary: skipped, because GITHUB_STEP_SUMMARY is not set: this is no step of GitHub Actions",
  );
  expect(await readFile(join(out, "trials.csv"), "utf8")).toContain("schedule");
});

test.each([
  [
    "an unknown format",
    ["run", "--format", "pdf"],
    "usage",
    "unknown format pdf: the formats are html, md, ",
  ],
  ["no format", ["run", "--format", ","], "usage", "no format: the formats are html"],
  [
    "a folder without results",
    ["nowhere"],
    "usage",
    "results.json: there is no such file; give the output folder of a run",
  ],
  ["a file that is no result", ["broken.json"], "usage", "it is no results.json of this version"],
  ["a margin that is none", ["run", "--margin", "much"], "usage", "margin"],
  ["MLflow without an address", ["run", "--format", "mlflow"], "usage", "needs --mlflow <url>"],
  ["an output that is a file", ["run", "--out", "broken.json"], "output", "cannot write to "],
])("%s is an error that says so", async (_, [path, ...args], kind, message) => {
  await writeFile(join(folder, "broken.json"), "{}");
  const given = args.map((word) => (word === "broken.json" ? join(folder, word) : word));
  await expect(inside(join(folder, path!), ...given)).rejects.toMatchObject({
    kind,
    message: expect.stringContaining(message) as string,
  });
});
