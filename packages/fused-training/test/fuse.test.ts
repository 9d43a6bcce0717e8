import { describeOptionsOfExports } from "@anneal/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as exports from "../src/index.ts";
import { findEngine, fuse, type FuseOptions } from "../src/index.ts";
import { missingNative } from "./engines.ts";
import { classes, numbers, randomTensor, tf, weightsOf } from "./tensorflow.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const { layers } = tf;
const prefix = "@anneal/fused-training: ";
const compile = { optimizer: "adam", loss: "sparseCategoricalCrossentropy" } as const;

function compiled(
  list: tf.layers.Layer[] = [layers.dense({ units: 3, activation: "softmax", inputShape: [4] })],
  args: tf.ModelCompileArgs = compile,
): tf.Sequential {
  const model = tf.sequential({ layers: list });
  model.compile(args);
  return model;
}

describeOptionsOfExports("@anneal/fused-training", exports, {
  fuse: (unknown) => exports.fuse(tf, compiled(), { engine: "wasm", ...unknown }),
  findEngine: (unknown) => exports.findEngine({ engine: "wasm", ...unknown }),
});

describe("the engine", () => {
  test("is WebAssembly when asked for", () => {
    const { engine, width, reason, release } = fuse(tf, compiled(), { engine: "wasm" });
    expect({ engine, width, reason }).toEqual({ engine: "wasm", width: 4, reason: undefined });
    release();
  });

  test.skipIf(missingNative)("is the native library where it is", () => {
    for (const engine of ["auto", "native", undefined] as const) {
      const fused = fuse(tf, compiled(), { engine });
      expect(fused.engine).toBe("native");
      expect([4, 8, 16]).toContain(fused.width);
      expect(fused.reason).toBe(undefined);
    }
  });

  test("is WebAssembly where there is no Node, with the reason", () => {
    vi.stubGlobal("process", undefined);
    const fused = fuse(tf, compiled());
    vi.unstubAllGlobals();
    expect(fused.engine).toBe("wasm");
    expect(fused.reason).toBe("there is no Node here that loads native libraries");
  });

  test.each([
    [
      "no vectors",
      {
        Module: function () {
          throw new Error("invalid opcode");
        },
      },
    ],
    ["no WebAssembly", undefined],
  ])("is TensorFlow.js itself where there are %s and no library, and trains", async (_, api) => {
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("WebAssembly", api);
    const model = compiled();
    const fused = fuse(tf, model);
    vi.unstubAllGlobals();
    expect(fused.engine).toBe("layers");
    expect(fused.width).toBe(0);
    expect(fused.reason).toBe("this engine of JavaScript has no WebAssembly with vectors");
    expect(fused.bytes(64)).toBe(0);
    const before = weightsOf(model);
    await model.trainOnBatch(tf.ones([2, 4]), classes(2, 3));
    expect(weightsOf(model)).not.toEqual(before);
    fused.release();
  });

  test("is TensorFlow.js itself where there is no library and it was asked for", () => {
    vi.stubGlobal("process", undefined);
    const fused = fuse(tf, compiled(), { engine: "native" });
    vi.unstubAllGlobals();
    expect(fused.engine).toBe("layers");
    expect(fused.reason).toBe("there is no Node here that loads native libraries");
    expect([fused.width, fused.threads]).toEqual([0, 0]);
  });

  test("is known before there is a model", () => {
    expect(findEngine({ engine: "wasm" })).toEqual({
      ...{ engine: "wasm", width: 4, threads: 1, reason: undefined },
    });
    const { engine, width, threads, reason } = fuse(tf, compiled());
    expect(findEngine()).toEqual({ engine, width, threads, reason });
    vi.stubGlobal("process", undefined);
    const found = findEngine({ engine: "native" });
    vi.unstubAllGlobals();
    expect(found).toEqual({
      engine: "layers",
      width: 0,
      threads: 0,
      reason: "there is no Node here that loads native libraries",
    });
  });

  test("is TensorFlow.js itself on a backend that cannot be read at once", () => {
    const fused = fuse({ ...tf, getBackend: () => "webgpu" }, compiled());
    expect(fused.engine).toBe("layers");
    expect(fused.reason).toBe("the backend webgpu cannot be read while a step runs");
  });
});

