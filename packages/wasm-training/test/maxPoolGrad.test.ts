import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, on, random, restart, tf, wasmBackend } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  type Padding = "same" | "valid" | number;

  /** The gradient of max pooling one window over four values in a row, for a gradient of 7. */
  async function ofWindow(values: number[]): Promise<number[]> {
    const { dx } = await on("wasm", () => {
      const x = tf.tensor4d(values, [1, 1, values.length, 1]);
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, [1, values.length], 1, "valid");
      return { dx: tf.grad(pool)(x, tf.tensor4d([7], [1, 1, 1, 1])) };
    });
    return [...dx!];
  }

  test.each([
    ["one maximum", [1, 2, 5, 3], [0, 0, 7, 0]],
    ["a tie: the first", [1, 2, 2, 1], [0, 7, 0, 0]],
    ["all equal: the first", [3, 3, 3, 3], [7, 0, 0, 0]],
    ["zeros: the first", [0, 0, 0, 0], [7, 0, 0, 0]],
    ["zeros of both signs are equal", [-0, 0, 0, -0], [7, 0, 0, 0]],
    ["negative values", [-4, -3, -1, -2], [0, 0, 7, 0]],
    ["below the smallest positive float", [-1, 0, -2, -3], [0, 7, 0, 0]],
    ["-Infinity and a number", [-Infinity, -Infinity, -9, -Infinity], [0, 0, 7, 0]],
    ["Infinity", [1, Infinity, 2, Infinity], [0, 7, 0, 0]],
    [
      "nothing above -Infinity: nothing",
      [-Infinity, -Infinity, -Infinity, -Infinity],
      [0, 0, 0, 0],
    ],
    ["NaN is passed over", [NaN, 1, NaN, 2], [0, 0, 0, 7]],
  ])("%s", async (_name, values, expected) => {
    expect(await ofWindow(values)).toEqual(expected);
  });

  interface Pooling {
    readonly batch: number;
    readonly size: readonly [number, number];
    readonly channels: number;
    readonly window: [number, number];
    readonly stride: [number, number];
    readonly pad: Padding;
  }

  async function expectSameAsCpu(
    { batch, size, channels, window, stride, pad }: Pooling,
    valuesOf: (shape: number[]) => tf.Tensor,
  ): Promise<void> {
    const compute = () => {
      const x = valuesOf([batch, ...size, channels]);
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, window, stride, pad);
      return { dx: tf.grad(pool)(x, random(pool(x).shape, 9)) };
    };
    expect(await on("wasm", compute)).toEqual(await on("cpu", compute));
  }

  /** Few different values, so that most windows have ties: -2, -1, 0 and 1. */
  const coarse = (shape: number[]) => tf.floor(tf.randomUniform(shape, -2, 2, "float32", 5));

  const poolings: readonly [string, Pooling][] = (
    [
      ["windows side by side", [2, 2], [2, 2]],
      ["overlapping windows", [3, 3], [1, 1]],
      ["overlapping windows of stride 2", [3, 3], [2, 2]],
      ["gaps between windows", [2, 2], [3, 3]],
      ["windows that are not square", [1, 3], [2, 1]],
      ["one value a window", [1, 1], [1, 1]],
    ] as const
  ).flatMap(([name, window, stride]) =>
    (["valid", "same"] as const).flatMap((pad) =>
      (
        [
          [6, 6],
          [7, 5],
        ] as const
      ).map((size): [string, Pooling] => [
        `${name}, ${size.join("×")}, ${pad}`,
        { batch: 2, size, channels: 6, window: [...window], stride: [...stride], pad },
      ]),
    ),
  );

  test.each(poolings)("equal to the last bit to the cpu backend: %s", async (_name, pooling) => {
    await expectSameAsCpu(pooling, (shape) => random(shape, 4));
    await expectSameAsCpu(pooling, coarse);
  });

  // Only square windows: with others, TensorFlow.js's own forward pass writes beyond its output.
  test.each([0, 1, 2])("padding by the number %d", async (pad) => {
    await expectSameAsCpu(
      { batch: 1, size: [5, 5], channels: 2, window: [3, 3], stride: [2, 2], pad },
      (shape) => tf.sub(coarse(shape), 3),
    );
  });

  test("equal to the last bit to the cpu backend for any pooling", async () => {
    const pair = (max: number) =>
      fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
    const pooling: fc.Arbitrary<Pooling> = fc.record({
      batch: fc.integer({ min: 1, max: 2 }),
      size: pair(7),
      channels: fc.integer({ min: 1, max: 9 }),
      window: pair(4),
      stride: pair(4),
      pad: fc.constantFrom("same", "valid"),
    });
    await fc.assert(
      fc.asyncProperty(pooling, fc.boolean(), async (drawn, ties) => {
        fc.pre(
          drawn.pad === "same" ||
            (drawn.window[0] <= drawn.size[0] && drawn.window[1] <= drawn.size[1]),
        );
        await expectSameAsCpu(drawn, ties ? coarse : (shape) => random(shape, 4));
      }),
      { numRuns: 150 },
    );
  });

  test("survives a memory that grows while the kernel allocates", async () => {
    await restart();
    const probe = tf.zeros([1]);
    const heapSize = () => wasmBackend().typedArrayFromHeap(probe).buffer.byteLength;
    const growsIn = () =>
      tf.tidy(() => {
        const side = 2 * Math.ceil(Math.sqrt(heapSize() / 16));
        const x = tf.ones([1, side, side, 1]);
        const dy = tf.ones([1, side / 2, side / 2, 1]);
        const before = heapSize();
        const dx = tf
          .engine()
          .runKernel<tf.Tensor>(
            "MaxPoolGrad",
            { dy, input: x, output: dy },
            { filterSize: 2, strides: 2, pad: "valid" },
          );
        const grew = heapSize() > before;
        expect(dx.dataSync().filter((value) => value === 1)).toHaveLength((side * side) / 4);
        expect([...dx.slice([0, 0, 0, 0], [1, 2, 4, 1]).dataSync()]).toEqual([
          1, 0, 1, 0, 0, 0, 0, 0,
        ]);
        return grew;
      });
    // Whether the memory grows depends on what is free in it.
    expect(growsIn() || growsIn() || growsIn()).toBe(true);
    probe.dispose();
  });

  test("another type of input is left to TensorFlow.js", async () => {
    const stock = (["input", "dy"] as const).map((other) => () => {
      const tensor = (name: string) =>
        tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1], name === other ? "int32" : "float32");
      const dx = tf.engine().runKernel<tf.Tensor>(
        "MaxPoolGrad",
        {
          input: tensor("input"),
          dy: tf.ones([1, 1, 1, 1], other === "dy" ? "int32" : "float32"),
          output: tensor("output"),
        },
        { filterSize: 2, strides: 2, pad: "valid" },
      );
      return { dx };
    });
    const ours = await Promise.all(stock.map((compute) => on("wasm", compute)));
    registered.unregister();
    const theirs = await Promise.all(stock.map((compute) => on("wasm", compute)));
    registered = registerTrainingKernels(tf, { build });
    expect(ours).toEqual(theirs);
  });
});
