/**
 * A task within a configuration: the smallest network that tells two classes of points apart. The configuration says by a
 * function `points` of their number where they lie.
 */
export const classifier = `  network: (tf, { seed }) =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [2],
          units: 2,
          activation: "softmax",
          kernelInitializer: tf.initializers.glorotUniform({ seed }),
        }),
      ],
    }),
  optimizer: (tf, { learningRate }) => tf.train.momentum(learningRate, 0.9),
  loss: "sparseCategoricalCrossentropy",
  metrics: ["accuracy"],
  data: () => ({ train: points(40), test: points(20) }),`;