describe("a model that is left alone, and why", () => {
  const image = { inputShape: [6, 6, 4] };
  const head = () => [layers.flatten(), layers.dense({ units: 3, activation: "softmax" })];
  const behind = (...list: tf.layers.Layer[]) => compiled([...list, ...head()]);
  const branches = () => {
    const input = tf.input({ shape: [4] });
    const [first, second] = [1, 2].map(() => layers.dense({ units: 3 }).apply(input));
    const pair = layers.concatenate({ name: "pair" }).apply([first, second] as tf.SymbolicTensor[]);
    const model = tf.model({ inputs: input, outputs: pair as tf.SymbolicTensor });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };
  const unequal = () => {
    const input = tf.input({ shape: [4] });
    const other = layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor;
    const sum = layers.add({ name: "sum" }).apply([input, other]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: sum });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };
  const twice = () => {
    const input = tf.input({ shape: [4] });
    const layer = layers.dense({ units: 4, name: "shared" });
    const output = layer.apply(layer.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };
  const outputs = () => {
    const input = tf.input({ shape: [4] });
    const both = [1, 2].map(() => layers.dense({ units: 3 }).apply(input) as tf.SymbolicTensor);
    const model = tf.model({ inputs: input, outputs: both });
    model.compile({ optimizer: "sgd", loss: ["meanSquaredError", "meanSquaredError"] });
    return model;
  };
  const nothing = () => {
    const input = tf.input({ shape: [4] });
    const model = tf.model({ inputs: input, outputs: input });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    return model;
  };
  const own = () => {
    const kernelRegularizer = Object.assign(tf.regularizers.l2({ l2: 0.1 }), {
      getClassName: () => "Own",
    });
    return behind(
      layers.conv2d({ filters: 2, kernelSize: 2, kernelRegularizer, name: "c", ...image }),
    );
  };
  test.each<[reason: string, model: () => tf.LayersModel]>([
    [
      "c is a layer of the class Conv2DTranspose",
      () => behind(layers.conv2dTranspose({ filters: 2, kernelSize: 2, name: "c", ...image })),
    ],
    ["pair has 2 inputs", branches],
    ["sum adds values of several shapes", unequal],
    ["shared is applied twice", twice],
    ["the model has 2 outputs", outputs],
    ["the model has no layer", nothing],
    [
      "c has the activation logSoftmax",
      () =>
        behind(
          layers.conv2d({
            filters: 2,
            kernelSize: 2,
            activation: "logSoftmax" as "relu",
            name: "c",
            ...image,
          }),
        ),
    ],
    [
      "c takes the softmax of each pixel",
      () =>
        behind(
          layers.conv2d({ filters: 2, kernelSize: 2, activation: "softmax", name: "c", ...image }),
        ),
    ],
    [
      "c has its channels first",
      () =>
        behind(
          layers.conv2d({
            filters: 2,
            kernelSize: 2,
            dataFormat: "channelsFirst",
            name: "c",
            ...image,
          }),
        ),
    ],
    [
      "g has its channels first",
      () =>
        compiled([
          layers.globalAveragePooling2d({ dataFormat: "channelsFirst", name: "g", ...image }),
          layers.dense({ units: 2, activation: "softmax" }),
        ]),
    ],
    [
      "a takes averages over windows that reach beyond the image",
      () => behind(layers.averagePooling2d({ poolSize: 4, padding: "same", name: "a", ...image })),
    ],
    [
      "b has no gamma, without which TensorFlow.js does not train it",
      () => behind(layers.batchNormalization({ scale: false, name: "b", ...image })),
    ],
    [
      "b has no beta, without which TensorFlow.js does not train it",
      () => behind(layers.batchNormalization({ center: false, name: "b", ...image })),
    ],
    [
      "b does not normalize the channels",
      () => behind(layers.batchNormalization({ axis: 1, name: "b", ...image })),
    ],
    [
      "d is dense over the channels of images",
      () => behind(layers.dense({ units: 2, name: "d", ...image })),
    ],
    [
      "d has a noiseShape",
      () => behind(layers.dropout({ rate: 0.5, noiseShape: [1, 6, 6, 4], name: "d", ...image })),
    ],
    ["r cuts off at 3", () => behind(layers.reLU({ maxValue: 3, name: "r", ...image }))],
    [
      "l has a negative slope",
      () => behind(layers.leakyReLU({ alpha: -0.1, name: "l", ...image })),
    ],
    ["s is along another axis", () => behind(layers.softmax({ axis: 2, name: "s", ...image }))],
    ["c/kernel has a regularizer of one's own", own],
    [
      "i gives images whose size is not known beforehand",
      () =>
        compiled([
          layers.inputLayer({ inputShape: [null, null, 3], name: "i" }),
          layers.conv2d({ filters: 2, kernelSize: 2 }),
          layers.globalMaxPooling2d({}),
          layers.dense({ units: 3, activation: "softmax" }),
        ]),
    ],
    [
      "e gives tensors of rank 3, and only rows and images are planned",
      () => behind(layers.reshape({ targetShape: [8, 18], name: "e", ...image })),
    ],
    [
      "the model has no weight to train",
      () =>
        compiled([layers.activation({ activation: "relu", inputShape: [3] }), layers.softmax()]),
    ],
    [
      "the loss is hinge",
      () =>
        compiled([layers.dense({ units: 1, inputShape: [2] })], {
          optimizer: "sgd",
          loss: "hinge",
        }),
    ],
    [
      "the loss is a function, which has no name",
      () =>
        compiled([layers.dense({ units: 1, inputShape: [2] })], {
          optimizer: "sgd",
          loss: tf.losses.huberLoss as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
        }),
    ],
    [
      "the loss categoricalCrossentropy is taken of something else than a softmax",
      () =>
        compiled([layers.dense({ units: 2, activation: "sigmoid", inputShape: [2] })], {
          optimizer: "sgd",
          loss: "categoricalCrossentropy",
        }),
    ],
  ])("%s", (reason, make) => {
    const model = make();
    const fused = fuse(tf, model, { engine: "wasm" });
    expect(fused.reason?.replace(/(add|kernel)_\w+/, "$1")).toBe(reason);
    expect(fused.engine).toBe("layers");
    expect(fused.bytes(8)).toBe(0);
    fused.release();
  });

  test("a model that is stateful", () => {
    const model = compiled();
    const { model: inner } = model as unknown as { model: object };
    Object.defineProperty(inner, "stateful", { value: true });
    expect(fuse(tf, model, { engine: "wasm" }).reason).toBe("the model is stateful");
  });

  test("a model with weights that no layer of the chain has", () => {
    const model = compiled();
    const { model: inner } = model as unknown as { model: { collectedTrainableWeights: object[] } };
    inner.collectedTrainableWeights = [...inner.collectedTrainableWeights, { name: "other" }];
    const { reason } = fuse(tf, model, { engine: "wasm" });
    expect(reason).toBe("other belongs to no layer of the chain");
  });

  test("one whose optimizer trains another, until that is released", () => {
    const optimizer = tf.train.adam();
    const [first, second] = [1, 2].map(() =>
      fuse(tf, compiled(undefined, { ...compile, optimizer }), { engine: "wasm" }),
    );
    expect(first!.engine).toBe("wasm");
    expect(second!.reason).toBe("the optimizer trains another fused model");
    first!.release();
  });

  test("it trains, tests and predicts as before", async () => {
    const list = () => [
      layers.dense({
        units: 3,
        activation: "logSoftmax" as "relu",
        inputShape: [4],
        kernelInitializer: "ones",
      }),
    ];
    const results = [];
    for (const isFused of [false, true]) {
      const model = compiled(list(), { optimizer: "sgd", loss: "meanSquaredError" });
      if (isFused) fuse(tf, model);
      const [x, y] = [randomTensor([5, 4], numbers(1)), randomTensor([5, 3], numbers(2))];
      const loss = await model.trainOnBatch(x, y);
      const evaluated = (model.evaluate(x, y) as tf.Scalar).dataSync()[0];
      results.push([loss, evaluated, (model.predict(x) as tf.Tensor).dataSync()]);
    }
    expect(results[1]).toEqual(results[0]);
  });
});

