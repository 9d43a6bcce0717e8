import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Tensorflow from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerFusedTraining } from "../src/registerFusedTraining.ts";
import type { FusedTraining } from "../src/registerFusedTraining.ts";
import { restoreLegacyUtil } from "../src/restoreLegacyUtil.ts";

/** The folder in which the person who runs the tests may have a tfjs-node. */
const folder = process.env["ANNEAL_TESTED_NATIVE_DIR"] ?? import.meta.dirname;
const require = createRequire(join(folder, "package.json"));

function isInstalled(): boolean {
  try {
    require.resolve("@tensorflow/tfjs-node");
    return true;
  } catch {
    return false;
  }
}

/** Two convolutions with pooling, and two dense layers, with first weights that the seed decides. */
function convolutionalNetwork(tf: typeof Tensorflow, seed: number): Tensorflow.Sequential {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 32,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: "relu", kernelInitializer }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: "relu", kernelInitializer }),
      tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer }),
    ],
  });
}

const title = isInstalled()
  ? "fused training on tfjs-node"
  : "fused training on tfjs-node, which is not installed: npm run native";

describe.skipIf(!isInstalled())(title, () => {
  let tf: typeof Tensorflow;
  let fused: FusedTraining | undefined;

  beforeAll(async () => {
    restoreLegacyUtil();
    process.env["TF_NUM_INTRAOP_THREADS"] ??= "1";
    tf = require("@tensorflow/tfjs-node") as typeof Tensorflow;
    await tf.setBackend("tensorflow");
  });

  test("the block of the README runs as it stands, in a folder that has tfjs-node", async () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const [, block] = /```js\n([\s\S]*?)```/.exec(readme) as unknown as [string, string];
    expect(block).toContain("createRequire(import.meta.url)");
    // What is installed with tfjs-node is in that folder; this package is here.
    const code = `${block.replace("import.meta.url", JSON.stringify(join(folder, "package.json")))}
      export { parts };`;
    const file = join(import.meta.dirname, `.readme-${String(process.pid)}.mjs`);
    writeFileSync(file, code);
    try {
      const { parts } = (await import(/* @vite-ignore */ file)) as { parts: readonly string[] };
      expect(parts).toEqual(["relu", "maxPool", "adam"]);
      expect(block).toContain(`parts; // ${JSON.stringify(parts).replaceAll(",", ", ")}`);
    } finally {
      rmSync(file);
    }
  });

  afterAll(() => {
    fused?.unregister();
  });

  const withFused = <Result>(body: () => Result): Result => {
    fused = registerFusedTraining(tf);
    try {
      return body();
    } finally {
      fused.unregister();
      fused = undefined;
    }
  };

  /** The gradient as TensorFlow.js composes it, and as TensorFlow computes it. */
  const both = (
    f: (x: Tensorflow.Tensor) => Tensorflow.Tensor,
    x: Tensorflow.Tensor,
  ): [number[], number[]] => {
    const gradientOf = (): number[] =>
      tf.tidy(() => {
        const y = f(x);
        const dy = tf.randomNormal(y.shape, 0, 1, "float32", 5);
        return Array.from(tf.grad(f)(x, dy).dataSync());
      });
    return [gradientOf(), withFused(gradientOf)];
  };

  const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
    expect(actual).toHaveLength(expected.length);
    const largest = Math.max(1e-3, ...expected.map(Math.abs));
    const worst = Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!)));
    expect(worst / largest).toBeLessThanOrEqual(1e-6);
  };

  test("replaces ReLU, max-pooling and Adam", () => {
    withFused(() => expect(fused!.parts).toEqual(["relu", "maxPool", "adam"]));
  });

  test("ReLU at values around and on its corner, and in bulk", () => {
    for (const x of [
      tf.tensor1d([-2, -1e-20, -0, 0, 1e-20, 1]),
      tf.randomNormal([40, 50], 0, 1, "float32", 4),
    ]) {
      const [stock, ours] = both((x) => tf.relu(x), x);
      expect(ours).toEqual(stock);
    }
  });

  test.each<[number | [number, number], number | [number, number], "valid" | "same"]>([
    [2, 2, "valid"],
    [2, 2, "same"],
    [3, 2, "valid"],
    [3, 1, "same"],
    [[2, 3], [1, 2], "valid"],
    [1, 1, "valid"],
  ])("max-pooling with window %j, strides %j, padding %s", (window, strides, padding) => {
    for (const [low, high] of [
      [-3, 3],
      [-9, -1],
      [0, 1],
    ] as const) {
      // Whole numbers, so that windows have several maxima.
      const x = tf.floor(tf.randomUniform([2, 7, 8, 5], low, high, "float32", 3));
      const [stock, ours] = both(
        (x) => tf.maxPool(x as Tensorflow.Tensor4D, window, strides, padding),
        x,
      );
      expectClose(ours, stock);
    }
  });

  const trained = async (updates: number): Promise<number[][]> => {
    const model = convolutionalNetwork(tf, 1);
    const optimizer = tf.train.adam(0.001);
    const x = tf.randomUniform([8 * updates, 28, 28, 1], 0, 1, "float32", 7);
    const y = tf.floor(tf.randomUniform([8 * updates], 0, 10, "float32", 8));
    model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    const silent = { verbose: 0 };
    await model.fit(x, y, { batchSize: 8, epochs: 1, shuffle: false, ...silent });
    const [iterations, ...slots] = (await optimizer.getWeights()).map(({ tensor }) => tensor);
    iterations!.dispose();
    const values = [...model.getWeights(), ...slots].map((one) => Array.from(one.dataSync()));
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
    return values;
  };

  test("a network gets the same weights and moments from Adam, and leaves no tensor that the stock one does not", async () => {
    const counts = [tf.memory().numTensors];
    const stock = await trained(4);
    counts.push(tf.memory().numTensors);
    const registered = registerFusedTraining(tf);
    const ours = await trained(4);
    registered.unregister();
    counts.push(tf.memory().numTensors);
    expect(counts[2]! - counts[1]!).toBe(counts[1]! - counts[0]!);
    expect(ours).toHaveLength(stock.length);
    // Where a gradient is nearly 0, Adam makes a step of its rounding: a tenth of the largest step at most here.
    ours.forEach((values, index) => {
      const worst = Math.max(...values.map((value, at) => Math.abs(value - stock[index]![at]!)));
      expect(worst).toBeLessThanOrEqual(1e-4);
    });
  });

  test("the gradients of the network are those of TensorFlow.js", () => {
    const model = convolutionalNetwork(tf, 3);
    const x = tf.randomUniform([32, 28, 28, 1], 0, 1, "float32", 7);
    const y = tf.oneHot(
      tf.tensor1d([...Array(32).keys()], "int32").mod(tf.scalar(10, "int32")),
      10,
    );
    const gradients = (): number[][] =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const output = model.apply(x, { training: true }) as Tensorflow.Tensor;
          return tf.losses.logLoss<Tensorflow.Tensor, Tensorflow.Scalar>(y, output);
        });
        return Object.values(grads).map((gradient) => Array.from(gradient.dataSync()));
      });
    const stock = gradients();
    const ours = withFused(gradients);
    expect(ours).toHaveLength(8);
    ours.forEach((values, index) => expectClose(values, stock[index]!));
    model.dispose();
  });

  test("one update of Adam agrees to the last bits, for small and for large gradients", () => {
    for (const scale of [1e-9, 1e-4, 1, 1e4]) {
      const updated = (): number[] =>
        tf.tidy(() => {
          const optimizer = tf.train.adam(0.01, 0.8, 0.99, 1e-7);
          const x = tf.variable(tf.tensor1d([1, -2, 3]));
          for (let step = 0; step < 3; step++) {
            optimizer.minimize(() => tf.sum(tf.mul(tf.square(x), scale)));
          }
          const values = Array.from(x.dataSync());
          optimizer.dispose();
          x.dispose();
          return values;
        });
      expectClose(withFused(updated), updated());
    }
  });

  test("many updates of Adam follow those of TensorFlow.js", () => {
    const follow = (): number[] =>
      tf.tidy(() => {
        const optimizer = tf.train.adam(0.01);
        const x = tf.variable(tf.tensor1d([1, -2, 3]));
        const slopes = tf.tensor1d([3, 0.01, -1e-4]);
        for (let step = 0; step < 60; step++) {
          optimizer.minimize(() => tf.sum(tf.mul(tf.add(x, tf.sin(tf.mul(x, 9))), slopes)));
          // Another power, as when training is resumed.
          if (step === 20) {
            const { accBeta2 } = optimizer as unknown as { accBeta2: Tensorflow.Variable };
            accBeta2.assign(tf.scalar(0.9));
          }
        }
        const values = Array.from(x.dataSync());
        optimizer.dispose();
        x.dispose();
        return values;
      });
    expectClose(withFused(follow), follow());
  });

  test("an update leaves a copy of the weights alone, and weights that were set are what it starts from", () => {
    withFused(() => {
      const optimizer = tf.train.adam(0.1);
      const x = tf.variable(tf.tensor1d([1, 2]));
      const copy = x.clone();
      const update = (): void => void optimizer.minimize(() => tf.sum(tf.square(x)));
      update();
      expect(Array.from(copy.dataSync())).toEqual([1, 2]);
      x.assign(tf.tensor1d([100, 200]));
      update();
      for (const [index, value] of [100, 200].entries()) {
        expect(Math.abs(x.dataSync()[index]! - value)).toBeLessThan(0.2);
      }
      optimizer.dispose();
      tf.dispose([x, copy]);
    });
  });

  test("unregister puts back the very kernels, gradients and optimizer of TensorFlow.js", () => {
    const state = () => [
      tf.getKernel("MaxPoolGrad", "tensorflow"),
      tf.getGradient("Relu"),
      Object.getOwnPropertyDescriptor(tf.AdamOptimizer.prototype, "applyGradients")
        ?.value as unknown,
    ];
    const before = state();
    const registered = registerFusedTraining(tf);
    state().forEach((value, index) => expect(value).not.toBe(before[index]));
    registered.unregister();
    registered.unregister();
    state().forEach((value, index) => expect(value).toBe(before[index]));
  });
});
