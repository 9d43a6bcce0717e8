import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, on, random, tf, wasmError } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  test("each pixel has its share of the windows it is in", async () => {
    const { dx } = await on("wasm", () => {
      const x = tf.zeros([1, 1, 4, 1]);
      const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, [1, 2], 1, "valid");
      return { dx: tf.grad(pool)(x, tf.tensor4d([2, 4, 8], [1, 1, 3, 1])) };
    });
    expect([...dx!]).toEqual([1, 3, 6, 4]);
  });

  test("equal to the cpu backend for any pooling", async () => {
    const pair = (max: number) =>
      fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({ min: 1, max: 2 }),
          size: pair(7),
          channels: fc.integer({ min: 1, max: 9 }),
          window: pair(4),
          stride: pair(4),
          pad: fc.constantFrom("same", "valid"),
        }),
        async ({ batch, size, channels, window, stride, pad }) => {
          fc.pre(pad === "same" || (window[0] <= size[0] && window[1] <= size[1]));
          const error = await wasmError(() => {
            const x = random([batch, ...size, channels], 4);
            const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, window, stride, pad);
            return { dx: tf.grad(pool)(x, random(pool(x).shape, 9)) };
          });
          expect(error).toBeLessThanOrEqual(2e-6);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("another type of gradient is left to TensorFlow.js", async () => {
    const run = () =>
      on("wasm", () => ({
        dx: tf
          .engine()
          .runKernel<tf.Tensor>(
            "AvgPoolGrad",
            { dy: tf.ones([1, 1, 1, 1], "int32"), input: tf.ones([1, 2, 2, 1]) },
            { filterSize: 2, strides: 2, pad: "valid" },
          ),
      }));
    const ours = await run();
    registered.unregister();
    expect(ours).toEqual(await run());
    registered = registerTrainingKernels(tf, { build });
  });
});
