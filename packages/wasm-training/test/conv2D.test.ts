import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf, wasmError } from "./tensorflow.ts";

type Padding = "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]];

interface Convolution {
  readonly batch: number;
  readonly size: readonly [number, number];
  readonly channels: readonly [number, number];
  readonly filter: readonly [number, number];
  readonly stride: [number, number];
  readonly pad: Padding;
}

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  const tolerance = 2e-6;

  /** The result, and the gradients with respect to the input and the filter. */
  function gradients({ batch, size, channels, filter, stride, pad }: Convolution) {
    return () => {
      const x = random([batch, ...size, channels[0]], 1) as tf.Tensor4D;
      const w = random([...filter, ...channels], 2) as tf.Tensor4D;
      const f = (x: tf.Tensor, w: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad);
      const dy = random(f(x, w).shape, 3);
      const [dx, dw] = tf.grads(f)([x, w], dy);
      return { dx: dx!, dw: dw! };
    };
  }

  const paddings: readonly Padding[] = [
    "same",
    "valid",
    1,
    [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ],
  ];

  const table = [1, 2, 3].flatMap((stride) =>
    paddings.flatMap((pad) =>
      [1, 2, 3, 4, 5].map((filter, index): Convolution => ({
        batch: 2,
        size: index % 2 === 0 ? [6, 7] : [9, 8],
        channels: [index + 1, 5 - index],
        filter: [filter, filter],
        stride: [stride, stride],
        pad,
      })),
    ),
  );

  test.each(table)(
    "gradients equal the cpu backend's: filter $filter, stride $stride, pad $pad",
    async (convolution) => {
      expect(await wasmError(gradients(convolution))).toBeLessThanOrEqual(tolerance);
    },
  );

  const others: readonly [string, Convolution][] = [
    [
      "a filter that is not square and strides that differ",
      { batch: 1, size: [7, 6], channels: [3, 4], filter: [2, 5], stride: [3, 1], pad: "same" },
    ],
    [
      "padding wider than the filter",
      { batch: 2, size: [4, 5], channels: [2, 3], filter: [1, 1], stride: [1, 1], pad: 2 },
    ],
    [
      "a stride that steps over whole rows",
      { batch: 2, size: [8, 8], channels: [2, 2], filter: [1, 1], stride: [3, 3], pad: "valid" },
    ],
    [
      "a filter as large as the image",
      { batch: 3, size: [5, 5], channels: [2, 3], filter: [5, 5], stride: [1, 1], pad: "valid" },
    ],
    [
      "one pixel",
      { batch: 1, size: [1, 1], channels: [1, 1], filter: [1, 1], stride: [1, 1], pad: "valid" },
    ],
    [
      "the second layer of the reference network",
      {
        batch: 1,
        size: [13, 13],
        channels: [32, 64],
        filter: [3, 3],
        stride: [1, 1],
        pad: "valid",
      },
    ],
  ];

  test.each(others)("gradients equal the cpu backend's: %s", async (_name, convolution) => {
    expect(await wasmError(gradients(convolution))).toBeLessThanOrEqual(tolerance);
  });

  test("gradients equal the cpu backend's for any convolution", async () => {
    const pair = (item: fc.Arbitrary<number>) => fc.tuple(item, item);
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const margins = fc.nat({ max: 4 });
    const convolution: fc.Arbitrary<Convolution> = fc.record({
      batch: upTo(3),
      size: pair(upTo(9)),
      channels: pair(upTo(18)),
      filter: pair(upTo(5)),
      stride: pair(upTo(3)),
      pad: fc.oneof(
        fc.constantFrom<Padding>("same", "valid"),
        fc
          .tuple(pair(margins), pair(margins))
          .map(([rows, columns]): Padding => [[0, 0], rows, columns, [0, 0]]),
      ),
    });
    await fc.assert(
      fc.asyncProperty(convolution, async (drawn) => {
        const [rows, columns] =
          drawn.pad === "same"
            ? [Infinity, Infinity]
            : typeof drawn.pad === "object"
              ? drawn.pad
                  .slice(1, 3)
                  .map(([before, after], axis) => drawn.size[axis]! + before + after)
              : drawn.size;
        fc.pre(drawn.filter[0] <= rows && drawn.filter[1] <= columns);
        expect(await wasmError(gradients(drawn))).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 150 },
    );
  });

  describe("dilated, which TensorFlow.js refuses: as with a filter that has zeros between its values", () => {
    /** The filter that has the same effect without dilation. */
    function spread(filter: tf.Tensor, [down, across]: readonly [number, number]): tf.Tensor4D {
      const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
      return filter
        .reshape([height, 1, width, 1, inputs * outputs])
        .pad([
          [0, 0],
          [0, down - 1],
          [0, 0],
          [0, across - 1],
          [0, 0],
        ])
        .reshape<tf.Tensor4D>([height * down, width * across, inputs, outputs])
        .slice([0, 0, 0, 0], [(height - 1) * down + 1, (width - 1) * across + 1, inputs, outputs]);
    }

    function dilatedError(
      { batch, size, channels, filter, pad }: Omit<Convolution, "stride">,
      dilation: [number, number],
    ): Promise<number> {
      return wasmError((backend) => {
        const x = random([batch, ...size, channels[0]], 1);
        const w = random([...filter, ...channels], 2);
        const f = (x: tf.Tensor, w: tf.Tensor) =>
          backend === "cpu"
            ? tf.conv2d(x as tf.Tensor4D, spread(w, dilation), 1, pad)
            : tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, pad, "NHWC", dilation);
        const [dx, dw] = tf.grads(f)([x, w], random(f(x, w).shape, 3));
        return { dx: dx!, dw: dw! };
      });
    }

    test.each<{ dilation: [number, number]; pad: Padding; filter: [number, number] }>([
      { dilation: [2, 2], pad: "same", filter: [3, 3] },
      { dilation: [2, 2], pad: "valid", filter: [3, 3] },
      { dilation: [2, 2], pad: 1, filter: [3, 3] },
      { dilation: [3, 3], pad: "same", filter: [3, 2] },
      { dilation: [3, 3], pad: "valid", filter: [2, 3] },
      { dilation: [3, 3], pad: 2, filter: [2, 2] },
      { dilation: [1, 2], pad: "same", filter: [3, 3] },
      { dilation: [3, 1], pad: "valid", filter: [2, 4] },
    ])("dilation $dilation, pad $pad, filter $filter", async ({ dilation, pad, filter }) => {
      const convolution = { batch: 2, size: [9, 8], channels: [3, 8], filter, pad } as const;
      expect(await dilatedError(convolution, dilation)).toBeLessThanOrEqual(tolerance);
    });

    test("any dilation", async () => {
      const pair = (max: number) =>
        fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
      const drawn = fc.record({
        batch: fc.integer({ min: 1, max: 3 }),
        size: pair(9),
        channels: pair(12),
        filter: pair(4),
        dilation: pair(3),
        pad: fc.constantFrom<Padding>("same", "valid"),
      });
      await fc.assert(
        fc.asyncProperty(drawn, async ({ dilation, ...convolution }) => {
          const { size, filter, pad } = convolution;
          fc.pre(
            pad === "same" ||
              size.every((length, axis) => (filter[axis]! - 1) * dilation[axis]! < length),
          );
          expect(await dilatedError(convolution, dilation)).toBeLessThanOrEqual(tolerance);
        }),
        { numRuns: 100 },
      );
    });

    test("a layer learns", async () => {
      const before = await memory();
      const layer = tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        dilationRate: 2,
        activation: "relu",
        biasInitializer: "ones",
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        inputShape: [8, 8, 1],
      });
      const model = tf.sequential({
        layers: [
          layer,
          tf.layers.flatten(),
          tf.layers.dense({
            units: 1,
            kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
          }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.001), loss: "meanSquaredError" });
      const x = tf.ones([2, 8, 8, 1]);
      const y = tf.ones([2, 1]);
      const first = (await model.trainOnBatch(x, y)) as number;
      const second = (await model.trainOnBatch(x, y)) as number;
      expect(second).toBeLessThan(first);
      tf.dispose([x, y]);
      model.optimizer.dispose();
      model.dispose();
      expect(await memory()).toEqual(before);
    });
  });

  describe("other operations that reach the kernels", () => {
    test("a transposed convolution, whose forward pass is the gradient of the input", async () => {
      const compute = (stride: number, pad: "same" | "valid") => () => {
        const x = random([2, 4, 5, 3], 1);
        const w = random([3, 3, 2, 3], 2);
        const height = pad === "same" ? 4 * stride : 3 * stride + 3;
        const width = pad === "same" ? 5 * stride : 4 * stride + 3;
        const f = (x: tf.Tensor, w: tf.Tensor) =>
          tf.conv2dTranspose(
            x as tf.Tensor4D,
            w as tf.Tensor4D,
            [2, height, width, 2],
            stride,
            pad,
          );
        const y = f(x, w);
        const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
        return { y, dx: dx!, dw: dw! };
      };
      for (const stride of [1, 2]) {
        for (const pad of ["same", "valid"] as const) {
          expect(await wasmError(compute(stride, pad))).toBeLessThanOrEqual(tolerance);
        }
      }
    });

    test("an output size rounded up, whose last windows reach beyond the image", async () => {
      const compute = () => {
        const x = random([1, 3, 3, 2], 1) as tf.Tensor4D;
        const f = (w: tf.Tensor) =>
          tf.conv2dTranspose(x, w as tf.Tensor4D, [1, 6, 6, 1], 2, 0, "ceil");
        return { dw: tf.grad(f)(random([3, 3, 1, 2], 2)) };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(tolerance);
    });

    test("an image without a batch", async () => {
      const compute = () => {
        const x = random([6, 6, 2], 1);
        const w = random([3, 3, 2, 4], 2);
        const f = (x: tf.Tensor, w: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor3D, w as tf.Tensor4D, 1, "same");
        const [dx, dw] = tf.grads(f)([x, w], random([6, 6, 4], 3));
        return { dx: dx!, dw: dw! };
      };
      expect(await wasmError(compute)).toBeLessThanOrEqual(tolerance);
    });
  });

  const attributes = { strides: [1, 1], pad: "valid", filterShape: [3, 3, 2, 1] };

  test("an empty batch has a gradient of zeros for the filter and an empty one for the input", async () => {
    const values = await on("wasm", () => {
      const x = tf.zeros([0, 4, 4, 2]);
      const dy = tf.zeros([0, 2, 2, 1]);
      return {
        dw: tf
          .engine()
          .runKernel<tf.Tensor>(
            "Conv2DBackpropFilter",
            { x, dy },
            { ...attributes, dataFormat: "NHWC" },
          ),
        dx: tf
          .engine()
          .runKernel<tf.Tensor>(
            "Conv2DBackpropInput",
            { dy, filter: tf.ones([3, 3, 2, 1]) },
            { strides: [1, 1], pad: "valid", dataFormat: "NHWC", inputShape: [0, 4, 4, 2] },
          ),
      };
    });
    expect(values).toEqual({ dw: new Float32Array(18), dx: new Float32Array(0) });
  });

  test("NCHW: the filter's gradient is refused, the input's left to TensorFlow.js", async () => {
    const before = await memory();
    tf.tidy(() => {
      const x = tf.zeros([1, 2, 4, 4]);
      const dy = tf.ones([1, 1, 2, 2]);
      expect(() =>
        tf
          .engine()
          .runKernel("Conv2DBackpropFilter", { x, dy }, { ...attributes, dataFormat: "NCHW" }),
      ).toThrow(
        new Error(
          "@anneal/wasm-training: Conv2DBackpropFilter handles only float32 tensors in NHWC format",
        ),
      );
      const dx = tf
        .engine()
        .runKernel<tf.Tensor>(
          "Conv2DBackpropInput",
          { dy, filter: tf.ones([3, 3, 2, 1]) },
          { strides: [1, 1], pad: "valid", dataFormat: "NCHW", inputShape: [1, 2, 4, 4] },
        );
      expect([...dx.dataSync()].slice(0, 8)).toEqual([1, 2, 2, 1, 2, 4, 4, 2]);
    });
    expect(await memory()).toEqual(before);
  });

  // TensorFlow.js's own kernel would compute it as if there were no dilation.
  test("NCHW, dilated: the input's gradient is refused too", () => {
    const attrs = { strides: [1, 1], pad: "valid", dataFormat: "NCHW", dilations: [2, 2] };
    tf.tidy(() => {
      expect(() =>
        tf
          .engine()
          .runKernel(
            "Conv2DBackpropInput",
            { dy: tf.ones([1, 1, 1, 1]), filter: tf.ones([2, 2, 2, 1]) },
            { ...attrs, inputShape: [1, 2, 3, 3] },
          ),
      ).toThrow(
        new Error(
          "@anneal/wasm-training: Conv2DBackpropInput handles only float32 tensors in NHWC format; dilated, only with stride 1 and padding within the filter",
        ),
      );
    });
  });
});
