/** The networks that are measured: each compiled, with a batch for it. */
import type * as Tensorflow from "@tensorflow/tfjs";

interface Network {
  /** Of a sample. */
  readonly shape: readonly number[];
  readonly model: (tf: typeof Tensorflow) => Tensorflow.LayersModel;
  /** The values of some samples, and their classes. */
  readonly batch: (samples: number) => {
    readonly images: Float32Array;
    readonly labels: Float32Array;
  };
}

type Layers = (layers: typeof Tensorflow.layers) => Tensorflow.layers.Layer[];

function network(shape: readonly number[], list: Layers): Network {
  return {
    shape,
    model(tf) {
      const model = tf.sequential({ layers: list(tf.layers) });
      model.compile({
        optimizer: tf.train.adam(0.001),
        loss: "sparseCategoricalCrossentropy",
        metrics: ["accuracy"],
      });
      return model;
    },
    batch(samples) {
      const words = shape.reduce((product, size) => product * size, 1);
      let state = 1;
      const next = (): number =>
        (state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff) / 0x7fffffff;
      return {
        images: Float32Array.from({ length: samples * words }, next),
        labels: Float32Array.from({ length: samples }, () => Math.floor(10 * next())),
      };
    },
  };
}

const relu = { activation: "relu" } as const;
const softmax = { units: 10, activation: "softmax" } as const;

export const networks = {
  /** The reference network of the benchmark. */
  reference: network([28, 28, 1], (layers) => [
    layers.conv2d({ filters: 32, kernelSize: 3, ...relu, inputShape: [28, 28, 1] }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 64, kernelSize: 3, ...relu }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 64, ...relu }),
    layers.dense(softmax),
  ]),
  mlp: network([784], (layers) => [
    layers.dense({ units: 256, ...relu, inputShape: [784] }),
    layers.dense({ units: 128, ...relu }),
    layers.dense(softmax),
  ]),
  lenet: network([28, 28, 1], (layers) => [
    layers.conv2d({
      filters: 6,
      kernelSize: 5,
      padding: "same",
      activation: "tanh",
      inputShape: [28, 28, 1],
    }),
    layers.averagePooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 16, kernelSize: 5, activation: "tanh" }),
    layers.averagePooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 120, activation: "tanh" }),
    layers.dense({ units: 84, activation: "tanh" }),
    layers.dense(softmax),
  ]),
  /** Six convolutions with batch normalization and dropout, on images of the size of CIFAR's. */
  cifar: network([32, 32, 3], (layers) => [
    ...[32, 64, 128].flatMap((filters, block) => [
      ...[0, 1].flatMap((position) => [
        layers.conv2d({
          ...{ filters, kernelSize: 3, padding: "same", useBias: false },
          ...(block + position === 0 ? { inputShape: [32, 32, 3] } : {}),
        }),
        layers.batchNormalization(),
        layers.activation(relu),
      ]),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.dropout({ rate: 0.2 + 0.1 * block }),
    ]),
    layers.flatten(),
    layers.dense({ units: 128, ...relu }),
    layers.dropout({ rate: 0.5 }),
    layers.dense(softmax),
  ]),
} as const satisfies Record<string, Network>;

/** The name of a network that is measured. */
export type NetworkName = keyof typeof networks;
