import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendNames, resultsSchema, trialResultSchema } from "@anneal/experiment/records";
import type { Results } from "@anneal/experiment/records";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readResults } from "../../src/storage/results.ts";
import { start } from "./command.ts";
import type { Ended } from "./command.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-cli-"));
});
// A worker that outlives its command for a moment may still be writing.
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (...args: string[]): Promise<Ended> => start(args, { cwd: folder }).ended;

const small = ["--preset", "smoke", "--samples", "20", "--batch-size", "8", "--epochs", "1"];
const out = (...path: string[]): string => join(folder, "anneal-results", ...path);
const trialFiles = async (): Promise<string[]> => {
  try {
    return await readdir(out("trials"));
  } catch {
    return [];
  }
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("run", () => {
  test("is the default: it prints the table and writes the results", async () => {
    const { code, stdout, stderr } = await run(...small, "--seeds", "2", "--jobs", "2");
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ schedule +│ +train acc │ .* images\/s │ target │/);
    expect(stdout).toMatch(/│ constant +│/);
    expect(stdout).toMatch(/│ warmup-cosine +│ +\d+\.\d\d ± \d+\.\d\d │/);
    expect(stdout).toContain("500 test images");
    // A line for each trial.
    expect(
      stderr.match(
        /^\d\/4 trials, .*; (constant|warmup-cosine) seed [12]: validation accuracy \d\.\d{4}/gm,
      ),
    ).toHaveLength(4);

    const results = await readResults(out("results.json"));
    expect(results).toMatchObject({
      complete: true,
      settings: { preset: "smoke", samples: 20, seeds: [1, 2], batchSize: 8, learningRate: 0.01 },
      backend: {
        name: "fused",
        version: "0.0.0",
        kernels: "exact",
        rounding: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      },
      protocol: { version: 1 },
      machines: [{ node: process.versions.node }],
      tuning: null,
    });
    expect(results.trials.map(({ trial, status }) => [trial.seed, trial.name, status])).toEqual([
      [1, "constant", "completed"],
      [1, "warmup-cosine", "completed"],
      [2, "constant", "completed"],
      [2, "warmup-cosine", "completed"],
    ]);
    expect((await trialFiles()).sort()).toEqual(
      results.trials.map(({ key }) => `${key}.json`).sort(),
    );
    const summary = await readFile(out("summary.md"), "utf8");
    expect(summary).toMatch(/^\| constant \| \d/m);
    expect(summary).toContain("Untuned: every schedule has the same base rate.");
    for (const text of [stdout, summary])
      expect(text).toMatch(
        /protocol 1, backend fused .*, kernels exact, rounding [0-9a-f]{12}, by (the native library|WebAssembly) with vectors of \d+ floats on /,
      );
    for (const { timings } of results.trials) {
      expect(timings).toMatchObject({
        jobs: 2,
        engine: { name: expect.stringMatching(/^(native|wasm)$/) as string },
        epochs: [{ seconds: expect.any(Number) as number }],
      });
      expect((timings as { gigaflops: number }).gigaflops).toBeGreaterThan(0.1);
    }
  });

  test("with --json prints the results and nothing else on stdout", async () => {
    const { code, stdout } = await run(
      "run",
      ...small,
      "--schedule",
      "constant",
      "--seeds",
      "7,",
      "--json",
    );
    expect(code).toBe(0);
    const results = resultsSchema.parse(JSON.parse(stdout));
    expect(results).toEqual(await readResults(out("results.json")));
    expect(results.settings.seeds).toEqual([7]);
  });

  test("with --quiet prints only the table", async () => {
    const { stdout, stderr } = await run(...small, "--schedule", "constant", "--quiet");
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toHaveLength(5);
  });

  test("trains again only what is missing or damaged", async () => {
    const args = [...small, "--schedule", "constant,cosine,linear", "--jobs", "1"];
    expect((await run(...args)).code).toBe(0);
    const before = await readResults(out("results.json"));
    const [damaged, missing, kept] = before.trials;
    await writeFile(out("trials", `${damaged!.key}.json`), '{ "key": "');
    await rm(out("trials", `${missing!.key}.json`));

    const { code, stderr } = await run(...args);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `constant seed 1: trials/${damaged!.key}.json is damaged, it runs again`,
    );
    expect(stderr).toContain("1 of 3 trials are finished already");
    expect(stderr.match(/\w+ seed 1: validation/g)).toEqual([
      "constant seed 1: validation",
      "cosine seed 1: validation",
    ]);
    const after = await readResults(out("results.json"));
    expect(after.trials[2]).toEqual(kept);
    const accuracies = ({ summary }: Results) => summary.map(({ figures }) => figures);
    expect(accuracies(after)).toEqual(accuracies(before));

    // A result in the place of another one's.
    const strange = await readFile(out("trials", `${kept!.key}.json`), "utf8");
    await writeFile(
      out("trials", `${missing!.key}.json`),
      strange.replace(`"key": "${kept!.key}"`, `"key": "${missing!.key}"`),
    );
    expect((await run(...args)).stderr).toContain(
      `cosine seed 1: trials/${missing!.key}.json is damaged, it runs again`,
    );
    const repaired = await readResults(out("results.json"));
    expect(accuracies(repaired)).toEqual(accuracies(before));

    const third = await run(...args);
    expect(third.stderr).toContain("3 of 3 trials are finished already");
    expect(third.stderr).not.toContain("epoch");
    expect(await readResults(out("results.json"))).toEqual(repaired);
  });

  test("takes schedules from a configuration file", async () => {
    await writeFile(
      join(folder, "anneal.config.ts"),
      `import { defineConfig } from "@anneal/bench";
       import { cosine, warmup } from "anneal";
       export default defineConfig({
         preset: "smoke", samples: 20, batchSize: 8, epochs: 2,
         schedule: ["code", "spec", "bare"],
         schedules: {
           code: ({ totalSteps }) => warmup({ schedule: cosine({ initial: 0.02, steps: totalSteps }), steps: 1 }),
           spec: { kind: "exponential", initial: 0.02, factor: 0.5 },
           bare: { per: "epoch", schedule: () => (epoch: number) => 0.02 / (epoch + 1) },
         },
       });`,
    );
    const { code, stderr } = await run("--epochs", "1", "--json");
    expect(stderr).toContain("3/3 trials, ");
    expect(code).toBe(0);
    const { settings, trials } = await readResults(out("results.json"));
    expect(settings).toMatchObject({ schedule: ["code", "spec", "bare"], epochs: 1 });
    expect(trials[1]!.trial.schedule).toMatchObject({ spec: { kind: "exponential" } });
  });
});