describe("what was compiled in other words", () => {
  const { loss } = compile;
  test.each<[what: string, args: () => tf.ModelCompileArgs]>([
    ["a loss in a list", () => ({ ...compile, loss: [loss] })],
    ["a loss by the name of its output", () => ({ ...compile, loss: { out: loss } })],
    ["a metric without a list", () => ({ ...compile, metrics: "accuracy" })],
    ["a metric by the name of its output", () => ({ ...compile, metrics: { out: "accuracy" } })],
    [
      "a metric that is a function",
      () => ({ ...compile, metrics: [tf.metrics.sparseCategoricalAccuracy] }),
    ],
    [
      "RMSProp that is centred",
      () => ({ loss, optimizer: tf.train.rmsprop(1e-4, 0.9, 0, 1, true) }),
    ],
  ])("%s", async (_what, args) => {
    const results: number[][] = [];
    for (const isFused of [true, false]) {
      const list = [
        layers.dense({ units: 4, inputShape: [4], kernelInitializer: "identity" }),
        layers.activation({ activation: "softmax", name: "out" }),
      ];
      const model = compiled(list, args());
      const fused = isFused ? fuse(tf, model, { engine: "wasm" }) : undefined;
      expect(fused?.reason).toBe(undefined);
      const [x, y] = [randomTensor([7, 4], numbers(1)), classes(7, 4)];
      const trained = await model.trainOnBatch(x, y);
      const predicted = model.predict([x]) as tf.Tensor;
      const ofBatch = model.predictOnBatch(x) as tf.Tensor;
      results.push([trained, [predicted, ofBatch].map((of) => Array.from(of.dataSync()))].flat(2));
      fused?.release();
    }
    results[0]!.forEach((value, at) => {
      // Centred RMSProp ends in NaN, in TensorFlow.js alone too.
      if (Number.isNaN(results[1]![at])) expect(value).toBe(NaN);
      else expect(value).toBeCloseTo(results[1]![at]!, 5);
    });
  });
});

