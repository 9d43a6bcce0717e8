import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutTimings } from "@anneal/experiment/conclusion";
import { canonicalJson } from "@anneal/experiment/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPlan } from "../../src/storage/plans.ts";
import { readResults } from "../../src/storage/results.ts";
import { start } from "../commands/command.ts";
import type { Ended } from "../commands/command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-resume-"));
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (...args: string[]): Promise<Ended> => start(args, { cwd: folder }).ended;

// Every run of this file trains the same four trials.
const small = ["--preset", "smoke", "--samples", "20", "--batch-size", "8", "--epochs", "8"];
const settings = [...small, "--seeds", "2"];
const trials = async (out: string): Promise<string[]> => {
  const names = await readdir(join(folder, out, "trials")).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name)).sort();
};

/** The files of a run as they are to be, whichever way it came about. */
async function bytesOf(out: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const name of ["plan.json", "results.json", "summary.md"]) {
    files[name] = await readFile(join(folder, out, name), "utf8");
  }
  for (const name of await trials(out)) {
    const result = JSON.parse(await readFile(join(folder, out, "trials", name), "utf8")) as object;
    files[name] = JSON.stringify({ ...result, timings: null }, null, 2);
  }
  return files;
}

let straight: Readonly<Record<string, string>>;
beforeAll(async () => {
  const { code } = await run(...settings, "--jobs", "1", "--out", "straight", "--no-timings");
  expect(code).toBe(0);
  straight = await bytesOf("straight");
  expect(Object.keys(straight)).toHaveLength(3 + 4);
});

// At a time: each starts processes that wait for one another.
describe.concurrent("the same bytes, timings apart, come from", () => {
  test("two trainings at a time", async () => {
    const { code } = await run(...settings, "--jobs", "2", "--out", "two", "--no-timings");
    expect(code).toBe(0);
    expect(await bytesOf("two")).toEqual(straight);
  });

  test("a run that was killed again and again, by kill -9 at any moment", async () => {
    const args = [...settings, "--jobs", "2", "--out", "killed", "--no-timings"];
    // Before there is a plan, in the first trials, and after some of them.
    const moments = [
      async () => (await readdir(folder)).includes("killed"),
      async () => (await readdir(join(folder, "killed"))).includes("plan.json"),
      async () => (await trials("killed")).length > 0,
    ];
    for (const reached of moments) {
      const command = start(args, { cwd: folder, detached: true });
      while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 5));
      process.kill(-command.child.pid!, "SIGKILL");
      expect((await command.ended).signal).toBe("SIGKILL");
    }
    expect((await trials("killed")).length).toBeGreaterThan(0);
    expect((await run(...args)).code).toBe(0);
    expect(await bytesOf("killed")).toEqual(straight);
  });

  test("two shards merged, in whatever order", async () => {
    for (const shard of ["1", "2"]) {
      const out = `shard-${shard}`;
      const ended = await run(...settings, "--shard", `${shard}/2`, "--out", out, "--jobs", "1");
      expect(ended.code).toBe(0);
      expect(ended.stderr).toContain(`shard ${shard} of 2: 2 of 4 trials`);
      expect(await trials(out)).toHaveLength(2);
      expect(await readResults(join(folder, out, "results.json"))).toMatchObject({
        complete: false,
      });
    }
    for (const [out, order] of [
      ["merged", ["shard-1", "shard-2"]],
      ["merged-backwards", ["shard-2", "shard-1"]],
    ] as const) {
      const ended = await run("merge", ...order, "--out", out, "--no-timings");
      expect(ended.code).toBe(0);
      expect(await bytesOf(out)).toEqual(straight);
    }
    // What the output folder holds counts as well.
    expect((await run("merge", "shard-2", "--out", "shard-1", "--no-timings")).code).toBe(0);
    expect(await bytesOf("shard-1")).toEqual(straight);
  });
});

test("two shards at a time share one folder, and the same command without --shard collects", async () => {
  const args = [...settings, "--jobs", "1", "--out", "shared", "--no-timings"];
  const shards = ["1/2", "2/2"].map((shard) => run(...args, "--shard", shard));
  expect((await Promise.all(shards)).map(({ code }) => code)).toEqual([0, 0]);
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining("4 of 4 trials are finished already"),
  ]);
  expect(await bytesOf("shared")).toEqual(straight);
});

