import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Micro, Results } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerTrend } from "../../src/commands/trend.ts";
import { quantitiesOfTrend, trendsOf } from "../../src/regression/trend.ts";
import { renderTrend } from "../../src/report/html/trend.ts";
import type { RunOutput } from "../../src/storage/outputFolder.ts";
import { rerun } from "../runs.ts";

const options = { schedules: ["constant", "cosine"], seeds: 6, epochs: 3 };
const usual = syntheticResults(options);

/** The same results from another commit on another day; `change` is added to the accuracies of a schedule. */
function at(
  day: number,
  { results = usual, lift = 0 }: { readonly results?: Results; readonly lift?: number } = {},
): Results {
  return {
    ...results,
    trials: results.trials.map((result) => {
      const own = result.trial.name === "cosine" && result.status !== "failed" ? lift : 0;
      if (result.status === "failed") return result;
      const lifted = (score: Readonly<Record<string, number | null>> | null) =>
        score && { ...score, accuracy: score["accuracy"]! + own };
      return {
        ...result,
        epochs: result.epochs.map((epoch) => ({
          ...epoch,
          validation: lifted(epoch.validation)!,
        })),
        test: lifted(result.test),
        timings: result.timings && {
          ...result.timings,
          source: { commit: String(day).repeat(40), branch: "main" },
          startedAt: `2026-01-0${String(day)}T10:00:00.000Z`,
        },
      };
    }),
  };
}

const output = (results: Results, micro?: Micro): RunOutput => ({ path: "run", results, micro });

test("runs are in the order of their time, and what changed from one to the next is marked", () => {
  const [trend, ...more] = trendsOf([
    output(at(3, { lift: -0.02 })),
    output(at(1)),
    output(at(4)),
    output(at(2)),
  ]);
  expect(more).toEqual([]);
  expect(trend!.runs.map(({ label }) => label)).toEqual([
    "1111111",
    "2222222",
    "3333333",
    "4444444",
  ]);
  expect(trend!.schedules).toEqual(["constant", "cosine"]);
  const marks = trend!.changes.map(({ run, subject, better }) => [run, subject, better]);
  // From the first to the second nothing but the day changed.
  expect(marks.filter(([run]) => run === 1)).toEqual([]);
  expect(marks).toContainEqual([2, "cosine", false]);
  expect(marks).toContainEqual([3, "cosine", true]);
  expect(marks.filter(([, subject]) => subject === "constant")).toEqual([]);
  expect(
    trend!.changes.find(({ run, subject }) => run === 2 && subject === "cosine")!.message,
  ).toMatch(/^test accuracy [\d.]+ %, it was [\d.]+ %/);
  // In both charts of the schedule, and not in those of the other.
  const [, constant, cosine] = renderTrend([trend!]).split('<div class="cell">');
  const marked = (chart: string | undefined): number => chart!.match(/var\(--bad\)/g)!.length;
  expect(marked(cosine)).toBeGreaterThan(marked(constant));
});

test("noise alone is no change", () => {
  const noisy = [1, 2, 3, 4].map((seed) =>
    output(at(seed, { results: rerun(usual, { seed, noise: 0.0015 }) })),
  );
  expect(trendsOf(noisy)[0]!.changes.filter(({ better }) => better !== null)).toEqual([]);
});

test("a schedule that comes or goes, and a run that cannot be compared, are told and are neither better nor worse", () => {
  const fewer = syntheticResults({ ...options, schedules: ["constant", "linear"] });
  const longer = syntheticResults({ ...options, epochs: 4 });
  const [trend] = trendsOf([
    output(at(1)),
    output(at(2, { results: fewer })),
    output(at(3, { results: longer })),
  ]);
  const told = trend!.changes.map(({ run, subject, message, better }) => ({
    run,
    subject,
    message,
    better,
  }));
  expect(told).toContainEqual({ run: 1, subject: "linear", message: "is new", better: null });
  expect(told).toContainEqual({ run: 1, subject: "cosine", message: "is gone", better: null });
  expect(told).toContainEqual({
    run: 2,
    subject: "run",
    message: "cannot compare: base and head differ in epochs (3 and 4)",
    better: null,
  });
});

