import { execFileSync } from "node:child_process";
import { mkdtempSync, open, openSync, closeSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Engine } from "../src/engine/engine.ts";
import { findEngine, fuse } from "../src/index.ts";
import { attachTo } from "./compare.ts";
import { engines, missingNative, nameOf, teams, whySkipped } from "./engines.ts";
import {
  classes,
  digestOf,
  numbers,
  randomizeWeights,
  randomTensor,
  tf,
  weightsOf,
} from "./tensorflow.ts";

const { layers } = tf;
const { random } = Math;

afterEach(() => {
  Math.random = random;
});

/** Networks that have every kernel that is divided, each with enough to do that it is. */
const networks: Readonly<Record<string, () => tf.layers.Layer[]>> = {
  "convolutions by Winograd, with and without pooling": () => [
    layers.conv2d({
      ...{ filters: 32, kernelSize: 3, padding: "same", activation: "relu" },
      inputShape: [15, 14, 16],
    }),
    layers.conv2d({ filters: 24, kernelSize: 3, activation: "relu" }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 40, kernelSize: 3 }),
    layers.flatten(),
    layers.dense({ units: 7, activation: "softmax" }),
  ],
  "convolutions by products, with and without pooling": () => [
    layers.conv2d({ filters: 20, kernelSize: 3, activation: "relu", inputShape: [25, 24, 3] }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 33, kernelSize: 5, strides: 2, padding: "same", activation: "tanh" }),
    layers.conv2d({ filters: 18, kernelSize: [1, 2], activation: "relu" }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 50, activation: "elu" }),
    layers.dense({ units: 7 }),
    layers.softmax(),
  ],
  "all else": () => [
    layers.depthwiseConv2d({ kernelSize: 3, padding: "same", inputShape: [16, 17, 40] }),
    layers.batchNormalization(),
    layers.reLU(),
    layers.dropout({ rate: 0.3 }),
    layers.maxPooling2d({ poolSize: 3, strides: 2 }),
    layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, activation: "sigmoid" }),
    layers.dropout({ rate: 0.2, seed: 3 }),
    layers.averagePooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 48, kernelSize: 1, kernelRegularizer: tf.regularizers.l2() }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 7, activation: "softmax" }),
  ],
};

const optimizers = [
  () => tf.train.adam(0.01),
  () => tf.train.momentum(0.01, 0.9),
  () => tf.train.rmsprop(0.001),
  () => tf.train.sgd(0.05),
];

/** The bits of all weights, and of what a few steps and an evaluation tell. */
async function bitsOf(list: () => tf.layers.Layer[], engine: Engine): Promise<string> {
  const told: number[] = [];
  const trained: Float32Array[] = [];
  for (const optimizer of optimizers) {
    const model = tf.sequential({ layers: list() });
    randomizeWeights(model, 5);
    model.compile({ optimizer: optimizer(), loss: "sparseCategoricalCrossentropy" });
    const attached = attachTo(model, engine);
    expect(attached.reason()).toBe(undefined);
    Math.random = () => 0.25;
    const samples = 41;
    const shape = [samples, ...(model.inputs[0]!.shape.slice(1) as number[])];
    const x = randomTensor(shape, numbers(3));
    const y = classes(samples, 7);
    for (let step = 0; step < 3; step++) told.push((await model.trainOnBatch(x, y)) as number);
    const loss = model.evaluate(x, y) as tf.Scalar;
    told.push(loss.dataSync()[0]!);
    attached.release();
    trained.push(...weightsOf(model));
    tf.dispose([x, y, loss]);
    model.dispose();
  }
  return digestOf([...trained, told]);
}

test.skipIf(missingNative !== undefined)(`natively${whySkipped}`, () => {
  expect(missingNative).toBe(undefined);
});

test.each(Object.keys(networks))(
  "%s: the bits do not depend on the threads",
  { timeout: 300_000 },
  async (name) => {
    const expected = await bitsOf(networks[name]!, engines[0]!);
    for (const team of teams) {
      // Which thread does what differs from run to run.
      for (let run = 0; run < 2; run++) {
        expect([nameOf(team), await bitsOf(networks[name]!, team)]).toEqual([
          nameOf(team),
          expected,
        ]);
      }
    }
  },
);

test.skipIf(missingNative !== undefined)("fuse has as many threads as it was asked for", () => {
  const model = tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const fused = fuse(tf, model, { threads: 3 });
  expect(fused.threads).toBe(3);
  expect(findEngine({ threads: 3 })).toMatchObject({ engine: "native", threads: 3 });
  expect(fuse(tf, compiledLike(model)).threads).toBe(1);
  fused.release();
});

function compiledLike(model: tf.Sequential): tf.Sequential {
  const other = tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  other.compile({ optimizer: "sgd", loss: model.loss });
  return other;
}

test.skipIf(missingNative !== undefined || process.platform === "win32")(
  "a step does not wait for threads of Node that are busy, however many steps there are",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "anneal-threads-"));
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    // Each keeps a thread of the pool until somebody writes.
    const busy = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);
    const opened = Array.from(
      { length: busy },
      () =>
        new Promise<void>((resolve, reject) => {
          open(pipe, "r", (error, file) => {
            if (error) {
              reject(error);
            } else {
              closeSync(file);
              resolve();
            }
          });
        }),
    );
    const model = tf.sequential({
      layers: [layers.dense({ units: 64, activation: "softmax", inputShape: [300] })],
    });
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const attached = attachTo(model, teams.at(-1)!);
    const x = randomTensor([64, 300], numbers(1));
    const y = classes(64, 64);
    // More than koffi has room for calls that have not ended.
    for (let step = 0; step < 600; step++) {
      expect(await model.trainOnBatch(x, y)).toBeGreaterThan(0);
    }
    attached.release();
    // Open until all have met it: one that was still waiting for a thread would wait for another writer for ever.
    const writer = openSync(pipe, "w");
    await Promise.all(opened);
    closeSync(writer);
    rmSync(folder, { recursive: true });
  },
);

test.skipIf(missingNative !== undefined)(
  "many models have no more helpers than there is room for, though Node tells of no end",
  () => {
    const team = teams.at(-1)!;
    // Each alone asks for fewer calls than koffi has room for, and all together for more.
    const arenas = Array.from({ length: 300 }, () => team.createArena(64));
    expect(() => {
      for (const arena of arenas) arena.run(16, 0);
    }).not.toThrow();
  },
);
