import type * as Tensorflow from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { knownMetrics } from "../../src/task/metric.ts";
import { defineTask } from "../../src/task/task.ts";
import type { FitTask } from "../../src/task/task.ts";
import { compileNetwork } from "../../src/training/network.ts";
import { loadTensorflow } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

const context = { seed: 1, learningRate: 0.1, epochs: 1, batchSize: 2 };
const taskWith = (metrics: FitTask["metrics"]): FitTask =>
  defineTask({
    network: (tf) =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 2, inputShape: [1], kernelInitializer: "zeros", name: "pair" }),
        ],
      }),
    loss: "meanSquaredError",
    metrics,
    data: () => ({ train: { x: tf.zeros([2, 1]), y: tf.zeros([2, 2]) } }),
  });

/** What one evaluation of zeros against (1, 3) gives, by the names of the task. */
async function evaluated(metrics: FitTask["metrics"]): Promise<Readonly<Record<string, number>>> {
  const network = await compileNetwork(tf, "mine", taskWith(metrics), context);
  const { model, logNames } = network;
  const scores = model.evaluate(tf.zeros([1, 1]), tf.tensor2d([[1, 3]])) as Tensorflow.Scalar[];
  const values = scores.map((score) => score.dataSync()[0]!);
  network.dispose();
  return Object.fromEntries(
    logNames.map(([name, log]) => [name, values[model.metricsNames.indexOf(log)]!]),
  );
}

describe("metrics", () => {
  test.each([...knownMetrics.keys()])("%s, a name that a task may use, compiles", async (name) => {
    const network = await compileNetwork(tf, "mine", taskWith([name]), context);
    expect(network.logNames.map(([metric]) => metric)).toEqual(
      name === "loss" ? ["loss"] : [name, "loss"],
    );
    network.dispose();
  });

  test("have the values of their functions, however alike these are written", async () => {
    expect(
      await evaluated([
        "meanAbsoluteError",
        { name: "sum", better: "lower", metric: (truth) => truth.sum() },
        { name: "largest", better: "lower", metric: (truth) => truth.max() },
        { name: "short", better: "lower", metric: "mse" },
      ]),
    ).toEqual({ meanAbsoluteError: 2, sum: 4, largest: 3, short: 5, loss: 5 });
  });

  test("that TensorFlow.js would mix up are refused", async () => {
    const mine = { name: "acc", better: "higher", metric: (truth: Tensorflow.Tensor) => truth };
    await expect(
      compileNetwork(tf, "mine", taskWith(["accuracy", mine as never]), context),
    ).rejects.toThrow(
      "task mine: the network does not compile: metrics: TensorFlow.js calls both accuracy and acc acc and would mix them up; give one of them another name",
    );
  });
});
