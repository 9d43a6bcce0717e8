import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { setHyperparameter } from "../src/index.ts";
import "./wasm.ts";

/** Moves one weight by its own value as the gradient, once for each entry, and returns it after each update. */
function run<Value>(
  optimizer: tf.Optimizer,
  values: readonly Value[],
  set: (value: Value) => void,
): number[] {
  const weight = tf.variable(tf.scalar(1));
  return values.map((value) => {
    set(value);
    optimizer.minimize(() => tf.mul(0.5, tf.square(weight)).asScalar(), false, [weight]);
    return weight.dataSync()[0]!;
  });
}

const close = (seen: readonly number[], expected: readonly number[]): void => {
  expect(seen).toHaveLength(expected.length);
  seen.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
};

const momenta = [0.9, 0.9, 0.5, 0, 0.95];
const betas = [0.5, 0.5, 0.9, 0.8, 0.95];

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend("cpu");
  });

  test.each([false, true])("momentum of Momentum takes effect, nesterov %s", (nesterov) => {
    const optimizer = tf.train.momentum(0.1, 0.3, nesterov);
    const seen = run(optimizer, momenta, (value) =>
      setHyperparameter(optimizer, "momentum", value),
    );
    let [weight, velocity] = [1, 0];
    close(
      seen,
      momenta.map((momentum) => {
        const gradient = weight;
        velocity = momentum * velocity + gradient;
        return (weight -= 0.1 * (nesterov ? gradient + momentum * velocity : velocity));
      }),
    );
    expect(optimizer.getConfig()["momentum"]).toBe(0.95);
    optimizer.dispose();
  });

  test("momentum and decay of RMSProp take effect", () => {
    const optimizer = tf.train.rmsprop(0.1, 0.9, 0.3);
    const seen = run(optimizer, momenta, (value) => {
      setHyperparameter(optimizer, "momentum", value);
      setHyperparameter(optimizer, "decay", value / 2);
    });
    let [weight, velocity, squares] = [1, 0, 0];
    close(
      seen,
      momenta.map((momentum) => {
        squares = (momentum / 2) * squares + (1 - momentum / 2) * weight ** 2;
        velocity = momentum * velocity + (0.1 * weight) / Math.sqrt(squares + 1e-7);
        return (weight -= velocity);
      }),
    );
  });

  test("betas of Adam take effect, the bias correction included", () => {
    const optimizer = tf.train.adam(0.1);
    const seen = run(optimizer, betas, (beta) => {
      setHyperparameter(optimizer, "beta1", beta);
      setHyperparameter(optimizer, "beta2", beta ** 0.5);
    });
    let [weight, first, second, product1, product2] = [1, 0, 0, 1, 1];
    close(
      seen,
      betas.map((beta1) => {
        const beta2 = beta1 ** 0.5;
        first = beta1 * first + (1 - beta1) * weight;
        second = beta2 * second + (1 - beta2) * weight ** 2;
        // What the gradients so far weigh together.
        [product1, product2] = [product1 * beta1, product2 * beta2];
        const square = second / (1 - product2);
        return (weight -= (0.1 * (first / (1 - product1))) / (Math.sqrt(square) + 1e-7));
      }),
    );
  });

  test("betas of Adamax take effect, the bias correction included", () => {
    const optimizer = tf.train.adamax(0.1);
    const seen = run(optimizer, betas, (beta) => {
      setHyperparameter(optimizer, "beta1", beta);
      setHyperparameter(optimizer, "beta2", beta);
    });
    let [weight, first, largest, product] = [1, 0, 0, 1];
    close(
      seen,
      betas.map((beta) => {
        first = beta * first + (1 - beta) * weight;
        largest = Math.max(beta * largest, Math.abs(weight));
        product *= beta;
        return (weight -= ((0.1 / (1 - product)) * first) / (largest + 1e-7));
      }),
    );
  });

  test("a beta that was 0 has no bias left to correct", () => {
    const optimizer = tf.train.adam(0.1);
    const seen = run(optimizer, [0.5, 0, 0.9], (beta) => {
      setHyperparameter(optimizer, "beta1", beta);
    });
    const other = tf.train.adam(0.1, 0);
    const same = run(other, [0, 0, 0.9], (beta) => setHyperparameter(other, "beta1", beta));
    expect(seen.every(Number.isFinite)).toBe(true);
    expect(same.every(Number.isFinite)).toBe(true);
    expect(seen[0]).toBeCloseTo(same[0]!, 5);
  });

  test.each<[string, () => tf.Optimizer, string]>([
    ["momentum", () => tf.train.momentum(0.1, 0.9), "momentum"],
    ["rmsprop", () => tf.train.rmsprop(0.1), "momentum"],
    ["adam", () => tf.train.adam(0.1), "beta1"],
    ["adamax", () => tf.train.adamax(0.1), "beta1"],
    ["adadelta", () => tf.train.adadelta(0.1), "rho"],
  ])("leaves no tensor and no byte behind on %s, inside tidy or outside", (_name, make, name) => {
    const optimizer = make();
    const weight = tf.variable(tf.scalar(1));
    const update = (): void => {
      optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
    };
    update();
    const { numTensors, numBytes } = tf.memory();
    for (let step = 0; step < 20; step++) {
      tf.tidy(() => setHyperparameter(optimizer, name, step / 40));
      update();
      setHyperparameter(optimizer, name, step / 30);
    }
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(Number.isFinite(weight.dataSync()[0])).toBe(true);
  });
});

