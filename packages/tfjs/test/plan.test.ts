import { plan, ramp, resumeFrom, sequence } from "@anneal/core";
import type { Snapshot } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { bindPlan, connectPlan } from "../src/index.ts";
import { shrinkingModel, Weights } from "./optimizers.ts";
import { probeModel, Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connectPlan(tf);
const [x, y] = samples(6);
const rates = [0.1, 0.08, 0.06, 0.04];
const momenta = [0.5, 0.6, 0.7, 0.8];
const planned = {
  learningRate: ramp({ from: 0.1, to: 0, steps: 5 }),
  momentum: ramp({ from: 0.5, to: 1, steps: 5 }),
};

/** The weight under Momentum after each update. */
const expected = (() => {
  let [weight, velocity] = [1, 0];
  return rates.map((rate, step) => {
    velocity = momenta[step]! * velocity + weight;
    return (weight -= rate * velocity);
  });
})();

const compare = (seen: readonly number[], from = expected): void => {
  expect(seen).toHaveLength(from.length);
  seen.forEach((weight, step) => expect(weight).toBeCloseTo(from[step]!, 5));
};

describe("two hyper-parameters on one clock", () => {
  test("train in fit, per step, and are in the history", async () => {
    const weights = new Weights();
    const { history } = await shrinkingModel(tf.train.momentum(9, 0)).fit(x, y, {
      batchSize: 3,
      epochs: 2,
      callbacks: [perStep(() => planned), weights],
    });
    compare(weights.seen);
    expect(history["lr"]!.map(Number)).toEqual(
      [0.08, 0.04].map((rate): unknown => expect.closeTo(rate, 9)),
    );
    expect(history["momentum"]!.map(Number)).toEqual(
      [0.6, 0.8].map((momentum): unknown => expect.closeTo(momentum, 9)),
    );
  });

  test("train in fit, per epoch", async () => {
    const weights = new Weights();
    await shrinkingModel(tf.train.momentum(9, 0)).fit(x, y, {
      batchSize: 6,
      epochs: 4,
      callbacks: [perEpoch(plan(planned)), weights],
    });
    compare(weights.seen);
  });

  test("train in a loop of one's own, and leave no tensor behind", () => {
    const weight = tf.variable(tf.scalar(1));
    const optimizer = tf.train.momentum(9, 0);
    const run = bindPlan(optimizer, planned);
    const seen: number[] = [];
    const train = (): void => {
      optimizer.minimize(() => tf.square(weight).mul(0.5).asScalar(), false, [weight]);
      seen.push(weight.dataSync()[0]!);
      run.advance();
    };
    for (let step = 0; step < 2; step++) train();
    const { numTensors, numBytes } = tf.memory();
    for (let step = 2; step < 4; step++) train();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    compare(seen);
    expect(run.values["learningRate"]).toBeCloseTo(0.02, 9);
    expect(run.values["momentum"]).toBe(0.9);
  });

  test("hear metrics, each by its name", async () => {
    const { history } = await probeModel(tf.train.adam(0.1)).fit(x, y, {
      epochs: 3,
      callbacks: [
        new Report({ score: 1 }, { score: 2 }, { score: 3 }),
        perEpoch({
          learningRate: plateau({ schedule: 0.5, monitor: "score", factor: 0.5, patience: 1 }),
          beta1: sequence([{ schedule: 0.5, steps: 1 }, 0.75]),
        }),
      ],
    });
    expect(history).toMatchObject({ lr: [0.5, 0.5, 0.25], beta1: [0.5, 0.75, 0.75] });
  });

  test("go on from a snapshot", async () => {
    const weights = new Weights();
    const model = shrinkingModel(tf.train.momentum(9, 0));
    const first = perStep(planned);
    await model.fit(x, y, { batchSize: 3, epochs: 1, callbacks: [first, weights] });
    const resume = JSON.parse(JSON.stringify(first.snapshot())) as Snapshot;
    await model.fit(x, y, {
      batchSize: 3,
      epochs: 1,
      callbacks: [perStep(planned, { resume: resumeFrom(resume) }), weights],
    });
    compare(weights.seen);
    expect(() =>
      bindPlan(tf.train.momentum(1, 0), { learningRate: 1 }, { resume: resumeFrom(resume) }),
    ).toThrow("the snapshot was taken under another plan");
    expect(bindPlan(tf.train.momentum(1, 0), planned, { resume: resumeFrom(resume) }).step).toBe(2);
  });
});

describe("errors", () => {
  test("a hyper-parameter that the optimizer does not have", async () => {
    await expect(
      probeModel().fit(x, y, { callbacks: [perStep({ learningRate: 1, momentum: 0.9 })] }),
    ).rejects.toThrow(
      new TypeError("@anneal/tfjs: the optimizer must have a number momentum, got SGDOptimizer"),
    );
  });

  test("a function that returns no plan", async () => {
    await expect(
      probeModel().fit(x, y, { callbacks: [perStep((() => 0.1) as never)] }),
    ).rejects.toThrow(
      "@anneal/tfjs: perStep: a function must return a schedule, as in () => (step) => rate, got number",
    );
    await expect(
      probeModel().fit(x, y, { callbacks: [perStep((() => null) as never)] }),
    ).rejects.toThrow("@anneal/core: plan: schedules must be");
    expect(() => bindPlan(tf.train.sgd(1), undefined as never)).toThrow(
      "@anneal/core: plan: schedules must be",
    );
  });

  test("no TensorFlow.js", () => {
    expect(() => connectPlan({} as typeof tf)).toThrow(
      new TypeError("@anneal/tfjs: connectPlan: tf must have a Callback, got none"),
    );
  });
});
