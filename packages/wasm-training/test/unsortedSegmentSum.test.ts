import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, on, random, tf, wasmError } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

const gradientOfGather = () => ({
  dw: tf.grad((w: tf.Tensor) => tf.gather(w, tf.tensor1d([1, 1, 0], "int32")).sum())(
    tf.ones([3, 2]),
  ),
});

test("the gradient of gather counts how often each row was gathered", async () => {
  expect(await on("wasm", gradientOfGather)).toEqual({ dw: Float32Array.of(1, 1, 2, 2, 0, 0) });
});

test.each<[string, number[], number[], number]>([
  ["every id once", [3, 2], [2, 0, 1], 3],
  ["one id for all", [4, 2], [1, 1, 1, 1], 2],
  ["negative ids", [3, 2], [-1, 0, -7], 2],
  ["ids not below the number of segments", [4, 2], [2, 3, 1, 100], 2],
  ["no id that counts", [2, 2], [-1, 5], 3],
  ["more segments than rows", [2, 3], [4, 0], 6],
  ["a vector", [5], [1, 0, 1, 2, 1], 3],
  ["a tensor of rank 4", [3, 2, 2, 2], [1, 0, 1], 2],
])("%s, as on the cpu backend", async (_name, shape, ids, segments) => {
  const compute = () => ({
    sums: tf.unsortedSegmentSum(random(shape, 1), tf.tensor1d(ids, "int32"), segments),
  });
  expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
});

test("integers are summed to floats, as on the cpu backend", async () => {
  const compute = () => ({
    sums: tf.unsortedSegmentSum(
      tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"),
      tf.tensor1d([1, 1], "int32"),
      2,
    ),
  });
  const expected = await on("cpu", compute);
  expect(expected).toEqual({ sums: Float32Array.of(0, 0, 4, 6) });
  expect(await on("wasm", compute)).toEqual(expected);
});

test("any rows and ids, and the gradient, as on the cpu backend", async () => {
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const drawn = fc.record({
    rows: upTo(40),
    inner: fc.array(upTo(5), { maxLength: 3 }),
    segments: upTo(9),
    seed: upTo(1000),
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ rows, inner, segments, seed }) => {
      const compute = () => {
        const x = random([rows, ...inner], seed);
        // Not above the segments: the cpu backend's gradient refuses that.
        const ids = tf.randomUniform<tf.Rank.R1>([rows], -2, segments, "int32", seed).toInt();
        const f = (x: tf.Tensor) => tf.unsortedSegmentSum(x, ids, segments);
        return { sums: f(x), dx: tf.grad(f)(x, random([segments, ...inner], seed + 1)) };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
    }),
    { numRuns: 100 },
  );
});

test("gathering along any axis, with any number of indices, has the cpu backend's gradient", async () => {
  const drawn = fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    axis: fc.nat(),
    indices: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ shape, axis, indices }) => {
      const along = axis % shape.length;
      const compute = () => {
        const places = tf.tensor1d(
          indices.map((index) => index % shape[along]!),
          "int32",
        );
        const f = (x: tf.Tensor) => tf.gather(x, places, along);
        const x = random(shape, 1);
        return { dx: tf.grad(f)(x, random(f(x).shape, 2)) };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
    }),
    { numRuns: 100 },
  );
});

test("a word that occurs a hundred thousand times keeps its precision", async () => {
  const count = 100_000;
  const { sums } = await on("wasm", () => ({
    sums: tf.unsortedSegmentSum(tf.fill([count], 0.1), tf.zeros([count], "int32"), 1),
  }));
  expect(sums![0]).toBeCloseTo(Math.fround(0.1) * count, 2);
});

test("an infinite value stays in its segment", async () => {
  const { sums } = await on("wasm", () => ({
    sums: tf.unsortedSegmentSum(tf.tensor1d([Infinity, 1]), tf.tensor1d([0, 1], "int32"), 2),
  }));
  expect(sums).toEqual(Float32Array.of(Infinity, 1));
});

test("an embedding learns, and nothing is left behind", async () => {
  const before = await memory();
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
  const x = tf.tensor2d([0, 1, 2, 3, 4, 4, 1, 0], [2, 4]);
  const y = tf.tensor2d([0, 1], [2, 1]);
  const losses: number[] = [];
  for (let step = 0; step < 30; step++) losses.push((await model.trainOnBatch(x, y)) as number);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  tf.dispose([x, y]);
  model.optimizer.dispose();
  model.dispose();
  expect(await memory()).toEqual(before);
});

describe("ids that are not one for each row are refused", () => {
  test.each<[number[], number[]]>([
    [
      [2, 2],
      [2, 2],
    ],
    [[2, 2], [3]],
    [[2, 2], []],
  ])("x of shape %j, ids of shape %j", async (shape, idShape) => {
    await expect(
      on("wasm", () => ({
        sums: tf.unsortedSegmentSum(
          tf.ones(shape),
          tf.zeros<tf.Rank.R1>(idShape as [number], "int32"),
          2,
        ),
      })),
    ).rejects.toThrow(
      new RangeError(
        `@anneal/wasm-training: UnsortedSegmentSum needs one id for each row of x, which has the shape [${shape.join()}], got the shape [${idShape.join()}]`,
      ),
    );
  });
});
