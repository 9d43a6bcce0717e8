import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "@anneal/fused-training";
import { keyOf } from "@anneal/experiment/records";
import type { Results } from "@anneal/experiment/records";
import { z } from "zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readResults } from "../../src/storage/results.ts";
import { classifier } from "../classifier.ts";
import { start } from "./command.ts";
import type { Ended } from "./command.ts";
import { printSchema } from "./printSchema.ts";

// Two tasks of somebody's own: a network on two classes of points, and a loop that needs no TensorFlow.js.
const configuration = `
import { defineConfig, defineTask } from "@anneal/bench";
import { shift } from "./shift";

const factor = Number(process.env.FACTOR ?? 0.5);
const points = (n: number) => {
  const x = new Float32Array(2 * n);
  const y = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    y[i] = i % 2;
    x[2 * i] = Math.sin(i) + shift * y[i]!;
    x[2 * i + 1] = Math.cos(3 * i) - shift * y[i]!;
  }
  return { x: { values: x, shape: [n, 2] }, y: { values: y, shape: [n] } };
};

const clouds = defineTask({
${classifier}
  primary: { metric: "accuracy", better: "higher", margin: 0.005 },
});

const parabola = defineTask({
  metrics: [{ name: "loss", better: "lower", unit: "m" }],
  target: [{ measure: "validationLoss", below: 0.5 }],
  train: async ({ schedule, seed, epochs, report }) => {
    let x = 1 + seed / 10;
    for (let epoch = 0; epoch < epochs; epoch++) {
      x -= schedule.value * 2 * x;
      schedule.advance();
      await report({ validation: { loss: x * x } });
    }
    return { loss: x * x };
  },
});

export default defineConfig({
  tasks: { clouds, parabola },
  assertions: {
    "clouds/constant:testAccuracy": ["error", { min: 0.5 }],
    "parabola/*:testLoss": ["error", { max: 1 }],
  },
  schedule: ["constant", "mine"],
  schedules: { small: { schedule: ({ learningRate }) => learningRate, batchSize: 4 }, mine: { learningRateScheduler: (epoch, rate) => (epoch >= 1 ? rate * factor : rate) } },
  seeds: 1, epochs: 3, batchSize: 8, learningRate: 0.1, backend: "wasm", jobs: 1,
});
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-tasks-"));
  await writeFile(join(folder, "shift.ts"), "export const shift = 2;\n");
  await writeFile(join(folder, "anneal.config.ts"), configuration);
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(args, { cwd: folder, env }).ended;
const results = (...path: string[]) => readResults(join(folder, ...path, "results.json"));

describe("tasks of one's own", () => {
  beforeAll(async () => {
    const { code, stderr } = await run(["--out", "both", "--no-timings"]);
    expect(stderr).toMatch(/^\d\/2 trials, .*; mine seed 1: validation loss 0\.\d{4}$/m);
    expect(code).toBe(0);
  });

  test("evaluate their training figures when that is asked for; a loop reports what it likes", async () => {
    const { code, stdout, stderr } = await run([
      ...["--evaluate-training", "--schedule", "constant", "--out", "evaluated", "--no-timings"],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "task parabola has a loop of its own, which reports its training figures itself: leave evaluateTraining out",
    );
    expect(stdout).toContain("Training figures are evaluated on all training examples");
    const { settings, protocol, trials } = await results("evaluated", "clouds");
    expect([settings, protocol.task, trials[0]!.trial]).toMatchObject(
      Array(3).fill({ evaluateTraining: true }),
    );
    const lossesOf = ({ trials: [result] }: Results, part: "training" | "validation") =>
      "epochs" in result! ? result.epochs.map((epoch) => epoch[part]["loss"]) : [];
    const usual = await results("both", "clouds");
    const evaluated = await results("evaluated", "clouds");
    expect(lossesOf(evaluated, "validation")).toEqual(lossesOf(usual, "validation"));
    expect(lossesOf(evaluated, "training")).not.toEqual(lossesOf(usual, "training"));
  });

  test("each have a folder with results of their own metrics", async () => {
    expect((await readdir(join(folder, "both"))).sort()).toEqual(["clouds", "parabola"]);
    const [clouds, parabola] = [await results("both", "clouds"), await results("both", "parabola")];
    expect(clouds.protocol.task).toMatchObject({
      title: "clouds",
      network: "Dense; 6 parameters",
      optimizer: "Momentum",
      metrics: [
        { name: "accuracy", better: "higher", unit: "%" },
        { name: "loss", better: "lower", unit: "" },
      ],
      primary: { metric: "accuracy", margin: 0.005 },
      target: [],
    });
    expect(clouds.trials[0]!.trial).toMatchObject({
      task: "clouds",
      examples: { training: 32, validation: 8, test: 20 },
      stepsPerEpoch: 4,
    });
    expect(Object.keys(clouds.trials[0]!.trial.identity).sort()).toEqual([
      "data",
      "metrics",
      "optimizer",
      "weights",
    ]);
    expect(parabola.trials[0]).toMatchObject({
      trial: {
        task: "parabola",
        examples: null,
        stepsPerEpoch: 1,
        identity: {},
        backend: { name: "none", version: "", kernels: "", rounding: "" },
      },
      // 1.1 · 0.8³, squared.
      test: { loss: expect.closeTo((1.1 * 0.8 ** 3) ** 2, 12) as number },
      targetMet: true,
    });
  });

  test("are one document of JSON", async () => {
    const { code, stdout } = await run(["--out", "both", "--json", "--quiet", "--no-timings"]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      [await results("both", "clouds"), await results("both", "parabola")],
    ]);
    const schema = z.fromJSONSchema(printSchema("results"));
    const documents = JSON.parse(stdout) as Results[];
    for (const document of [documents, documents[0]]) {
      expect(schema.safeParse(document).error).toBeUndefined();
    }
    expect(schema.safeParse([]).success).toBe(false);
    expect(schema.safeParse([{ ...documents[0], format: "0" }]).success).toBe(false);
    const merged = await run([
      "merge",
      "both",
      "--out",
      "merged-json",
      "--json",
      "--quiet",
      "--no-timings",
    ]);
    expect(JSON.parse(merged.stdout)).toEqual(JSON.parse(stdout));
    const one = [
      "--task",
      "parabola",
      "--out",
      "both/parabola",
      "--json",
      "--quiet",
      "--no-timings",
    ];
    expect(JSON.parse((await run(one)).stdout)).toEqual(await results("both", "parabola"));
  });

  test("are reported one by one, and side by side", async () => {
    const { code } = await run(["report", "both", "--format", "html,md,csv,gab", "--quiet"]);
    expect(code).toBe(0);
    const read = (...path: string[]) => readFile(join(folder, "both", "report", ...path), "utf8");
    expect(await read("parabola", "report.md")).toContain("**Lowest mean test loss: constant");
    expect(await read("parabola", "report.html")).toContain("steps to 0.5 m");
    expect(await read("parabola", "report.html")).not.toContain("ccuracy");
    expect(await read("clouds", "trials.csv")).toMatch(/^task,.*examples_per_second,trial\r\n/);
    const [smaller] = JSON.parse(await read("parabola", "smaller.json")) as unknown[];
    expect(smaller).toMatchObject({ name: "parabola 3 constant: test loss", unit: "m" });
    expect(await read("report.md")).toMatch(
      /\| schedule \| mean rank \| clouds: test accuracy .* \| parabola: test loss \\\(m\\\) \|/,
    );
    expect(await read("index.html")).toContain('<a href="parabola/report.html">parabola</a>');
  });

  test("are asserted, merged and compared together", async () => {
    const asserted = await run(["assert", "both"]);
    expect([asserted.code, asserted.stdout]).toEqual([
      0,
      expect.stringMatching(/parabola\/mine testLoss is 0\.\d+, at most 1/) as string,
    ]);
    const merged = await run(["merge", "both", "--out", "merged", "--no-timings", "--quiet"]);
    expect(merged.code).toBe(0);
    expect(await results("merged", "parabola")).toEqual(await results("both", "parabola"));
    const compared = await run(["compare", "both", "merged"]);
    expect([compared.code, compared.stdout]).toEqual([
      0,
      expect.stringMatching(/^mine +test loss +0\.\d+ m → .* = identical$/m) as string,
    ]);
  });
});

test("a schedule may bring a batch size, which is compared like everything else", async () => {
  const args = ["--task", "clouds", "--schedule", "constant,small", "--out", "sizes"];
  const { code, stdout } = await run([...args, "--quiet", "--no-timings"]);
  expect(code).toBe(0);
  expect(
    (await results("sizes")).trials.map(({ trial }) => [
      trial.name,
      trial.batchSize,
      trial.stepsPerEpoch,
    ]),
  ).toEqual([
    ["constant", 8, 4],
    ["small", 4, 8],
  ]);
  expect(stdout).toMatch(/^│ small /m);
  expect((await run([...args])).stdout).toContain("3 epochs, batches of several sizes, Momentum");
  expect((await run(["report", "sizes", "--quiet"])).code).toBe(0);
  expect(await readFile(join(folder, "sizes", "report", "report.html"), "utf8")).toContain(
    "batches of several sizes, 3 epochs",
  );
  expect((await run(["compare", "sizes", "sizes"])).code).toBe(0);
});

describe("a trial is told by what it does", () => {
  const args = ["--task", "parabola", "--schedule", "mine"];

  test("another number in its code trains anew; other text and another file name do not", async () => {
    const trained = async (extra: readonly string[], factor: string): Promise<Ended> => {
      const ended = await run([...args, "--out", "identity", ...extra], { FACTOR: factor });
      expect(ended.code).toBe(0);
      return ended;
    };
    await trained([], "0.5");
    const before = await results("identity");
    expect((await trained([], "0.01")).stderr).toContain("mine seed 1: validation loss");
    expect((await results("identity")).trials[0]!.key).not.toBe(before.trials[0]!.key);

    const kept = await trained([], "0.5");
    expect(kept.stderr).toContain("1 of 1 trials are finished already");
    expect(kept.stderr).not.toContain("written otherwise");

    // A comment more in a file that it imports, and another name for itself.
    await writeFile(join(folder, "shift.ts"), "// Apart.\nexport const shift = 2;\n");
    await rename(join(folder, "anneal.config.ts"), join(folder, "other.config.ts"));
    const renamed = await trained(["--config", "other.config.ts"], "0.5");
    expect(renamed.stderr).toContain("1 of 1 trials are finished already");
    expect(renamed.stderr).toMatch(
      /1 of 1 trials were trained when .*other\.config\.ts was written otherwise; it does the same, so their results are used; --fresh trains them anew/,
    );
    expect((await results("identity")).trials).toEqual(before.trials);

    const fresh = await trained(["--config", "other.config.ts", "--fresh"], "0.5");
    expect(fresh.stderr).toContain("mine seed 1: validation loss");
    const after = await results("identity");
    expect(after.trials[0]!.key).toBe(before.trials[0]!.key);
    expect(after.trials).not.toEqual(before.trials);

    // What an earlier version has left behind.
    const [{ key, trial }] = before.trials as [Results["trials"][number]];
    const older = { ...trial, versions: { ...trial.versions, anneal: "0.0.1" } };
    const at = (...path: string[]) => join(folder, "identity", ...path);
    const text = (await readFile(at("plan.json"), "utf8"))
      .replace(`"${key}"`, `"${keyOf(older)}"`)
      .replace(/("anneal": )".*?"/, '$1"0.0.1"');
    await writeFile(at("plan.json"), text);
    await rm(at("trials", `${key}.json`));
    const result = { ...before.trials[0]!, key: keyOf(older), trial: older };
    await writeFile(at("trials", `${keyOf(older)}.json`), JSON.stringify(result));
    const changed = await trained(["--config", "other.config.ts"], "0.5");
    expect(changed.stderr).toMatch(
      /^1 of 1 trials have results in .*identity that do not count any more, and are trained anew: anneal was 0\.0\.1, is \S+$/m,
    );
    await cp(join(folder, "other.config.ts"), join(folder, "anneal.config.ts"));
  });
});

describe("a task that is wrong is one error that names it and the place", () => {
  test.each<[string, string, string]>([
    [
      "data of wrong shape",
      `network: () => 1, loss: "meanSquaredError", data: () => ({ train: { x: { values: new Float32Array(3), shape: [2, 2] }, y: 1 } })`,
      "task bad: data.train.x has 3 values where the shape [2, 2] takes 4",
    ],
    [
      "a network that is none",
      `network: () => 1, loss: "meanSquaredError", data: () => ({ train: { x: { values: new Float32Array(4), shape: [2, 2] }, y: { values: new Float32Array(2), shape: [2] } } })`,
      "task bad: network must give a model of TensorFlow.js",
    ],
    [
      "data that throw",
      `network: () => 1, loss: "meanSquaredError", data: () => { throw new Error("no disk"); }`,
      "task bad: data: no disk",
    ],
    [
      "code that writes to the terminal in what it throws",
      `network: () => 1, loss: "meanSquaredError", data: () => { throw new Error("no\\u001b]0;x\\u0007 disk"); }`,
      "task bad: data: no\uFFFD]0;x\uFFFD disk",
    ],
    [
      "an unknown option",
      `network: () => 1, los: "meanSquaredError", data: () => 1`,
      "task bad: loss must be the name of a loss, a function, or a record of them by output, got undefined; los (did you mean loss?) is no option",
    ],
  ])("%s: exit 2", async (_, text, message) => {
    await writeFile(
      join(folder, "bad.config.js"),
      `export default { tasks: { bad: { ${text} } }, schedule: ["constant"], backend: "wasm" };`,
    );
    const { code, stdout, stderr } = await run(["--config", "bad.config.js", "--out", "bad"]);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^anneal-bench: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, ""]);
  });

  const never = `
    const metrics = [{ name: "loss", better: "lower" }];
    const network = (tf) => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" })] });
    const part = () => { const x = { values: new Float32Array(8), shape: [8, 1] }; return { train: { x, y: x } }; };
    const forever = () => { for (;;); };
    const fine = { metrics, train: async ({ report }) => report({ training: { loss: 1 } }) };
    const usual = { schedule: ["constant"], backend: "wasm", epochs: 1, jobs: 2, seeds: 1 };
  `;

  test("what never ends, or ends the process, names task and place; other tasks are trained: exit 2", async () => {
    await writeFile(
      join(folder, "never.config.js"),
      `${never} export default { ...usual, tasks: {
        waiting: { network, loss: "meanSquaredError", data: () => new Promise(() => {}), timeLimit: 2 },
        spinning: { network: forever, loss: "meanSquaredError", data: part, timeLimit: 2 },
        leaving: { network, loss: "meanSquaredError", data: () => process.exit(0) },
        looping: { metrics, timeLimit: 2, train: async ({ report }) => { await report({ training: { loss: 1 } }); forever(); } },
        calling: { network, loss: "meanSquaredError", data: part, timeLimit: 2, callbacks: () => [{ onBatchEnd: forever }] },
        fine,
      } };`,
    );
    const { code, stderr } = await run(["--config", "never.config.js", "--out", "never"]);
    const limit = "it has not finished after 2 seconds; the timeLimit of the task may give it more";
    expect(stderr).toContain(`anneal-bench: task waiting: data: ${limit}\n`);
    expect(stderr).toContain(`anneal-bench: task spinning: network: ${limit}\n`);
    expect(stderr).toContain(
      "anneal-bench: task leaving: data: it ended the process, with exit code 0\n",
    );
    const silence =
      "no update and no epoch of the trial has ended for 2 seconds; the timeLimit of the task may give it more\n";
    expect(stderr).toContain(`failed: task looping: train: ${silence}`);
    expect(stderr).toContain(`failed: task calling: fit: ${silence}`);
    for (const task of ["looping", "calling"]) {
      expect((await results("never", task)).trials.map(({ status }) => status)).toEqual(["failed"]);
    }
    expect((await results("never", "fine")).trials[0]!.status).toBe("completed");
    expect(code).toBe(2);
  });

  test.each([
    ["never returns", "() => forever()", "it has not finished after 2 seconds"],
    ["ends the process", "() => process.exit(0)", "it ended the process, with exit code 0"],
  ])("a schedule that %s: exit 2, also while it is only planned", async (_, schedule, message) => {
    await writeFile(
      join(folder, "stuck.config.js"),
      `${never} export default { ...usual, schedule: ["mine"], schedules: { mine: ${schedule} },
        tasks: { fine: { ...fine, timeLimit: 2 } } };`,
    );
    for (const command of ["run", "plan"]) {
      const { code, stderr } = await run([command, "--config", "stuck.config.js"]);
      expect(stderr).toContain(`anneal-bench: schedule mine: ${message}`);
      expect(code).toBe(2);
    }
  });

  test("data that do not come a second time fail a trial alone: exit 3", async () => {
    await writeFile(
      join(folder, "once.config.js"),
      `${never} import { existsSync, writeFileSync } from "node:fs";
      const data = () => {
        if (existsSync("once")) return new Promise(() => {});
        writeFileSync("once", "");
        return part();
      };
      export default { ...usual, seeds: 2, tasks: { once: { network, loss: "meanSquaredError", data, timeLimit: 2 } } };`,
    );
    const { code, stderr } = await run(["--config", "once.config.js", "--out", "once-only"]);
    expect(stderr).toMatch(/failed: task once: data: it has not finished after 2 seconds/);
    const statuses = (await results("once-only")).trials.map(({ status }) => status);
    expect([code, statuses.sort()]).toEqual([3, ["completed", "failed"]]);
  });

  test("a loop that does not take TensorFlow.js is trained without any, and one that takes it is given it", async () => {
    await writeFile(
      join(folder, "loops.config.js"),
      `import Module from "node:module";
      const loaded = () => Object.keys(Module._cache).filter((file) => /@tensorflow/.test(file)).length;
      const metrics = [{ name: "loss", better: "lower" }, { name: "files", better: "lower" }];
      export default {
        tasks: {
          without: { metrics, train: async ({ report }) => report({ training: { loss: 1, files: loaded() } }) },
          hidden: { metrics, train: async function () { arguments[0].tf.scalar(1); } },
          taking: { metrics, train: async ({ tf, report }) => report({ training: { loss: tf.scalar(3).dataSync()[0], files: loaded() } }) },
        },
        schedule: ["constant"], backend: "wasm", epochs: 1, jobs: 1, seeds: 1,
      };`,
    );
    const args = ["--config", "loops.config.js", "--no-timings"];
    const alone = await run([...args, "--task", "without,hidden", "--out", "loops"]);
    expect((await results("loops", "without")).trials[0]).toMatchObject({
      status: "completed",
      epochs: [{ training: { loss: 1, files: 0 } }],
      trial: { backend: { name: "none" } },
    });
    expect(alone.stderr).toContain(
      "failed: task hidden: train: tf.scalar is used, and TensorFlow.js was not loaded because the parameters of train do not name tf; write train: async ({ tf, schedule, report }) => …",
    );
    expect(alone.stdout).toContain("backend none, a loop without TensorFlow.js");
    expect(alone.code).toBe(3);
    const taking = await run([...args, "--task", "taking", "--out", "taking"]);
    expect(taking.code).toBe(0);
    const [trial] = (await results("taking")).trials;
    expect(trial).toMatchObject({ status: "completed", trial: { backend: { name: "wasm" } } });
    expect(trial).not.toMatchObject({ epochs: [{ training: { files: 0 } }] });
  });

  test("a task that the configuration gives to the command alone is named: exit 2", async () => {
    await writeFile(
      join(folder, "argument.config.js"),
      `${never} export default { ...usual, tasks: process.argv.includes("argument.config.js") ? { fine } : {} };`,
    );
    const { code, stderr } = await run(["--config", "argument.config.js", "--task", "fine"]);
    expect([code, stderr]).toEqual([
      2,
      "anneal-bench: task fine: the configuration must give it in each process that loads it, also without the arguments of the command\n",
    ]);
  });

  test("a loop that reports nothing fails its trial: exit 3, and the others are unharmed", async () => {
    await writeFile(
      join(folder, "silent.config.js"),
      `export default {
        tasks: {
          silent: { metrics: [{ name: "loss", better: "lower" }], train: async () => {} },
          unnamed: { metrics: [{ name: "loss", better: "lower" }], train: async ({ report }) => report({ training: { los: 1 } }) },
          fine: { metrics: [{ name: "loss", better: "lower" }], train: async ({ report }) => report({ training: { loss: 1 } }) },
        },
        schedule: ["constant"], backend: "wasm", epochs: 1,
      };`,
    );
    const { code, stderr } = await run(["--config", "silent.config.js", "--out", "silent"]);
    expect(stderr).toContain("failed: task silent: train ended without a report");
    expect(stderr).toContain(
      "failed: task unnamed: report.training.los is no metric of the task; its metrics are loss",
    );
    expect((await results("silent", "fine")).trials[0]!.status).toBe("completed");
    expect(code).toBe(3);
  });
});

describe("whole steps", () => {
  const task = (loss: string) => `{
    network: (tf) => tf.sequential({ layers: [tf.layers.dense({
      inputShape: [2], units: 1, kernelInitializer: "ones",
    })] }),
    loss: "${loss}",
    data: () => ({ train: {
      x: { values: Float32Array.from({ length: 40 }, (_, n) => n / 20), shape: [20, 2] },
      y: { values: Float32Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 1 : -1)), shape: [20, 1] },
    } }),
    optimizer: (tf, { learningRate }) => tf.train.sgd(learningRate),
  }`;
  const two = ["--config", "two.config.js", "--out"];
  beforeAll(async () => {
    await writeFile(
      join(folder, "two.config.js"),
      `export default {
        tasks: { regression: ${task("meanSquaredError")}, margin: ${task("hinge")} },
        schedule: ["constant"], epochs: 2, batchSize: 8, learningRate: 0.01, jobs: 1,
      };`,
    );
  });

  test("are taken by auto where they can be, and it says why where they cannot", async () => {
    const { code, stderr } = await run([...two, "auto"]);
    expect(stderr).toContain(
      "anneal-bench: task margin is trained layer by layer: the loss is hinge\n",
    );
    expect(stderr).not.toContain("regression is trained layer by layer");
    expect(code).toBe(0);
    const [fused, layers] = [await results("auto", "regression"), await results("auto", "margin")];
    expect([fused.backend.name, layers.backend.name]).toEqual(["fused", "wasm"]);
    for (const [{ trials }, name] of [
      [fused, "fused"],
      [layers, "wasm"],
    ] as const) {
      expect(trials[0]).toMatchObject({ status: "completed", trial: { backend: { name } } });
    }
    expect(fused.trials[0]!.timings).toHaveProperty("engine");
    expect(layers.trials[0]!.timings).not.toHaveProperty("engine");
  });

  test("are an error of usage where they were asked for and cannot be: exit 2, and the other task is trained", async () => {
    const { code, stderr } = await run([...two, "fused", "--backend", "fused"]);
    expect(stderr).toContain(
      "anneal-bench: task margin cannot be trained by whole steps: the loss is hinge; --backend auto trains it layer by layer\n",
    );
    expect(code).toBe(2);
    expect((await results("fused", "regression")).complete).toBe(true);
  });

  test("never mix with layers: the same trial has another key", async () => {
    const only = ["--task", "regression", ...two, "keys"];
    const keys = async (...more: string[]) => {
      expect(await run([...only, "--no-timings", ...more])).toMatchObject({ code: 0 });
      const { trials } = await results("keys");
      return trials.map(({ key }) => key);
    };
    const fused = await keys("--backend", "fused-wasm");
    expect(await keys("--backend", "fused")).toEqual(fused);
    expect(await keys("--backend", "wasm")).not.toEqual(fused);
  });

  test.skipIf(findEngine({ engine: "native" }).engine === "layers")(
    "give the same bytes by the native library and by WebAssembly",
    async () => {
      const bytes = async (backend: string) => {
        const args = ["--task", "mnist", "--preset", "smoke", "--samples", "60", "--no-timings"];
        const out = ["--config", "two.config.js", "--out", backend, "--backend", backend];
        expect(await run([...args, ...out])).toMatchObject({ code: 0 });
        return readFile(join(folder, backend, "results.json"), "utf8");
      };
      expect(await bytes("fused-native")).toBe(await bytes("fused-wasm"));
    },
  );
});