test("results with timings are the same without them", async () => {
  await run(...settings, "--out", "timed");
  const timed = await readResults(join(folder, "timed", "results.json"));
  expect(timed.trials.every(({ timings }) => timings !== null)).toBe(true);
  const bare = JSON.parse(straight["results.json"]!) as unknown;
  expect(canonicalJson(withoutTimings(timed))).toBe(canonicalJson(bare));
});

describe("merge refuses", () => {
  test("results of another plan with exit code 6, and names what differs", async () => {
    const other = ["--preset", "smoke", "--samples", "20", "--batch-size", "10", "--epochs", "1"];
    await run(...other, "--seeds", "1", "--out", "other", "--jobs", "2");
    const { code, stdout, stderr } = await run("merge", "straight", "other", "--out", "refused");
    expect([code, stdout]).toEqual([6, ""]);
    expect(stderr).toMatch(
      /straight and .*other hold results of different plans: seeds \[1,2\] and \[1\]; epochs 8 and 1; batchSize 8 and 10; /,
    );
    expect(await readdir(folder)).not.toContain("refused");
    // Nor into a folder that holds another one.
    expect((await run("merge", "straight", "--out", "other")).code).toBe(6);
  });

  test("folders that are no output, with exit code 2", async () => {
    await writeFile(join(folder, "a-file"), "");
    for (const [name, problem] of [
      ["absent", "there is no such folder"],
      ["a-file", "it has no plan"],
    ] as const) {
      const { code, stderr } = await run("merge", name, "--out", "nothing");
      expect([code, stderr.includes(problem)]).toEqual([2, true]);
    }
  });
});

test("merge says what is missing, and prefers a result to a failure", async () => {
  const plan = (await readPlan(join(folder, "straight"), "evaluation")) as { trials: unknown[] };
  const [name] = await trials("straight");
  const result = JSON.parse(
    await readFile(join(folder, "straight", "trials", name!), "utf8"),
  ) as Record<string, unknown>;
  const { key, trial } = result;
  await run("merge", "straight", "--out", "worse", "--quiet");
  const failed = { key, trial, status: "failed", error: "no luck", timings: null };
  await writeFile(join(folder, "worse", "trials", name!), JSON.stringify(failed));
  const better = await run("merge", "worse", "straight", "--out", "better", "--no-timings");
  expect([better.code, plan.trials.length]).toEqual([0, 4]);
  expect(await bytesOf("better")).toEqual(straight);
  expect((await run("merge", "worse", "--out", "still-worse")).code).toBe(3);

  await rm(join(folder, "worse", "trials", name!));
  const short = await run("merge", "worse", "--out", "short");
  expect(short.stderr).toContain("1 of 4 trials are missing");
});

test("--max-duration starts no trial after it and exits with 130; the same command continues", async () => {
  const args = [...settings, "--jobs", "1", "--out", "slow", "--no-timings"];
  // The worker alone needs longer than that to start.
  const first = await run(...args, "--max-duration", "0.1s");
  expect(first.code).toBe(130);
  expect(first.stderr).toContain(
    "the time is up with 0 of 4 trials finished; the same command continues",
  );
  expect((await run(...args, "--max-duration", "1h")).code).toBe(0);
  expect(await bytesOf("slow")).toEqual(straight);
});

test("plan tells the trials, what is open and how long it takes, and trains nothing", async () => {
  const fresh = await run("plan", ...settings, "--json", "--shard", "2/2", "--out", "unused");
  const report = JSON.parse(fresh.stdout) as Record<string, unknown> & { open: string[] };
  expect(report).toMatchObject({
    hash: (JSON.parse(straight["plan.json"]!) as { hash: string }).hash,
    shard: { index: 2, count: 2 },
    estimate: { basis: "calibration" },
  });
  expect(report.open.map((key) => `${key}.json`).sort()).toEqual(await trials("shard-2"));
  expect(await readdir(folder)).not.toContain("unused");

  const open = (await trials("timed"))[0]!;
  await rm(join(folder, "timed", "trials", open));
  const { stdout } = await run("plan", ...settings, "--out", "timed");
  expect(stdout).toMatch(/1 of 4 trials to train, \d+ at a time: about \d+ s, .* earlier trials/);
  expect(stdout).toContain(open.replace(".json", ""));
  expect(stdout.match(/completed/g)).toHaveLength(3);
});
