import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import { planSchema } from "../src/records/plan.ts";
import { defineTask, layerSeeds } from "../src/task/index.ts";
import { inspect, plan, readyTask, runTrial } from "../src/training/index.ts";
import { loadTensorflow, surroundings } from "./tensorflow.ts";

/** Two arms of a spiral, of 20 points each. */
const points = Array.from({ length: 40 }, (_, index) => {
  const [arm, turn] = [index % 2, 4 * Math.sqrt(index / 40)];
  return [turn * Math.cos(turn + Math.PI * arm), turn * Math.sin(turn + Math.PI * arm)];
});
const spirals = defineTask({
  network: (tf, { seed }) => {
    const [hidden, output] = layerSeeds(seed, 2);
    const from = (layer: number) => tf.initializers.glorotUniform({ seed: layer });
    return tf.sequential({
      layers: [
        tf.layers.dense({
          ...{ inputShape: [2], units: 8, activation: "tanh", kernelInitializer: from(hidden!) },
        }),
        tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer: from(output!) }),
      ],
    });
  },
  optimizer: (tf, { learningRate }) => tf.train.adam(learningRate),
  loss: "sparseCategoricalCrossentropy",
  metrics: ["accuracy"],
  data: () => ({
    train: {
      x: { values: Float32Array.from(points.flat()), shape: [40, 2] },
      y: { values: Float32Array.from(points, (_, index) => index % 2), shape: [40, 1] },
    },
  }),
});

/** What the examples speak of, and do not make. */
const given: Record<string, unknown> = {
  ...{ defineTask, inspect, layerSeeds, plan, readyTask, runTrial, spirals, surroundings, expect },
  settings: {
    ...{ preset: "none", task: "spirals", schedule: ["constant", "falling"], seeds: [1, 2] },
    ...{ epochs: 2, batchSize: 8, learningRate: 0.1, samples: null, testSamples: null },
  },
  contestants: { constant: () => 0.1, falling: () => (step: number) => 0.1 / (step + 1) },
  backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
  versions: { anneal: "1.0.0", tfjs: "4.22.0" },
};
const examples = examplesOf(fileURLToPath(new URL("../src", import.meta.url)));

beforeAll(async () => {
  given["tf"] = await loadTensorflow();
  const [place, code] = examples.find(([file]) => file.includes("plan.ts"))!;
  // The example of `runTrial` trains a trial of the plan that the example of `plan` makes.
  const keep = (planned: unknown): void => {
    [given["planned"]] = planSchema.parse(planned).trials;
  };
  await runExample([place, `${code}\nkeep(planned);`], { ...given, keep });
});

test.each(examples)("what the comment of %s claims is so", async (...example) => {
  await runExample(example, given);
});
