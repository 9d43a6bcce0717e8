// Text: an embedding and an LSTM read sentences word by word and tell whether the critic liked the film. One word, "not",
// turns the sense of a later one, so that the order of the words counts.
import { defineConfig, defineTask } from "@anneal/bench";
import { pick, randomFrom } from "./random.ts";

const subjects = ["the film", "the plot", "this story", "the cast"];
const good = ["good", "great", "charming", "funny"];
const bad = ["bad", "dull", "boring", "awful"];
const adverbs = ["", "really ", "rather ", "very "];

const vocabulary = [...subjects, ...adverbs, ...good, ...bad, "was", "not"]
  .flatMap((phrase) => phrase.split(" "))
  .filter((word, index, words) => word !== "" && words.indexOf(word) === index);
const longest = 6;

function sentences(count: number, seed: number) {
  const random = randomFrom(seed);
  // 0 stands for "no word": sentences are filled up with it in front, so that each ends where the LSTM ends.
  const words = new Int32Array(count * longest);
  const liked = new Float32Array(count);
  for (let review = 0; review < count; review++) {
    const [positive, negated] = [random() < 0.5, random() < 0.5];
    const sense = pick(random, positive ? good : bad);
    const sentence = `${pick(random, subjects)} was ${negated ? "not " : ""}${pick(random, adverbs)}${sense}`;
    const numbers = sentence.split(" ").map((word) => vocabulary.indexOf(word) + 1);
    words.set(numbers, (review + 1) * longest - numbers.length);
    liked[review] = positive === negated ? 0 : 1;
  }
  return {
    x: { values: words, shape: [count, longest] },
    y: { values: liked, shape: [count, 1] },
  };
}

export const reviews = defineTask({
  title: "Film reviews",
  example: "sentence",
  network: (tf, { seed }) => {
    const seeded = (layer: number) => tf.initializers.glorotUniform({ seed: seed * 10 + layer });
    return tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: vocabulary.length + 1,
          outputDim: 8,
          inputLength: longest,
          embeddingsInitializer: seeded(1),
        }),
        tf.layers.lstm({
          units: 8,
          kernelInitializer: seeded(2),
          recurrentInitializer: seeded(3),
        }),
        tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: seeded(4) }),
      ],
    });
  },
  loss: "binaryCrossentropy",
  metrics: ["accuracy"],
  primary: { metric: "accuracy", margin: 0.01 },
  diverged: { as: "a reader who guesses", values: { accuracy: 0.5, loss: Math.log(2) } },
  data: () => ({ train: sentences(320, 1), test: sentences(160, 2) }),
  epochs: 15,
  batchSize: 32,
  learningRate: 0.02,
});

export default defineConfig({
  tasks: { reviews },
  schedule: ["constant", "cosine"],
  seeds: 6,
});