describe("a trial", () => {
  test("that fails, or whose process dies, fails alone: exit code 3", async () => {
    await writeFile(
      join(folder, "anneal.config.js"),
      `export default { schedules: {
        negative: { learningRateScheduler: () => -1 },
        // Only where it trains, which a callback of TensorFlow.js does: it was looked at before.
        deadly: { learningRateScheduler: () => (new Error().stack.includes("onEpochBegin") ? process.kill(process.pid, "SIGKILL") : 0.01) },
      } };`,
    );
    const names = ["--schedule", "negative,deadly,constant", "--jobs", "1"];
    const { code, stdout, stderr } = await run(...small, ...names);
    expect(code).toBe(3);
    expect(stderr).toMatch(/; negative seed 1: failed: .*-1/);
    expect(stderr).toMatch(
      /; deadly seed 1: failed: task fashion-mnist: fit: the worker process ended with signal SIGKILL$/m,
    );
    expect(stdout).toMatch(/│ negative .*│ +failed │/);
    expect(stdout).toMatch(/│ constant +│ +\d+\.\d\d │/);
    const first = await readResults(out("results.json"));
    expect(first.trials.map(({ status }) => status)).toEqual(["failed", "failed", "completed"]);

    // What failed stays failed.
    const again = await run(...small, ...names);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain("3 of 3 trials are finished already");
    expect(again.stderr).toContain("2 failed earlier; --retry-failed runs them again");
    expect(await readResults(out("results.json"))).toEqual(first);
    // Unless it is asked for.
    const third = await run(...small, ...names, "--retry-failed");
    expect(third.code).toBe(3);
    expect(third.stderr).toContain("1 of 3 trials are finished already");
    expect(third.stderr).toMatch(/; negative seed 1: failed/m);
  });

  test("that diverges is a result: exit code 0", async () => {
    const { code, stdout, stderr } = await run(
      ...small,
      "--schedule",
      "constant",
      "--learning-rate",
      "1e39",
    );
    expect(code).toBe(0);
    expect(stderr).toContain("constant seed 1: diverged");
    expect(stdout).toMatch(/│ constant │ +– │.* diverged │/);
    expect((await readResults(out("results.json"))).trials[0]).toMatchObject({
      status: "diverged",
      test: null,
      targetMet: false,
    });
  });
});