test("an error of the model itself is not taken for a reason", () => {
  const model = compiled();
  Object.assign(model.layers[0]!, {
    getClassName: () => {
      throw new Error("broken");
    },
  });
  expect(() => fuse(tf, model, { engine: "wasm" }).reason).toThrow("broken");
});

test("a model that is compiled anew is read anew", async () => {
  const model = compiled();
  const fused = fuse(tf, model, { engine: "wasm" });
  expect(fused.engine).toBe("wasm");
  const [x, y] = [tf.ones([2, 4]), tf.ones([2, 3])];
  model.compile({ optimizer: tf.train.sgd(0), loss: "meanSquaredError" });
  expect(fused.engine).toBe("wasm");
  const loss = (await model.trainOnBatch(x, y)) as number;
  expect(loss).toBeCloseTo((model.evaluate(x, y) as tf.Scalar).dataSync()[0]!, 6);
  model.compile({ optimizer: "sgd", loss: "hinge" });
  expect([fused.engine, fused.reason]).toEqual(["layers", "the loss is hinge"]);
  await model.trainOnBatch(x, y);
  model.compile(compile);
  expect(fused.engine).toBe("wasm");
  fused.release();
  fused.release();
  const again = fuse(tf, model, { engine: "wasm" });
  expect(again.engine).toBe("wasm");
});

