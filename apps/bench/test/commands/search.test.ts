import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { searchSchema } from "@anneal/experiment/search";
import type { Search } from "@anneal/experiment/search";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkConfiguration } from "../../src/configuration/schema.ts";
import { trialResultSchema } from "@anneal/experiment/records";
import type { FinishedTrial } from "@anneal/experiment/records";
import { classifier } from "../classifier.ts";
import { start } from "./command.ts";
import type { Ended } from "./command.ts";

// A training of microseconds that wants a rate of 0.5 and diverges above 1, with a place of its own for each seed.
const configuration = `import { choice, defineConfig, defineTask, log } from "@anneal/bench";

const parabola = defineTask({
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 1,
  train: async ({ schedule, seed, epochs, report }) => {
    let x = 1 + seed / 10000;
    for (let epoch = 0; epoch < epochs; epoch++) {
      x -= schedule.value * 2 * x;
      schedule.advance();
      const loss = schedule.value > 1 ? NaN : x * x;
      await report({ training: { loss }, validation: { loss } });
    }
    return { loss: x * x };
  },
});

const points = (n: number) => ({
  x: { values: Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(i) + (i % 4 > 1 ? 1 : 0)), shape: [n, 2] },
  y: { values: Float32Array.from({ length: n }, (_, i) => i % 2), shape: [n] },
});
const clouds = defineTask({
${classifier}
});

export default defineConfig({
  tasks: { parabola, clouds },
  task: ["parabola"],
  searches: {
    falling: { kind: "cosine", steps: 100, initial: log(0.001, 4) },
    narrow: { kind: "step", every: choice([50, 100]), factor: 0.5, initial: log(0.001, 0.002) },
  },
  epochs: 3,
  batchSize: 1,
  learningRate: 0.1,
});
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-search-"));
  await writeFile(join(folder, "anneal.config.ts"), configuration);
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (...args: readonly string[]): Promise<Ended> =>
  start(args, { cwd: folder, timeout: 300_000 }).ended;
const trials = async (out: string): Promise<readonly string[]> =>
  (await readdir(join(folder, out, "trials"))).sort();

const slow = { timeout: 60_000, interval: 20 };
const usual = ["--candidates", "8", "--tuning-seeds", "2", "--jobs", "1", "--out", "found"];

describe("search", () => {
  let ended: Ended;
  let found: Search;
  beforeAll(async () => {
    ended = await run("search", ...usual);
    found = searchSchema.parse(
      JSON.parse(await readFile(join(folder, "found/search.json"), "utf8")),
    );
  });

  test("tries candidates of each search, gives half of them up, and tells the best as a spec", () => {
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
    expect(found.seeds).toEqual([1001, 1002]);
    const [falling, narrow] = found.searches;
    expect(falling!.candidates.map(({ figures }) => figures.length).sort()).toEqual([
      1, 1, 1, 1, 1, 1, 2, 2,
    ]);
    expect(falling!.candidates.map(({ epochs }) => epochs).sort()).toEqual([
      1, 1, 1, 1, 2, 2, 3, 3,
    ]);
    const best = falling!.candidates.find(({ id }) => id === falling!.best)!;
    expect(best.mean).toBe(
      Math.min(
        ...falling!.candidates
          .filter(({ figures }) => figures.length === 2)
          .map(({ mean }) => mean ?? Infinity),
      ),
    );
    expect(falling!.candidates.some(({ mean }) => mean === null)).toBe(true);
    expect(falling!.atEdge).toEqual([]);
    expect(ended.stdout).toContain(
      `falling: the best of 8 candidates has initial ${String(best.values[0])}`,
    );
    expect(ended.stdout).toContain(`  ${JSON.stringify(best.spec)}\n`);
    // Every rate of the second is too low.
    expect(narrow!.atEdge).toEqual(["initial"]);
    expect(ended.stdout).toContain(
      "narrow: initial of the best lies at the edge of the range, so that there may be a better one beyond: widen it.",
    );
  });

  test("writes a page that shows what was tried", async () => {
    const page = await readFile(join(folder, "found/search.html"), "utf8");
    expect(page).toContain("Every candidate of falling");
    expect(page).toContain("diverged");
    // One range of the first, two of the second.
    expect(page.match(/<svg[^>]* role="img"/g)).toHaveLength(3);
    const text = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
    expect(text).not.toMatch(/NaN|undefined|\[object/);
  });

  test("run again trains nothing, and finds the same", async () => {
    const before = await trials("found");
    const again = await run("search", ...usual, "--json");
    expect(again.code).toBe(0);
    expect(searchSchema.parse(JSON.parse(again.stdout))).toEqual(found);
    expect(await trials("found")).toEqual(before);
    expect(again.stderr).not.toMatch(/^\d+\/\d+ trials, .*; falling#/m);
  });

  test("whose time is up ends with 130 and says that the same command continues", async () => {
    const given = ["search", "--candidates", "8", "--jobs", "1", "--out", "late"];
    const late = await run(...given, "--max-duration", "0.001s");
    expect(late.code).toBe(130);
    expect(late.stderr).toContain("the same command continues");
    expect(late.stderr).toContain(
      "no search.json yet: the trials of falling are not all completed",
    );
  });

  test("killed in the middle goes on when it is run again, and finds the same", async () => {
    const given = ["search", ...usual.slice(0, -1), "killed"];
    const { child, ended: end } = start(given, { cwd: folder, detached: true });
    await expect.poll(() => trials("killed").catch(() => []), slow).not.toEqual([]);
    // The whole group: its workers would go on to the end of their trials.
    process.kill(-child.pid!, "SIGKILL");
    expect(await end).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(await readdir(join(folder, "killed"))).not.toContain("search.json");
    const before = await trials("killed");
    const again = await run(...given, "--json");
    expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 0 });
    expect(searchSchema.parse(JSON.parse(again.stdout))).toEqual(found);
    expect(await trials("killed")).toEqual(expect.arrayContaining([...before]));
  });

  test("of trainings with fit goes on from the epoch where it compared, to the bits of whole ones", async () => {
    const given = ["search", "--task", "clouds", "--schedule", "falling", "--backend", "wasm"];
    const small = ["--candidates", "4", "--tuning-seeds", "1", "--jobs", "1"];
    expect(await run(...given, ...small, "--out", "halved")).toMatchObject({ code: 0 });
    expect(await run(...given, ...small, "--out", "whole", "--halving", "none")).toMatchObject({
      code: 0,
    });
    const finished = async (out: string): Promise<readonly FinishedTrial[]> =>
      Promise.all(
        (await trials(out)).map(async (name) => {
          const text = await readFile(join(folder, out, "trials", name), "utf8");
          return trialResultSchema.parse(JSON.parse(text)) as FinishedTrial;
        }),
      );
    const [halved, whole] = [await finished("halved"), await finished("whole")];
    expect(halved.map(({ trial }) => trial.until ?? 3).sort()).toEqual([1, 1, 1, 1, 2, 2, 3]);
    for (const result of halved) {
      const { trial, epochs, timings } = result;
      const same = whole.find((one) => one.trial.name === trial.name)!;
      expect(epochs).toEqual(same.epochs.slice(0, epochs.length));
      // It did not train them again: their times are those of the part before.
      for (const part of halved.filter((one) => one.trial.name === trial.name)) {
        expect(timings!.epochs[0]).toEqual(part.timings!.epochs[0]);
      }
    }
    const last = halved.find(({ trial }) => trial.until === undefined)!;
    const { timings, ...expected } = whole.find(({ key }) => key === last.key)!;
    expect(timings).not.toEqual(last.timings);
    expect(last).toMatchObject(expected);
    expect(await readdir(join(folder, "halved"))).not.toContain("checkpoints");
  });

  test("by TPE and without halving", async () => {
    const given = [
      "--candidates",
      "3",
      "--sampler",
      "tpe",
      "--tuning-seeds",
      "1",
      "--halving",
      "none",
    ];
    const { code, stdout } = await run(
      ...["search", "--schedule", "falling", "--out", "tpe", "--json", "--jobs", "1"],
      ...given,
    );
    expect(code).toBe(0);
    const { sampler, halving, searches } = searchSchema.parse(JSON.parse(stdout));
    expect({ sampler, halving }).toEqual({ sampler: "tpe", halving: "none" });
    expect(searches.map(({ name, candidates }) => [name, candidates.length])).toEqual([
      ["falling", 3],
    ]);
  });

  test.each<[string, readonly string[], string]>([
    [
      "a search that is not there",
      ["--schedule", "mine"],
      "unknown search mine: the searches are falling, narrow",
    ],
    [
      "a shard",
      ["--shard", "1/2"],
      "--shard has no meaning for a search, whose next trials depend on the last",
    ],
    [
      "no candidate",
      ["--candidates", "0"],
      '--candidates must be a whole number from 1 to 1000, got "0"',
    ],
    [
      "no seed",
      ["--tuning-seeds", "0"],
      '--tuning-seeds must be a whole number from 1 to 100, got "0"',
    ],
    [
      "two tasks",
      ["--task", "parabola,mnist"],
      "--task must name one task for a search, got parabola, mnist",
    ],
  ])("%s is an error that says so", async (_, given, message) => {
    const { code, stderr } = await run("search", ...given);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

test("searches of a configuration are checked with it", () => {
  const check = (searches: unknown) => () => checkConfiguration({ searches }, "anneal.config.ts");
  expect(check({ mine: { kind: "cosine", steps: 10, initial: 0.1 } })).toThrow(
    "anneal.config.ts: searches.mine: a search must have from 1 to 10 ranges, such as log(1e-4, 1e-1), got 0",
  );
  expect(check({ mine: { kind: "cosine", initial: { range: "log", from: 0, to: 1 } } })).toThrow(
    "searches.mine: log must have a first end above 0, got 0",
  );
  expect(check({ mine: 3 })).toThrow("searches.mine must be a spec with a kind");
  expect(check(JSON.parse('{ "__proto__": { "kind": "cosine" } }'))).toThrow(
    "anneal.config.ts: searches: __proto__ is no name",
  );
  expect(
    check({ mine: { kind: "cosine", initial: { range: "log", from: 0.1, to: 1 } } })(),
  ).toBeDefined();
});
