import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, on, tf, wasmBackend } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

/** Numbers that tell where they come from. */
const numbered = (shape: number[], dtype: "float32" | "int32" | "bool") =>
  dtype === "bool"
    ? tf.range(0, size(shape), 1, "int32").mod(tf.scalar(3, "int32")).equal(0).reshape(shape)
    : tf.range(0, size(shape), 1, dtype).reshape(shape);
const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

test("rows of any length, along any axis, of any type, equal to the cpu backend", async () => {
  const before = await memory();
  const gather = fc
    .record({
      batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      outer: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 1 }),
      length: fc.integer({ min: 1, max: 5 }),
      row: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 }),
      taken: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }),
      seed: fc.nat(),
      fromEnd: fc.boolean(),
      batchFromEnd: fc.boolean(),
      dtype: fc.constantFrom("float32", "int32", "bool"),
    })
    .map(({ batch, outer, length, row, taken, seed, fromEnd, batchFromEnd, dtype }) => {
      const shape = [...batch, ...outer, length, ...row];
      const axis = batch.length + outer.length;
      const places = [...batch, ...taken];
      const indices = Array.from(
        { length: size(places) },
        (_, index) => ((seed % 1009) * (index + 1) * 7919) % length,
      );
      return {
        shape,
        dtype,
        places,
        indices,
        axis: fromEnd ? axis - shape.length : axis,
        batchDims: batchFromEnd && taken.length > 0 ? -taken.length : batch.length,
      } as const;
    });
  await fc.assert(
    fc.asyncProperty(gather, async ({ shape, dtype, places, indices, axis, batchDims }) => {
      const compute = () => ({
        y: tf.gather(numbered(shape, dtype), tf.tensor(indices, places, "int32"), axis, batchDims),
      });
      expect(await on("wasm", compute)).toEqual(await on("cpu", compute));
    }),
    { numRuns: 150 },
  );
  expect(await memory()).toEqual(before);
});

test.each([1, 15, 16, 784])("a row of %d numbers", async (row) => {
  const compute = () => ({ y: tf.gather(numbered([5, row], "float32"), [4, 0, 4]) });
  const { y } = await on("wasm", compute);
  const from = (index: number) => Array.from({ length: row }, (_, place) => index * row + place);
  expect([...y!]).toEqual([...from(4), ...from(0), ...from(4)]);
});

test("the bits of a NaN are kept", async () => {
  await tf.setBackend("wasm");
  const bits = Float32Array.from({ length: 20 });
  new Uint32Array(bits.buffer).fill(0x7fc12345);
  for (const width of [1, 20]) {
    const taken = tf.tidy(() => tf.gather(tf.tensor(bits, [20 / width, width]), [0]).dataSync());
    expect(new Uint32Array(taken.slice().buffer)[0]).toBe(0x7fc12345);
  }
});

describe("left to TensorFlow.js", () => {
  test.each([[-1], [3], [2 ** 31 - 1]])("the error about the index %d", async (index) => {
    await tf.setBackend("wasm");
    const x = tf.ones([3, 2]);
    expect(() => tf.tidy(() => tf.gather(x, [0, index]))).toThrow(
      `GatherV2: the index value ${String(index)} is not in [0, 2]`,
    );
    x.dispose();
  });

  test.each<[what: string, axis: number, batchDims: number, indices: number[][]]>([
    ["axis", 3, 0, [[0]]],
    ["axis", -4, 0, [[0]]],
    ["batchDims", 0, 1, [[0], [0]]],
    ["batch", 1, 1, [[0], [0], [0]]],
  ])(
    "the error about a wrong %s: axis %d, batchDims %d",
    async (_what, axis, batchDims, indices) => {
      await tf.setBackend("wasm");
      const x = tf.ones([2, 2, 2]);
      const places = tf.tensor2d(indices, undefined, "int32");
      expect(() => tf.tidy(() => tf.gather(x, places, axis, batchDims))).toThrow();
      tf.dispose([x, places]);
    },
  );

  test("strings, which the backend does not hold", () => {
    tf.tidy(() => {
      expect(() => tf.gather(tf.tensor1d(["a", "b"]), [1])).toThrow();
    });
  });
});

test("a memory that grows for the result", async () => {
  await tf.setBackend("wasm");
  const x = tf.range(0, 64).reshape([1, 64]);
  const heap = () => wasmBackend().typedArrayFromHeap(x).buffer.byteLength;
  const before = heap();
  const count = Math.ceil(before / 256);
  const y = tf.gather(x, tf.zeros([count], "int32"));
  expect(heap()).toBeGreaterThan(before);
  const last = tf.slice(y, [count - 1, 0]);
  expect([...last.dataSync()]).toEqual([...x.dataSync()]);
  tf.dispose([x, y, last]);
});
