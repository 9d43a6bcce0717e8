import type * as Tensorflow from "@tensorflow/tfjs";
import { modelOf } from "../../tools/networks.ts";

/** What the bits of a training are: digests of all weights after 200 steps. */
export interface Bits {
  readonly network: string;
  readonly batchSize: number;
  readonly optimizer: "adam" | "momentum" | "rmsprop" | "sgd";
  readonly digest: string;
}

/**
 * The networks whose training has the same bits on every machine. A digest changes with the order of a sum in a kernel, or
 * with the size of a group of samples: then every trained model changes in its last bits, which a changeset says.
 */
export const expectedBits: readonly Bits[] = [
  { network: "reference", batchSize: 16, optimizer: "adam", digest: "64771ca2" },
  { network: "mlp", batchSize: 64, optimizer: "momentum", digest: "ba939d95" },
  { network: "lenet", batchSize: 16, optimizer: "rmsprop", digest: "73740667" },
  { network: "cifar", batchSize: 2, optimizer: "sgd", digest: "dc8c4ec4" },
  { network: "residual", batchSize: 4, optimizer: "adam", digest: "83233f99" },
];

/** Numbers from 0 to 1 that are the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Sums around layers, and the activations that no other network has. */
function residual(tf: typeof Tensorflow): Tensorflow.LayersModel {
  const { layers } = tf;
  // The types of TensorFlow.js do not have all that it has.
  const activation = (name: string) => layers.activation({ activation: name as "relu" });
  const same = () => layers.conv2d({ filters: 12, kernelSize: 3, padding: "same" });
  const through = (value: Tensorflow.SymbolicTensor, ...list: Tensorflow.layers.Layer[]) =>
    list.reduce((input, layer) => layer.apply(input) as Tensorflow.SymbolicTensor, value);
  const input = tf.input({ shape: [14, 14, 1] });
  let value = through(input, same(), activation("swish"));
  for (const name of ["gelu", "mish", "gelu_new"]) {
    const inner = through(value, same(), layers.batchNormalization({}), activation(name), same());
    value = layers.add().apply([value, inner]) as Tensorflow.SymbolicTensor;
  }
  const head = [
    ...[layers.reLU(), layers.maxPooling2d({ poolSize: 2 }), layers.flatten()],
    ...[layers.dense({ units: 24 }), activation("softplus")],
    layers.dense({ units: 10, activation: "softmax" }),
  ];
  return tf.model({ inputs: input, outputs: through(value, ...head) });
}

/**
 * Trains a network for 200 steps.
 *
 * @param fuse - Fuses the model. Returns what ends that.
 * @returns A digest (FNV-1a) of the bits of all weights.
 */
export async function trainedBits(
  tf: typeof Tensorflow,
  { network, batchSize, optimizer }: Bits,
  fuse: (model: Tensorflow.LayersModel) => () => void,
): Promise<string> {
  const model = network === "residual" ? residual(tf) : modelOf(tf, network);
  const next = numbers(1);
  const fill = (shape: number[], scale: number, offset: number) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => offset + scale * next()),
      shape,
    );
  };
  const initial = model.getWeights().map((weight) => {
    const shape = weight.shape as number[];
    if (shape.length === 1) return weight.clone();
    const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    // The root is exact everywhere; that of a logarithm or a sine would not be.
    const scale = 2 * Math.sqrt(3 / inputs);
    return fill(shape, scale, -scale / 2);
  });
  model.setWeights(initial);
  const rules = {
    adam: () => tf.train.adam(0.002),
    momentum: () => tf.train.momentum(0.01, 0.9, true),
    rmsprop: () => tf.train.rmsprop(0.0005, 0.9, 0.5),
    sgd: () => tf.train.sgd(0.01),
  };
  model.compile({ optimizer: rules[optimizer](), loss: "sparseCategoricalCrossentropy" });
  const release = fuse(model);
  const { random } = Math;
  try {
    // What a dropout drops is drawn from it.
    Math.random = numbers(2);
    const y = tf.tensor1d(Array.from({ length: batchSize }, (_, index) => index % 10));
    for (let step = 0; step < 200; step++) {
      const x = fill([batchSize, ...(model.inputs[0]!.shape.slice(1) as number[])], 1, 0);
      await model.trainOnBatch(x, y);
      x.dispose();
    }
    y.dispose();
  } finally {
    Math.random = random;
  }
  let digest = 0x811c9dc5;
  for (const weight of model.getWeights()) {
    const values = Float32Array.from(weight.dataSync());
    // The bits of NaN would be the same whatever was computed.
    if (!values.every(Number.isFinite)) throw new Error(`a weight of ${network} is not finite`);
    for (const byte of new Uint8Array(values.buffer)) {
      digest = Math.imul(digest ^ byte, 0x01000193);
    }
  }
  release();
  tf.dispose(initial);
  model.dispose();
  return (digest >>> 0).toString(16);
}
