import type * as Tensorflow from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { prepareData } from "../../src/task/data.ts";
import { datasetOf, firstOf } from "../../src/task/stream.ts";
import type { Block, ExampleStream, Pass, PreparedStream } from "../../src/task/stream.ts";
import { loadTensorflow } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

/** A block of examples whose x is 10 times their number and whose y is the number itself. */
const block = (...numbers: readonly number[]) => ({
  x: { values: Float32Array.from(numbers, (n) => 10 * n), shape: [numbers.length, 1] },
  y: { values: Int32Array.from(numbers), shape: [numbers.length] },
});

async function prepared(stream: unknown): Promise<PreparedStream> {
  const { train } = await prepareData("mine", { train: stream, validation: block(0) });
  return train as PreparedStream;
}

/** The numbers of each batch of a pass. */
async function batches(stream: unknown, count: number, size: number): Promise<number[][]> {
  const dataset = datasetOf(tf, await prepared(stream), 7, count, size);
  const iterator = await dataset.iterator();
  const found: number[][] = [];
  for (;;) {
    const result = await iterator.next();
    if (result.done === true) break;
    const { xs, ys } = result.value as { xs: Tensorflow.Tensor2D; ys: Tensorflow.Tensor1D };
    expect(xs.arraySync().map(([x]) => x! / 10)).toEqual(ys.arraySync());
    found.push(ys.arraySync());
    tf.dispose([xs, ys]);
  }
  expect(found).toHaveLength(dataset.size);
  return found;
}

const five = { length: 5, blocks: () => [block(1, 2), block(3), block(4, 5)] };

describe("blocks of any size become batches of one size", () => {
  test.each<[number, number, number[][]]>([
    [5, 1, [[1], [2], [3], [4], [5]]],
    [5, 2, [[1, 2], [3, 4], [5]]],
    [
      5,
      3,
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    [5, 5, [[1, 2, 3, 4, 5]]],
    [5, 9, [[1, 2, 3, 4, 5]]],
    [3, 2, [[1, 2], [3]]],
    [4, 4, [[1, 2, 3, 4]]],
  ])("%i examples, %i at a time", async (count, size, expected) => {
    const before = tf.memory().numTensors;
    expect(await batches(five, count, size)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each<[string, ExampleStream["blocks"]]>([
    [
      "a generator",
      function* () {
        yield block(1, 2, 3);
        yield block(4, 5);
      },
    ],
    [
      "an asynchronous generator",
      async function* () {
        yield await Promise.resolve(block(1, 2, 3));
        yield block(4, 5);
      },
    ],
    ["a promise of a list", () => Promise.resolve([block(1, 2, 3), block(4, 5)])],
    [
      "a dataset of tf.data",
      () =>
        tf.data
          .array([1, 2, 3, 4, 5])
          .map((n) => ({ xs: tf.tensor1d([10 * n]), ys: tf.scalar(n as number, "int32") }))
          .batch(2),
    ],
    [
      "blocks of tensors",
      () =>
        [1, 2, 3, 4, 5].map((n) => ({ x: tf.tensor2d([[10 * n]]), y: tf.tensor1d([n], "int32") })),
    ],
  ])("from %s", async (_, blocks) => {
    const before = tf.memory().numTensors;
    expect(await batches({ length: 5, blocks }, 5, 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("a pass knows its seed and its epoch; one that nobody reads is none", async () => {
  const passes: Pass[] = [];
  const blocks = (pass: Pass) => {
    passes.push(pass);
    return [block(1, 2)];
  };
  const dataset = datasetOf(tf, await prepared({ length: 2, blocks }), 7, 2, 2);
  await dataset.iterator();
  for (let epoch = 0; epoch < 2; epoch++) {
    const iterator = await dataset.iterator();
    tf.dispose((await iterator.next()).value as Tensorflow.TensorContainer);
  }
  await dataset.close();
  expect(passes).toEqual([
    { seed: 7, epoch: 0 },
    { seed: 7, epoch: 1 },
  ]);
});

test("what is not read to its end is closed", async () => {
  let closed = 0;
  const blocks = function* (): Generator<Block> {
    try {
      for (let n = 1; ; n++) yield block(n);
    } finally {
      closed++;
    }
  };
  const stream = await prepared({ length: 1_000_000_000, blocks });
  const first = await firstOf(stream, { seed: 1, epoch: 0 }, 3);
  expect([...first.y[0]!.values, closed]).toEqual([1, 2, 3, 1]);
  const dataset = datasetOf(tf, stream, 1, 100, 10);
  await dataset.close();
  const iterator = await dataset.iterator();
  tf.dispose((await iterator.next()).value as Tensorflow.TensorContainer);
  await dataset.close();
  expect(closed).toBe(2);
});

describe("a stream that is wrong is one error that names task and place", () => {
  const of = (...blocks: unknown[]) => ({ length: 4, blocks: () => blocks });
  test.each<[string, unknown, string]>([
    [
      "too few",
      of(block(1, 2, 3)),
      "task mine: data.train gives 3 examples where its length is 4 in the pass of seed 7, epoch 0",
    ],
    [
      "too many",
      of(block(1, 2), block(3, 4, 5)),
      "task mine: data.train gives more examples than its length of 4 in the pass of seed 7, epoch 0",
    ],
    ["no block", of(1), "task mine: data.train: block 1 must be { x, y }, got 1"],
    [
      "a block of wrong shape",
      of(block(1), { ...block(2), y: { values: new Float32Array(2), shape: [3] } }),
      "task mine: data.train: block 2.y has 2 values where the shape [3] takes 3",
    ],
    [
      "blocks that differ",
      of(block(1), { ...block(2), x: { values: new Float32Array(2), shape: [1, 2] } }),
      "task mine: data.train: x of a block is Float32Array of shape [2] where it was Float32Array of shape [1] before",
    ],
    [
      "names that come late",
      of({ x: { a: block(1).x }, y: block(1).y }, { x: { b: block(1).x }, y: block(1).y }),
      "x of a block is b: Float32Array of shape [1] where it was a: Float32Array of shape [1] before",
    ],
    [
      "nothing to read",
      { length: 4, blocks: () => 3 },
      "task mine: data.train.blocks must give a list, an iterator of blocks or a dataset of tf.data",
    ],
    [
      "an object",
      { length: 4, blocks: () => ({}) },
      "task mine: data.train.blocks must give a list, an iterator",
    ],
    [
      "code that throws",
      {
        length: 4,
        blocks: () => {
          throw new Error("no disk");
        },
      },
      "task mine: data.train.blocks: no disk",
    ],
    [
      "a generator that throws",
      {
        length: 4,
        // eslint-disable-next-line require-yield -- it fails before
        blocks: function* () {
          throw new Error("no disk");
        },
      },
      "task mine: data.train.blocks: no disk",
    ],
    [
      "no length",
      { blocks: () => [] },
      "task mine: data.train.length must be a whole number of at least 1, got undefined",
    ],
    [
      "no function",
      { length: 4, blocks: [] },
      "task mine: data.train.blocks must be a function that begins a pass, got []",
    ],
    [
      "more than it has",
      { length: 4, blocks: () => [], size: 4 },
      "task mine: data.train is a stream, which has length and blocks alone, and not size",
    ],
  ])("%s", async (_, stream, message) => {
    const attempt = batches(stream, 4, 2);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toMatchObject({ kind: "usage" });
  });

  test("one that nothing validates", async () => {
    await expect(prepareData("mine", { train: five })).rejects.toThrow(
      "task mine: data.train is a stream, of which no share can validate: give data.validation as well",
    );
  });
});