test("reads the device once at most, however often a beta changes", () => {
  const optimizer = tf.train.adam(0.1);
  const weight = tf.variable(tf.scalar(1));
  const update = (): void => {
    optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
  };
  update();
  const { accBeta1 } = optimizer as unknown as { accBeta1: tf.Variable };
  const read = vi.spyOn(accBeta1, "dataSync");
  let product = 0.9;
  for (let step = 1; step <= 10; step++) {
    setHyperparameter(optimizer, "beta1", 0.9 + step / 200);
    update();
    update();
    product *= (0.9 + step / 200) ** 2;
  }
  expect(read).toHaveBeenCalledTimes(1);
  read.mockRestore();
  // What is there is for the next update, with the last beta once more.
  expect(accBeta1.dataSync()[0]).toBeCloseTo(product * 0.95, 6);
});

test("knows what has been accumulated to the last bit, without reading it", () => {
  const optimizer = tf.train.adam(0.1);
  const weight = tf.variable(tf.scalar(1));
  const { accBeta1 } = optimizer as unknown as { accBeta1: tf.Variable };
  let before = 0.9;
  for (const beta of [0.83, 0.71, 0.97]) {
    for (let step = 0; step < 7; step++) {
      optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
    }
    const [product] = accBeta1.dataSync();
    setHyperparameter(optimizer, "beta1", beta);
    expect(accBeta1.dataSync()[0]).toBe(Math.fround((product! / before) * beta));
    before = beta;
  }
});

test("sees that the optimizer has been set back", async () => {
  const [optimizer, fresh] = [tf.train.adam(0.1), tf.train.adam(0.1)];
  const weight = tf.variable(tf.scalar(1));
  const update = (): void => {
    optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
  };
  update();
  const saved = (await optimizer.getWeights()).map(({ name, tensor }) => ({
    name,
    tensor: tensor.clone(),
  }));
  for (let step = 0; step < 4; step++) update();
  setHyperparameter(optimizer, "beta1", 0.8);
  await optimizer.setWeights(saved);
  setHyperparameter(optimizer, "beta1", 0.9);
  setHyperparameter(fresh, "beta1", 0.9);
  const { accBeta1 } = optimizer as unknown as { accBeta1: tf.Variable };
  // One update with 0.8, as setWeights believes, and the 0.9 that comes.
  expect(accBeta1.dataSync()[0]).toBeCloseTo(0.72, 6);
});

