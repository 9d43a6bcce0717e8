import { product } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { connect, terminateOnNaN } from "../src/index.ts";
import { fitDataset, learningModel, Probe, probeModel, regression, samples } from "./probe.ts";

const { perStep } = connect(tf);

describe("terminateOnNaN", () => {
  test.each([NaN, Infinity, -Infinity])("stops after the batch whose loss is %s", async (bad) => {
    const inputs = tf.tensor2d([1, 1, bad, 1, 1, 1], [6, 1]);
    const probe = new Probe();
    const callback = perStep(0.5);
    const { history } = await probeModel().fit(inputs, tf.zeros([6, 1]), {
      batchSize: 1,
      epochs: 5,
      shuffle: false,
      // From 0, where an infinite input gives a NaN.
      callbacks: [callback, terminateOnNaN(tf), probe],
    });
    expect(probe.rates).toHaveLength(3);
    expect(history["loss"]).toHaveLength(1);
    expect(Number.isFinite(history["loss"]![0])).toBe(false);
    expect(history["lr"]).toEqual([0.5]);
    expect(callback.clock().step).toBe(3);
  });

  test("keeps the history of the epochs before, and needs no metric of the last", async () => {
    // Three updates an epoch; the first of the second is far too long.
    const reducing = plateau({ schedule: 0.01, monitor: "val_loss", patience: 30 });
    const schedule = product([reducing, (step: number) => (step === 3 ? 1e30 : 1)]);
    const callback = perStep(schedule);
    const { history } = await learningModel("sgd").fit(...regression(4), {
      batchSize: 1,
      epochs: 40,
      validationSplit: 0.25,
      callbacks: [terminateOnNaN(tf), callback],
    });
    expect(history["loss"]).toHaveLength(2);
    expect(history["loss"]!.map(Number.isFinite)).toEqual([true, false]);
    expect(history["val_loss"]).toHaveLength(1);
    expect(history["lr"]).toEqual([0.01, 0.01]);
    expect(callback.clock().step).toBe(5);
  });

  test("lets training be that is fine, in fitDataset too", async () => {
    const { history } = await fitDataset(
      probeModel(),
      tf.data.array([{ xs: [1], ys: [0] }]).batch(1),
      { epochs: 3, callbacks: [terminateOnNaN(tf)] },
    );
    expect(history["loss"]).toHaveLength(3);
  });

  test("leaves no tensor behind", async () => {
    const [model, [x, y]] = [probeModel(), samples(4)];
    const train = (): Promise<unknown> =>
      model.fit(x, y, { batchSize: 2, epochs: 2, callbacks: [terminateOnNaN(tf)] });
    await train();
    const { numTensors } = tf.memory();
    await train();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("reads the numbers that a callback before it has made of the scalars", async () => {
    const numbers = new tf.CustomCallback({ onBatchEnd: () => undefined });
    const { history } = await probeModel().fit(tf.fill([2, 1], NaN), tf.zeros([2, 1]), {
      epochs: 3,
      callbacks: [numbers, terminateOnNaN(tf)],
    });
    expect(history["loss"]).toEqual([NaN]);
  });

  test("may be called by hand, without logs", async () => {
    const [callback, model] = [terminateOnNaN(tf), probeModel()];
    callback.setModel(model);
    await callback.onBatchEnd(0);
    expect(model.stopTraining).toBeFalsy();
    await callback.onBatchEnd(1, { loss: NaN });
    expect(model.stopTraining).toBe(true);
  });

  test("refuses what is not TensorFlow.js, and a list of plain objects", async () => {
    expect(() => terminateOnNaN({} as typeof tf)).toThrow(
      new TypeError("@anneal/tfjs: terminateOnNaN: tf must have a Callback, got none"),
    );
    const plain = { onBatchBegin: () => Promise.resolve() };
    await expect(
      probeModel().fit(...samples(2), { callbacks: [plain as never, terminateOnNaN(tf)] }),
    ).rejects.toThrow("@anneal/tfjs: terminateOnNaN: every callback must be of one tf.Callback");
  });
});
