import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparisonSchema } from "../../src/regression/schema.ts";
import { start } from "../commands/command.ts";
import type { Ended } from "../commands/command.ts";

let folder: string;
const run = (...args: string[]): Promise<Ended> => start(args, { cwd: folder }).ended;

/** A configuration of one schedule that falls to a share of its first rate. */
const configuration = (factor: number): string =>
  JSON.stringify({
    schedules: { mine: { kind: "exponential", initial: 0.01, every: 4, factor } },
    schedule: ["constant", "mine"],
    samples: 20,
    batchSize: 8,
    epochs: 2,
    assertions: {
      "fashion-mnist/mine:finalLearningRate": ["error", { max: 0.0005 }],
      "*:failed": ["error", { max: 0 }],
      "*:testAccuracy": ["warn", { min: 1 }],
    },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-gates-"));
  await writeFile(join(folder, "base.json"), configuration(0.01));
  await writeFile(join(folder, "head.json"), configuration(0.1));
  for (const name of ["base", "head"]) {
    const args = ["--preset", "smoke", "--config", `${name}.json`, "--out", name, "--quiet"];
    expect((await run("run", ...args)).code).toBe(0);
  }
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

describe("compare", () => {
  test("names the schedule that ends at a higher rate, and exits with 4", async () => {
    const { code, stdout, stderr } = await run("compare", "base", "head", "--markdown", "c.md");
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^anneal-bench: a regression: fashion-mnist\/mine: the rate at the end of epoch 2 is 0\.00178, it was 0\.000316, 5\.6 times as much\n$/,
    );
    expect(stdout).toContain("1 regression: fashion-mnist/mine.");
    expect(await readFile(join(folder, "c.md"), "utf8")).toContain(
      "## 1 regression: fashion-mnist/mine",
    );
  });

  test("passes what was accepted, what is the same, and everything if it is not to fail", async () => {
    expect((await run("compare", "base", "head", "--accept", "mine")).code).toBe(0);
    expect((await run("compare", "base", "head", "--no-fail-on-regression")).code).toBe(0);
    const same = await run("compare", "base", "base/results.json", "--json");
    expect([same.code, same.stderr]).toEqual([0, ""]);
    expect(comparisonSchema.parse(JSON.parse(same.stdout)).regressions).toEqual([]);
  });
});

describe("assert", () => {
  test("exits with 4 and names what failed; a warning changes nothing", async () => {
    const good = await run("assert", "base", "--config", "base.json", "--quiet");
    expect([good.code, good.stderr]).toEqual([0, ""]);
    expect(good.stdout.match(/^warning /gm)).toHaveLength(2);
    const bad = await run("assert", "head", "--config", "base.json", "--markdown", "a.md");
    expect(bad.code).toBe(4);
    expect(bad.stderr).toMatch(
      /^anneal-bench: 1 of 5 assertions failed: fashion-mnist\/mine finalLearningRate is 0\.00\d+, must be at most 0\.0005/,
    );
    expect(await readFile(join(folder, "a.md"), "utf8")).toContain("## Assertions: 1 failed");
  });
});

test.each([
  [["compare", "base", "nowhere"], /cannot read .*nowhere.results\.json: there is no such file/],
  [["compare", "base", "base.json"], /it is no results\.json of this version: format: Invalid/],
  [
    ["compare", "base", "damaged"],
    /cannot read .*micro\.json: it is no micro\.json of this version/,
  ],
  [["compare", "base", "head", "--speed-limit", "1"], /--speed-limit must be a number above 1/],
  [["assert", "base"], /there is nothing to assert: there is no configuration file/],
  [["experiment", "unknown"], /'unknown' is invalid for argument 'name'/],
  [["experiment", "plateaued", "--also", "nowhere"], /cannot read .*nowhere/],
])("%j is an error of usage", async (args, message) => {
  await mkdir(join(folder, "damaged"), { recursive: true });
  await copyFile(join(folder, "head", "results.json"), join(folder, "damaged", "results.json"));
  await writeFile(join(folder, "damaged", "micro.json"), "{}");
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
});
