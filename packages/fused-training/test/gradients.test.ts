import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { error, stepOf } from "./compare.ts";
import { engines, missingNative, nameOf, whySkipped } from "./engines.ts";
import { classes, numbers, randomizeWeights, randomTensor, tf } from "./tensorflow.ts";

const { layers } = tf;
type Layers = tf.layers.Layer[];

const sparse = { loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] };

/** The largest difference from TensorFlow.js of all that a step tells, over all engines. */
async function difference(
  model: tf.LayersModel,
  batch: number,
  compile: Omit<tf.ModelCompileArgs, "optimizer"> = sparse,
  target?: tf.Tensor,
): Promise<number> {
  randomizeWeights(model, 11);
  const x = randomTensor([batch, ...(model.inputs[0]!.shape.slice(1) as number[])], numbers(batch));
  const y = target ?? classes(batch, model.outputs[0]!.shape.at(-1)!);
  const expected = await stepOf(model, x, y, compile);
  // What goes into a normalization has gradients that add up to 0 but for rounding.
  const hasVanishing = model.layers.some((layer) => layer.getClassName() === "BatchNormalization");
  const floor = hasVanishing ? 1 : 0.01;
  let worst = 0;
  for (const engine of engines) {
    const actual = await stepOf(model, x, y, compile, engine);
    worst = Math.max(
      ...[worst, error(actual.changes, expected.changes, floor)],
      error([actual.outcome], [expected.outcome]),
      error([actual.evaluation], [expected.evaluation]),
      error([actual.prediction], [expected.prediction]),
    );
  }
  tf.dispose([x, y]);
  model.dispose();
  return worst;
}

const sequential = (list: Layers) => tf.sequential({ layers: list });

/** Layers and five classes behind them. */
function classifier(list: Layers): tf.Sequential {
  const model = sequential(list);
  if (model.outputs[0]!.shape.length > 2) model.add(layers.flatten());
  model.add(layers.dense({ units: 5, activation: "softmax" }));
  return model;
}

test.skipIf(missingNative !== undefined)(`natively${whySkipped}`, () => {
  expect(missingNative).toBe(undefined);
});

