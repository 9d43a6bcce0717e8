import { describe, expect, test } from "vitest";
import type { Model } from "../src/model/layer.ts";
import { attachTo } from "./compare.ts";
import { engines, nameOf } from "./engines.ts";
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
const samples = 41;
const batchSize = 8;
/** TypeScript's enum of it has no member that is 0. */
const quiet = { verbose: 0 };

/** A small network of many kinds of layers, always with the same weights. */
function network(isNormalized = true): tf.Sequential {
  const model = tf.sequential({
    layers: [
      layers.conv2d({ filters: 9, kernelSize: 3, activation: "relu", inputShape: [8, 8, 2] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 10, kernelSize: 3, padding: "same", activation: "relu" }),
      ...(isNormalized ? [layers.batchNormalization({})] : []),
      layers.flatten(),
      layers.dense({ units: 20, activation: "tanh" }),
      layers.dense({ units: 6, activation: "softmax" }),
    ],
  });
  randomizeWeights(model, 21);
  return model;
}

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.02, 0.9),
  nesterov: () => tf.train.momentum(0.02, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.002, 0.9, 0.3),
  adam: () => tf.train.adam(0.002),
  adagrad: () => tf.train.adagrad(0.02),
  adamax: () => tf.train.adamax(0.002),
  adadelta: () => tf.train.adadelta(0.05),
};
const names = Object.keys(optimizers);

const loss = "sparseCategoricalCrossentropy";
const [wasm] = engines as [(typeof engines)[0]];
const fastest = engines.at(-1)!;
const data = () => ({
  x: randomTensor([samples, 8, 8, 2], numbers(5)) as tf.Tensor4D,
  y: classes(samples, 6),
});

/** The losses of so many steps, batch by batch. */
async function lossesOf(
  model: tf.Sequential,
  steps: number,
  { x, y }: ReturnType<typeof data>,
  first = 0,
): Promise<number[]> {
  const losses: number[] = [];
  for (let step = first; step < first + steps; step++) {
    const begin = (step * batchSize) % samples;
    const count = Math.min(batchSize, samples - begin);
    const batch = [tf.slice(x, begin, count), tf.slice(y, begin, count)] as const;
    losses.push((await model.trainOnBatch(...batch)) as number);
    tf.dispose([...batch]);
  }
  return losses;
}

test.each(names)(
  "the losses of 60 steps of %s are those of TensorFlow.js to 1e-6",
  async (name) => {
    const set = data();
    const losses: number[][] = [];
    for (const engine of [undefined, wasm]) {
      // Before a normalization gradients add up to 0 but for rounding, which Adam divides by its own size.
      const model = network(false);
      model.compile({ optimizer: optimizers[name]!(), loss });
      if (engine) expect(attachTo(model, engine).reason()).toBe(undefined);
      losses.push(await lossesOf(model, 60, set));
    }
    const [stock, fused] = losses as [number[], number[]];
    expect(stock.at(-1)).toBeLessThan(stock[0]!);
    const worst = Math.max(...stock.map((value, at) => Math.abs(value - fused[at]!)));
    expect(worst).toBeLessThan(1e-6 * Math.max(...stock));
  },
);

describe.each(names.filter((name) => name !== "adamax"))("%s", (name) => {
  /** Trains, does something in the middle of an epoch, and goes on. Returns the weights at the end. */
  async function trained(
    between: (
      model: tf.Sequential,
      release: () => void,
    ) => Promise<tf.Sequential | undefined> | undefined,
  ): Promise<string> {
    const set = data();
    let model = network();
    model.compile({ optimizer: optimizers[name]!(), loss });
    const attached = attachTo(model, fastest);
    await lossesOf(model, 7, set);
    const next = await between(model, attached.release);
    if (next) {
      model = next;
      attachTo(model, wasm);
    }
    await lossesOf(model, 6, set, 7);
    return digestOf(weightsOf(model));
  }

  test("goes on in the middle of an epoch with the same bits, in another engine too", async () => {
    const uninterrupted = await trained(() => undefined);
    const resumed = await trained(async (model) => {
      const optimizer = optimizers[name]!();
      const weights = (await model.optimizer.getWeights()).map(({ name, tensor }) => ({
        name,
        tensor: tensor.clone(),
      }));
      await optimizer.setWeights(weights);
      // TensorFlow.js computes these anew, with other rounding.
      const [from, to] = [model.optimizer, optimizer] as unknown as Partial<
        Record<"accBeta1" | "accBeta2", tf.Variable>
      >[];
      for (const product of ["accBeta1", "accBeta2"] as const) {
        if (from![product]) to![product]!.assign(from![product]);
      }
      const other = network();
      other.compile({ optimizer, loss });
      other.setWeights(model.getWeights());
      return other;
    });
    expect(resumed).toEqual(uninterrupted);
  });

  test("hands everything over when it is released", async () => {
    const uninterrupted = await trained(() => undefined);
    const resumed = await trained((model, release) => {
      release();
      return Promise.resolve(model);
    });
    expect(resumed).toEqual(uninterrupted);
  });
});