describe("a run that is ended", () => {
  const args = [...small, "--epochs", "20", "--schedule", "constant,cosine,linear", "--jobs", "1"];

  const finishes = async (finished: number): Promise<void> => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(0);
    expect(stderr).toContain(`${String(finished)} of 3 trials are finished already`);
    const { complete, trials } = await readResults(out("results.json"));
    expect([complete, trials.length]).toEqual([true, 3]);
  };

  test("by kill -9 leaves every finished trial readable, and continues", async () => {
    const command = start(args, { cwd: folder });
    await until(async () => (await trialFiles()).some((name) => name.endsWith(".json")));
    command.child.kill("SIGKILL");
    expect((await command.ended).signal).toBe("SIGKILL");
    const files = (await trialFiles()).filter((name) => name.endsWith(".json"));
    for (const name of files) {
      const text = await readFile(out("trials", name), "utf8");
      expect(trialResultSchema.parse(JSON.parse(text)).status).toBe("completed");
    }
    await finishes(files.length);
  });

  test("by Ctrl-C in the terminal exits with 130 and continues", async () => {
    const command = start(args, { cwd: folder, detached: true });
    await until(async () => (await trialFiles()).length > 0);
    // As a terminal does it: to the whole process group, workers included.
    process.kill(-command.child.pid!, "SIGINT");
    const { code, stderr } = await command.ended;
    expect(code).toBe(130);
    const files = await trialFiles();
    expect(stderr).toContain(`interrupted with ${String(files.length)} of 3 trials finished`);
    const { complete, trials } = await readResults(out("results.json"));
    expect([complete, trials.length]).toEqual([false, files.length]);
    expect(await readFile(out("summary.md"), "utf8")).toContain("Incomplete");
    expect(files.every((name) => /^[0-9a-f]{16}\.json$/.test(name))).toBe(true);
    await finishes(files.length);
  });

  test("by Ctrl-C before its first trial exits with 130 as well", async () => {
    const command = start(args, { cwd: folder });
    await until(async () => (await readdir(folder)).includes("anneal-results"));
    command.child.kill("SIGINT");
    expect((await command.ended).code).toBe(130);
    expect(await trialFiles()).toEqual([]);
  });
});

