import { afterAll, beforeAll, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { memory, random, relativeError, tf } from "./tensorflow.ts";

let registered: RegisteredKernels;
beforeAll(() => {
  registered = registerTrainingKernels(tf);
});
afterAll(() => registered.unregister());

type Backend = "cpu" | "wasm";

/** What can be trained: a step gives a loss. */
interface Trainee {
  readonly step: () => Promise<number> | number;
  readonly weights: () => tf.Tensor[];
  readonly dispose: () => void;
}

const l = tf.layers;
type Symbolic = tf.SymbolicTensor;
const apply = (layer: tf.layers.Layer, ...inputs: Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;

/** Gives the weights of a model values that are the same on every backend. */
function start(model: tf.LayersModel): void {
  const first = model.weights.map(({ name, shape }, index) =>
    /gamma|moving_variance/.test(name)
      ? tf.ones(shape as number[])
      : /bias|beta|moving_mean/.test(name)
        ? tf.zeros(shape as number[])
        : tf.tidy(() => random(shape as number[], index + 1).mul(0.3)),
  );
  model.setWeights(first);
  tf.dispose(first);
}

/** A model that learns to give `y` for `x`. */
function fitted(
  model: tf.LayersModel,
  x: tf.Tensor | tf.Tensor[],
  y: tf.Tensor,
  loss: string,
): Trainee {
  start(model);
  const optimizer = tf.train.adam(0.01);
  model.compile({ optimizer, loss });
  return {
    step: async () => (await model.trainOnBatch(x, y)) as number,
    weights: () => model.getWeights(),
    dispose() {
      tf.dispose([x, y]);
      optimizer.dispose();
      model.dispose();
    },
  };
}

const whole = (shape: number[], below: number, seed: number) =>
  tf.tidy(() => tf.randomUniform(shape, 0, below, "int32", seed).toFloat());
const classes = (...labels: number[]) =>
  tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), 3).toFloat());

/** Variables and a loss of them. */
function minimized(
  shapes: readonly number[][],
  loss: (...variables: tf.Tensor[]) => tf.Tensor,
): Trainee {
  const variables = shapes.map((shape, index) =>
    tf.tidy(() => tf.variable(random(shape, index + 1).mul(0.3))),
  );
  const optimizer = tf.train.adam(0.01);
  return {
    step() {
      const value = optimizer.minimize(() => loss(...variables).asScalar(), true, variables)!;
      const [number] = value.dataSync();
      value.dispose();
      return number!;
    },
    weights: () => variables,
    dispose() {
      tf.dispose(variables);
      optimizer.dispose();
    },
  };
}

/** A trainee that owns some tensors. */
function disposing(trainee: Trainee, ...tensors: tf.Tensor[]): Trainee {
  return {
    ...trainee,
    dispose() {
      trainee.dispose();
      tf.dispose(tensors);
    },
  };
}

const normalized = (x: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).div(variance.add(1e-5).sqrt());
};

/** A convolution along time, of what was before. */
function causal(backend: Backend, x: tf.Tensor, w: tf.Tensor, rate: number): tf.Tensor {
  const reach = (w.shape[0] - 1) * rate;
  const padded = x.pad<tf.Tensor3D>([
    [0, 0],
    [reach, 0],
    [0, 0],
  ]);
  // The cpu backend has no gradient with dilation: every so many steps become an example of their own.
  if (backend === "cpu") {
    const apart = tf.spaceToBatchND<tf.Tensor3D>(padded, [rate], [[0, 0]]);
    return tf.batchToSpaceND(tf.conv1d(apart, w as tf.Tensor3D, 1, "valid"), [rate], [[0, 0]]);
  }
  return tf.conv1d(padded, w as tf.Tensor3D, 1, "valid", "NWC", rate);
}