describe("hostile sizes", () => {
  test("the memory of a batch is told beforehand and grows with it", () => {
    const { bytes } = fuse(tf, compiled(), { engine: "wasm" });
    expect(bytes(1)).toBeGreaterThan(0);
    expect(bytes(1000)).toBeGreaterThan(bytes(100));
    for (const samples of [0, -1, 1.5, NaN, Infinity, "3" as unknown as number]) {
      expect(() => bytes(samples)).toThrow(
        new RangeError(
          `${prefix}samples must be a whole number of at least 1, got ${String(samples)}`,
        ),
      );
    }
  });

  test("a batch without samples is an error", async () => {
    const model = compiled();
    fuse(tf, model, { engine: "wasm" });
    await expect(model.trainOnBatch(tf.zeros([0, 4]), tf.zeros([0, 1]))).rejects.toThrow(
      new RangeError(`${prefix}a batch must have at least one sample, got 0`),
    );
  });

  test("a batch whose memory cannot be addressed is an error before any is taken", async () => {
    const model = compiled(
      [
        layers.reshape({ targetShape: [1, 1, 1], inputShape: [1] }),
        layers.conv2d({ filters: 100_000, kernelSize: 1 }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 1, activation: "sigmoid" }),
      ],
      { optimizer: "sgd", loss: "binaryCrossentropy" },
    );
    fuse(tf, model, { engine: "wasm" });
    await expect(model.trainOnBatch(tf.zeros([3000, 1]), tf.zeros([3000, 1]))).rejects.toThrow(
      /a batch of 3000 samples needs \d{10} bytes of memory, and at most 4293918720 can be addressed: take a smaller batchSize/,
    );
    expect(await model.trainOnBatch(tf.zeros([3, 1]), tf.zeros([3, 1]))).toBeGreaterThan(0);
  });

  test("memory that WebAssembly does not give is an error", async () => {
    const api = (globalThis as unknown as { WebAssembly: Record<string, unknown> }).WebAssembly;
    const model = compiled();
    const Instance = function () {
      const buffer = new ArrayBuffer(65_536);
      const grow = () => {
        throw new RangeError("no");
      };
      return { exports: { memory: { buffer, grow }, __heap_base: { value: 1024 } } };
    };
    vi.stubGlobal("WebAssembly", { Module: api["Module"], Instance });
    fuse(tf, model, { engine: "wasm" });
    await expect(model.trainOnBatch(tf.ones([5000, 4]), classes(5000, 3))).rejects.toThrow(
      /WebAssembly has no \d+ bytes of memory for this batch/,
    );
  });

  test("batches of many sizes, larger and larger", async () => {
    const model = compiled();
    const { engine } = fuse(tf, model);
    expect(engine).not.toBe("layers");
    for (let size = 1; size < 24; size++) {
      const samples = size < 12 ? size : 24 - size;
      const loss = await model.trainOnBatch(tf.ones([samples, 4]), classes(samples, 3));
      expect(loss).toBeGreaterThan(0);
    }
  });
});

describe("errors", () => {
  test.each<[problem: string, call: () => unknown]>([
    [
      "model is fused already: call release() of what fuse returned first",
      () => {
        const model = compiled();
        fuse(tf, model, { engine: "wasm" });
        fuse(tf, model);
      },
    ],
    [
      "model must be a LayersModel or a Sequential of TensorFlow.js on which compile() was called",
      () => fuse(tf, tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })),
    ],
    [
      "model must be a LayersModel or a Sequential of TensorFlow.js on which compile() was called",
      () => fuse(tf, undefined as unknown as tf.LayersModel),
    ],
    [
      "tf must be TensorFlow.js, but it has no getBackend(), tensor(), tidy(), dropout()",
      () => fuse(null as unknown as typeof tf, compiled()),
    ],
    [
      "options must be an object, got null",
      () => fuse(tf, compiled(), null as unknown as FuseOptions),
    ],
    [
      "unknown option engines: the known ones are engine and threads",
      () => fuse(tf, compiled(), { engines: "wasm" } as FuseOptions),
    ],
    [
      'engine must be one of auto, native, wasm, got "gpu"',
      () => fuse(tf, compiled(), { engine: "gpu" as "wasm" }),
    ],
    ...[0, 65, 1.5, NaN, null].map((threads): [string, () => unknown] => [
      `threads must be a whole number from 1 to 64, got ${String(threads)}`,
      () => fuse(tf, compiled(), { threads: threads as number }),
    ]),
    [
      'threads must be a whole number from 1 to 64, got "2"',
      () => findEngine({ threads: "2" as unknown as number }),
    ],
    [
      "threads must be 1 with the engine wasm, got 2: only the native library has more",
      () => findEngine({ engine: "wasm", threads: 2 }),
    ],
    [
      "engine must be one of auto, native, wasm, got 3",
      () => fuse(tf, compiled(), { engine: 3 as unknown as "wasm" }),
    ],
  ])("%s", (problem, call) => {
    expect(call).toThrow(prefix + problem);
  });
});
