import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, on, random, tf, wasmError } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

test("a window without a positive sum has its maximum", async () => {
  const compute = () => ({
    y: tf.dilation2d(
      tf.range(-4, 0).reshape<tf.Tensor4D>([1, 2, 2, 1]),
      tf.zeros([2, 2, 1]),
      2,
      "valid",
    ),
  });
  expect(await on("wasm", compute)).toEqual({ y: Float32Array.of(-1) });
});

test("any dilation and its gradients, as on the cpu backend", async () => {
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const pair = (max: number) => fc.tuple(upTo(max), upTo(max));
  const drawn = fc.record({
    batch: upTo(2),
    size: pair(8),
    channels: upTo(4),
    filter: pair(3),
    stride: pair(3),
    dilation: pair(2),
    pad: fc.constantFrom("same" as const, "valid" as const),
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ batch, size, channels, filter, stride, dilation, pad }) => {
      const reach = filter.map((length, axis) => (length - 1) * dilation[axis]! + 1);
      // A filter that reaches beyond the image has windows without any value.
      fc.pre(reach.every((length, axis) => length <= size[axis]!));
      const compute = () => {
        // Of few values, so that there are ties, and most windows have no positive sum.
        const x = random([batch, ...size, channels], 1)
          .round()
          .sub(2);
        const w = random([...filter, channels], 2)
          .round()
          .sub(1);
        const f = (x: tf.Tensor, w: tf.Tensor) =>
          tf.dilation2d(x as tf.Tensor4D, w as tf.Tensor3D, stride, pad, dilation);
        const y = f(x, w);
        const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
        return { y, dx: dx!, dw: dw! };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
    }),
    { numRuns: 100 },
  );
});

test("integers, as on the cpu backend", async () => {
  const compute = () => {
    const x = tf.tensor4d([-5, -2, -3, -4], [1, 2, 2, 1], "int32");
    return { y: tf.dilation2d(x, tf.zeros([2, 2, 1], "int32"), 2, "valid") };
  };
  const expected = await on("cpu", compute);
  expect(expected).toEqual({ y: Int32Array.of(-2) });
  expect(await on("wasm", compute)).toEqual(expected);
});

test("a window of NaN hands on no gradient, and nothing is left behind", async () => {
  const before = await memory();
  const compute = () => {
    const f = (x: tf.Tensor) => tf.dilation2d(x as tf.Tensor4D, tf.zeros([1, 2, 1]), 1, "valid");
    return { dx: tf.grad(f)(tf.fill([1, 1, 2, 1], NaN)) };
  };
  expect(await on("wasm", compute)).toEqual({ dx: Float32Array.of(0, 0) });
  expect(await memory()).toEqual(before);
});
