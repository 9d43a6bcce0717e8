import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, on, random, relativeError, tf, wasmError } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

const upTo = (max: number) => fc.integer({ min: 1, max });
const triple = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));
const pooling = fc.record({
  batch: upTo(2),
  size: triple(6),
  channels: upTo(4),
  depth: upTo(3),
  side: upTo(3),
  stride: triple(3),
  pad: fc.constantFrom("same" as const, "valid" as const),
});

test("a window without a positive value has its maximum", async () => {
  const compute = () => ({
    y: tf.maxPool3d(tf.range(-8, 0).reshape<tf.Tensor5D>([1, 2, 2, 2, 1]), 2, 2, "valid"),
  });
  expect(await on("wasm", compute)).toEqual({ y: Float32Array.of(-1) });
});

test("any pooling whose window is as high as wide, and its gradient, as on the cpu backend", async () => {
  await fc.assert(
    fc.asyncProperty(pooling, async ({ batch, size, channels, depth, side, stride, pad }) => {
      const window: [number, number, number] = [depth, side, side];
      fc.pre(pad === "same" || window.every((length, axis) => length <= size[axis]!));
      const compute = () => {
        // Of few values, so that there are ties, and most windows have no positive one.
        const x = random([batch, ...size, channels], 1)
          .round()
          .sub(2);
        const f = (x: tf.Tensor) => tf.maxPool3d(x as tf.Tensor5D, window, stride, pad);
        const y = f(x);
        return { y, dx: tf.grad(f)(x, random(y.shape, 2)) };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
    }),
    { numRuns: 100 },
  );
});

/** The pooling by slices and maxima, whose gradient TensorFlow.js has from other kernels. */
function bySlices(x: tf.Tensor, [depth, height, width]: [number, number, number]): tf.Tensor {
  const [, layers, rows, columns, channels] = x.shape as [number, number, number, number, number];
  const parts: tf.Tensor[] = [];
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let column = 0; column < width; column++) {
        parts.push(
          x.slice(
            [0, z, y, column, 0],
            [-1, layers - depth + 1, rows - height + 1, columns - width + 1, channels],
          ),
        );
      }
    }
  }
  return parts.reduce((maximum, part) => tf.maximum(maximum, part));
}

test.each<[number, number, number]>([
  [1, 2, 3],
  [2, 3, 1],
])("a window of %i×%i×%i: right, where the cpu backend's gradient is not", async (...window) => {
  const gradient = (f: (x: tf.Tensor) => tf.Tensor) => () => {
    const x = random([2, 4, 5, 5, 2], 1);
    return { y: f(x), dx: tf.grad(f)(x, random(f(x).shape, 2)) };
  };
  const pool = gradient((x) => tf.maxPool3d(x as tf.Tensor5D, window, 1, "valid"));
  const expected = await on(
    "cpu",
    gradient((x) => bySlices(x, window)),
  );
  const actual = await on("wasm", pool);
  expect(actual["y"]).toEqual(expected["y"]);
  expect(relativeError(actual["dx"]!, expected["dx"]!)).toBeLessThanOrEqual(2e-6);
  expect(relativeError((await on("cpu", pool))["dx"]!, expected["dx"]!)).toBeGreaterThan(0.1);
});

test("integers are pooled to floats, and NaN has no part in a maximum, as on the cpu backend", async () => {
  const compute = () => ({
    integers: tf.maxPool3d(tf.ones<tf.Rank.R5>([1, 2, 2, 2, 1], "int32").neg(), 2, 2, "valid"),
    some: tf.maxPool3d(tf.tensor5d([NaN, -3, NaN, NaN], [1, 1, 2, 2, 1]), [1, 2, 2], 2, "valid"),
    all: tf.maxPool3d(tf.fill<tf.Rank.R5>([1, 1, 2, 2, 1], NaN), [1, 2, 2], 2, "valid"),
  });
  const expected = await on("cpu", compute);
  expect(expected).toEqual({
    integers: Float32Array.of(-1),
    some: Float32Array.of(-3),
    all: Float32Array.of(-Infinity),
  });
  expect(await on("wasm", compute)).toEqual(expected);
});

test("a window of NaN hands on no gradient, and nothing is left behind", async () => {
  const before = await memory();
  const compute = () => ({
    dx: tf.grad((x) => tf.maxPool3d(x as tf.Tensor5D, [1, 1, 2], 2, "valid"))(
      tf.fill([1, 1, 1, 2, 1], NaN),
    ),
  });
  expect(await on("wasm", compute)).toEqual({ dx: Float32Array.of(0, 0) });
  expect(await memory()).toEqual(before);
});