function acgan(): Trainee {
  const noise = tf.input({ shape: [4] });
  const label = tf.input({ shape: [1] });
  const mixed = apply(
    l.multiply(),
    noise,
    apply(l.flatten(), apply(l.embedding({ inputDim: 3, outputDim: 4 }), label)),
  );
  const small = apply(
    l.reshape({ targetShape: [3, 3, 4] }),
    apply(l.dense({ units: 36, activation: "relu" }), mixed),
  );
  const image = apply(
    l.conv2dTranspose({
      filters: 1,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "tanh",
    }),
    apply(l.batchNormalization(), small),
  );
  const generator = tf.model({ inputs: [noise, label], outputs: image });
  const seen = tf.input({ shape: [6, 6, 1] });
  const features = apply(
    l.flatten(),
    apply(
      l.dropout({ rate: 0.3, seed: 5 }),
      apply(
        l.leakyReLU(),
        apply(l.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }), seen),
      ),
    ),
  );
  const discriminator = tf.model({
    inputs: seen,
    outputs: [
      apply(l.dense({ units: 1, activation: "sigmoid" }), features),
      apply(l.dense({ units: 3, activation: "softmax" }), features),
    ],
  });
  start(generator);
  start(discriminator);
  const loss = ["binaryCrossentropy", "sparseCategoricalCrossentropy"];
  const first = tf.train.adam(0.01);
  const second = tf.train.adam(0.01);
  discriminator.compile({ optimizer: first, loss });
  discriminator.trainable = false;
  const judged = discriminator.apply(image) as Symbolic[];
  const combined = tf.model({ inputs: [noise, label], outputs: judged });
  combined.compile({ optimizer: second, loss });
  const latent = random([4, 4], 21);
  const labels = whole([4, 1], 3, 22);
  const images = random([4, 6, 6, 1], 23);
  const ones = tf.ones([4, 1]);
  const zeros = tf.zeros([4, 1]);
  return {
    async step() {
      const made = generator.predictOnBatch([latent, labels]) as tf.Tensor;
      discriminator.trainable = true;
      const [real] = (await discriminator.trainOnBatch(images, [ones, labels])) as number[];
      const [fake] = (await discriminator.trainOnBatch(made, [zeros, labels])) as number[];
      discriminator.trainable = false;
      const [fooled] = (await combined.trainOnBatch([latent, labels], [ones, labels])) as number[];
      made.dispose();
      return real! + fake! + fooled!;
    },
    weights: () => [...generator.getWeights(), ...discriminator.getWeights()],
    dispose() {
      tf.dispose([latent, labels, images, ones, zeros]);
      first.dispose();
      second.dispose();
      // Along with the others, whose layers it has.
      combined.dispose();
    },
  };
}

