import "@tensorflow/tfjs-backend-wasm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attachTo } from "./compare.ts";
import { engines, nameOf } from "./engines.ts";
import { classes, numbers, randomizeWeights, randomTensor, tf, weightsOf } from "./tensorflow.ts";

beforeAll(() => tf.setBackend("wasm"));
afterAll(() => tf.setBackend("cpu"));

// That backend keeps filters prepared by the id of their data, and copies what it is given into a memory of its own.
test.each(engines.map((engine) => [nameOf(engine), engine] as const))(
  "on the backend wasm predictions of TensorFlow.js are of the weights that %s has trained",
  async (_name, engine) => {
    const { layers } = tf;
    const model = tf.sequential({
      layers: [
        layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 4, activation: "softmax" }),
      ],
    });
    randomizeWeights(model, 3);
    model.compile({ optimizer: tf.train.adam(0.05), loss: "sparseCategoricalCrossentropy" });
    const x = randomTensor([20, 8, 8, 1], numbers(1));
    const y = classes(20, 4);
    const apart = () => Float32Array.from((model.apply(x) as tf.Tensor).dataSync());
    const before = apart();
    const attached = attachTo(model, engine);
    expect(attached.reason()).toBe(undefined);
    const tensors = tf.memory().numTensors;
    const quiet = { verbose: 0 };
    const { history } = await model.fit(x, y, { epochs: 12, batchSize: 8, ...quiet });
    // Two moments of each of four weights.
    expect(tf.memory().numTensors).toBe(tensors + 8);
    const kept = model.getWeights().map((weight) => weight.clone());
    const values = kept.map((weight) => weight.dataSync().slice());
    await model.trainOnBatch(x, y);
    expect(kept.map((weight) => weight.dataSync())).toEqual(values);
    expect(weightsOf(model)).not.toEqual(values);
    tf.dispose(kept);
    const losses = history["loss"] as number[];
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    const after = apart();
    expect(after).not.toEqual(before);
    const predicted = model.predict(x) as tf.Tensor;
    predicted.dataSync().forEach((value, at) => {
      expect(value).toBeCloseTo(after[at]!, 5);
    });
    attached.release();
  },
);
