import { beforeAll, describe, expect, test } from "vitest";
import type * as Tensorflow from "@tensorflow/tfjs";
import { prepareData, spread } from "../../src/task/data.ts";
import { batchOf } from "../../src/task/examples.ts";
import type { PreparedExamples } from "../../src/task/examples.ts";
import { loadTensorflow } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

const x = { values: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
const y = { values: Uint8Array.of(0, 1, 2), shape: [3] };

test("arrays become tensors of the rows that are asked for", async () => {
  const { train, validation } = await prepareData("mine", { train: { x, y } });
  expect(validation).toBeUndefined();
  expect(train.length).toBe(3);
  const batch = batchOf(tf, train as PreparedExamples, Uint32Array.of(2, 0));
  expect((batch.x as Tensorflow.Tensor).arraySync()).toEqual([
    [5, 6],
    [1, 2],
  ]);
  const labels = batch.y as Tensorflow.Tensor;
  expect([labels.arraySync(), labels.dtype]).toEqual([[2, 0], "int32"]);
  batch.dispose();
});

test("tensors are taken off the backend, and several inputs keep their names", async () => {
  const before = tf.memory().numTensors;
  const { train } = await prepareData("mine", {
    train: {
      x: { a: tf.tensor2d([[1], [2]]), b: tf.tensor2d([[3], [4]], undefined, "int32") },
      y: { o: tf.tensor1d([5, 6]) },
    },
  });
  expect(tf.memory().numTensors).toBe(before);
  const batch = batchOf(tf, train as PreparedExamples, Uint32Array.of(1));
  const { a, b } = batch.x as Record<string, Tensorflow.Tensor>;
  expect([a!.arraySync(), b!.arraySync(), b!.dtype]).toEqual([[[2]], [[4]], "int32"]);
  batch.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("examples of a test are evenly spread", () => {
  expect([...spread(3, 9)]).toEqual([0, 3, 6]);
  expect([...spread(2, 2)]).toEqual([0, 1]);
});

describe("data of wrong shape are one error that names task and place", () => {
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "task mine: data must give { train, test }, got undefined"],
    ["no y", { train: { x } }, "task mine: data.train must be { x, y }, got an object"],
    ["no examples at all", { train: 3 }, "task mine: data.train must be { x, y }, got 3"],
    [
      "another part",
      { train: { x, y }, dev: { x, y } },
      "task mine: data gives dev, but it may give train, validation and test alone",
    ],
    [
      "a bare array",
      { train: { x: [1, 2], y } },
      "task mine: data.train.x must be { values, shape }, a tensor, or a record of them, got [1, 2]",
    ],
    [
      "values of a list",
      { train: { x: { values: [1], shape: [1] }, y } },
      "task mine: data.train.x.values must be a Float32Array, an Int32Array or a Uint8Array, got [1]",
    ],
    [
      "an empty shape",
      { train: { x: { values: x.values, shape: [] }, y } },
      "task mine: data.train.x.shape must be a list of whole numbers of at least 1, got []",
    ],
    [
      "a shape that does not fit",
      { train: { x: { values: x.values, shape: [3, 3] }, y } },
      "task mine: data.train.x has 6 values where the shape [3, 3] takes 9",
    ],
    [
      "fewer labels",
      { train: { x, y: { values: Uint8Array.of(1), shape: [1] } } },
      "task mine: data.train has 3 examples in x and 1 in y",
    ],
    [
      "fewer of one output in the test",
      { train: { x, y }, test: { x, y: { o: { values: Uint8Array.of(1), shape: [1] } } } },
      "task mine: data.test has 3 examples in x and 1 in o",
    ],
    ["no input", { train: { x: {}, y } }, "task mine: data.train.x must hold at least one array"],
  ])("%s", async (_, data, message) => {
    await expect(prepareData("mine", data)).rejects.toMatchObject({ kind: "usage", message });
  });

  test("a tensor without examples", async () => {
    const attempt = prepareData("mine", { train: { x: tf.scalar(1), y } });
    await expect(attempt).rejects.toThrow(
      "task mine: data.train.x must be a tensor of numbers with examples in its first dimension",
    );
  });
});
