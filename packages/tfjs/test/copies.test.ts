import { ramp } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import {
  connect,
  learningRateScheduler,
  restoreBestWeights,
  stopAtFloor,
  withMetrics,
  yieldEvery,
} from "../src/index.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const [x, y] = samples(2);
const problemOf = (entry: string): Error =>
  new Error(`@anneal/tfjs: ${entry}: every callback must be of one tf.Callback: see wrapCallbacks`);
const problem = problemOf("perStep");

/** A second copy of the layers, as a second version in node_modules would be. */
function secondCopy(): typeof tf {
  const require = createRequire(import.meta.url);
  const path = require.resolve("@tensorflow/tfjs-layers");
  const { [path]: first } = require.cache;
  Reflect.deleteProperty(require.cache, path);
  const copy = require(path) as typeof tf;
  require.cache[path] = first;
  return copy;
}

test("a callback of another copy that is taken for a plain object is an error that says so", async () => {
  const copy = secondCopy();
  expect(copy.Callback).not.toBe(tf.Callback);
  const other = connect(copy);
  const model = probeModel();
  await expect(model.fit(x, y, { callbacks: [other.perStep(0.1)] })).rejects.toThrow(problem);
  await expect(
    model.fit(x, y, { callbacks: [learningRateScheduler(copy, () => 0.1)] }),
  ).rejects.toThrow(problemOf("learningRateScheduler"));
  for (const callback of [
    yieldEvery(1, other.perStep(0.1)),
    restoreBestWeights({}, other.perStep(0.1)),
    stopAtFloor({ floor: 0 }, withMetrics({}, other.perStep(0.1))),
  ]) {
    await expect(model.fit(x, y, { callbacks: [callback] })).rejects.toThrow(problem);
  }
  // The model can go on.
  const { history } = await model.fit(x, y, { callbacks: [connect(tf).perEpoch(0.1)] });
  expect(history["lr"]).toEqual([0.1]);
});

test("a callback of another copy trains where it is taken for what it is", async () => {
  const [probe, model] = [new Probe(), probeModel()];
  const foreign = connect(secondCopy()).perStep(ramp({ from: 1, to: 0, steps: 4 }));
  const { history } = await model.fit(x, y, { epochs: 3, callbacks: [probe, foreign] });
  expect(probe.rates).toEqual([1, 0.75, 0.5]);
  expect(history["lr"]).toEqual([1, 0.75, 0.5]);
});

test("a list that begins with a plain object is an error that names the way out", async () => {
  const plain = { onBatchEnd: () => Promise.resolve() };
  await expect(
    probeModel().fit(x, y, { callbacks: [plain as never, connect(tf).perStep(0.1)] }),
  ).rejects.toThrow(problem);
});
