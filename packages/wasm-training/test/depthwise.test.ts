import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf, wasmError } from "./tensorflow.ts";

type Padding = "same" | "valid" | number;

interface Depthwise {
  readonly batch: number;
  readonly size: readonly [number, number];
  readonly channels: number;
  readonly multiplier: number;
  readonly filter: readonly [number, number];
  readonly stride: [number, number];
  readonly pad: Padding;
}

const tolerance = 2e-6;

function gradients(
  { batch, size, channels, multiplier, filter }: Depthwise,
  convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor,
) {
  const x = random([batch, ...size, channels], 1);
  const w = random([...filter, channels, multiplier], 2);
  const f = (x: tf.Tensor, w: tf.Tensor) => convolve(x as tf.Tensor4D, w as tf.Tensor4D);
  const y = f(x, w);
  const [dx, dw] = tf.grads(f)([x, w], random(y.shape, 3));
  return { y, dx: dx!, dw: dw! };
}

const table: readonly Depthwise[] = [1, 2, 3].flatMap((stride) =>
  (["same", "valid", 1] as const).flatMap((pad) =>
    [1, 2].map((multiplier) => ({
      batch: 2,
      size: [7, 8] as const,
      channels: multiplier === 1 ? 5 : 3,
      multiplier,
      filter: [3, 3] as const,
      stride: [stride, stride] as [number, number],
      pad,
    })),
  ),
);

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  test.each(table)(
    "stride $stride, pad $pad, multiplier $multiplier: as on the cpu backend",
    async (drawn) => {
      const error = await wasmError(() =>
        gradients(drawn, (x, w) => tf.depthwiseConv2d(x, w, drawn.stride, drawn.pad)),
      );
      expect(error).toBeLessThanOrEqual(tolerance);
    },
  );

  test("any depthwise convolution", async () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const pair = (max: number) => fc.tuple(upTo(max), upTo(max));
    const depthwise: fc.Arbitrary<Depthwise> = fc.record({
      batch: upTo(3),
      size: pair(9),
      channels: upTo(21),
      multiplier: upTo(3),
      filter: pair(4),
      // TensorFlow.js's own forward pass takes equal strides only.
      stride: upTo(3).map((stride): [number, number] => [stride, stride]),
      pad: fc.constantFrom<Padding>("same", "valid"),
    });
    await fc.assert(
      fc.asyncProperty(depthwise, async (drawn) => {
        fc.pre(
          drawn.pad === "same" ||
            (drawn.filter[0] <= drawn.size[0] && drawn.filter[1] <= drawn.size[1]),
        );
        const error = await wasmError(() =>
          gradients(drawn, (x, w) => tf.depthwiseConv2d(x, w, drawn.stride, drawn.pad)),
        );
        expect(error).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 100 },
    );
  });

  test("any dilation: as a filter with zeros between its values", async () => {
    const pair = (max: number) =>
      fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
    const dilated = fc.record({
      batch: fc.integer({ min: 1, max: 3 }),
      size: pair(9),
      channels: fc.integer({ min: 1, max: 18 }),
      multiplier: fc.integer({ min: 1, max: 3 }),
      filter: pair(4),
      pad: fc.constantFrom<"same" | "valid">("same", "valid"),
      dilation: pair(3),
    });
    await fc.assert(
      fc.asyncProperty(dilated, async ({ dilation, ...drawn }) => {
        const { size, filter, channels, multiplier, pad } = drawn;
        const [height, width] = filter;
        const [down, across] = dilation;
        fc.pre(pad === "same" || ((height - 1) * down < size[0] && (width - 1) * across < size[1]));
        const spread = (w: tf.Tensor4D) =>
          w
            .reshape([height, 1, width, 1, channels * multiplier])
            .pad([
              [0, 0],
              [0, down - 1],
              [0, 0],
              [0, across - 1],
              [0, 0],
            ])
            .reshape<tf.Tensor4D>([height * down, width * across, channels, multiplier])
            .slice(0, [(height - 1) * down + 1, (width - 1) * across + 1, channels, multiplier]);
        const error = await wasmError((backend) =>
          gradients({ ...drawn, stride: [1, 1] }, (x, w) =>
            backend === "cpu"
              ? tf.depthwiseConv2d(x, spread(w), 1, pad)
              : tf.depthwiseConv2d(x, w, 1, pad, "NHWC", dilation),
          ),
        );
        expect(error).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 100 },
    );
  });

  test("an empty batch has a gradient of zeros for the filter", async () => {
    const { dw } = await on("wasm", () => ({
      dw: tf
        .engine()
        .runKernel<tf.Tensor>(
          "DepthwiseConv2dNativeBackpropFilter",
          { x: tf.zeros([0, 4, 4, 2]), dy: tf.zeros([0, 2, 2, 2]) },
          { strides: [1, 1], dilations: [1, 1], pad: "valid", filterShape: [3, 3, 2, 1] },
        ),
    }));
    expect(dw).toEqual(new Float32Array(18));
  });

  test("a separable layer learns, and nothing is left behind", async () => {
    const before = await memory();
    const model = tf.sequential({
      layers: [
        tf.layers.separableConv2d({
          filters: 4,
          kernelSize: 3,
          activation: "relu6",
          inputShape: [8, 8, 3],
          depthwiseInitializer: tf.initializers.glorotUniform({ seed: 1 }),
          pointwiseInitializer: tf.initializers.glorotUniform({ seed: 2 }),
        }),
        tf.layers.averagePooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({
          units: 1,
          kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
    const x = random([8, 8, 8, 3], 4);
    const y = random([8, 1], 5);
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) {
      losses.push((await model.trainOnBatch(x, y)) as number);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 4);
    tf.dispose([x, y]);
    model.optimizer.dispose();
    model.dispose();
    expect(await memory()).toEqual(before);
  });
});
