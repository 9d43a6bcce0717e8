import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, on, random, tf, wasmError } from "./tensorflow.ts";

/** The engine, as what is replaced on it. */
const engine = () => tf.engine() as unknown as { customGrad: (f: unknown) => unknown };
const stock = Reflect.get(engine(), "customGrad");
let registered: RegisteredKernels;
beforeEach(() => {
  registered = registerTrainingKernels(tf);
});
afterEach(() => {
  registered.unregister();
  expect(Reflect.get(engine(), "customGrad")).toBe(stock);
  expect(Object.hasOwn(tf.engine(), "customGrad")).toBe(false);
});

type Shape = number[];

/** The gradients of a fused convolution, and on the cpu backend those of the same one without fusion. */
function gradients(
  kind: "conv2d" | "depthwiseConv2d",
  xShape: Shape,
  filterShape: Shape,
  biasShape: Shape | undefined,
  dilations: [number, number],
  pad: "same" | "valid",
) {
  return (backend: "cpu" | "wasm") => {
    /** The filter that has the same effect without dilation. */
    const spread = (w: tf.Tensor) => {
      const [height, width, inputs, outputs] = w.shape as [number, number, number, number];
      const [down, across] = dilations;
      return w
        .reshape([height, 1, width, 1, inputs * outputs])
        .pad([
          [0, 0],
          [0, down - 1],
          [0, 0],
          [0, across - 1],
          [0, 0],
        ])
        .reshape([height * down, width * across, inputs, outputs])
        .slice([0, 0, 0, 0], [(height - 1) * down + 1, (width - 1) * across + 1, -1, -1]);
    };
    const f = (x: tf.Tensor, w: tf.Tensor, bias?: tf.Tensor) =>
      tf.fused[kind]({
        x: x as tf.Tensor4D,
        filter: (backend === "cpu" ? spread(w) : w) as tf.Tensor4D,
        strides: 1,
        pad,
        dilations: backend === "cpu" ? 1 : dilations,
        ...(bias && { bias }),
      });
    const inputs = [random(xShape, 1), random(filterShape, 2)];
    if (biasShape) inputs.push(random(biasShape, 3));
    const y = f(...(inputs as [tf.Tensor, tf.Tensor]));
    const [dx, dw, db] = tf.grads(f)(inputs, random(y.shape, 4));
    return { y, dx: dx!, dw: dw!, ...(db && { db }) };
  };
}

describe("a dilated convolution without activation has gradients", () => {
  test.each<[string, Shape | undefined]>([
    ["without bias", undefined],
    ["a bias for each filter", [3]],
  ])("%s", async (_name, bias) => {
    const compute = gradients("conv2d", [2, 7, 6, 2], [3, 3, 2, 3], bias, [2, 3], "same");
    expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
  });

  test("depthwise", async () => {
    const compute = gradients("depthwiseConv2d", [2, 7, 6, 2], [3, 3, 2, 2], [4], [2, 2], "valid");
    expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
  });

  test("of any shape", async () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const pair = (max: number) => fc.tuple(upTo(max), upTo(max));
    const drawn = fc.record({
      kind: fc.constantFrom("conv2d" as const, "depthwiseConv2d" as const),
      batch: upTo(3),
      size: pair(8),
      channels: pair(9),
      filter: pair(3),
      dilation: pair(3),
      pad: fc.constantFrom("same" as const, "valid" as const),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ kind, batch, size, channels, filter, dilation, pad }) => {
        const reach = filter.map((length, axis) => (length - 1) * dilation[axis]! + 1);
        fc.pre(dilation.some((factor) => factor > 1));
        fc.pre(pad === "same" || reach.every((length, axis) => length <= size[axis]!));
        const bias = kind === "conv2d" ? channels[1] : channels[0] * channels[1];
        const compute = gradients(
          kind,
          [batch, ...size, channels[0]],
          [...filter, ...channels],
          [bias],
          dilation,
          pad,
        );
        expect(await wasmError(compute)).toBeLessThanOrEqual(2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("of a single image", async () => {
    const compute = () => {
      const f = (w: tf.Tensor) =>
        tf.fused.conv2d({
          x: tf.ones<tf.Rank.R3>([5, 5, 1]),
          filter: w as tf.Tensor4D,
          strides: 1,
          pad: "valid",
          dilations: 2,
        });
      return { dw: tf.grad(f)(tf.ones([2, 2, 1, 1])) };
    };
    expect(await on("wasm", compute)).toEqual({ dw: Float32Array.of(9, 9, 9, 9) });
  });
});

test("a dilated layer without activation learns, and nothing is left behind", async () => {
  const before = await memory();
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, inputShape: [8, 8, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.001), loss: "meanSquaredError" });
  const x = tf.ones([2, 8, 8, 1]);
  const y = tf.fill([2, 1], 9);
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) losses.push((await model.trainOnBatch(x, y)) as number);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  tf.dispose([x, y]);
  model.optimizer.dispose();
  model.dispose();
  expect(await memory()).toEqual(before);
});

const dilatedGradient = () => ({
  dw: tf.grad((w: tf.Tensor) =>
    tf.fused.conv2d({
      x: tf.ones<tf.Rank.R4>([1, 5, 5, 1]),
      filter: w as tf.Tensor4D,
      strides: 1,
      pad: "valid",
      dilations: 2,
    }),
  )(tf.ones([2, 2, 1, 1])),
});
const refused = "dilation rates greater than 1";

test("other gradients defined by customGrad are as before", async () => {
  const square = tf.customGrad((x) => ({
    value: (x as tf.Tensor).square(),
    gradFunc: (dy: tf.Tensor) => dy.mul(7),
  }));
  const compute = () => ({ dx: tf.grad((x: tf.Tensor) => square(x))(tf.ones([2])) });
  expect(await on("wasm", compute)).toEqual({ dx: Float32Array.of(7, 7) });
});

test("other backends keep their refusal", async () => {
  await expect(on("cpu", dilatedGradient)).rejects.toThrow(refused);
});

test("so do operations of which a gradient is not registered", async () => {
  registered.unregister();
  registered = registerTrainingKernels(tf, { only: ["FusedConv2D", "Conv2DBackpropInput"] });
  await expect(on("wasm", dilatedGradient)).rejects.toThrow(refused);
});

test("a gradient recorded before is TensorFlow.js's own once unregistered", async () => {
  await tf.setBackend("wasm");
  const gradient = tf.grad((w: tf.Tensor) => {
    const y = tf.fused.conv2d({
      x: tf.ones<tf.Rank.R4>([1, 5, 5, 1]),
      filter: w as tf.Tensor4D,
      strides: 1,
      pad: "valid",
      dilations: 2,
    });
    registered.unregister();
    return y;
  });
  expect(() => tf.tidy(() => gradient(tf.ones([2, 2, 1, 1])))).toThrow(refused);
});

test("a customGrad that someone else put over ours stays, and one under ours comes back", async () => {
  const ours = Reflect.get(engine(), "customGrad");
  const theirs: typeof ours = (f) => ours.call(engine(), f);
  engine().customGrad = theirs;
  registered.unregister();
  expect(Reflect.get(engine(), "customGrad")).toBe(theirs);
  registered = registerTrainingKernels(tf);
  expect(Reflect.get(engine(), "customGrad")).not.toBe(theirs);
  expect(await on("wasm", dilatedGradient)).toEqual({ dw: Float32Array.of(9, 9, 9, 9) });
  registered.unregister();
  expect(Reflect.get(engine(), "customGrad")).toBe(theirs);
  Reflect.deleteProperty(engine(), "customGrad");
});