describe(`a step is that of TensorFlow.js to 2e-6: ${engines.map(nameOf).join(", ")}`, () => {
  const image = { inputShape: [9, 8, 3] };
  const many = { inputShape: [9, 7, 10] };

  test.each<[name: string, list: () => Layers]>([
    ["3×3", () => [layers.conv2d({ filters: 5, kernelSize: 3, ...image })]],
    ["3×3 same", () => [layers.conv2d({ filters: 5, kernelSize: 3, padding: "same", ...image })]],
    [
      "5×2, stride 2 and 3",
      () => [
        layers.conv2d({
          filters: 4,
          kernelSize: [5, 2],
          strides: [2, 3],
          padding: "same",
          ...image,
        }),
      ],
    ],
    [
      "1×1 without bias",
      () => [layers.conv2d({ filters: 6, kernelSize: 1, useBias: false, ...image })],
    ],
    ["Winograd", () => [layers.conv2d({ filters: 9, kernelSize: 3, ...many })]],
    [
      "Winograd same, odd height",
      () => [
        layers.conv2d({ filters: 17, kernelSize: 3, padding: "same", activation: "relu", ...many }),
      ],
    ],
    [
      "Winograd without bias, tanh",
      () => [
        layers.conv2d({ filters: 8, kernelSize: 3, useBias: false, activation: "tanh", ...many }),
      ],
    ],
    [
      "Winograd and pooled",
      () => [
        layers.conv2d({ filters: 12, kernelSize: 3, activation: "relu", ...many }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "Winograd same and pooled, linear",
      () => [
        layers.conv2d({ filters: 33, kernelSize: 3, padding: "same", ...many }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "Winograd behind another",
      () => [
        layers.conv2d({ filters: 16, kernelSize: 3, padding: "same", activation: "relu", ...many }),
        layers.conv2d({ filters: 11, kernelSize: 3, activation: "relu" }),
        layers.conv2d({ filters: 8, kernelSize: 3, padding: "same" }),
      ],
    ],
    [
      "pooled, rectified",
      () => [
        layers.conv2d({ filters: 7, kernelSize: 3, activation: "relu", ...image }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled, linear, same, stride 2",
      () => [
        layers.conv2d({ filters: 18, kernelSize: 3, strides: 2, padding: "same", ...image }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled behind another",
      () => [
        layers.conv2d({ filters: 4, kernelSize: 2, activation: "relu", ...image }),
        layers.conv2d({ filters: 7, kernelSize: 3, activation: "relu", useBias: false }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled, of more taps than are summed at once",
      () => [
        layers.conv2d({ filters: 19, kernelSize: [6, 5], activation: "relu", ...many }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled, of a few taps more than are summed together",
      () => [
        layers.conv2d({ filters: 35, kernelSize: [2, 4], activation: "relu", ...image }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled behind another, of more columns than a word has bits",
      () => [
        layers.conv2d({ filters: 9, kernelSize: 2, padding: "same", ...image }),
        layers.conv2d({ filters: 70, kernelSize: 3, padding: "same", activation: "relu" }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled behind another, of runs as long as are summed at once and longer",
      () => [
        layers.conv2d({ filters: 35, kernelSize: 2, ...image }),
        layers.conv2d({ filters: 9, kernelSize: 3, activation: "relu" }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled behind another, of more windows than are summed at once",
      () => [
        layers.conv2d({ filters: 3, kernelSize: 2, inputShape: [15, 14, 2] }),
        layers.conv2d({ filters: 5, kernelSize: 3, padding: "same", activation: "relu" }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled behind another, with strides that differ",
      () => [
        layers.conv2d({ filters: 5, kernelSize: 2, ...image }),
        layers.conv2d({ filters: 6, kernelSize: [2, 3], padding: "same", strides: [1, 2] }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled, frozen behind another",
      () => [
        layers.conv2d({ filters: 8, kernelSize: 2, ...image }),
        layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", trainable: false }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "pooled by another layer twice",
      () => [
        layers.conv2d({ filters: 4, kernelSize: 2, ...image }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.maxPooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "max pooling 3×2, stride 1",
      () => [
        layers.conv2d({ filters: 17, kernelSize: 2, ...image }),
        layers.maxPooling2d({ poolSize: [3, 2], strides: 1 }),
      ],
    ],
    [
      "max pooling same",
      () => [
        layers.conv2d({ filters: 3, kernelSize: 2, ...image }),
        layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      ],
    ],
    [
      "average pooling",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, activation: "tanh", ...image }),
        layers.averagePooling2d({ poolSize: 2 }),
      ],
    ],
    [
      "average pooling same that fits",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, inputShape: [9, 9, 2] }),
        layers.averagePooling2d({ poolSize: 2, padding: "same" }),
      ],
    ],
    ["pooling of the images themselves", () => [layers.maxPooling2d({ poolSize: 2, ...image })]],
    [
      "global average",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, ...image }),
        layers.globalAveragePooling2d({}),
      ],
    ],
    [
      "global maximum",
      () => [layers.conv2d({ filters: 6, kernelSize: 2, ...image }), layers.globalMaxPooling2d({})],
    ],
    [
      "global maximum that several windows have",
      () => [
        layers.conv2d({ filters: 18, kernelSize: 2, ...image }),
        layers.maxPooling2d({ poolSize: [3, 2], strides: 1 }),
        layers.globalMaxPooling2d({}),
      ],
    ],
    [
      "maximum of the whole image by a pooling, of values of which several are the largest",
      () => [
        layers.conv2d({ filters: 5, kernelSize: 2, ...image }),
        layers.maxPooling2d({ poolSize: 2, strides: 1 }),
        layers.maxPooling2d({ poolSize: [7, 6] }),
      ],
    ],
    ["depthwise", () => [layers.depthwiseConv2d({ kernelSize: 3, inputShape: [6, 7, 21] })]],
    [
      "depthwise same behind another",
      () => [
        layers.conv2d({ filters: 18, kernelSize: 2, ...image }),
        layers.depthwiseConv2d({
          kernelSize: [3, 2],
          strides: 2,
          padding: "same",
          activation: "relu",
          useBias: false,
        }),
      ],
    ],
    [
      "depthwise with a multiplier",
      () => [
        layers.conv2d({ filters: 4, kernelSize: 2, ...image }),
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 3 }),
      ],
    ],
    [
      "normalized images",
      () => [
        layers.batchNormalization({ ...image }),
        layers.conv2d({ filters: 6, kernelSize: 2, activation: "relu" }),
      ],
    ],
    [
      "normalized",
      () => [
        layers.conv2d({ filters: 18, kernelSize: 2, useBias: false, ...image }),
        layers.batchNormalization({ epsilon: 0.01, momentum: 0.8 }),
        layers.activation({ activation: "relu" }),
      ],
    ],
    [
      "normalized rows",
      () => [
        layers.flatten(image),
        layers.dense({ units: 19, useBias: false }),
        layers.batchNormalization({ axis: 1 }),
      ],
    ],
    [
      "dropout with a seed",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, ...image }),
        layers.dropout({ rate: 0.3, seed: 5 }),
        layers.flatten(),
        layers.dropout({ rate: 0.5, seed: 9 }),
      ],
    ],
    ["dropout of nothing", () => [layers.dropout({ rate: 0, ...image })]],
    [
      "reshaped",
      () => [
        layers.reshape({ targetShape: [3, 9, 8], ...image }),
        layers.conv2d({ filters: 3, kernelSize: 2 }),
      ],
    ],
    [
      "several dense",
      () => [
        layers.flatten(image),
        layers.dense({ units: 70, activation: "relu" }),
        layers.dense({ units: 33, activation: "sigmoid", useBias: false }),
      ],
    ],
    [
      "an activation behind another",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, activation: "tanh", ...image }),
        layers.activation({ activation: "sigmoid" }),
        layers.activation({ activation: "linear" }),
      ],
    ],
    [
      "layers of activations",
      () => [
        layers.conv2d({ filters: 6, kernelSize: 2, ...image }),
        layers.leakyReLU({ alpha: 0.2 }),
        layers.reLU({ maxValue: 6 }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.reLU({}),
      ],
    ],
    [
      "a frozen layer",
      () => [
        layers.conv2d({ filters: 9, kernelSize: 2, ...image }),
        layers.conv2d({ filters: 9, kernelSize: 3, trainable: false, activation: "relu" }),
        layers.conv2d({ filters: 7, kernelSize: 2, trainable: false }),
        layers.batchNormalization({ trainable: false }),
        layers.depthwiseConv2d({ kernelSize: 2, trainable: false }),
        layers.flatten(),
        layers.dense({ units: 12, trainable: false }),
      ],
    ],
    [
      "a frozen beginning",
      () => [
        layers.conv2d({ filters: 9, kernelSize: 3, trainable: false, ...many }),
        layers.depthwiseConv2d({ kernelSize: 2 }),
      ],
    ],
  ])("%s", async (_name, list) => {
    expect(await difference(classifier(list()), 5)).toBeLessThan(2e-6);
  });

  test.each([
    "linear",
    "relu",
    "relu6",
    "sigmoid",
    "tanh",
    "elu",
    "selu",
    "hardSigmoid",
    "softsign",
    "swish",
    "gelu",
    "gelu_new",
    "mish",
    "softplus",
  ] as const)("the activation %s", async (name) => {
    // The types of TensorFlow.js do not have all that it has.
    const activation = name as "relu";
    const list = [
      layers.conv2d({ filters: 7, kernelSize: 3, activation, ...image }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.batchNormalization({ epsilon: 0.1 }),
      layers.activation({ activation }),
      layers.flatten(),
      layers.dense({ units: 21, activation }),
      layers.elu(),
    ];
    expect(await difference(classifier(list), 6)).toBeLessThan(2e-6);
  });

  const next = numbers(3);
  const dense = (units: number, activation: "softmax" | "sigmoid" | "linear") =>
    sequential([
      layers.dense({ units: 6, activation: "tanh", inputShape: [4] }),
      layers.dense({ units, activation }),
    ]);
  test.each<
    [loss: string, units: number, "softmax" | "sigmoid" | "linear", target: () => tf.Tensor]
  >([
    [
      "categoricalCrossentropy",
      5,
      "softmax",
      () => tf.oneHot(tf.tensor1d([0, 4, 2, 2, 1, 3, 0], "int32"), 5).toFloat(),
    ],
    ["categoricalCrossentropy", 4, "softmax", () => randomTensor([7, 4], next, 0.2, 0.25)],
    ["binaryCrossentropy", 1, "sigmoid", () => tf.tensor2d([0, 1, 1, 0, 1, 0, 1], [7, 1])],
    ["binaryCrossentropy", 3, "sigmoid", () => randomTensor([7, 3], next, 0.5, 0.5)],
    ["meanSquaredError", 1, "linear", () => randomTensor([7, 1], next)],
    ["meanSquaredError", 3, "softmax", () => randomTensor([7, 3], next)],
    ["meanAbsoluteError", 3, "linear", () => randomTensor([7, 3], next)],
  ])("%s of %d values that are %s", async (loss, units, activation, target) => {
    const compile = { loss, metrics: ["acc", "mse"] };
    expect(await difference(dense(units, activation), 7, compile, target())).toBeLessThan(2e-6);
  });

  test("L1 and L2, of frozen weights too", async () => {
    const kernelRegularizer = tf.regularizers.l1l2({ l1: 0.01, l2: 0.02 });
    const list = [
      layers.conv2d({ filters: 7, kernelSize: 3, kernelRegularizer, ...image }),
      layers.batchNormalization({ gammaRegularizer: tf.regularizers.l2({ l2: 0.1 }) }),
      layers.flatten(),
      layers.dense({ units: 6, kernelRegularizer, trainable: false }),
    ];
    expect(await difference(classifier(list), 6)).toBeLessThan(2e-6);
  });

  test.each([
    ["", false],
    [", pooled behind another", true],
  ] as const)(
    "dilated, which TensorFlow.js does not train: as a filter with zeros between%s",
    async (_name, isPooled) => {
      const model = (args: { readonly kernelSize: number; readonly dilationRate?: number }) => {
        const dilated = { filters: 6, activation: "relu", ...args } as const;
        if (!isPooled) return classifier([layers.conv2d({ ...dilated, ...image })]);
        return classifier([
          layers.conv2d({ filters: 3, kernelSize: 1, ...image }),
          layers.conv2d(dilated),
          layers.maxPooling2d({ poolSize: 2 }),
        ]);
      };
      const place = isPooled ? 2 : 0;
      const [dilated, spread] = [
        model({ kernelSize: 2, dilationRate: 2 }),
        model({ kernelSize: 3 }),
      ];
      randomizeWeights(dilated, 5);
      const weights = dilated.getWeights();
      const wide = tf.buffer<tf.Rank.R4>([3, 3, 3, 6]);
      const corners = (values: Float32Array) =>
        Float32Array.from(
          [0, 2, 6, 8].flatMap((tap) => [...values.subarray(18 * tap, 18 * tap + 18)]),
        );
      weights[place]!.dataSync().forEach((value, at) => {
        wide.values[18 * [0, 2, 6, 8][Math.floor(at / 18)]! + (at % 18)] = value;
      });
      const others = { before: weights.slice(0, place), after: weights.slice(place + 1) };
      spread.setWeights([...others.before, wide.toTensor(), ...others.after]);
      const [x, y] = [randomTensor([5, 9, 8, 3], numbers(3)), classes(5, 5)];
      const expected = await stepOf(spread, x, y, sparse);
      const changes = expected.changes.map((change, index) =>
        index === place ? corners(change) : change,
      );
      for (const engine of engines) {
        const actual = await stepOf(dilated, x, y, sparse, engine);
        expect(error([actual.prediction], [expected.prediction])).toBeLessThan(2e-6);
        expect(error(actual.changes, changes)).toBeLessThan(2e-6);
      }
    },
  );

  test("a functional model that is a chain", async () => {
    const input = tf.input({ shape: [6, 6, 2] });
    const convolved = layers.conv2d({ filters: 4, kernelSize: 3 }).apply(input);
    const flat = layers.flatten().apply(convolved);
    const softmaxed = layers.softmax().apply(layers.dense({ units: 5 }).apply(flat));
    const model = tf.model({ inputs: input, outputs: softmaxed as tf.SymbolicTensor });
    expect(await difference(model, 6)).toBeLessThan(2e-6);
  });

  const apply = (layer: tf.layers.Layer, ...inputs: readonly tf.SymbolicTensor[]) =>
    layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs]) as tf.SymbolicTensor;

  /** A model with five classes of what is made of images. */
  function around(make: (input: tf.SymbolicTensor) => tf.SymbolicTensor): tf.LayersModel {
    const input = tf.input({ shape: [8, 7, 9] });
    const head = [layers.flatten(), layers.dense({ units: 5, activation: "softmax" })];
    const output = head.reduce((value, layer) => apply(layer, value), make(input));
    return tf.model({ inputs: input, outputs: output });
  }
  const same = (filters: number) =>
    layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" });

  test.each<[name: string, make: (input: tf.SymbolicTensor) => tf.SymbolicTensor]>([
    ["of the input and one layer", (input) => apply(layers.add(), input, apply(same(9), input))],
    [
      "around two layers, and an activation behind it",
      (input) => {
        const begin = apply(same(12), input);
        const end = apply(layers.batchNormalization({ epsilon: 0.1 }), apply(same(12), begin));
        return apply(layers.reLU(), apply(layers.add(), begin, end));
      },
    ],
    [
      "with a convolution on the way around, and pooling behind it",
      (input) => {
        const short = apply(layers.conv2d({ filters: 6, kernelSize: 1, strides: 2 }), input);
        const long = apply(
          layers.conv2d({ filters: 6, kernelSize: 2, strides: 2, padding: "same" }),
          input,
        );
        return apply(layers.maxPooling2d({ poolSize: 2 }), apply(layers.add(), long, short));
      },
    ],
    [
      "of three values, one in another",
      (input) => {
        const first = apply(same(10), input);
        const second = apply(layers.dropout({ rate: 0.25, seed: 3 }), apply(same(10), first));
        const third = apply(layers.activation({ activation: "swish" }), second);
        const sum = apply(layers.add(), first, second, third);
        return apply(layers.add(), apply(same(10), sum), sum);
      },
    ],
    [
      "of a value and itself",
      (input) => {
        const value = apply(same(8), input);
        return apply(layers.add(), value, value);
      },
    ],
    [
      "whose activation is needed before it too",
      (input) => {
        const linear = apply(layers.conv2d({ filters: 8, kernelSize: 3 }), input);
        const bent = apply(layers.activation({ activation: "tanh" }), linear);
        return apply(layers.add(), linear, bent);
      },
    ],
  ])("a sum %s", async (_name, make) => {
    expect(await difference(around(make), 6)).toBeLessThan(2e-6);
  });

  test.each([1, 2, 3, 4, 7, 16, 31, 64, 65])("batches of %d", async (batch) => {
    const list = [
      layers.conv2d({
        filters: 9,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        inputShape: [8, 8, 2],
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 10, kernelSize: 3, padding: "same", activation: "relu" }),
      layers.averagePooling2d({ poolSize: 2 }),
    ];
    expect(await difference(classifier(list), batch)).toBeLessThan(2e-6);
  });

  test("random chains", { timeout: 300_000 }, async () => {
    const layer = fc.oneof(
      fc.record({
        kind: fc.constant("conv2d"),
        filters: fc.integer({ min: 1, max: 18 }),
        size: fc.integer({ min: 1, max: 3 }),
        strides: fc.integer({ min: 1, max: 2 }),
        isSame: fc.boolean(),
        activation: fc.constantFrom("relu", "tanh", "linear", "sigmoid"),
      }),
      fc.record({
        kind: fc.constantFrom("maxPool", "averagePool"),
        size: fc.integer({ min: 1, max: 2 }),
      }),
      fc.record({ kind: fc.constantFrom("normalize", "dropout", "leaky") }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(layer, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 65 }),
        fc.integer({ min: 1, max: 10 }),
        async (chosen, batch, channels) => {
          const list: Layers = [layers.inputLayer({ inputShape: [8, 7, channels] })];
          let [height, width] = [8, 7];
          for (const one of chosen) {
            const { kind } = one;
            if ("filters" in one) {
              const padding = one.isSame || Math.min(height, width) < one.size ? "same" : "valid";
              const { size: kernelSize, filters, strides } = one;
              const activation = one.activation as "relu";
              list.push(layers.conv2d({ filters, kernelSize, strides, padding, activation }));
              const reached = padding === "same" ? 0 : kernelSize - 1;
              height = Math.ceil((height - reached) / strides);
              width = Math.ceil((width - reached) / strides);
            } else if ("size" in one) {
              if (Math.min(height, width) < one.size) continue;
              const args = { poolSize: one.size };
              list.push(
                kind === "maxPool" ? layers.maxPooling2d(args) : layers.averagePooling2d(args),
              );
              height = Math.floor(height / one.size);
              width = Math.floor(width / one.size);
            } else if (kind === "normalize") {
              // The variance of few values is close to 0, and its inverse then far from exact in both.
              if (batch * height * width >= 16)
                list.push(layers.batchNormalization({ epsilon: 0.1 }));
            } else {
              list.push(
                kind === "dropout" ? layers.dropout({ rate: 0.25, seed: 7 }) : layers.leakyReLU({}),
              );
            }
          }
          expect(await difference(classifier(list), batch)).toBeLessThan(2e-6);
        },
      ),
      { numRuns: 15 },
    );
  });
});
