// Transfer learning: a layer that has learned to tell lying bars from standing ones is frozen, and a new layer on top of it
// learns, from a few pictures, to which side other bars fall.
import { defineConfig, defineTask } from "@anneal/bench";
import type * as Tensorflow from "@tensorflow/tfjs";
import { bars, side } from "./pictures.ts";

const features = 16;
// tfjs-node would draw a progress bar of its own.
const silent = { verbose: 0 };
const seeded = (tf: typeof Tensorflow, seed: number) => tf.initializers.glorotUniform({ seed });

/** Trains what is to be frozen. Yours would more likely be loaded: `tf.loadLayersModel("file://…")`. */
async function pretrain(tf: typeof Tensorflow): Promise<readonly Float32Array[]> {
  const layer = tf.layers.dense({
    units: features,
    activation: "relu",
    inputShape: [side * side],
    kernelInitializer: seeded(tf, 1),
  });
  const head = tf.layers.dense({
    units: 2,
    activation: "softmax",
    kernelInitializer: seeded(tf, 2),
  });
  const model = tf.sequential({ layers: [layer, head] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
  const { pixels, classes } = bars(160, [0, 1], 1);
  const [x, y] = [tf.tensor(pixels.values, pixels.shape), tf.tensor(classes.values, classes.shape)];
  // Not shuffled: whoever trains it gets the same weights.
  await model.fit(x, y, { epochs: 5, batchSize: 32, shuffle: false, ...silent });
  const weights = await Promise.all(layer.getWeights().map((weight) => weight.data()));
  tf.dispose([x, y]);
  model.dispose();
  return weights as Float32Array[];
}

let pretrained: Promise<readonly Float32Array[]> | undefined;

const examples = (count: number, seed: number) => {
  const { pixels, classes } = bars(count, [2, 3], seed);
  return { x: pixels, y: classes };
};

export const transfer = defineTask({
  title: "Bars that fall, with what was learned from others",
  example: "picture",
  network: async (tf, { seed }) => {
    // Once for all trials of a process.
    const [kernel, bias] = await (pretrained ??= pretrain(tf));
    const frozen = tf.layers.dense({
      units: features,
      activation: "relu",
      inputShape: [side * side],
      trainable: false,
      weights: [tf.tensor(kernel!, [side * side, features]), tf.tensor(bias!, [features])],
    });
    return tf.sequential({
      layers: [
        frozen,
        tf.layers.dense({
          units: 2,
          activation: "softmax",
          kernelInitializer: seeded(tf, seed),
        }),
      ],
    });
  },
  loss: "sparseCategoricalCrossentropy",
  metrics: ["accuracy"],
  primary: { metric: "accuracy", margin: 0.01 },
  data: () => ({ train: examples(160, 2), test: examples(160, 3) }),
  epochs: 15,
  batchSize: 16,
  learningRate: 0.05,
});

export default defineConfig({ tasks: { transfer }, schedule: ["constant", "cosine"], seeds: 6 });