test("its quantities are those of the report and of the micro-benchmarks", () => {
  const micro: Micro = {
    format: 1,
    protocol: 1,
    environment: usual.machines[0]!,
    backend: usual.backend,
    reference: { nanoseconds: 100, deviation: 1 },
    kernels: [],
    schedules: [
      {
        name: "cosine",
        per: "step",
        nanosecondsPerCall: 12,
        deviation: 0.5,
        nanosecondsPerStep: 12,
      },
    ],
  };
  const [trend] = trendsOf([output(at(1), micro)]);
  const [accuracy, speed, call] = quantitiesOfTrend(trend!);
  const run = trend!.runs[0]!;
  const { figures, timings } = run.analysis.schedules[1]!;
  expect(accuracy!.title).toBe("test accuracy (%)");
  expect(accuracy!.of(run, "cosine")).toEqual({
    middle: figures["testAccuracy"]!.mean,
    ...figures["testAccuracy"]!.interval,
  });
  expect(speed!.of(run, "cosine")?.middle).toBe(timings!.examplesPerSecond!.median);
  expect(call!.of(run, "cosine")).toEqual({ middle: 12, low: 11.5, high: 12.5 });
  expect(call!.of(run, "constant")).toBeNull();
  expect(accuracy!.of(run, "none")).toBeNull();
});

test("runs of several tasks are apart, and runs without a time keep their order", () => {
  const bare = (results: Results): Results => ({
    ...results,
    trials: results.trials.map((result) => ({ ...result, timings: null })),
  });
  const trends = trendsOf([
    { ...output(bare(usual)), path: "/runs/b" },
    output(bare(syntheticResults({ ...options, task: "mnist" }))),
    { ...output(bare(usual)), path: "/runs/a" },
  ]);
  expect(trends.map(({ task, runs }) => [task, runs.map(({ label }) => label)])).toEqual([
    ["fashion-mnist", ["b", "a"]],
    ["mnist", ["run"]],
  ]);
  expect(renderTrend(trends)).toContain('<nav aria-label="Tasks">');
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-trend-"));
});
afterAll(() => rm(folder, { recursive: true }));

const trend = async (...given: readonly string[]): Promise<void> => {
  const program = new Command().exitOverride();
  registerTrend(program);
  await program.parseAsync(["trend", "--quiet", ...given], { from: "user" });
};

test("the command finds the runs below a folder and writes one page, the same each time", async () => {
  for (const [day, lift] of [
    [1, 0],
    [2, -0.02],
  ] as const) {
    await mkdir(join(folder, "history", String(day)), { recursive: true });
    await writeFile(
      join(folder, "history", String(day), "results.json"),
      JSON.stringify(at(day, { lift })),
    );
  }
  const pages = [join(folder, "one.html"), join(folder, "two.html")];
  for (const page of pages) await trend(join(folder, "history"), "--out", page);
  const [one, two] = (await Promise.all(pages.map((page) => readFile(page, "utf8")))) as [
    string,
    string,
  ];
  expect(two).toBe(one);
  expect(one).toContain("2 runs from 2026-01-01 to 2026-01-02");
  expect(one).toMatch(/\d+ times? something got worse from one run to the next: [^.]*cosine/);
  expect(one).toContain("▼ worse");
  expect(one.match(/<div class="cell">/g)).toHaveLength(4);
  expect(one).toContain("<title>1111111: ");
});

test("a folder without results, and a path that is none, are errors that say so", async () => {
  await mkdir(join(folder, "empty/deep"), { recursive: true });
  await expect(trend(join(folder, "empty"))).rejects.toMatchObject({
    kind: "usage",
    message: `there is no results.json in ${join(folder, "empty")} or below it`,
  });
  await expect(trend(join(folder, "nowhere"))).rejects.toMatchObject({
    kind: "usage",
    message: expect.stringContaining("there is no such file") as string,
  });
});
