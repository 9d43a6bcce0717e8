// Stops in the middle, saves, loads, and goes on: to the last bit as if nothing had happened.
import { resumeFrom } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import { connect, restoreCheckpoint, storeCheckpoint } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import { moons, network } from "./moons.ts";

const { x, y } = moons(tf, 160);
const { perStep } = connect(tf);
const schedule = cosine({ initial: 0.05, steps: 6 * 10 });
const options = { batchSize: 16, shuffle: false };

const weightsOf = (model: tf.LayersModel): string =>
  JSON.stringify(model.getWeights().map((weight) => [...weight.dataSync()]));

// Without a break.
const whole = network(tf, tf.train.adam());
await whole.fit(x, y, { ...options, epochs: 6, callbacks: [perStep(schedule)] });

// The first half, saved with the optimizer. In a browser: model.save("indexeddb://moons", …).
const first = network(tf, tf.train.adam());
const callback = perStep(schedule);
await first.fit(x, y, { ...options, epochs: 3, callbacks: [callback] });
await storeCheckpoint(first, callback);
let file: tf.io.ModelArtifacts = {};
await first.save(
  tf.io.withSaveHandler((artifacts) => {
    file = artifacts;
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
    });
  }),
  { includeOptimizer: true },
);

// The second half, in what could be another process.
const second = await tf.loadLayersModel(tf.io.fromMemory(file));
const snapshot = restoreCheckpoint(second);
await second.fit(x, y, {
  ...options,
  initialEpoch: 3,
  epochs: 6,
  callbacks: [perStep(schedule, { resume: resumeFrom(snapshot) })],
});

process.stdout.write(`resumed at update ${snapshot.step}\n`);
process.stdout.write(`equal to the last bit: ${weightsOf(second) === weightsOf(whole)}\n`);
