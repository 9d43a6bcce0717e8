/**
 * The networks whose speed is measured and whose bits are compared. `networks.json` has them as data: TensorFlow.js's names of
 * layers and options, from which tools/peers builds them in other libraries as well.
 */
import type * as Tensorflow from "@tensorflow/tfjs";
import described from "./networks.json" with { type: "json" };

/** A layer: the name of the function that makes it, and its options. */
export interface LayerDescription {
  readonly layer: string;
  readonly [option: string]: unknown;
}

interface Network {
  /** Of a sample. */
  readonly shape: readonly number[];
  readonly layers: readonly LayerDescription[];
}

const networks: Readonly<Record<string, Network>> = described;

/** A network by a name that somebody gave. */
export function networkOf(name: string): Network {
  const network = networks[name];
  if (network) return network;
  throw new RangeError(`a network must be one of ${Object.keys(networks).join(", ")}, got ${name}`);
}

/** The model of a network, not yet compiled. */
export function modelOf(tf: typeof Tensorflow, name: string): Tensorflow.Sequential {
  const { shape, layers } = networkOf(name);
  const make = tf.layers as unknown as Readonly<
    Record<string, (options: object) => Tensorflow.layers.Layer>
  >;
  return tf.sequential({
    layers: layers.map(({ layer, ...options }, index) =>
      make[layer]!({ ...options, ...(index === 0 ? { inputShape: shape } : {}) }),
    ),
  });
}

/** The model of a network as it is measured: by Adam, with loss and accuracy at every batch. */
export function measuredModelOf(tf: typeof Tensorflow, name: string): Tensorflow.Sequential {
  const model = modelOf(tf, name);
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** The values of some samples of a network, and their classes: always the same. */
export function samplesOf(
  name: string,
  samples: number,
): Readonly<Record<"images" | "labels", Float32Array>> {
  const words = networkOf(name).shape.reduce((product, size) => product * size, 1);
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff) / 0x7fffffff;
  return {
    images: Float32Array.from({ length: samples * words }, next),
    labels: Float32Array.from({ length: samples }, () => Math.floor(10 * next())),
  };
}
