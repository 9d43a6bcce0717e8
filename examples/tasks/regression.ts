// Regression on a table with columns of two kinds: the rent of a flat, in euros, from its numbers and its district.
// There is no accuracy here: what is compared is the mean absolute error, and lower is better.
import { defineConfig, defineTask } from "@anneal/bench";
import { randomFrom } from "./random.ts";

const rentPerSquareMetre = [9, 12, 14, 17, 23];

/** Flats, each with two numbers (square metres and years, in hundreds), a district and a rent in hundreds of euros. */
function flats(count: number, seed: number) {
  const random = randomFrom(seed);
  const numbers = new Float32Array(count * 2);
  const district = new Int32Array(count);
  const rent = new Float32Array(count);
  for (let flat = 0; flat < count; flat++) {
    const [area, age] = [20 + 100 * random(), 100 * random()];
    const place = Math.floor(random() * rentPerSquareMetre.length);
    district[flat] = place;
    numbers.set([area / 100, age / 100], flat * 2);
    const noise = 100 * (random() - 0.5);
    rent[flat] = (area * rentPerSquareMetre[place]! * (1 - age / 300) + noise) / 100;
  }
  return {
    // The names are those of the input layers.
    x: {
      numbers: { values: numbers, shape: [count, 2] },
      district: { values: district, shape: [count, 1] },
    },
    y: { values: rent, shape: [count, 1] },
  };
}

export const rents = defineTask({
  title: "Rents",
  example: "flat",
  network: (tf, { seed }) => {
    const seeded = (layer: number) => tf.initializers.glorotUniform({ seed: seed * 10 + layer });
    const numbers = tf.input({ shape: [2], name: "numbers" });
    const district = tf.input({ shape: [1], name: "district", dtype: "int32" });
    const embedded = tf.layers
      .embedding({ inputDim: 5, outputDim: 3, embeddingsInitializer: seeded(1) })
      .apply(district);
    const joined = tf.layers
      .concatenate()
      .apply([numbers, tf.layers.flatten().apply(embedded)] as (typeof numbers)[]);
    const hidden = tf.layers
      .dense({ units: 16, activation: "relu", kernelInitializer: seeded(2) })
      .apply(joined);
    const rent = tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }).apply(hidden);
    return tf.model({ inputs: [numbers, district], outputs: rent as typeof numbers });
  },
  loss: "meanSquaredError",
  metrics: [
    // A name such as "meanAbsoluteError" would do; a function can count in euros.
    {
      name: "error",
      better: "lower",
      unit: "€",
      metric: (rent, guess) => rent.sub(guess).abs().mul(100),
    },
  ],
  // What matters to a tenant: ten euros.
  primary: { metric: "error", margin: 10 },
  target: [{ measure: "validationError", below: 150 }],
  data: () => ({ train: flats(400, 1), test: flats(200, 2) }),
  epochs: 20,
  batchSize: 32,
  learningRate: 0.02,
});

export default defineConfig({ tasks: { rents }, schedule: ["constant", "cosine"], seeds: 6 });
