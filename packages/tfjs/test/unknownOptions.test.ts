import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import * as adapter from "../src/index.ts";
import { probeModel, samples } from "./probe.ts";

const { perStep, perEpoch } = adapter.connect(tf);
const plans = adapter.connectPlan(tf);
const bad = { notAnOption: 1 } as object;
const optimizer = (): tf.Optimizer => tf.train.sgd(0.1);
const [x, y] = samples(1);
const range: adapter.LearningRateRange = {
  points: [],
  ended: "complete",
  suggestions: {} as adapter.Suggestions,
};

/** A call with an option that there is not, of everything that is exported; `null` for what takes no options. */
const calls: Record<string, (() => unknown)[] | null> = {
  applyCheckpoint: null,
  bind: [() => adapter.bind(optimizer(), 0.1, bad)],
  bindPlan: [() => adapter.bindPlan(optimizer(), { learningRate: 0.1 }, bad)],
  check: null,
  connect: [() => perStep(0.1, bad), () => perEpoch(0.1, bad)],
  connectPlan: [
    () => plans.perStep({ learningRate: 0.1 }, bad),
    () => plans.perEpoch({ learningRate: 0.1 }, bad),
  ],
  findLearningRate: [() => adapter.findLearningRate(probeModel(), { x, y }, bad)],
  getLearningRate: null,
  learningRateScheduler: null,
  rangeSparkline: null,
  rangeToSVG: [() => adapter.rangeToSVG(range, bad)],
  reduceLROnPlateau: [
    () => adapter.reduceLROnPlateau(tf, bad),
    () => probeModel().fit(x, y, { callbacks: [adapter.reduceLROnPlateau(tf, {}, bad)] }),
  ],
  restoreBestWeights: [() => adapter.restoreBestWeights(bad, perStep(0.1))],
  restoreCheckpoint: null,
  saveBestModel: [() => adapter.saveBestModel({ save: () => undefined, ...bad }, perStep(0.1))],
  setHyperparameter: null,
  setLearningRate: null,
  stopAtFloor: [() => adapter.stopAtFloor({ floor: 0, ...bad }, perStep(0.1))],
  storeCheckpoint: null,
  takeCheckpoint: null,
  terminateOnNaN: null,
  withMetrics: null,
  wrapCallbacks: [() => adapter.wrapCallbacks(tf, [{ onNotAnOption: () => undefined } as object])],
  yieldEvery: null,
};

test("every export is in the table of this test", () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(adapter).sort());
});

test.each(
  Object.entries(calls).flatMap(([name, list]) =>
    (list ?? []).map((call): [string, () => unknown] => [name, call]),
  ),
)("%s refuses an option that there is not", async (_name, call) => {
  const refused = Promise.resolve().then(call);
  await expect(refused).rejects.toThrow(TypeError);
  await expect(refused).rejects.toThrow(/each option must be one of .*, got "(onN|n)otAnOption"/);
});
