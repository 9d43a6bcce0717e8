// A loop with jax-js: logistic regression whose step is compiled once, with the rate as an argument of it.
import { defineConfig, defineTask } from "@anneal/bench";
import { defaultDevice, init, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { randomFrom } from "./random.ts";

/** Points in a square with a 1 for the bias, and on which side of a line each lies. */
function points(count: number, seed: number): { x: number[][]; y: number[] } {
  const random = randomFrom(seed);
  const x = Array.from({ length: count }, () => [2 * random() - 1, 2 * random() - 1, 1]);
  return { x, y: x.map(([a = 0, b = 0]) => (2 * a - b > 0.2 ? 1 : 0)) };
}

const [training, validation] = [points(320, 1), points(160, 2)];

// The cross-entropy of labels and of logits: log(1 + exp(z)) - y z.
const lossOf = (weights: np.Array, x: np.Array, y: np.Array): np.Array => {
  const logits = np.dot(x, weights);
  return np.log(np.exp(logits.ref).add(1)).sub(y.mul(logits)).mean();
};

// A rate that the compiled function read from outside would stay the first one for ever.
const update = jit((weights: np.Array, x: np.Array, y: np.Array, rate: np.Array) => {
  const [loss, gradient] = valueAndGrad(lossOf)(weights.ref, x, y);
  return [weights.sub(gradient.mul(rate)), loss] as const;
});

export const jax = defineTask({
  title: "Logistic regression in jax-js",
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: ({ batchSize }) => Math.ceil(training.y.length / batchSize),
  epochs: 20,
  batchSize: 32,
  learningRate: 1,
  version: 1,
  train: async ({ schedule, seed, epochs, batchSize, report }) => {
    await init("wasm");
    defaultDevice("wasm");
    const random = randomFrom(seed);
    let weights = np.array(Array.from({ length: 3 }, () => random() - 0.5));
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let first = 0; first < training.y.length; first += batchSize) {
        const x = np.array(training.x.slice(first, first + batchSize));
        const y = np.array(training.y.slice(first, first + batchSize));
        // A function of jax-js takes its arguments over.
        const [next, loss] = update(weights, x, y, np.array(schedule.value));
        weights = next;
        schedule.advance();
        await report({ step: { loss: loss.item() } });
      }
      const loss = lossOf(weights.ref, np.array(validation.x), np.array(validation.y));
      await report({ validation: { loss: loss.item() } });
    }
    weights.dispose();
  },
});

export default defineConfig({ tasks: { jax }, schedule: ["constant", "cosine"], seeds: 6 });
