import { constant } from "@anneal/core";
import { describeOptionsOfExports } from "@anneal/testing";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import * as adapter from "../src/index.ts";
import { probeModel, samples } from "./probe.ts";

const { perStep, perEpoch } = adapter.connect(tf);
const plans = adapter.connectPlan(tf);
const bad = { notAnOption: 1 } as object;
const optimizer = (): tf.Optimizer => tf.train.sgd(0.1);
const [x, y] = samples(1);
// Made before: TensorFlow.js makes its layers of what is on a prototype, too.
const model = probeModel();
const range: adapter.LearningRateRange = {
  points: [],
  ended: "complete",
  suggestions: {} as adapter.Suggestions,
};

describeOptionsOfExports("@anneal/tfjs", adapter, {
  applyCheckpoint: "none",
  bind: (unknown) => adapter.bind(optimizer(), 0.1, { from: 2, ...unknown }),
  bindPlan: (unknown) => adapter.bindPlan(optimizer(), { learningRate: 0.1 }, { ...unknown }),
  check: "none",
  connect: (unknown) => perStep(0.1, { onMissing: "ignore", ...unknown }),
  connectPlan: (unknown) => plans.perStep({ learningRate: 0.1 }, { ...unknown }),
  findLearningRate: (unknown) => adapter.findLearningRate(model, { x, y }, { ...unknown }),
  getLearningRate: "none",
  learningRateScheduler: "none",
  rangeSparkline: "none",
  rangeToSVG: (unknown) => adapter.rangeToSVG(range, { ...unknown }),
  reduceLROnPlateau: (unknown) => adapter.reduceLROnPlateau(tf, { factor: 0.5, ...unknown }),
  restoreBestWeights: (unknown) => adapter.restoreBestWeights({ ...unknown }, perStep(0.1)),
  restoreCheckpoint: "none",
  saveBestModel: (unknown) =>
    adapter.saveBestModel({ save: () => undefined, ...unknown }, perStep(0.1)),
  setHyperparameter: "none",
  setLearningRate: "none",
  stopAtFloor: (unknown) => adapter.stopAtFloor({ floor: 0, ...unknown }, perStep(0.1)),
  storeCheckpoint: "none",
  takeCheckpoint: "none",
  terminateOnNaN: "none",
  withMetrics: "none",
  // A plain object may have more than hooks.
  wrapCallbacks: "none",
  yieldEvery: "none",
});

test.each<[string, () => unknown]>([
  ["perEpoch", () => perEpoch(0.1, bad)],
  ["perEpoch of a plan", () => plans.perEpoch({ learningRate: 0.1 }, bad)],
  [
    "a schedule of the totals, when training begins",
    () => probeModel().fit(x, y, { callbacks: [perStep(() => constant(0.1), bad)] }),
  ],
  [
    "reduceLROnPlateau, for its callback",
    () => probeModel().fit(x, y, { callbacks: [adapter.reduceLROnPlateau(tf, {}, bad)] }),
  ],
])("%s refuses an option that there is not", async (_name, call) => {
  const refused = Promise.resolve().then(call);
  await expect(refused).rejects.toThrow(TypeError);
  await expect(refused).rejects.toThrow(/each option must be one of .*, got "notAnOption"/);
});
