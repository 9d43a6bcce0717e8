import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf, wasmError } from "./tensorflow.ts";

type Triple = [number, number, number];

interface Convolution {
  readonly batch: number;
  readonly size: Triple;
  readonly channels: readonly [number, number];
  readonly filter: Triple;
  readonly stride: Triple;
  readonly pad: "same" | "valid";
}

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  test("the gradient of the input is the cpu backend's, where TensorFlow.js's own is not", async () => {
    const compute = () => ({
      dx: tf.grad((x: tf.Tensor) =>
        tf.conv3d(x as tf.Tensor5D, tf.ones([1, 1, 1, 1, 1]), 1, "valid").sum(),
      )(tf.ones([1, 2, 2, 2, 1])),
    });
    expect(await on("wasm", compute)).toEqual({ dx: new Float32Array(8).fill(1) });
  });

  test("and so is the gradient of the filter", async () => {
    const compute = () => ({
      dw: tf.grad((w: tf.Tensor) =>
        tf
          .conv3d(
            tf.range(0, 27).reshape<tf.Tensor5D>([1, 3, 3, 3, 1]),
            w as tf.Tensor5D,
            2,
            "valid",
          )
          .sum(),
      )(tf.ones([2, 2, 2, 1, 1])),
    });
    expect(await on("wasm", compute)).toEqual({
      dw: Float32Array.of(0, 1, 3, 4, 9, 10, 12, 13),
    });
  });

  function gradients({ batch, size, channels, filter, stride, pad }: Convolution) {
    return () => {
      const x = random([batch, ...size, channels[0]], 1);
      const w = random([...filter, ...channels], 2);
      const f = (x: tf.Tensor, w: tf.Tensor) =>
        tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, stride, pad);
      const y = f(x, w);
      const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
      return { y, dx: dx!, dw: dw! };
    };
  }

  test("any convolution, strides above the filter included, as on the cpu backend", async () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const triple = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));
    const convolution: fc.Arbitrary<Convolution> = fc.record({
      batch: upTo(2),
      size: triple(6),
      channels: fc.tuple(upTo(4), upTo(9)),
      filter: triple(3),
      stride: triple(3),
      pad: fc.constantFrom("same", "valid"),
    });
    await fc.assert(
      fc.asyncProperty(convolution, async (drawn) => {
        fc.pre(
          drawn.pad === "same" || drawn.filter.every((size, axis) => size <= drawn.size[axis]!),
        );
        expect(await wasmError(gradients(drawn))).toBeLessThanOrEqual(2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("integers are left to TensorFlow.js, which refuses them", async () => {
    const x = () => tf.ones<tf.Rank.R5>([1, 2, 2, 2, 1], "int32");
    for (const of of ["x", "filter"]) {
      const inputs = {
        x: of === "x" ? x() : x().toFloat(),
        filter: of === "x" ? x().toFloat() : x(),
      };
      const attrs = { strides: 1, pad: "valid", dataFormat: "NDHWC", dilations: 1 };
      await expect(
        on("wasm", () => ({ y: tf.engine().runKernel<tf.Tensor>("Conv3D", inputs, attrs) })),
      ).rejects.toThrow(`Tensor ${of} must have dtype float32`);
      tf.dispose(inputs);
    }
  });

  test("an empty output and an empty batch have gradients of zeros", async () => {
    const compute = () => {
      const run = (name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) =>
        tf.engine().runKernel<tf.Tensor>(name, inputs, { strides: 1, pad: "valid", ...attrs });
      const filter = tf.ones([3, 3, 3, 1, 1]);
      const filterShape = filter.shape;
      return {
        large: run(
          "Conv3DBackpropFilterV2",
          { x: tf.ones([1, 2, 2, 2, 1]), dy: tf.zeros([1, 0, 0, 0, 1]) },
          { filterShape },
        ),
        dx: run(
          "Conv3DBackpropInputV2",
          { dy: tf.zeros([1, 0, 0, 0, 1]), filter },
          { inputShape: [1, 2, 2, 2, 1] },
        ),
        y: tf.conv3d(tf.ones<tf.Rank.R5>([1, 2, 2, 2, 1]), filter as tf.Tensor5D, 1, "valid"),
        empty: run(
          "Conv3DBackpropFilterV2",
          { x: tf.zeros([0, 3, 3, 3, 1]), dy: tf.zeros([0, 1, 1, 1, 1]) },
          { filterShape },
        ),
      };
    };
    expect(await on("wasm", compute)).toEqual({
      large: new Float32Array(27),
      y: new Float32Array(0),
      dx: new Float32Array(8),
      empty: new Float32Array(27),
    });
  });

  test("dilated, which TensorFlow.js refuses: as with a filter that has zeros between its values", async () => {
    const error = await wasmError((backend) => {
      const x = random([2, 5, 6, 5, 2], 1);
      const w = random([2, 2, 2, 2, 3], 2);
      const between = (w: tf.Tensor) =>
        [0, 1, 2].reduce((filter: tf.Tensor, axis) => {
          const [first, second] = filter.split(2, axis);
          return tf.concat([first!, tf.zerosLike(first!), second!], axis);
        }, w);
      const f = (x: tf.Tensor, w: tf.Tensor) =>
        backend === "cpu"
          ? tf.conv3d(x as tf.Tensor5D, between(w) as tf.Tensor5D, 1, "same")
          : tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, "same", "NDHWC", [2, 2, 2]);
      const y = f(x, w);
      const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
      return { y, dx: dx!, dw: dw! };
    });
    expect(error).toBeLessThanOrEqual(2e-6);
  });

  test("nothing is left behind", async () => {
    const before = await memory();
    await on(
      "wasm",
      gradients({
        batch: 2,
        size: [4, 5, 4],
        channels: [2, 3],
        filter: [3, 3, 3],
        stride: [2, 2, 2],
        pad: "same",
      }),
    );
    expect(await memory()).toEqual(before);
  });
});
