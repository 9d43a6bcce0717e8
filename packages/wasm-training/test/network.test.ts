import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, relativeError, restart, tf, wasmBackend } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  function network(size: number, filters: readonly [number, number]): tf.Sequential {
    const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
    return tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: filters[0],
          kernelSize: 3,
          activation: "relu",
          inputShape: [size, size, 1],
          kernelInitializer: kernelInitializer(1),
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({
          filters: filters[1],
          kernelSize: 3,
          activation: "relu",
          kernelInitializer: kernelInitializer(2),
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 64, activation: "relu", kernelInitializer: kernelInitializer(3) }),
        tf.layers.dense({
          units: 10,
          activation: "softmax",
          kernelInitializer: kernelInitializer(4),
        }),
      ],
    });
  }

  /** Images that show their class: a bright row at its height, in noise. */
  function batch(count: number, size: number): { images: tf.Tensor; labels: tf.Tensor } {
    const labels = Array.from({ length: count }, (_value, index) => index % 10);
    const images = tf.tidy(() => {
      const rows = tf.oneHot(tf.tensor1d(labels, "int32"), size).reshape([count, size, 1, 1]);
      return tf.add(rows, tf.randomUniform([count, size, size, 1], 0, 0.3, "float32", 7));
    });
    return { images, labels: tf.tensor1d(labels, "float32") };
  }

  test("the gradients of the reference network equal the cpu backend's", async () => {
    const compute = () => {
      const model = network(28, [32, 64]);
      const { images, labels } = batch(3, 28);
      const { value, grads } = tf.variableGrads(() =>
        tf.losses.softmaxCrossEntropy(
          tf.oneHot(labels.toInt(), 10),
          model.apply(images, { training: true }) as tf.Tensor,
        ),
      );
      // By position, because the names count the models made so far.
      const gradients = Object.values(grads).map((gradient, index) => [index, gradient] as const);
      return { loss: value, ...Object.fromEntries(gradients) };
    };
    const expected = await on("cpu", compute);
    const actual = await on("wasm", compute);
    expect(Object.keys(expected)).toHaveLength(9);
    for (const [name, values] of Object.entries(expected)) {
      expect(relativeError(actual[name]!, values)).toBeLessThanOrEqual(2e-6);
    }
  });

  async function train(backend: "cpu" | "wasm", steps: number) {
    await tf.setBackend(backend);
    const model = network(12, [4, 8]);
    model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
    const { images, labels } = batch(20, 12);
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      losses.push((await model.trainOnBatch(images, labels)) as number);
    }
    const weights = model.getWeights().map((weight) => weight.dataSync());
    tf.dispose([images, labels]);
    model.optimizer.dispose();
    model.dispose();
    return { losses, weights };
  }

  test("training with Adam follows the cpu backend", async () => {
    const expected = await train("cpu", 60);
    const actual = await train("wasm", 60);
    actual.losses.forEach((loss, step) => {
      expect(Math.abs(loss - expected.losses[step]!)).toBeLessThanOrEqual(1e-6);
    });
    actual.weights.forEach((values, index) => {
      expect(relativeError(values, expected.weights[index]!)).toBeLessThanOrEqual(1e-3);
    });
  });

  test("the loss falls, and nothing is left behind", async () => {
    await train("wasm", 2);
    const before = await memory();
    const { losses } = await train("wasm", 60);
    expect(losses.at(0)).toBeGreaterThan(2);
    expect(losses.at(-1)).toBeLessThan(0.2);
    expect(await memory()).toEqual(before);
  });

  test("training goes on when the memory grows between its steps", async () => {
    await restart();
    const model = network(12, [4, 8]);
    model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
    const { images, labels } = batch(20, 12);
    const heapSize = () => wasmBackend().typedArrayFromHeap(labels).buffer.byteLength;
    const ballast: tf.Tensor[] = [];
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) {
      losses.push((await model.trainOnBatch(images, labels)) as number);
      const before = heapSize();
      if (step < 3) {
        ballast.push(tf.zeros([Math.ceil(before / 8)]));
        ballast.push(tf.zeros([Math.ceil(before / 8)]));
        expect(heapSize()).toBeGreaterThan(before);
      }
    }
    tf.dispose([images, labels, ...ballast]);
    model.optimizer.dispose();
    model.dispose();
    expect(losses).toEqual((await train("wasm", 8)).losses);
  });
});
