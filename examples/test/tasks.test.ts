import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { analyse, resultsSchema } from "@anneal/bench";
import type { Results } from "@anneal/bench";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = fileURLToPath(new URL("../../apps/bench/src/cli.ts", import.meta.url));

/** What is compared in each, and on what part of the data. */
const primaries = {
  rents: ["testError", "lower"],
  reviews: ["testAccuracy", "higher"],
  autoencoder: ["testLoss", "lower"],
  gan: ["validationDistance", "lower"],
  transfer: ["testAccuracy", "higher"],
  plain: ["testAccuracy", "higher"],
  jax: ["validationLoss", "lower"],
  python: ["validationLoss", "lower"],
} as const;
// Where there is no Python, the others have to do.
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const tasks = (Object.keys(primaries) as (keyof typeof primaries)[]).filter(
  (task) => task !== "python" || hasPython,
);

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "anneal-tasks-"));
});
afterAll(() => rm(out, { recursive: true, maxRetries: 5 }));

/** Runs the real command. One process trains everything, so that it starts once. */
async function bench(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(
    process.execPath,
    ["--conditions=@anneal/source", "--import", "tsx", command, ...args],
    { cwd: root, timeout: 170_000, env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" } },
  );
}

const run = () =>
  bench(
    ...["run", "--config", "tasks/anneal.config.ts", "--out", out, "--seeds", "1"],
    // Plain WebAssembly is the same everywhere.
    ...["--task", tasks.join(","), "--epochs", "2", "--jobs", "1", "--backend", "wasm"],
  );

const resultsOf = async (task: string): Promise<Results> =>
  resultsSchema.parse(JSON.parse(await readFile(join(out, task, "results.json"), "utf8")));

describe("tasks of one's own", { timeout: 180_000 }, () => {
  let first: Awaited<ReturnType<typeof bench>>;
  beforeAll(async () => {
    first = await run();
  }, 180_000);

  test("all of them train, and nothing goes wrong", async () => {
    expect((await readdir(out)).filter((name) => !name.includes("."))).toEqual([...tasks].sort());
    expect(first.stderr.match(/ trials, .*; (constant|cosine) seed 1: /g)).toHaveLength(
      2 * tasks.length,
    );
    expect(first.stderr).not.toContain("anneal-bench: ");
  });

  test.each(tasks)(
    "%s: the numbers are finite, and those of two schedules differ",
    async (task) => {
      const { trials } = await resultsOf(task);
      expect(trials.map(({ trial, status }) => [trial.name, status])).toEqual([
        ["constant", "completed"],
        ["cosine", "completed"],
      ]);
      const epochs = trials.map((trial) => ("epochs" in trial ? trial.epochs : []));
      for (const own of epochs) {
        expect(own).toHaveLength(2);
        const values = own.flatMap(({ training, validation }) =>
          [training, validation].flatMap((score) => Object.values(score)),
        );
        expect(values.length).toBeGreaterThanOrEqual(1);
        expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
      }
      expect(epochs[0]).not.toEqual(epochs[1]);
    },
  );

  test.each(tasks)("%s: the best has rank 1, whichever way is up", async (task) => {
    const [measure, better] = primaries[task];
    const { rules, schedules } = analyse(await resultsOf(task));
    expect(rules).toMatchObject({ measure, better });
    const [best, other] = [1, 2].map((rank) => {
      const { figures } = schedules.find((schedule) => schedule.rank === rank) ?? schedules[0]!;
      return figures[measure]!.mean;
    }) as [number, number];
    if (better === "higher") expect(best).toBeGreaterThanOrEqual(other);
    else expect(best).toBeLessThan(other);
  });

  test("a second run trains nothing anew", async () => {
    const before = await Promise.all(tasks.map(resultsOf));
    const { stderr } = await run();
    expect(stderr).not.toContain("epoch");
    expect(await Promise.all(tasks.map(resultsOf))).toEqual(before);
  });
});