test("goes on from moments that somebody else has set", async () => {
  const set = data();
  const [first, second] = [network(), network()];
  for (const model of [first, second]) {
    model.compile({ optimizer: optimizers["momentum"]!(), loss });
    attachTo(model, wasm);
  }
  await lossesOf(first, 5, set);
  await lossesOf(second, 3, set, 9);
  const weights = (await first.optimizer.getWeights()).map(({ name, tensor }) => ({
    ...{ name, tensor: tensor.clone() },
  }));
  await second.optimizer.setWeights(weights);
  second.setWeights(first.getWeights());
  expect(await lossesOf(second, 4, set, 5)).toEqual(await lossesOf(first, 4, set, 5));
});

test("moments that somebody else has set are newer than those of a step", async () => {
  const model = network();
  model.compile({ optimizer: optimizers["momentum"]!(), loss });
  const { release } = attachTo(model, wasm);
  await lossesOf(model, 2, data());
  const { accumulations } = model.optimizer as unknown as {
    readonly accumulations: readonly { readonly variable: tf.Variable }[];
  };
  const { variable } = accumulations[0]!;
  variable.assign(tf.fill(variable.shape, 7));
  release();
  expect(new Set(variable.dataSync())).toEqual(new Set([7]));
  expect(accumulations[1]!.variable.dataSync().some((value) => value !== 0)).toBe(true);
});

test("moments that nobody has changed are told the same however often they are asked for", async () => {
  const model = network();
  model.compile({ optimizer: optimizers["momentum"]!(), loss });
  const { release } = attachTo(model, wasm);
  await lossesOf(model, 2, data());
  const told = async () => {
    const weights = await model.optimizer.getWeights();
    return weights.map(({ name, tensor }) => [name, [...tensor.dataSync()]]);
  };
  const first = await told();
  expect(await told()).toEqual(first);
  release();
  expect(await told()).toEqual(first);
});

test("a schedule sets the rate of the update that follows", async () => {
  for (const name of ["sgd", "momentum", "rmsprop", "adam"]) {
    const rates = [0.01, 0, 0.03, 0, 0.02, 0];
    const changes: boolean[] = [];
    const model = network();
    const optimizer = optimizers[name]!();
    model.compile({ optimizer, loss });
    attachTo(model, wasm);
    let before = weightsOf(model);
    class Schedule extends tf.Callback {
      step = 0;
      override onBatchBegin(): Promise<void> {
        const rate = rates[this.step++]!;
        const known = optimizer as unknown as {
          setLearningRate?: (rate: number) => void;
          learningRate: number;
        };
        if (known.setLearningRate) known.setLearningRate(rate);
        else known.learningRate = rate;
        return Promise.resolve();
      }
      override onBatchEnd(): Promise<void> {
        const after = weightsOf(model);
        changes.push(after[0]!.some((value, at) => value !== before[0]![at]));
        before = after;
        return Promise.resolve();
      }
    }
    if (name === "rmsprop") (optimizer as unknown as { momentum: number }).momentum = 0;
    const { x, y } = data();
    await model.fit(x, y, { batchSize, ...quiet, callbacks: [new Schedule()] });
    expect(changes).toEqual(rates.map((rate) => rate > 0));
  }
});

