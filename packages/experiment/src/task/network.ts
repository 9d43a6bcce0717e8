import type * as Tensorflow from "@tensorflow/tfjs";
import { imageSize } from "./datasets.ts";
import { layerSeeds } from "./random.ts";

/**
 * The reference network: two convolutions of 3×3 with 32 and 64 filters, each followed by max-pooling of 2×2, a dense layer
 * of 64 and a softmax of 10. The seed decides its first weights.
 */
export function referenceNetwork(tf: typeof Tensorflow, seed: number): Tensorflow.Sequential {
  const initializers = layerSeeds(seed, 4).map((seed) => tf.initializers.glorotUniform({ seed }));
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [imageSize, imageSize, 1],
        filters: 32,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: initializers[0]!,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        filters: 64,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: initializers[1]!,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: "relu", kernelInitializer: initializers[2]! }),
      tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: initializers[3]! }),
    ],
  });
}
