import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { learningRateScheduler } from "../src/index.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const [x, y] = samples(4);

test.each([
  ["sgd", () => tf.train.sgd(0.5)],
  ["momentum", () => tf.train.momentum(0.5, 0)],
])("gives %s the rate of each epoch from the one before", async (_name, optimizer) => {
  const probe = new Probe();
  const calls: [number, number][] = [];
  const { history } = await probeModel(optimizer()).fit(x, y, {
    batchSize: 2,
    epochs: 4,
    callbacks: [
      learningRateScheduler(tf, (epoch, lr) => {
        calls.push([epoch, lr]);
        return epoch >= 2 ? lr * 0.5 : lr;
      }),
      probe,
    ],
  });
  expect(calls).toEqual([
    [0, 0.5],
    [1, 0.5],
    [2, 0.5],
    [3, 0.25],
  ]);
  expect(probe.rates).toEqual([0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
  expect(history["lr"]).toEqual([0.5, 0.5, 0.25, 0.125]);
});

const { cases } = JSON.parse(
  readFileSync(new URL("../../golden/packs/keras.json", import.meta.url), "utf8"),
) as { readonly cases: readonly { readonly id: string; readonly values: readonly number[] }[] };

// Each from the rate before it, as a schedule function of Keras may be written.
test.each<[string, number, (epoch: number, lr: number) => number]>([
  ["exponential", 0.1, (epoch, lr) => (epoch === 0 ? lr : lr * 0.96 ** 0.1)],
  ["exponential_stair", 0.1, (epoch, lr) => (epoch > 0 && epoch % 5 === 0 ? lr * 0.5 : lr)],
  ["piecewise", 1, (epoch, lr) => (epoch === 4 ? lr * 0.5 : epoch === 7 ? lr * 0.2 : lr)],
  ["inverse_time", 0.1, (epoch, lr) => (epoch === 0 ? lr : (lr * (3 + epoch)) / (4 + epoch))],
  ["poly", 7, (epoch) => 0.01 + 0.09 * (1 - Math.min(epoch, 5) / 5) ** 2],
  ["cosine", 7, (epoch) => 0.055 + 0.045 * Math.cos((Math.PI * Math.min(epoch, 5)) / 5)],
])("trains with the rates that Keras 3.15.1 gives: %s", async (id, initial, schedule) => {
  const { values } = cases.find((recorded) => recorded.id === id)!;
  const probe = new Probe();
  const { history } = await probeModel(tf.train.sgd(initial)).fit(x, y, {
    epochs: values.length,
    callbacks: [learningRateScheduler(tf, schedule), probe],
  });
  expect(history["lr"]).toHaveLength(values.length);
  // Keras computes in 32 bits.
  values.forEach((value, epoch) => {
    expect(Number(history["lr"]![epoch]) / value).toBeCloseTo(1, 5);
    expect(probe.rates[epoch]).toBeCloseTo(value, 3);
  });
});

test("counts epochs as fit does", async () => {
  const epochs: number[] = [];
  await probeModel().fit(x, y, {
    initialEpoch: 3,
    epochs: 5,
    callbacks: [learningRateScheduler(tf, (epoch) => epochs.push(epoch) / 4)],
  });
  expect(epochs).toEqual([3, 4]);
});

describe("a later fit", () => {
  const halving = (): tf.Callback =>
    learningRateScheduler(tf, (epoch, lr) => (epoch >= 1 ? lr / 2 : lr));

  test("that begins at the first epoch again is an error that tells the ways out", async () => {
    const [model, callback, probe] = [probeModel(), halving(), new Probe()];
    const loop = (initialEpoch: number): Promise<unknown> =>
      model.fit(x, y, { initialEpoch, epochs: initialEpoch + 1, callbacks: [callback, probe] });
    await loop(0);
    await expect(loop(0)).rejects.toThrow(
      new Error(
        "@anneal/tfjs: learningRateScheduler: the epoch of a later fit must be above 0, got 0: give fit the initialEpoch 1, or a new callback",
      ),
    );
    await loop(1);
    await loop(2);
    expect(probe.rates).toEqual([0.5, 0.25, 0.125]);
  });

  test("may repeat an epoch that did not end", async () => {
    const [model, callback, probe] = [probeModel(), halving(), new Probe()];
    const failing = new tf.CustomCallback({
      onBatchEnd: () => {
        throw new Error("failed");
      },
    });
    const options = { initialEpoch: 1, epochs: 2 };
    await expect(
      model.fit(x, y, { ...options, callbacks: [callback, probe, failing] }),
    ).rejects.toThrow("failed");
    await model.fit(x, y, { ...options, callbacks: [callback, probe] });
    expect(probe.rates).toEqual([0.25, 0.125]);
  });

  test("of another model, or of the same one compiled anew, may begin at the first", async () => {
    const callback = halving();
    const options = { epochs: 2, callbacks: [callback] };
    const first = probeModel();
    await first.fit(x, y, options);
    first.compile({ optimizer: tf.train.sgd(1), loss: "meanSquaredError" });
    for (const model of [first, probeModel(tf.train.sgd(1))]) {
      const { history } = await model.fit(x, y, options);
      expect(history["lr"]).toEqual([1, 0.5]);
    }
  });
});

test.each<[unknown, Error]>([
  [
    NaN,
    new RangeError(
      "@anneal/tfjs: learningRateScheduler: the learning rate of epoch 0 must be a finite number of at least 0, got NaN",
    ),
  ],
  [
    -1,
    new RangeError(
      "@anneal/tfjs: learningRateScheduler: the learning rate of epoch 0 must be a finite number of at least 0, got -1",
    ),
  ],
  [
    undefined,
    new TypeError(
      "@anneal/tfjs: learningRateScheduler: the learning rate of epoch 0 must be a finite number of at least 0, got undefined",
    ),
  ],
])("refuses the rate %s", async (rate, error) => {
  const model = probeModel();
  await expect(
    model.fit(x, y, { callbacks: [learningRateScheduler(tf, () => rate as number)] }),
  ).rejects.toThrow(error);
});

test("refuses what is no function", () => {
  expect(() => learningRateScheduler(tf, 0.1 as never)).toThrow(
    new TypeError(
      "@anneal/tfjs: learningRateScheduler: the schedule must be a function, got number",
    ),
  );
});
