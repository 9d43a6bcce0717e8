import { ramp } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test, vi } from "vitest";
import type { MockInstance } from "vitest";
import {
  connect,
  learningRateScheduler,
  reduceLROnPlateau,
  restoreBestWeights,
  saveBestModel,
  stopAtFloor,
  terminateOnNaN,
  withMetrics,
  yieldEvery,
} from "../src/index.ts";
import { fitDataset, probeModel, rows, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);

/** A ramp whose values at the first steps are 1, 0.9, 0.8, … */
const falling = ramp({ from: 1, to: 0, steps: 10 });

describe("data that run out before batchesPerEpoch", () => {
  // TensorFlow.js says on the console that they have.
  const warned = (): MockInstance => vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const short = { batchesPerEpoch: 3, epochs: 4, validationData: samples(1) };
  const train = (...callbacks: tf.Callback[]): Promise<tf.History> =>
    // Four batches: one epoch, a third of another, and two without any.
    fitDataset(probeModel(), rows(4).batch(1), { ...short, callbacks });

  test.each<[string, () => tf.Callback]>([
    ["perStep", () => perStep(plateau({ schedule: 0.5, monitor: "val_loss", patience: 1 }))],
    ["perEpoch", () => perEpoch(plateau({ schedule: 0.5, monitor: "val_loss", patience: 1 }))],
    ["reduceLROnPlateau", () => reduceLROnPlateau(tf, { initial: 0.5, patience: 1 })],
    ["learningRateScheduler", () => learningRateScheduler(tf, () => 0.5)],
    ["restoreBestWeights", () => restoreBestWeights({}, perStep(0.5))],
    ["saveBestModel", () => saveBestModel({ save: () => undefined }, perStep(0.5))],
    ["stopAtFloor", () => stopAtFloor({ floor: 0.1 }, perStep(0.5))],
    ["yieldEvery", () => yieldEvery(1000, perStep(0.5))],
    ["terminateOnNaN", () => terminateOnNaN(tf)],
  ])("end as in TensorFlow.js, with %s", async (name, make) => {
    const spy = warned();
    const { history } = await train(make());
    const { history: own } = await train(learningRateScheduler(tf, () => 0.5));
    const calls = spy.mock.calls.length;
    spy.mockRestore();
    expect(calls).toBe(6);
    const { lr, ...rest } = history;
    expect(own["loss"]).toHaveLength(2);
    expect(own["val_loss"]).toHaveLength(1);
    if (name === "terminateOnNaN") return;
    expect(rest).toEqual({ loss: own["loss"], val_loss: own["val_loss"] });
    expect(lr).toEqual([0.5, 0.5]);
  });

  test("end with the history of a run without a schedule", async () => {
    const spy = warned();
    const { history: without } = await train();
    const { history } = await train(perStep(0.5));
    spy.mockRestore();
    expect(without).toEqual({ loss: without["loss"], val_loss: without["val_loss"] });
    expect(history).toEqual({ ...without, lr: [0.5, 0.5] });
  });

  test("leave the clock where it is", async () => {
    const spy = warned();
    const [steps, epochs] = [perStep(falling), perEpoch(falling)];
    await train(steps);
    await train(epochs);
    spy.mockRestore();
    expect(steps.clock().step).toBe(4);
    // The one that was cut short counts, as after stopTraining.
    expect(epochs.clock().step).toBe(2);
  });

  test("give a metric of one's own nothing to compute", async () => {
    const spy = warned();
    const { history } = await train(withMetrics({ double: ({ loss }) => 2 * loss! }, perStep(0.5)));
    spy.mockRestore();
    expect(history["double"]).toEqual(history["loss"]!.map((loss) => 2 * Number(loss)));
  });
});
