import { ramp } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, test } from "vitest";
import { connect } from "../src/index.ts";
import { probeModel, samples } from "./probe.ts";

const [x, y] = samples(4);

test("every callback is one of the user's own TensorFlow.js", () => {
  const { perStep, perEpoch, learningRateScheduler, reduceLROnPlateau } = connect(tf);
  for (const callback of [
    perStep(0.1),
    perEpoch(0.1),
    learningRateScheduler(() => 0.1),
    reduceLROnPlateau(),
  ]) {
    expect(callback).toBeInstanceOf(tf.Callback);
  }
  expect(connect(layers).perStep(0.1)).toBeInstanceOf(layers.Callback);
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
  const callback = connect(tf).perEpoch(ramp({ from: 1, to: 0, steps: 4 }));
  callback.setModel(probeModel());
  callback.setParams({ epochs: 1 });
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  await callback.onEpochEnd(0);
  expect(callback.snapshot().step).toBe(1);
});

describe("errors", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a module without the layers API", { train: {} }],
    ["a model", probeModel()],
  ])("%s is not TensorFlow.js", (_name, value) => {
    expect(() => connect(value as typeof tf)).toThrow(
      new TypeError(
        "@anneal/tfjs: connect: tf must be TensorFlow.js with its layers API, such as @tensorflow/tfjs: it has no Callback",
      ),
    );
  });
});