describe.each(engines.map((engine) => [nameOf(engine), engine] as const))("%s", (_name, engine) => {
  test("fits with validation, metrics and a history as TensorFlow.js does", async () => {
    const { x, y } = data();
    const histories = [];
    for (const isFused of [false, true]) {
      const model = network(false);
      model.compile({ optimizer: "adam", loss, metrics: ["accuracy"] });
      if (isFused) attachTo(model, engine);
      const args = {
        batchSize,
        epochs: 3,
        validationSplit: 0.3,
        shuffle: false,
        ...quiet,
      } as const;
      histories.push((await model.fit(x, y, args)).history);
    }
    const [stock, fused] = histories as [Record<string, number[]>, Record<string, number[]>];
    expect(Object.keys(fused)).toEqual(Object.keys(stock));
    for (const [key, values] of Object.entries(stock)) {
      values.forEach((value, at) => {
        expect(fused[key]![at]).toBeCloseTo(value, 5);
      });
    }
  });

  test("two models take turns", async () => {
    const set = data();
    const alone = network();
    alone.compile({ optimizer: "adam", loss });
    attachTo(alone, engine);
    const expected = await lossesOf(alone, 8, set);
    const [first, second] = [network(), network()];
    for (const model of [first, second]) {
      model.compile({ optimizer: tf.train.adam(), loss });
      expect(attachTo(model, engine).reason()).toBe(undefined);
    }
    for (let step = 0; step < 8; step++) {
      expect(await lossesOf(first, 1, set, step)).toEqual([expected[step]]);
      expect(await lossesOf(second, 1, set, step)).toEqual([expected[step]]);
    }
  });
});

test("weights that somebody has kept are not those of a later step", async () => {
  const set = data();
  for (const engine of engines) {
    const model = network();
    model.compile({ optimizer: "sgd", loss });
    attachTo(model, engine);
    await lossesOf(model, 1, set);
    const kept = model.getWeights().map((weight) => weight.clone());
    const values = kept.map((weight) => weight.dataSync().slice());
    await lossesOf(model, 1, set, 1);
    expect(kept.map((weight) => weight.dataSync())).toEqual(values);
    expect(weightsOf(model)).not.toEqual(values);
  }
});

test("fits a dataset", async () => {
  const { x, y } = data();
  const dataset = tf.data
    .zip({ xs: tf.data.array(tf.unstack(x)), ys: tf.data.array(tf.unstack(y)) })
    .batch(batchSize);
  const weights = [];
  for (const isData of [true, false]) {
    const model = network();
    model.compile({ optimizer: "adam", loss });
    attachTo(model, wasm);
    if (isData) {
      // Without its types, which take a dataset of another copy of tfjs-data for no dataset.
      const fit = (model.fitDataset as (data: object, args: object) => Promise<unknown>).bind(
        model,
      );
      await fit(dataset, { epochs: 2, ...quiet, validationData: dataset });
    } else {
      await model.fit(x, y, { batchSize, epochs: 2, shuffle: false, ...quiet });
    }
    weights.push(digestOf(weightsOf(model)));
  }
  expect(weights[0]).toEqual(weights[1]);
});

test("weighs classes as TensorFlow.js does", async () => {
  const { x, y } = data();
  const weights: Float32Array[][] = [];
  const classWeight = { 0: 1, 1: 2, 2: 0.5, 3: 0, 4: 1, 5: 3 };
  for (const isFused of [false, true]) {
    const model = network();
    model.compile({ optimizer: tf.train.sgd(0.05), loss });
    if (isFused) attachTo(model, wasm);
    const history = await model.fit(x, y, { batchSize, shuffle: false, ...quiet, classWeight });
    weights.push([...weightsOf(model), Float32Array.from(history.history["loss"] as number[])]);
  }
  weights[0]!.forEach((values, index) => {
    values.forEach((value, at) => {
      expect(weights[1]![index]![at]).toBeCloseTo(value, 5);
    });
  });
});

test("dropout without a seed is drawn from Math.random, and scales what it keeps", async () => {
  const model = tf.sequential({
    layers: [
      layers.dropout({ rate: 0.3, inputShape: [4000] }),
      layers.dense({ units: 1, useBias: false, kernelInitializer: "ones" }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(1), loss: "meanAbsoluteError" });
  attachTo(model, wasm);
  const [x, y] = [tf.ones([1, 4000]), tf.zeros([1, 1])];
  const kept = async (): Promise<number[]> => {
    model.setWeights([tf.ones([4000, 1])]);
    await model.trainOnBatch(x, y);
    // The gradient of the weight of a value is that value.
    return weightsOf(model).flatMap((weight) => Array.from(weight, (value) => 1 - value));
  };
  const [first, second] = [await kept(), await kept()];
  expect(second).not.toEqual(first);
  for (const values of [first, second]) {
    const of = new Set(values.map((value) => value.toFixed(5)));
    expect([...of].sort()).toEqual(["0.00000", (1 / 0.7).toFixed(5)]);
    const share = values.filter((value) => value === 0).length / 4000;
    // Four standard deviations around 0.3.
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 4000));
  }
});

