import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { connect, restoreBestWeights, stopAtFloor, withMetrics, yieldEvery } from "../src/index.ts";
import { probeModel, samples } from "./probe.ts";

const [x, y] = samples(2);
const problemOf = (entry: string): Error =>
  new Error(
    `@anneal/tfjs: ${entry}: the callback must be made with the model's own copy of TensorFlow.js and stand in a list without plain objects, got no model`,
  );
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

test("a callback of another copy is an error that says so, wherever it stands", async () => {
  const copy = secondCopy();
  expect(copy.Callback).not.toBe(tf.Callback);
  const other = connect(copy);
  const model = probeModel();
  await expect(model.fit(x, y, { callbacks: [other.perStep(0.1)] })).rejects.toThrow(problem);
  const own = connect(tf).perEpoch(0.1);
  await expect(model.fit(x, y, { callbacks: [own, other.perStep(0.1)] })).rejects.toThrow(problem);
  await expect(
    model.fit(x, y, { callbacks: [other.learningRateScheduler(() => 0.1)] }),
  ).rejects.toThrow(problemOf("learningRateScheduler"));
  for (const callback of [
    yieldEvery(1, other.perStep(0.1)),
    restoreBestWeights({}, other.perStep(0.1)),
    stopAtFloor({ floor: 0 }, withMetrics({}, other.perStep(0.1))),
  ]) {
    await expect(model.fit(x, y, { callbacks: [callback] })).rejects.toThrow(problem);
  }
  // The model can go on.
  const { history } = await model.fit(x, y, { callbacks: [own] });
  expect(history["lr"]).toEqual([0.1]);
});

test("a list that begins with a plain object is an error that says so", async () => {
  const plain = { onBatchEnd: () => Promise.resolve() };
  await expect(
    probeModel().fit(x, y, { callbacks: [plain as never, connect(tf).perStep(0.1)] }),
  ).rejects.toThrow(problem);
});
