import type * as Tensorflow from "@tensorflow/tfjs";

/**
 * What {@link trainedBits} gives with the `simd` build, in every engine, on every processor, with and without threads. It
 * changes with the order of a sum in a kernel: then every trained model changes in its last bits, which a changeset says.
 */
export const expectedBits = "f68c02d";

/** Numbers around 0 that no engine computes otherwise: those of TensorFlow.js take logarithms. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/**
 * Trains a network of every kind of kernel for ten steps of Adam.
 *
 * @returns A digest (FNV-1a) of the bits of all weights and losses.
 */
export async function trainedBits(tf: typeof Tensorflow): Promise<string> {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ filters: 10, kernelSize: 3, activation: "relu", inputShape: [20, 20, 3] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 13, kernelSize: 3, padding: "same", activation: "relu6" }),
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, activation: "relu" }),
      layers.conv2d({ filters: 9, kernelSize: 2, dilationRate: 2, activation: "relu" }),
      layers.maxPooling2d({ poolSize: 3, strides: 1 }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      layers.flatten(),
      layers.dense({ units: 17, activation: "relu" }),
      layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
  const next = numbers(1);
  const randomTensor = (shape: number[], scale: number) =>
    tf.tensor(
      Float32Array.from(
        { length: shape.reduce((product, length) => product * length, 1) },
        () => scale * next(),
      ),
      shape,
    );
  model.setWeights(model.getWeights().map(({ shape }) => randomTensor(shape as number[], 0.2)));
  model.compile({ optimizer: tf.train.adam(0.003), loss: "sparseCategoricalCrossentropy" });
  const labels = tf.tensor1d(Array.from({ length: 24 }, (_value, index) => index % 10));
  const parts: ArrayLike<number>[] = [];
  for (let step = 0; step < 10; step++) {
    const images = randomTensor([24, 20, 20, 3], 1);
    parts.push([(await model.trainOnBatch(images, labels)) as number]);
    images.dispose();
  }
  for (const weight of model.getWeights()) parts.push(weight.dataSync());
  let digest = 0x811c9dc5;
  for (const part of parts) {
    for (const byte of new Uint8Array(Float32Array.from(part).buffer)) {
      digest = Math.imul(digest ^ byte, 0x01000193);
    }
  }
  labels.dispose();
  model.optimizer.dispose();
  model.dispose();
  return (digest >>> 0).toString(16);
}