describe("an error is one sentence and an exit code", () => {
  const late =
    "it has not finished after 1 seconds; ANNEAL_CONFIG_SECONDS in the environment may give it more";

  test.each<[string[], number, string]>([
    [
      ["--preset", "fast"],
      2,
      '--preset must be one of smoke, ci, quick, experiment, reference, got "fast"',
    ],
    [["--task", "cifar"], 2, "unknown task cifar: the tasks are fashion-mnist, mnist"],
    [["--backend", "gpu"], 2, `--backend must be one of ${backendNames.join(", ")}, got "gpu"`],
    [
      ["--schedule", "cosine,cosin"],
      2,
      "unknown schedule cosin (did you mean cosine?): the schedules are constant, ",
    ],
    [["--epochs", "many"], 2, '--epochs must be a whole number from 1 to 1000000, got "many"'],
    [["--seeds", "1,x"], 2, "--seeds must be a count from 1 to 1000 or a list"],
    [["--fast"], 2, "unknown option '--fast'"],
    [["--epoch", "2"], 2, "(Did you mean --epochs?)"],
    [["--backend", "wsam"], 2, 'got "wsam" (did you mean wasm?)'],
    [
      ["reprot", "results"],
      2,
      "unknown command reprot (did you mean report?): the commands are init, plan, run, tune, ",
    ],
    [["--config", "undefined.js"], 2, "undefined.js: undefined"],
    [["--config", "getter.js"], 2, "getter.js: no epochs today"],
    [["--config", "prototype.json"], 2, "prototype.json: schedules: __proto__ is no name"],
    [["--config", "ends.js"], 2, "ends.js: it ended the process"],
    [["--config", "ends-as-failed.js"], 2, "ends-as-failed.js: it ended the process"],
    [["--config", "."], 2, "it is a folder; --config names the file in it, such as "],
    [["--config", "spins.js"], 2, `spins.js: ${late}`],
    [["--config", "later.ts"], 2, `later.ts: ${late}`],
    [["--config", "spinning-getter.js"], 2, `spinning-getter.js: ${late}`],
    [["--config", "waits.js"], 2, `waits.js: ${late}`],
    [["--config", "spins-in-worker.js", "--backend", "wasm"], 2, `spins-in-worker.js: ${late}`],
    [["--config", "nope.ts"], 2, "nope.ts: there is no such file"],
    [
      ["--backend", "tfjs-node"],
      2,
      "backend tfjs-node is not installed: npm install @tensorflow/tfjs-node",
    ],
    [["--data-dir", "."], 5, "lacks train-images-idx3-ubyte"],
    [["--out", "file/results"], 6, "cannot write to the output folder"],
  ])("%j: %i", async (args, expected, message) => {
    const seconds = message.includes(late) ? "1" : "60";
    for (const [name, text] of [
      ["file", "in the way"],
      ["undefined.js", "throw undefined;"],
      ["getter.js", "export default { get epochs() { throw new Error('no epochs today'); } };"],
      ["prototype.json", '{ "schedules": { "__proto__": { "kind": "constant", "value": 1 } } }'],
      ["ends.js", "process.exit(0);"],
      ["ends-as-failed.js", "process.exit(3);"],
      ["spins.js", "for (;;); export default {};"],
      [
        "later.ts",
        "await new Promise((resolve) => setTimeout(resolve)); for (;;); export default {};",
      ],
      ["spinning-getter.js", "export default { get epochs() { for (;;); } };"],
      [
        "waits.js",
        "await new Promise(() => setInterval(() => undefined, 1000)); export default {};",
      ],
      ["spins-in-worker.js", "if (process.send) for (;;); export default {};"],
    ] as const) {
      await writeFile(join(folder, name), text);
    }
    const env = { ANNEAL_CONFIG_SECONDS: seconds };
    const { code, stdout, stderr } = await start([...args, "--json"], { cwd: folder, env }).ended;
    expect(code).toBe(expected);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^anneal-bench: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});

describe("tfjs-node", () => {
  const provideNative = async (code: string): Promise<NodeJS.ProcessEnv> => {
    const modules = join(folder, "modules");
    const native = join(modules, "@tensorflow", "tfjs-node");
    await mkdir(native, { recursive: true });
    await writeFile(join(native, "index.js"), code);
    return { NODE_PATH: modules };
  };

  test("that is broken is no error for layers: it is said, and WebAssembly is used", async () => {
    const env = await provideNative("throw new Error('no binary for this machine')");
    const args = [...small, "--backend", "layers", "--schedule", "constant", "--quiet"];
    const command = start(args, { cwd: folder, env });
    const { code, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stderr).toBe(
      "anneal-bench: warning: backend tfjs-node does not load: no binary for this machine\n",
    );
  });

  test("that loads is what layers takes, and the results name it and its library", async () => {
    // Stands in for the native binding, which is not installed here; its arithmetic is the cpu backend's.
    const tfjs = createRequire(import.meta.url).resolve("@tensorflow/tfjs");
    const env = await provideNative(`
      const tf = require(${JSON.stringify(tfjs)});
      tf.enableProdMode();
      module.exports = {
        ...tf,
        version: { ...tf.version, "tfjs-node": "9.9.9" },
        setBackend: (name) => tf.setBackend(name === "tensorflow" ? "cpu" : name),
        backend: () => ({ binding: { TF_Version: "2.99" } }),
      };`);
    const args = [...small, "--backend", "layers", "--schedule", "constant", "--quiet"];
    const command = start(args, { cwd: folder, env });
    expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
    const { backend, trials } = await readResults(out("results.json"));
    expect(backend).toEqual({
      name: "tfjs-node",
      version: "9.9.9 (TensorFlow 2.99)",
      kernels: "as they come",
      rounding: "javascript",
    });
    expect(trials[0]).toMatchObject({ status: "completed", trial: { backend } });
  });
});

test("a reader that has seen enough ends no command with an error", async () => {
  const { child, ended } = start(["schema", "results"], { cwd: folder });
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test("--help lists the presets, the schedules and the exit codes", async () => {
  for (const args of [["--help"], ["run", "--help"]]) {
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    for (const part of ["smoke", "reference", "cosine-restarts", "130  interrupted"]) {
      expect(stdout).toContain(part);
    }
  }
});