test("a weight that is no longer finite makes the loss NaN", async () => {
  const set = data();
  for (const engine of engines) {
    for (const index of [0, 2, 4, 7, 8]) {
      const model = network();
      model.compile({ optimizer: tf.train.sgd(0.01), loss });
      attachTo(model, engine);
      const weights = model.getWeights();
      const values = weights[index]!.dataSync().slice();
      values[1] = NaN;
      weights[index] = tf.tensor(values, weights[index]!.shape);
      model.setWeights(weights);
      const losses = await lossesOf(model, 2, set);
      expect(losses[1]).toBe(NaN);
    }
  }
});

describe("behind a max pooling, from where most gradients are 0", () => {
  const pooled = (...kernelSizes: readonly number[]) =>
    tf.sequential({
      layers: [
        ...kernelSizes.flatMap((kernelSize, index) => [
          layers.conv2d({
            ...{ filters: 9, kernelSize, activation: "relu", padding: "same" },
            ...(index === 0 ? { inputShape: [12, 12, 8] } : {}),
          }),
          layers.maxPooling2d({ poolSize: 2 }),
        ]),
        layers.flatten(),
        layers.dense({ units: 3, activation: "softmax" }),
      ],
    });
  /** The weights after a step on images of which one value is another. */
  const trainedWith = async (
    model: tf.Sequential,
    value: number,
    engine: (typeof engines)[0],
  ): Promise<readonly Float32Array[]> => {
    model.compile({ optimizer: tf.train.sgd(0.01), loss });
    attachTo(model, engine);
    const values = randomTensor([4, 12, 12, 8], numbers(5)).dataSync().slice();
    values[1000] = value;
    await model.trainOnBatch(tf.tensor4d(values, [4, 12, 12, 8]), classes(4, 3));
    return weightsOf(model);
  };

  test.each(engines.map((engine) => [nameOf(engine), engine] as const))(
    "a value that is NaN makes all weights NaN: %s",
    async (_name, engine) => {
      for (const kernelSizes of [
        [3, 3],
        [5, 3],
        [3, 2],
      ]) {
        const model = pooled(...kernelSizes);
        for (const weights of await trainedWith(model, NaN, engine)) {
          expect(weights).toEqual(new Float32Array(weights.length).fill(NaN));
        }
      }
    },
  );

  test.each(engines.map((engine) => [nameOf(engine), engine] as const))(
    "an infinite value whose outputs all lost leaves the weights finite: %s",
    async (_name, engine) => {
      const model = pooled(5);
      const [filter, ...others] = model.getWeights();
      model.setWeights([filter!.abs().add(0.01).neg(), ...others]);
      for (const weights of await trainedWith(model, Infinity, engine)) {
        expect(weights.every(Number.isFinite)).toBe(true);
      }
    },
  );
});

test("nothing is left behind over 5,000 steps", { timeout: 300_000 }, async () => {
  const model = tf.sequential({
    layers: [
      layers.dense({ units: 3, activation: "relu", inputShape: [4] }),
      layers.batchNormalization({}),
      layers.dropout({ rate: 0.5, seed: 3 }),
      layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer: "adam", loss, metrics: ["accuracy", "mse"] });
  const attached = attachTo(model, fastest);
  const [x, y] = [tf.ones([6, 4]), classes(6, 2)];
  const step = async () => {
    await model.trainOnBatch(x, y);
  };
  await step();
  const before = tf.memory();
  for (let count = 0; count < 5_000; count++) await step();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  expect(model.optimizer.iterations).toBe(5_001);
  attached.release();
  await step();
  expect(model.optimizer.iterations).toBe(5_002);
});

test("release puts the functions of TensorFlow.js back", () => {
  const model = network();
  model.compile({ optimizer: "adam", loss });
  const { model: inner } = model as unknown as { readonly model: Model & object };
  const attached = attachTo(model, wasm);
  expect(attached.reason()).toBe(undefined);
  expect(Object.keys(inner)).toContain("makeTrainFunction");
  expect(Object.keys(model.optimizer)).toContain("getWeights");
  attached.release();
  for (const name of ["makeTrainFunction", "makeTestFunction", "predictLoop"]) {
    expect(Object.keys(inner)).not.toContain(name);
  }
  expect(Object.keys(model.optimizer)).not.toContain("getWeights");
});
