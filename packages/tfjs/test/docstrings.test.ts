import { fileURLToPath } from "node:url";
import * as core from "@anneal/core";
import * as cosine from "@anneal/cosine";
import * as plateau from "@anneal/plateau";
import * as step from "@anneal/step";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import * as own from "../src/index.ts";

/** Models that were saved: a browser has `indexeddb:` for them. */
const saved = new Map<string, tf.io.ModelArtifacts>();

beforeAll(async () => {
  await tf.setBackend("cpu");
  const isSaved = (url: string | readonly string[]): url is string =>
    typeof url === "string" && url.startsWith("indexeddb://");
  tf.io.registerSaveRouter((url) =>
    isSaved(url)
      ? {
          save: (artifacts) => {
            saved.set(url, artifacts);
            return Promise.resolve({
              modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
            });
          },
        }
      : (null as unknown as tf.io.IOHandler),
  );
  tf.io.registerLoadRouter((url) =>
    isSaved(url)
      ? { load: () => Promise.resolve(saved.get(url)!) }
      : (null as unknown as tf.io.IOHandler),
  );
});

/** What the examples speak of, and do not make: a model that has trained, a loop, a schedule. */
async function surroundings(): Promise<Readonly<Record<string, unknown>>> {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const loss = "meanSquaredError";
  model.compile({ optimizer: tf.train.adam(0.001), loss });
  const [x, y] = [tf.randomNormal([64, 2], 0, 1, "float32", 1), tf.ones([64, 1])];
  const schedule = cosine.cosine({ initial: 0.001, steps: 1000 });
  const { perStep, perEpoch } = own.connect(tf);
  const callback = perStep(schedule);
  await model.fit(x, y, { epochs: 1, callbacks: [callback] });
  await own.storeCheckpoint(model, callback);
  await model.save("indexeddb://model", { includeOptimizer: true });
  own.setLearningRate(model.optimizer, 0.001);
  const weight = tf.variable(tf.scalar(1));
  const optimizer = tf.train.momentum(0.1, 0.9);
  const losses = [8, 8, 8, 6.5, 3.5, 0, 1.5, 8];
  const run = own.bind(optimizer, schedule);
  const none = { learningRate: null, reason: "too few points" } as const;
  return {
    ...{ tf, ...core, ...cosine, ...plateau, ...step, ...own, expect },
    ...{ model, x, y, schedule, perStep, perEpoch, callback, optimizer, run },
    text: JSON.stringify(await own.takeCheckpoint(optimizer, run)),
    batches: [1, 2],
    // The example of a loop has a function of a batch, and that of `compile` the name of a loss.
    loss: Object.assign((batch: number) => weight.mul(batch).asScalar(), {
      toString: () => loss,
    }),
    range: {
      points: losses.map((smoothed, index) => ({
        ...{ learningRate: 10 ** (index - 6), step: index, loss: smoothed, smoothed },
      })),
      suggestions: { valley: none, steep: none, minimum: none, slide: none },
      ended: "complete",
    } satisfies own.LearningRateRange,
    console: { log: () => undefined },
    writeFile: (_file: string, text: string) => {
      expect(text).toMatch(/^<svg/);
    },
  };
}

test.each(examplesOf(fileURLToPath(new URL("../src", import.meta.url))))(
  "the example of %s runs",
  async (...example) => {
    expect(example[1]).not.toBe("");
    await runExample(example, await surroundings());
  },
);
