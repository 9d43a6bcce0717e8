import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { connect } from "../src/index.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const { learningRateScheduler } = connect(tf);
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
      learningRateScheduler((epoch, lr) => {
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

test("counts epochs as fit does", async () => {
  const epochs: number[] = [];
  await probeModel().fit(x, y, {
    initialEpoch: 3,
    epochs: 5,
    callbacks: [learningRateScheduler((epoch) => epochs.push(epoch) / 4)],
  });
  expect(epochs).toEqual([3, 4]);
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
    model.fit(x, y, { callbacks: [learningRateScheduler(() => rate as number)] }),
  ).rejects.toThrow(error);
});

test("refuses what is no function", () => {
  expect(() => learningRateScheduler(0.1 as never)).toThrow(
    new TypeError(
      "@anneal/tfjs: learningRateScheduler: the schedule must be a function, got number",
    ),
  );
});
