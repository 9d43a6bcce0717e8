// No TensorFlow.js at all: logistic regression in a loop over arrays, with stochastic gradient descent.
import { defineConfig, defineTask } from "@anneal/bench";
import { randomFrom } from "./random.ts";

interface Point {
  readonly x: readonly [number, number, number];
  readonly label: 0 | 1;
}

/** Points in a square, each with a 1 for the bias; those above a line have the label 1, and some have the wrong one. */
function points(count: number, seed: number): readonly Point[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const [a, b] = [2 * random() - 1, 2 * random() - 1];
    const wrong = random() < 0.05;
    return { x: [a, b, 1], label: a + 2 * b > 0.3 !== wrong ? 1 : 0 };
  });
}

const [training, validation, test] = [points(320, 1), points(160, 2), points(160, 3)];

function score(weights: Float32Array, data: readonly Point[]) {
  let [loss, right] = [0, 0];
  for (const { x, label } of data) {
    const p = probability(weights, x);
    loss -= Math.log(label === 1 ? p : 1 - p) / data.length;
    right += p > 0.5 === (label === 1) ? 1 : 0;
  }
  return { accuracy: right / data.length, loss };
}

const probability = (weights: Float32Array, x: Point["x"]): number =>
  1 / (1 + Math.exp(-x.reduce((sum, value, index) => sum + value * weights[index]!, 0)));

export const plain = defineTask({
  title: "Logistic regression without a library",
  metrics: ["accuracy", "loss"],
  primary: { metric: "accuracy", margin: 0.01 },
  stepsPerEpoch: ({ batchSize }) => Math.ceil(training.length / batchSize),
  epochs: 20,
  batchSize: 16,
  learningRate: 1,
  // What the loop computes cannot be seen from outside. Count this up when you change the loop: then it is trained anew.
  version: 1,
  train: async ({ schedule, seed, epochs, batchSize, report }) => {
    const random = randomFrom(seed);
    const weights = Float32Array.from({ length: 3 }, () => random() - 0.5);
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let first = 0; first < training.length; first += batchSize) {
        const batch = training.slice(first, first + batchSize);
        const gradient = new Float32Array(3);
        for (const { x, label } of batch) {
          const error = probability(weights, x) - label;
          x.forEach((value, index) => (gradient[index]! += (error * value) / batch.length));
        }
        gradient.forEach((slope, index) => (weights[index]! -= schedule.value * slope));
        schedule.advance();
      }
      await report({
        training: score(weights, training),
        validation: score(weights, validation),
      });
    }
    return score(weights, test);
  },
});

export default defineConfig({ tasks: { plain }, schedule: ["constant", "cosine"], seeds: 6 });
