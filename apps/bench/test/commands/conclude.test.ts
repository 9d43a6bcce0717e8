import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results, TrialResult } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { makePlan } from "@anneal/experiment/training";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { registerAssert } from "../../src/commands/assert.ts";
import { registerCompare } from "../../src/commands/compare.ts";
import { registerConclude } from "../../src/commands/conclude.ts";
import { registerMerge } from "../../src/commands/merge.ts";
import { registerReport } from "../../src/commands/report.ts";
import { writePlan } from "../../src/storage/plans.ts";
import { prepareOutput, writeTrial } from "../../src/storage/trials.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

/** Writes what a run of some trials leaves. */
async function shard(name: string, results: Results, own: readonly TrialResult[]): Promise<void> {
  const planned = results.trials.map(({ key, trial }) => ({ key, trial }));
  await prepareOutput(at(name));
  await writePlan(
    at(name),
    makePlan("evaluation", results.settings, results.protocol.task, planned),
  );
  for (const result of own) await writeTrial(at(name), result);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-conclude-"));
  const options = { schedules: ["constant", "cosine"], seeds: 6, epochs: 2 };
  const whole = syntheticResults(options);
  await shard("one", whole, whole.trials.slice(0, 5));
  await shard("two", whole, whole.trials.slice(5));
  const failed = syntheticResults({ ...options, failed: ["cosine:2"] });
  await shard("failed", failed, failed.trials);
  const other = syntheticResults({ ...options, schedules: ["linear", "step"] });
  await shard("other", other, other.trials);
  await writeFile(at("other/results.json"), JSON.stringify(other));
  await writeFile(
    at("strict.json"),
    JSON.stringify({ assertions: { "*:testAccuracy": ["error", { min: 0.999 }] } }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

let said: string[];
beforeEach(() => {
  said = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => said.push(String(text)) > 0);
  }
  vi.stubEnv("GITHUB_STEP_SUMMARY", at("summary.md"));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** The command without a process of its own. */
async function conclude(...given: readonly string[]): Promise<unknown> {
  const program = new Command().exitOverride();
  for (const register of [registerMerge, registerReport, registerAssert, registerCompare]) {
    register(program);
  }
  registerConclude(program);
  await program.parseAsync(["conclude", ...given], { from: "user" });
  return process.exitCode;
}

const comment = (out: string): Promise<string> =>
  readFile(join(at(out), "report/comment.md"), "utf8");

test("shards become one result, a report and a comment, which is the summary of the step as well", async () => {
  const given = [at("one"), at("two"), "--out", at("whole"), "--base", at("nowhere")];
  expect(await conclude(...given)).toBe(0);
  const text = await comment("whole");
  expect(text).toMatch(/^<!-- anneal-bench report -->\n/);
  expect(text).toContain("12 completed");
  expect(text).toContain(
    `Nothing is compared with an earlier run: there are no results of an earlier run in ${at("nowhere")} yet.`,
  );
  expect(await readFile(at("summary.md"), "utf8")).toBe(`${text}\n`);
  expect(said.join("")).toContain("nothing is compared: there are no results of an earlier run in");
});

test("with the results of an earlier run it says what got worse, here nothing", async () => {
  await conclude(at("one"), at("two"), "--out", at("base"));
  const given = [at("one"), at("two"), "--out", at("same"), "--base", at("base")];
  expect(await conclude(...given)).toBe(0);
  const comparison = JSON.parse(await readFile(at("same/report/comparison.json"), "utf8")) as {
    regressions: unknown[];
  };
  expect(comparison.regressions).toEqual([]);
  expect(await comment("same")).toContain(await readFile(at("same/report/comparison.md"), "utf8"));
});

test("an earlier run with other schedules is told, and is no failure", async () => {
  const given = [at("one"), at("two"), "--out", at("changed"), "--base", at("other")];
  expect(await conclude(...given)).toBe(0);
  expect(await comment("changed")).toContain(
    "Nothing is compared with an earlier run: cannot compare: base has linear, step, head has constant, cosine.",
  );
});

test.each([
  ["trial,assertion,regression", 3],
  ["assertion", 0],
  ["nothing", 0],
])("a failed trial with --fail-on %s ends with %d", async (failOn, code) => {
  const given = [at("failed"), "--out", at("with-failed"), "--fail-on", failOn];
  expect(await conclude(...given)).toBe(code);
  expect(await comment("with-failed")).toContain("1 failed");
});

test("an assertion that does not hold is an error after everything is written, unless it is not asked for", async () => {
  const given = [at("one"), at("two"), "--out", at("strict"), "--config", at("strict.json")];
  await expect(conclude(...given)).rejects.toMatchObject({
    kind: "assertion",
    message: expect.stringMatching(/^2 of 2 assertions failed: /) as string,
  });
  expect(await comment("strict")).toContain("Assertions: 2 failed");
  expect(await conclude(...given, "--fail-on", "trial,regression")).toBe(0);
});

test.each(["", "everything", "trial,", "nothing,trial"])("--fail-on refuses %j", async (failOn) => {
  await expect(
    conclude(at("one"), "--out", at("refused"), "--fail-on", failOn),
  ).rejects.toMatchObject({
    kind: "usage",
    message: `--fail-on must be the word nothing, or any of trial, assertion, regression, separated by commas, got ${JSON.stringify(failOn)}`,
  });
});

test("folders of two plans are refused", async () => {
  await expect(conclude(at("one"), at("other"), "--out", at("mixed"))).rejects.toMatchObject({
    kind: "output",
  });
});
