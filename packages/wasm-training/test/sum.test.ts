import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  const six = [1, 2, 3, 4, 5, 6];

  test.each([
    { shape: [2, 3], axis: 0, expected: [5, 7, 9], outShape: [3] },
    { shape: [2, 3], axis: -2, expected: [5, 7, 9], outShape: [3] },
    { shape: [2, 3], axis: [0], expected: [5, 7, 9], outShape: [3] },
    { shape: [3, 2], axis: 0, expected: [9, 12], outShape: [2] },
    { shape: [1, 6], axis: 0, expected: six, outShape: [6] },
    { shape: [6, 1], axis: 0, expected: [21], outShape: [1] },
    { shape: [1, 2, 3], axis: [-3, 1], expected: [5, 7, 9], outShape: [3] },
    { shape: [2, 1, 3], axis: 0, expected: [5, 7, 9], outShape: [1, 3] },
    // Left to TensorFlow.js:
    { shape: [1, 2, 3], axis: [1, 0], expected: [5, 7, 9], outShape: [3] },
    { shape: [2, 3], axis: 1, expected: [6, 15], outShape: [2] },
    { shape: [2, 3], axis: [0, 1], expected: [21], outShape: [] },
    { shape: [2, 3], axis: undefined, expected: [21], outShape: [] },
    { shape: [2, 3], axis: [], expected: six, outShape: [2, 3] },
    { shape: [6], axis: 0, expected: [21], outShape: [] },
    { shape: [1, 2, 3], axis: [0, 2], expected: [6, 15], outShape: [2] },
  ])("$shape over $axis", async ({ shape, axis, expected, outShape }) => {
    await on("wasm", () => {
      const x = tf.tensor(six, shape);
      const total = tf.sum(x, axis);
      expect(total.shape).toEqual(outShape);
      expect([...total.dataSync()]).toEqual(expected);
      const kept = tf.sum(x, axis, true);
      expect(kept.shape).toEqual(tf.sum(x.toInt(), axis, true).shape);
      expect([...kept.dataSync()]).toEqual(expected);
      return {};
    });
  });

  test("integers and truth values are left to TensorFlow.js", async () => {
    await on("wasm", () => {
      const integers = tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), 0);
      expect([integers.dtype, ...integers.dataSync()]).toEqual(["int32", 4, 6]);
      const count = tf.sum(tf.tensor2d([true, true, false, true], [2, 2], "bool"), 0);
      expect([count.dtype, ...count.dataSync()]).toEqual(["int32", 1, 2]);
      return {};
    });
  });

  test("a sum over nothing is 0", async () => {
    expect(await on("wasm", () => ({ total: tf.sum(tf.zeros([0, 5]), 0) }))).toEqual({
      total: new Float32Array(5),
    });
  });

  test("every sum is the exact one, rounded once", async () => {
    const value = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(value, { minLength: 1, maxLength: 60 }),
        async (columns, drawn) => {
          const rows = Math.ceil(drawn.length / columns);
          const values = Float32Array.from(
            { length: rows * columns },
            (_, index) => drawn[index] ?? 0,
          );
          // Floats of this size are integers below 2^53, so that double precision adds them without error.
          const expected = new Float32Array(columns);
          for (let column = 0; column < columns; column++) {
            let total = 0n;
            for (let row = 0; row < rows; row++) total += BigInt(values[row * columns + column]!);
            expected[column] = Number(total);
          }
          const { total } = await on("wasm", () => ({
            total: tf.sum(tf.tensor2d(values, [rows, columns]), 0),
          }));
          expect([...total!]).toEqual([...expected].map((item) => item + 0));
        },
      ),
      { numRuns: 100 },
    );
  });

  test("the gradient of a bias", async () => {
    const before = await memory();
    const compute = () => {
      const x = random([2, 5, 5, 6], 1);
      const f = (bias: tf.Tensor) => tf.relu(tf.add(x, bias));
      return { gradient: tf.grad(f)(random([6], 2), random([2, 5, 5, 6], 3)) };
    };
    const actual = await on("wasm", compute);
    const expected = await on("cpu", compute);
    actual["gradient"]!.forEach((value, index) => {
      expect(value).toBeCloseTo(expected["gradient"]![index]!, 5);
    });
    expect(await memory()).toEqual(before);
  });
});
