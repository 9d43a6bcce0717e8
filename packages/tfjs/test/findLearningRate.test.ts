import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { findLearningRate } from "../src/index.ts";
import type { FindLearningRateOptions } from "../src/index.ts";
import { optimizers } from "./optimizers.ts";
import { learningModel, probeModel, regression, rows, samples } from "./probe.ts";

const [x, y] = regression(32);
const data = { x, y };

const bytesOf = (model: tf.LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

describe("the sweep", () => {
  test("rises from update to update, and stops when the loss diverges", async () => {
    const { points, ended, suggestions } = await findLearningRate(
      learningModel(tf.train.sgd(0.1)),
      data,
      { from: 1e-4, to: 100, batchSize: 8 },
    );
    expect(ended).toBe("diverged");
    expect(points.length).toBeGreaterThan(40);
    expect(points.length).toBeLessThan(100);
    points.forEach(({ learningRate }, index) => {
      expect(learningRate).toBeCloseTo(1e-4 * 1e6 ** (index / 100), 9);
    });
    const best = Math.min(...points.map(({ smoothed }) => smoothed));
    expect(points.at(-1)!.smoothed).toBeGreaterThan(4 * best);
    for (const { smoothed } of points.slice(0, -1)) expect(smoothed).toBeLessThanOrEqual(4 * best);
    for (const { learningRate } of Object.values(suggestions)) {
      expect(learningRate).toBeGreaterThan(1e-4);
      expect(learningRate).toBeLessThan(10);
    }
  });

  test("smooths as fastai does", async () => {
    const { points } = await findLearningRate(learningModel("sgd"), data, {
      from: 0.01,
      to: 0.1,
      steps: 20,
      smoothing: 0.9,
    });
    expect(points).toHaveLength(20);
    let mean = 0;
    points.forEach(({ loss, smoothed }, index) => {
      mean = 0.9 * mean + 0.1 * loss;
      expect(smoothed).toBeCloseTo(mean / (1 - 0.9 ** (index + 1)), 9);
    });
  });

  test("trains with the rates: the weights of a probe fall by them", async () => {
    const losses: number[] = [];
    const { points } = await findLearningRate(
      probeModel(),
      { x: samples(4)[0], y: samples(4)[1] },
      { from: 0.5, to: 2, steps: 4, smoothing: 0, divergence: 100 },
    );
    for (const { loss } of points) losses.push(loss);
    const rates = points.map(({ learningRate }) => learningRate);
    [0.5, Math.SQRT1_2, 1, Math.SQRT2].forEach((rate, index) => {
      expect(rates[index]).toBeCloseTo(rate, 12);
    });
    // The loss of a probe is its weight before the update.
    losses.forEach((loss, index) => {
      const sum = rates.slice(0, index).reduce((total, rate) => total + rate, 0);
      expect(loss).toBeCloseTo(-sum, 5);
    });
  });

  test("stops at a loss that is not finite, and says why there is no suggestion", async () => {
    const { points, ended, suggestions } = await findLearningRate(probeModel(), {
      x: tf.fill([4, 1], NaN),
      y: tf.zeros([4, 1]),
    });
    expect([points, ended]).toEqual([[], "not-finite"]);
    for (const { learningRate, ...rest } of Object.values(suggestions)) {
      expect(learningRate).toBeNull();
      expect(rest).toHaveProperty("reason");
    }
  });

  test("stops when a loss below 0 diverges", async () => {
    const lone = probeModel();
    lone.compile({
      optimizer: tf.train.sgd(0.1),
      loss: (_truth: tf.Tensor, output: tf.Tensor) =>
        tf.sub(tf.mean(tf.square(tf.add(output, 1))), 10),
    });
    const { ended } = await findLearningRate(
      lone,
      { x: samples(4)[0], y: samples(4)[1] },
      { from: 1, to: 100, smoothing: 0.1 },
    );
    expect(ended).toBe("diverged");
  });

  test("goes through a dataset as often as needed", async () => {
    const { points, ended } = await findLearningRate(probeModel(), rows(5).batch(2), {
      from: 1e-3,
      to: 1e-2,
      steps: 10,
    });
    expect([points.length, ended]).toEqual([10, "complete"]);
  });

  test("is JSON", async () => {
    const range = await findLearningRate(learningModel("adam"), data, { steps: 30 });
    expect(JSON.parse(JSON.stringify(range))).toEqual(range);
  });
});

describe("afterwards", () => {
  test.each(optimizers)("the model and $name are as before", async ({ make }) => {
    const optimizer = make(0.05);
    const model = learningModel(optimizer);
    const twin = learningModel(make(0.05));
    const options = { epochs: 2, batchSize: 8, shuffle: false };
    await model.fit(x, y, options);
    await twin.fit(x, y, options);

    const before = bytesOf(model);
    const { numTensors, numBytes } = tf.memory();
    const find = (): Promise<unknown> =>
      findLearningRate(model, data, { steps: 12, batchSize: 8, shuffle: false });
    await find();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(bytesOf(model)).toEqual(before);
    expect(model.optimizer).toBe(optimizer);
    expect([optimizer.iterations, optimizer.getConfig()["learningRate"]]).toEqual([8, 0.05]);

    // The next runs are the same to the last bit.
    await model.fit(x, y, options);
    await twin.fit(x, y, options);
    expect(bytesOf(model)).toEqual(bytesOf(twin));
  });

  test.each(["sequential", "functional"])("a %s model still owns its optimizer", async (kind) => {
    const { numTensors } = tf.memory();
    let model: tf.LayersModel = learningModel("adam");
    if (kind === "functional") {
      const input = tf.input({ shape: [2] });
      const layer = tf.layers.dense({ units: 1 });
      model.dispose();
      model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
      model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    }
    await findLearningRate(model, data, { steps: 6 });
    await model.fit(x, y, { epochs: 1 });
    model.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("the model is as before when training fails", async () => {
    const model = learningModel(tf.train.momentum(0.1, 0.9));
    const [before, { optimizer }, { numTensors }] = [bytesOf(model), model, tf.memory()];
    const broken = { iterator: () => Promise.reject(new Error("no data")) };
    await expect(findLearningRate(model, broken)).rejects.toThrow("no data");
    expect([bytesOf(model), model.optimizer, tf.memory().numTensors]).toEqual([
      before,
      optimizer,
      numTensors,
    ]);
    await expect(findLearningRate(model, data, { steps: 6 })).resolves.toHaveProperty("points");
  });
});

describe("errors", () => {
  test.each<[FindLearningRateOptions, ErrorConstructor, string]>([
    [{ from: 0 }, RangeError, "from must be a finite number above 0, got 0"],
    [{ to: Infinity }, RangeError, "to must be a finite number above 0, got Infinity"],
    [{ steps: 1.5 }, RangeError, "steps must be an integer of at least 1, got 1.5"],
    [{ smoothing: 1 }, RangeError, "smoothing must be a number of at least 0 and below 1, got 1"],
    [{ divergence: 1 }, RangeError, "divergence must be a finite number above 1, got 1"],
    [{ from: "1" as never }, TypeError, 'from must be a finite number above 0, got "1"'],
    [{ batchSize: 0 }, RangeError, "batchSize must be an integer of at least 1, got 0"],
    [{ shuffle: 1 as never }, TypeError, "shuffle must be a boolean, got 1"],
    [
      { steps: 0, smoothing: 2 },
      RangeError,
      "steps must be an integer of at least 1, got 0; smoothing must be a number of at least 0 and below 1, got 2",
    ],
  ])("%o", async (options, Failure, problem) => {
    await expect(findLearningRate(probeModel(), data, options)).rejects.toThrow(
      new Failure(`@anneal/tfjs: findLearningRate: ${problem}`),
    );
  });

  test("a model that is not compiled", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    await expect(findLearningRate(model, data)).rejects.toThrow(
      new Error("@anneal/tfjs: findLearningRate: the model must be compiled, got no optimizer"),
    );
  });

  test("an optimizer that cannot be made anew", async () => {
    class Own extends tf.SGDOptimizer {}
    Object.defineProperty(Own, "fromConfig", { value: undefined });
    await expect(findLearningRate(probeModel(new Own(0.1)), data)).rejects.toThrow(
      new TypeError(
        "@anneal/tfjs: findLearningRate: the optimizer must have a static fromConfig, got none",
      ),
    );
  });
});

describe("an optimizer of one's own", () => {
  /** SGD whose weights decay, with what its static fromConfig and getConfig leave out. */
  class Decaying extends tf.SGDOptimizer {
    constructor(
      rate: number,
      readonly weightDecay = 0,
    ) {
      super(rate);
    }
  }
  class Telling extends Decaying {
    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), weightDecay: this.weightDecay };
    }
  }
  class Copied extends Telling {
    static override fromConfig<Own extends tf.serialization.Serializable>(
      own: tf.serialization.SerializableConstructor<Own>,
      config: tf.serialization.ConfigDict,
    ): Own {
      const Class = own as unknown as new (rate: number, decay: number) => Own;
      return new Class(config["learningRate"] as number, config["weightDecay"] as number);
    }
  }
  class Forgotten extends Copied {
    static override fromConfig<Own extends tf.serialization.Serializable>(): Own {
      return new tf.SGDOptimizer(0.1) as unknown as Own;
    }
  }
  const data = { x: tf.ones([4, 1]), y: tf.zeros([4, 1]) };
  const find = (optimizer: tf.Optimizer): Promise<unknown> =>
    findLearningRate(probeModel(optimizer), data, { steps: 2 });

  test.each<[string, () => tf.Optimizer, string]>([
    [
      "whose copy has other settings",
      () => new Telling(0.1, 0.5),
      "Telling|weightDecay 0, not 0.5",
    ],
    [
      "that does not tell its settings",
      () => new Decaying(0.1, 0.5),
      "Decaying|weightDecay 0, not 0.5",
    ],
    [
      "whose copy is of another class",
      () => new Forgotten(0.1, 0.5),
      "Forgotten|a SGDOptimizer, no Forgotten",
    ],
  ])("%s is refused", async (_name, make, problem) => {
    const [own, difference] = problem.split("|");
    const optimizer = make();
    const { numTensors } = tf.memory();
    await expect(find(optimizer)).rejects.toThrow(
      new TypeError(
        `@anneal/tfjs: findLearningRate: ${own} must have a getConfig() and a static fromConfig of its own that copy it, got ${difference}`,
      ),
    );
    // The weight of the model.
    expect(tf.memory().numTensors).toBe(numTensors + 1);
  });

  test("is tested as it is where its copy is like it", async () => {
    expect(await find(new Copied(0.1, 0.5))).toMatchObject({ ended: "complete" });
    expect(await find(new Decaying(0.1))).toMatchObject({ ended: "complete" });
  });

  test("may have been trained", async () => {
    const model = probeModel(new Decaying(0.1));
    await model.fit(data.x, data.y, { epochs: 2 });
    expect(await findLearningRate(model, data, { steps: 2 })).toMatchObject({ ended: "complete" });
  });
});
