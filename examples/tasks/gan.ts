// A GAN has a loop of its own: a critic learns to tell drawn numbers from true ones, a generator learns to deceive it, and
// both follow one schedule. Their losses say little; what is compared is how far the drawn numbers are from the true ones.
import { defineConfig, defineTask } from "@anneal/bench";
import type * as Tensorflow from "@tensorflow/tfjs";

const [updatesPerEpoch, drawn] = [20, 256];

/** Mean distance of two samples when both are sorted: the Wasserstein distance of what they are from. */
const distanceOf = (left: Float32Array, right: Float32Array): number => {
  const [a, b] = [left.slice().sort(), right.slice().sort()];
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
};

export const gan = defineTask({
  title: "GAN of a normal distribution",
  metrics: [{ name: "distance", better: "lower" }],
  primary: { metric: "distance", margin: 0.05 },
  stepsPerEpoch: updatesPerEpoch,
  epochs: 20,
  batchSize: 64,
  learningRate: 0.05,
  // What the loop computes cannot be seen from outside. Count this up when you change the loop: then it is trained anew.
  version: 1,
  train: async ({ tf, schedule, seed, learningRate, epochs, batchSize, report }) => {
    const network = (hidden: number, first: number) =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            units: hidden,
            activation: "tanh",
            inputShape: [1],
            kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 10 + first }),
          }),
          tf.layers.dense({
            units: 1,
            kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 10 + first + 1 }),
          }),
        ],
      });
    const [generator, critic] = [network(8, 1), network(8, 3)];
    const optimizers = [0, 1].map(() => tf.train.momentum(learningRate, 0.5)) as [
      Tensorflow.MomentumOptimizer,
      Tensorflow.MomentumOptimizer,
    ];
    const [ofCritic, ofGenerator] = optimizers;
    const variables = (model: Tensorflow.Sequential) =>
      model.getWeights().filter((weight) => weight instanceof tf.Variable);

    let drawings = 0;
    // Every draw has a seed, so that a trial gives the same numbers each time.
    const normal = (count: number, mean = 0, deviation = 1) =>
      tf.randomNormal([count, 1], mean, deviation, "float32", seed * 1e6 + ++drawings);
    const draw = (count: number) => generator.apply(normal(count)) as Tensorflow.Tensor;
    const verdict = (model: Tensorflow.Sequential, samples: Tensorflow.Tensor, truth: 0 | 1) => {
      const logits = model.apply(samples) as Tensorflow.Tensor;
      const labels = truth === 1 ? tf.onesLike(logits) : tf.zerosLike(logits);
      return tf.losses.sigmoidCrossEntropy(labels, logits);
    };

    try {
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let update = 0; update < updatesPerEpoch; update++) {
          for (const optimizer of optimizers) optimizer.setLearningRate(schedule.value);
          tf.tidy(() => {
            const lossOfCritic = () =>
              verdict(critic, normal(batchSize, 3, 0.5), 1).add(
                verdict(critic, draw(batchSize), 0),
              );
            ofCritic.minimize(lossOfCritic as () => Tensorflow.Scalar, false, variables(critic));
            const lossOfGenerator = () => verdict(critic, draw(batchSize), 1);
            ofGenerator.minimize(
              lossOfGenerator as () => Tensorflow.Scalar,
              false,
              variables(generator),
            );
          });
          schedule.advance();
        }
        const [made, real] = tf.tidy(() =>
          [draw(drawn), normal(drawn, 3, 0.5)].map((samples) => samples.dataSync()),
        ) as [Float32Array, Float32Array];
        await report({ validation: { distance: distanceOf(made, real) } });
      }
    } finally {
      // A process trains many trials, and each has to leave its memory behind.
      generator.dispose();
      critic.dispose();
      for (const optimizer of optimizers) optimizer.dispose();
    }
  },
});

export default defineConfig({ tasks: { gan }, schedule: ["constant", "cosine"], seeds: 6 });
