import type * as Tensorflow from "@tensorflow/tfjs";

/** Points of two half moons that reach into each other, and which moon each is of: the same every time. */
export function moons(
  tf: typeof Tensorflow,
  count: number,
): { x: Tensorflow.Tensor2D; y: Tensorflow.Tensor2D } {
  const points = Array.from({ length: count }, (_, index) => {
    const [moon, angle] = [index % 2, (Math.PI * ((index * 37) % count)) / count];
    const noise = 0.15 * Math.sin(index * 12.9898);
    return moon === 0
      ? [Math.cos(angle) + noise, Math.sin(angle), 0]
      : [1 - Math.cos(angle), 0.5 - Math.sin(angle) + noise, 1];
  });
  return {
    x: tf.tensor2d(points.map(([a, b]) => [a!, b!])),
    y: tf.tensor2d(points.map(([, , moon]) => [moon!])),
  };
}

/** A small network that tells the moons apart, with the same weights every time. */
export function network(
  tf: typeof Tensorflow,
  optimizer: Tensorflow.Optimizer,
): Tensorflow.Sequential {
  const initialized = (seed: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 16,
        activation: "tanh",
        inputShape: [2],
        ...initialized(1),
      }),
      tf.layers.dense({
        units: 1,
        activation: "sigmoid",
        ...initialized(2),
      }),
    ],
  });
  model.compile({ optimizer, loss: "binaryCrossentropy", metrics: ["accuracy"] });
  return model;
}
