import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getLearningRate, setLearningRate } from "../src/index.ts";
import "./wasm.ts";

const optimizers: readonly [string, (rate: number) => tf.Optimizer][] = [
  ["sgd", (rate) => tf.train.sgd(rate)],
  ["momentum", (rate) => tf.train.momentum(rate, 0.9)],
  ["rmsprop", (rate) => tf.train.rmsprop(rate)],
  ["adagrad", (rate) => tf.train.adagrad(rate)],
  ["adadelta", (rate) => tf.train.adadelta(rate)],
  ["adam", (rate) => tf.train.adam(rate)],
  ["adamax", (rate) => tf.train.adamax(rate)],
];

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend("cpu");
  });

  describe.each(optimizers)("%s", (_name, make) => {
    const weight = (): tf.Variable<tf.Rank.R1> => tf.variable(tf.tensor1d([1, -2, 3]));

    const update = (optimizer: tf.Optimizer, variable: tf.Variable): number[] => {
      const before = variable.dataSync().slice();
      optimizer.minimize(() => tf.sum(tf.square(variable)), false, [variable]);
      const after = variable.dataSync();
      return [...before].map((value, index) => value - after[index]!);
    };

    test.each([0, 0.025, 0.05, 0.4])("moves the weights in proportion to %d", (rate) => {
      const reference = update(make(0.1), weight());
      const optimizer = make(0.1);
      setLearningRate(optimizer, rate);
      update(optimizer, weight()).forEach((moved, index) => {
        expect(moved).toBeCloseTo((reference[index]! * rate) / 0.1, 5);
      });
      expect(reference.every((moved) => Math.abs(moved) > 1e-5)).toBe(true);
    });

    test("freezes the weights in the middle of a run, and lets them go again", () => {
      const [optimizer, variable] = [make(0.1), weight()];
      for (let step = 0; step < 3; step++) update(optimizer, variable);
      setLearningRate(optimizer, 0);
      expect(update(optimizer, variable)).toEqual([0, 0, 0]);
      setLearningRate(optimizer, 0.1);
      expect(update(optimizer, variable).every((moved) => moved !== 0)).toBe(true);
    });

    test("reads back what was set", () => {
      const optimizer = make(0.1);
      expect(getLearningRate(optimizer)).toBe(0.1);
      setLearningRate(optimizer, 0.03);
      expect(getLearningRate(optimizer)).toBe(0.03);
      expect(optimizer.getConfig()["learningRate"]).toBe(0.03);
    });

    test("leaves no tensor and no byte behind, inside tidy and outside", () => {
      const [optimizer, variable] = [make(0.1), weight()];
      update(optimizer, variable);
      const { numTensors, numBytes } = tf.memory();
      for (let step = 0; step < 50; step++) setLearningRate(optimizer, step / 100);
      tf.tidy(() => setLearningRate(optimizer, 0.1));
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
      expect(update(optimizer, variable).every((moved) => moved !== 0)).toBe(true);
    });
  });
});

describe("an optimizer of one's own", () => {
  test("with a method", () => {
    const optimizer = {
      rate: 0.1,
      setLearningRate(rate: number) {
        this.rate = rate;
      },
      getConfig() {
        return { learningRate: this.rate };
      },
    };
    setLearningRate(optimizer, 0.2);
    expect(optimizer.rate).toBe(0.2);
    expect(getLearningRate(optimizer)).toBe(0.2);
  });

  test("with a field", () => {
    const optimizer = { learningRate: 0.1 };
    setLearningRate(optimizer, 0);
    expect(optimizer).toEqual({ learningRate: 0 });
    expect(getLearningRate(optimizer)).toBe(0);
  });
});

describe("errors", () => {
  class Rprop {
    readonly step = 0.1;
  }

  test.each<[string, unknown, string]>([
    ["a class", new Rprop(), "Rprop"],
    ["a string", "adam", "String"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a rate that is no number", { learningRate: () => 0.1, getConfig: () => ({}) }, "Object"],
  ])("%s has no learning rate", (_name, optimizer, name) => {
    const error = new TypeError(
      `@anneal/tfjs: the optimizer must have a learningRate, got ${name}`,
    );
    expect(() => setLearningRate(optimizer as object, 0.1)).toThrow(error);
    expect(() => getLearningRate(optimizer as object)).toThrow(error);
  });

  test.each<[unknown, ErrorConstructor, string]>([
    [-0.1, RangeError, "-0.1"],
    [NaN, RangeError, "NaN"],
    [Infinity, RangeError, "Infinity"],
    ["0.1", TypeError, "string"],
    [undefined, TypeError, "undefined"],
  ])("%s is no learning rate", (rate, Failure, got) => {
    const optimizer = { learningRate: 0.1 };
    expect(() => setLearningRate(optimizer, rate as number)).toThrow(
      new Failure(
        `@anneal/tfjs: the learning rate must be a finite number of at least 0, got ${got}`,
      ),
    );
    expect(optimizer).toEqual({ learningRate: 0.1 });
  });
});
