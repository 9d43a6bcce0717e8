import { afterAll, beforeAll, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { on, random, tf, wasmError } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

type Four = tf.Tensor4D;
const x = () => random([2, 6, 6, 2], 1) as Four;
const filter = (height: number, width: number) => random([height, width, 2, 2], 2) as Four;

/** A padding in one number, of operations whose window or strides are not square. */
const uneven: readonly [string, string, () => tf.Tensor, string][] = [
  ["Conv2D", "filter", () => tf.conv2d(x(), filter(3, 1), 1, 1), "6 for the width 8"],
  ["Conv2D", "strides", () => tf.conv2d(x(), filter(3, 3), [1, 2], 1), "6 for the width 3"],
  ["Conv2D", "padding of 0", () => tf.conv2d(x(), filter(3, 1), 1, 0), "4 for the width 6"],
  [
    "FusedConv2D",
    "filter",
    () => tf.fused.conv2d({ x: x(), filter: filter(3, 1), strides: 1, pad: 1 }),
    "6 for the width 8",
  ],
  [
    "DepthwiseConv2dNative",
    "filter",
    () => tf.depthwiseConv2d(x(), filter(1, 3), 1, 1),
    "8 for the width 6",
  ],
  [
    "FusedDepthwiseConv2D",
    "filter",
    () => tf.fused.depthwiseConv2d({ x: x(), filter: filter(1, 3), strides: 1, pad: 1 }),
    "8 for the width 6",
  ],
  [
    "Conv2DBackpropInput",
    "filter",
    () => tf.conv2dTranspose(x(), filter(3, 1), [2, 6, 4, 2], 1, 1),
    "4 for the width 6",
  ],
  ["MaxPool", "window", () => tf.maxPool(x(), [3, 1], 1, 1), "6 for the width 8"],
  ["AvgPool", "window", () => tf.avgPool(x(), [3, 1], 1, 1), "6 for the width 8"],
];

test.each(uneven)("%s with an uneven %s is refused", async (name, _what, compute, widths) => {
  const { message } = await on("wasm", () => ({ y: compute() })).then(
    () => new Error("not refused"),
    (error: unknown) => error as RangeError,
  );
  expect(message).toMatch(
    new RegExp(`^@anneal/wasm-training: ${name} cannot use the padding [01] for a window`),
  );
  expect(message).toContain(widths);
  expect(message).toMatch(
    /give the padding of each side, \[\[0,0\],\[(\d),\1\],\[\1,\1\],\[0,0\]\]$/,
  );
});

test("NCHW: the padding of each side is named in the order of its axes", () => {
  const attrs = { strides: [1, 1], pad: 1, dataFormat: "NCHW", inputShape: [1, 2, 6, 6] };
  expect(() =>
    tf
      .engine()
      .runKernel("Conv2DBackpropInput", { dy: tf.ones([1, 2, 6, 8]), filter: filter(3, 1) }, attrs),
  ).toThrow("give the padding of each side, [[0,0],[0,0],[1,1],[1,1]]");
});

test.each<[string, () => tf.Tensor]>([
  ["a square window", () => tf.conv2d(x(), filter(3, 3), 2, 1)],
  [
    "a padding of each side",
    () =>
      tf.conv2d(x(), filter(3, 1), 1, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
  ],
  ["a width that comes out right", () => tf.conv2d(x(), filter(1, 2), 3, 0)],
  ["a pooling", () => tf.avgPool(x(), 3, 2, 1)],
])("%s is computed as on the cpu backend", async (_name, compute) => {
  expect(await wasmError(() => ({ y: compute() }))).toBeLessThanOrEqual(2e-6);
});
