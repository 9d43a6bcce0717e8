import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf, wasmError } from "./tensorflow.ts";

const ones = (...shape: number[]) => tf.ones(shape);

describe.each(builds)('"same" padding and a stride above the filter, the %s build', (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  test.each<[string, () => tf.Tensor, number[]]>([
    [
      "conv2d",
      () => tf.conv2d(ones(1, 4, 4, 1) as tf.Tensor4D, ones(3, 1, 1, 1) as tf.Tensor4D, 2, "same"),
      [3, 3, 2, 2],
    ],
    [
      "conv1d",
      () => tf.conv1d(ones(1, 9, 1) as tf.Tensor3D, ones(2, 1, 1) as tf.Tensor3D, 3, "same"),
      [2, 2, 2],
    ],
    [
      "depthwiseConv2d",
      () =>
        tf.depthwiseConv2d(
          ones(1, 9, 9, 1) as tf.Tensor4D,
          ones(2, 2, 1, 1) as tf.Tensor4D,
          3,
          "same",
        ),
      Array.from({ length: 9 }, () => 4),
    ],
    [
      "separableConv2d",
      () =>
        tf.separableConv2d(
          ones(1, 9, 9, 1) as tf.Tensor4D,
          ones(2, 2, 1, 1) as tf.Tensor4D,
          ones(1, 1, 1, 1) as tf.Tensor4D,
          3,
          "same",
        ),
      Array.from({ length: 9 }, () => 4),
    ],
    [
      "fused.conv2d",
      () =>
        tf.fused.conv2d({
          x: ones(1, 4, 4, 1) as tf.Tensor4D,
          filter: ones(3, 1, 1, 1) as tf.Tensor4D,
          strides: 2,
          pad: "same",
          bias: ones(1),
          activation: "relu",
        }),
      [4, 4, 3, 3],
    ],
    [
      "fused.depthwiseConv2d",
      () =>
        tf.fused.depthwiseConv2d({
          x: ones(1, 4, 4, 1) as tf.Tensor4D,
          filter: ones(1, 1, 1, 1) as tf.Tensor4D,
          strides: 2,
          pad: "same",
          bias: ones(1),
        }),
      [2, 2, 2, 2],
    ],
    [
      "the input gradient of conv2dTranspose",
      () =>
        tf.grad((x: tf.Tensor) =>
          tf.conv2dTranspose(
            x as tf.Tensor4D,
            ones(2, 2, 1, 1) as tf.Tensor4D,
            [1, 9, 9, 1],
            3,
            "same",
          ),
        )(ones(1, 3, 3, 1)),
      Array.from({ length: 9 }, () => 4),
    ],
  ])("%s", async (_name, compute, expected) => {
    expect(await on("wasm", () => ({ y: compute() }))).toEqual({ y: Float32Array.from(expected) });
  });

  const upTo = (max: number) => fc.integer({ min: 1, max });
  const pair = (max: number) => fc.tuple(upTo(max), upTo(max));

  test("any convolution and its gradients, as on the cpu backend", async () => {
    const drawn = fc.record({
      batch: upTo(3),
      size: pair(9),
      channels: pair(10),
      filter: pair(3),
      stride: pair(5),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ batch, size, channels, filter, stride }) => {
        const compute = () => {
          const x = random([batch, ...size, channels[0]], 1);
          const w = random([...filter, ...channels], 2);
          const f = (x: tf.Tensor, w: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
          const y = f(x, w);
          const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
          return { y, dx: dx!, dw: dw! };
        };
        expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("any transposed convolution and its gradients, as on the cpu backend", async () => {
    const drawn = fc.record({
      batch: upTo(2),
      size: pair(4),
      channels: pair(9),
      filter: pair(3),
      stride: pair(4),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ batch, size, channels, filter, stride }) => {
        const compute = () => {
          const x = random([batch, ...size, channels[0]], 1);
          const w = random([...filter, channels[1], channels[0]], 2);
          const f = (x: tf.Tensor, w: tf.Tensor) =>
            tf.conv2dTranspose(
              x as tf.Tensor4D,
              w as tf.Tensor4D,
              [batch, size[0] * stride[0], size[1] * stride[1], channels[1]],
              stride,
              "same",
            );
          const y = f(x, w);
          const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
          return { y, dx: dx!, dw: dw! };
        };
        expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("any depthwise convolution and its gradients, as on the cpu backend", async () => {
    const drawn = fc.record({
      batch: upTo(2),
      size: pair(9),
      channels: upTo(6),
      multiplier: upTo(2),
      filter: pair(3),
      stride: upTo(5),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ batch, size, channels, multiplier, filter, stride }) => {
        const compute = () => {
          const x = random([batch, ...size, channels], 1);
          const w = random([...filter, channels, multiplier], 2);
          const f = (x: tf.Tensor, w: tf.Tensor) =>
            tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
          const y = f(x, w);
          const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
          return { y, dx: dx!, dw: dw! };
        };
        expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("NCHW is left to TensorFlow.js, which refuses it", async () => {
    await expect(
      on("wasm", () => ({
        y: tf.conv2d(
          ones(1, 1, 4, 4) as tf.Tensor4D,
          ones(1, 1, 1, 1) as tf.Tensor4D,
          2,
          "same",
          "NCHW",
        ),
      })),
    ).rejects.toThrow("wasm backend Conv2D does not support dataFormat");
  });

  test("nothing is left behind", async () => {
    const before = await memory();
    await on("wasm", () => ({
      y: tf.conv2d(ones(1, 4, 4, 1) as tf.Tensor4D, ones(3, 1, 1, 1) as tf.Tensor4D, 2, "same"),
    }));
    expect(await memory()).toEqual(before);
  });
});
