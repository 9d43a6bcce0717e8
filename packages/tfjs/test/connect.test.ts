import { ramp } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, test } from "vitest";
import {
  connect,
  getLearningRate,
  learningRateScheduler,
  reduceLROnPlateau,
} from "../src/index.ts";
import { probeModel, samples } from "./probe.ts";

const [x, y] = samples(4);

test("every callback is one of the user's own TensorFlow.js", () => {
  const { perStep, perEpoch } = connect(tf);
  for (const callback of [
    perStep(0.1),
    perEpoch(0.1),
    learningRateScheduler(tf, () => 0.1),
    reduceLROnPlateau(tf),
  ]) {
    expect(callback).toBeInstanceOf(tf.Callback);
  }
  expect(connect(layers).perStep(0.1)).toBeInstanceOf(layers.Callback);
  expect(reduceLROnPlateau(layers)).toBeInstanceOf(layers.Callback);
});

test("callbacks stand beside others in one list", async () => {
  const { perStep } = connect(tf);
  const { history } = await probeModel().fit(x, y, {
    epochs: 3,
    callbacks: [
      tf.callbacks.earlyStopping({ monitor: "loss", mode: "max" }),
      perStep(ramp({ from: 1, to: 0, steps: 4 })),
      new tf.CustomCallback({ onEpochEnd: () => undefined }),
    ],
  });
  // The weight falls and the loss with it, which early stopping is told to dislike.
  expect(history["lr"]).toEqual([1, 0.75]);
});

test("hooks may be called by hand, without logs", async () => {
  const { perEpoch } = connect(tf);
  const model = probeModel();
  const counting = perEpoch(ramp({ from: 1, to: 0, steps: 4 }));
  const halving = learningRateScheduler(tf, (_epoch, rate) => rate / 2);
  for (const callback of [counting, halving]) {
    callback.setModel(model);
    callback.setParams({ epochs: 1 });
    // Whoever calls them may go on with the promise that the class declares.
    await callback.onTrainBegin().then(() => callback.onEpochBegin(0));
    await callback.onBatchBegin(0).then(() => callback.onBatchEnd(0));
    await callback.onEpochEnd(0).then(() => callback.onTrainEnd());
  }
  expect(counting.snapshot().step).toBe(1);
  // Half of what the other leaves for the next epoch.
  expect(getLearningRate(model.optimizer)).toBe(0.375);
});

test("only a schedule's callback has a snapshot", () => {
  const { perStep } = connect(tf);
  expect(perStep(0.1)).toHaveProperty("snapshot");
  expect(learningRateScheduler(tf, () => 0.1)).not.toHaveProperty("snapshot");
});

describe("errors", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a module without the layers API", { train: {} }],
    ["a model", probeModel()],
  ])("%s is not TensorFlow.js", (_name, value) => {
    expect(() => connect(value as typeof tf)).toThrow(
      new TypeError("@anneal/tfjs: connect: tf must have a Callback, got none"),
    );
    expect(() => reduceLROnPlateau(value as typeof tf)).toThrow(
      new TypeError("@anneal/tfjs: reduceLROnPlateau: tf must have a Callback, got none"),
    );
    expect(() => learningRateScheduler(value as typeof tf, () => 0.1)).toThrow(
      new TypeError("@anneal/tfjs: learningRateScheduler: tf must have a Callback, got none"),
    );
  });
});
