import type * as Tensorflow from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { prepareData } from "../../src/task/data.ts";
import { loadTensorflow } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

test("one tensor may be what a network takes and what it gives, and all leave the backend", async () => {
  const before = tf.memory().numTensors;
  const pictures = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const { train, test } = await prepareData("mine", {
    train: { x: pictures, y: pictures },
    test: { x: { left: pictures.clone() }, y: tf.ones([3, 1], "int32") },
  });
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(train).toEqual({
    length: 3,
    x: [{ name: null, values, shape: [2], length: 3 }],
    y: [{ name: null, values, shape: [2], length: 3 }],
  });
  expect(test).toMatchObject({
    x: [{ name: "left", values, shape: [2], length: 3 }],
  });
  expect(tf.memory().numTensors).toBe(before);
});

test("tensors leave the backend also when something is wrong with the data", async () => {
  const before = tf.memory().numTensors;
  const data = { train: { x: tf.zeros([3, 1]), y: tf.zeros([2, 1]) } };
  await expect(prepareData("mine", data)).rejects.toThrow(
    "task mine: data.train has 3 examples in x and 2 in y",
  );
  expect(tf.memory().numTensors).toBe(before);
});
