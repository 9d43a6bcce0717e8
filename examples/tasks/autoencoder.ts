// An autoencoder squeezes pictures of 64 pixels through 6 numbers and draws them again. What it shall give is what it gets,
// and there is nothing to measure but the loss, which is therefore what is compared.
import { defineConfig, defineTask } from "@anneal/bench";
import { bars, side } from "./pictures.ts";

const pictures = (count: number, seed: number) => {
  const { pixels } = bars(count, [0, 1], seed);
  return { x: pixels, y: pixels };
};

export const autoencoder = defineTask({
  title: "Autoencoder of bars",
  example: "picture",
  network: (tf, { seed }) => {
    const layer = (units: number, activation: "relu" | "sigmoid", number: number) =>
      tf.layers.dense({
        units,
        activation,
        ...(number === 1 ? { inputShape: [side * side] } : {}),
        kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 10 + number }),
      });
    return tf.sequential({
      layers: [
        layer(24, "relu", 1),
        layer(6, "relu", 2),
        layer(24, "relu", 3),
        layer(side * side, "sigmoid", 4),
      ],
    });
  },
  loss: "meanSquaredError",
  primary: { metric: "loss", margin: 0.001 },
  data: () => ({ train: pictures(320, 1), test: pictures(160, 2) }),
  epochs: 20,
  batchSize: 32,
  learningRate: 0.01,
});

export default defineConfig({ tasks: { autoencoder }, schedule: ["constant", "cosine"], seeds: 6 });