describe("an optimizer of one's own", () => {
  test("with a method", () => {
    const optimizer = {
      decay: 0,
      setWeightDecay(value: number) {
        this.decay = value;
      },
    };
    setHyperparameter(optimizer, "weightDecay", 0.1);
    expect(optimizer.decay).toBe(0.1);
  });

  test("with a number", () => {
    const optimizer = { learningRate: 0.1, weightDecay: 0.2, beta1: 0.5 };
    setHyperparameter(optimizer, "weightDecay", 0.1);
    setHyperparameter(optimizer, "learningRate", 0.3);
    setHyperparameter(optimizer, "beta1", 0.4);
    expect(optimizer).toEqual({ learningRate: 0.3, weightDecay: 0.1, beta1: 0.4 });
  });
});

describe("errors", () => {
  test.each<[string, object, string, unknown, Error]>([
    [
      "a momentum that Adam calls beta1",
      tf.train.adam(0.1),
      "momentum",
      0.9,
      new TypeError(
        "@anneal/tfjs: the optimizer must have a number momentum, got AdamOptimizer, whose momentum is beta1",
      ),
    ],
    [
      "a momentum that SGD does not have",
      tf.train.sgd(0.1),
      "momentum",
      0.9,
      new TypeError("@anneal/tfjs: the optimizer must have a number momentum, got SGDOptimizer"),
    ],
    [
      "what the optimizer does not declare",
      tf.train.sgd(0.1),
      "iterations_",
      5,
      new TypeError("@anneal/tfjs: the optimizer must have a number iterations_, got SGDOptimizer"),
    ],
    [
      "what is no number",
      tf.train.momentum(0.1, 0.9),
      "useNesterov",
      1,
      new TypeError(
        "@anneal/tfjs: the optimizer must have a number useNesterov, got MomentumOptimizer",
      ),
    ],
    [
      "a prototype",
      { learningRate: 1 },
      "__proto__",
      1,
      new TypeError("@anneal/tfjs: the optimizer must have a number __proto__, got Object"),
    ],
    [
      "a negative momentum",
      tf.train.momentum(0.1, 0.9),
      "momentum",
      -1,
      new RangeError("@anneal/tfjs: momentum must be a finite number of at least 0, got -1"),
    ],
    [
      "a beta of 1",
      tf.train.adam(0.1),
      "beta2",
      1,
      new RangeError("@anneal/tfjs: beta2 must be a number of at least 0 and below 1, got 1"),
    ],
    [
      "a word",
      tf.train.adam(0.1),
      "beta1",
      "0.9",
      new TypeError("@anneal/tfjs: beta1 must be a number of at least 0 and below 1, got string"),
    ],
  ])("%s", (_name, optimizer, name, value, error) => {
    expect(() => setHyperparameter(optimizer, name, value as number)).toThrow(error);
  });
});

test("the bias correction of a class made from Adam, of other settings, is right to the last bit", () => {
  class Weighted extends tf.AdamOptimizer {
    constructor(rate: number, weightDecay: number) {
      super(rate, 0.9, 0.999, weightDecay * 0 + 1e-7);
    }
  }
  const trained = (optimizer: tf.AdamOptimizer): number[] => {
    const weight = tf.variable(tf.scalar(1));
    const seen: number[] = [];
    for (let step = 0; step < 6; step++) {
      setHyperparameter(optimizer, "beta1", 0.9 - 0.1 * step);
      optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
      seen.push(weight.dataSync()[0]!);
    }
    return seen;
  };
  // What its inherited fromConfig would make has 0.9 for its weight decay and 0 for its rate of decay.
  expect(trained(new Weighted(0.1, 0.5))).toEqual(trained(tf.train.adam(0.1, 0.9, 0.999, 1e-7)));
});