const models: Readonly<Record<string, (backend: Backend) => Trainee>> = {
  "a text classifier with an embedding": () =>
    fitted(
      tf.sequential({
        layers: [
          l.embedding({ inputDim: 20, outputDim: 6, inputLength: 8 }),
          l.globalAveragePooling1d({}),
          l.dense({ units: 8, activation: "relu" }),
          l.dense({ units: 3, activation: "softmax" }),
        ],
      }),
      whole([6, 8], 20, 11),
      classes(0, 1, 2, 2, 1, 0),
      "categoricalCrossentropy",
    ),
  attention: () => {
    const x = tf.input({ shape: [6, 4] });
    const part = () => apply(l.dense({ units: 5, useBias: false }), x);
    const scores = apply(
      l.activation({ activation: "softmax" }),
      apply(l.dot({ axes: 2 }), part(), part()),
    );
    const mixed = apply(l.dot({ axes: [2, 1] }), scores, part());
    const y = apply(
      l.dense({ units: 3, activation: "softmax" }),
      apply(l.flatten(), apply(l.layerNormalization(), mixed)),
    );
    return fitted(
      tf.model({ inputs: x, outputs: y }),
      random([4, 6, 4], 11),
      classes(0, 1, 2, 0),
      "categoricalCrossentropy",
    );
  },
  "a small GPT by gather": () => {
    const [vocabulary, width, length] = [12, 8, 6];
    const tokens = tf.tidy(() => whole([3 * length], vocabulary, 11).toInt());
    const shapes = [
      [vocabulary, width],
      [length, width],
      [width, width],
      [width, width],
      [width, width],
      [width, 2 * width],
      [2 * width, width],
    ];
    const trainee = minimized(shapes, (words, places, query, key, value, up, down) => {
      const x = tf
        .gather(words, tokens as tf.Tensor1D)
        .reshape([3, length, width])
        .add(places);
      const seen = normalized(x);
      const times = (a: tf.Tensor, w: tf.Tensor) =>
        tf.matMul(a.reshape([3 * length, -1]), w).reshape([3, length, -1]);
      const future = tf.linalg
        .bandPart(tf.ones([length, length]), -1, 0)
        .sub(1)
        .mul(1e9);
      const scores = tf
        .matMul(times(seen, query), times(seen, key), false, true)
        .div(Math.sqrt(width))
        .add(future);
      const attended = x.add(tf.matMul(tf.softmax(scores), times(seen, value)));
      const inner = times(normalized(attended), up);
      const y = attended.add(times(inner.mul(tf.sigmoid(inner.mul(1.702))), down));
      const logits = tf.matMul(normalized(y).reshape([3 * length, width]), words, false, true);
      return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.reverse(tokens), vocabulary), logits);
    });
    return disposing(trainee, tokens);
  },
  "an ACGAN": acgan,
  "a U-Net": () => {
    const x = tf.input({ shape: [8, 8, 2] });
    const conv = (filters: number, from: Symbolic) =>
      apply(l.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" }), from);
    const outer = conv(4, x);
    const inner = conv(8, apply(l.maxPooling2d({}), outer));
    const up = apply(
      l.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2, padding: "same" }),
      inner,
    );
    const y = apply(
      l.conv2d({ filters: 1, kernelSize: 1, activation: "sigmoid" }),
      conv(4, apply(l.concatenate(), outer, up)),
    );
    const mask = tf.tidy(() => random([3, 8, 8, 1], 12).greater(0).toFloat());
    return fitted(
      tf.model({ inputs: x, outputs: y }),
      random([3, 8, 8, 2], 11),
      mask,
      "binaryCrossentropy",
    );
  },
  "a ResNet block": () => {
    const x = tf.input({ shape: [8, 8, 4] });
    const block = (from: Symbolic) =>
      apply(
        l.batchNormalization(),
        apply(l.conv2d({ filters: 4, kernelSize: 3, padding: "same", useBias: false }), from),
      );
    const sum = apply(l.add(), x, block(apply(l.reLU(), block(x))));
    const y = apply(
      l.dense({ units: 3, activation: "softmax" }),
      apply(l.globalAveragePooling2d({}), apply(l.reLU(), sum)),
    );
    return fitted(
      tf.model({ inputs: x, outputs: y }),
      random([4, 8, 8, 4], 11),
      classes(0, 1, 2, 0),
      "categoricalCrossentropy",
    );
  },
  "dilations as in WaveNet": (backend) => {
    const x = random([2, 16, 1], 11);
    const y = random([2, 16, 1], 12);
    const shapes = [
      [2, 1, 4],
      ...[1, 2, 4].flatMap(() => [
        [2, 4, 4],
        [2, 4, 4],
      ]),
      [1, 4, 1],
    ];
    const trainee = minimized(shapes, (first, ...rest) => {
      let hidden = causal(backend, x, first, 1);
      let skipped: tf.Tensor = tf.zeros(hidden.shape);
      [1, 2, 4].forEach((rate, index) => {
        const gate = tf.sigmoid(causal(backend, hidden, rest[2 * index]!, rate));
        const part = tf.tanh(causal(backend, hidden, rest[2 * index + 1]!, rate)).mul(gate);
        skipped = skipped.add(part);
        hidden = hidden.add(part);
      });
      return tf.losses.meanSquaredError(y, causal(backend, tf.relu(skipped), rest[6]!, 1));
    });
    return disposing(trainee, x, y);
  },
  "a network of conv3d for videos": () =>
    fitted(
      tf.sequential({
        layers: [
          l.conv3d({
            filters: 4,
            kernelSize: 3,
            padding: "same",
            activation: "relu",
            inputShape: [4, 6, 6, 1],
          }),
          l.maxPooling3d({ poolSize: 2, strides: 2 }),
          l.conv3d({ filters: 4, kernelSize: 2, strides: 1 }),
          l.flatten(),
          l.dense({ units: 3, activation: "softmax" }),
        ],
      }),
      random([3, 4, 6, 6, 1], 11),
      classes(0, 1, 2),
      "categoricalCrossentropy",
    ),
  ConvLSTM: () =>
    fitted(
      tf.sequential({
        layers: [
          l.convLstm2d({ filters: 3, kernelSize: 3, padding: "same", inputShape: [3, 5, 5, 1] }),
          l.flatten(),
          l.dense({ units: 3, activation: "softmax" }),
        ],
      }),
      random([3, 3, 5, 5, 1], 11),
      classes(0, 1, 2),
      "categoricalCrossentropy",
    ),
  "a recommender": () => {
    const inputs = [tf.input({ shape: [1] }), tf.input({ shape: [1] })];
    const embedded = (of: Symbolic, outputDim: number) =>
      apply(l.flatten(), apply(l.embedding({ inputDim: 10, outputDim }), of));
    const [user, item] = inputs as [Symbolic, Symbolic];
    const match = apply(l.dot({ axes: 1 }), embedded(user, 5), embedded(item, 5));
    const y = apply(l.add(), match, embedded(user, 1), embedded(item, 1));
    return fitted(
      tf.model({ inputs, outputs: y }),
      [whole([16, 1], 10, 11), whole([16, 1], 10, 12)],
      random([16, 1], 13),
      "meanSquaredError",
    );
  },
};

async function train(make: (backend: Backend) => Trainee, backend: Backend, steps: number) {
  await tf.setBackend(backend);
  const trainee = make(backend);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push(await trainee.step());
  const weights = trainee.weights().map((weight) => weight.dataSync<"float32">().slice());
  trainee.dispose();
  return { losses, weights };
}

test("ten kinds", () => expect(Object.keys(models)).toHaveLength(10));

test.each(Object.entries(models))("%s learns as on the cpu backend", async (_name, make) => {
  const expected = await train(make, "cpu", 6);
  const before = await memory();
  const actual = await train(make, "wasm", 6);
  expect(await memory()).toEqual(before);
  expect(expected.losses.at(-1)!).toBeLessThan(expected.losses[0]!);
  actual.losses.forEach((loss, step) => {
    expect(Math.abs(loss / expected.losses[step]! - 1)).toBeLessThanOrEqual(1e-5);
  });
  actual.weights.forEach((values, index) => {
    // Adam divides by the size of a gradient, however small it is, so that its last bits grow.
    expect(relativeError(values, expected.weights[index]!)).toBeLessThanOrEqual(1e-3);
  });
});
