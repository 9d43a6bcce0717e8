import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { check } from "../src/index.ts";

test.each<[string, object, readonly string[]]>([
  ["sgd", tf.train.sgd(0.1), []],
  ["momentum", tf.train.momentum(0.1, 0.9), []],
  ["rmsprop", tf.train.rmsprop(0.1), []],
  ["rmsprop with momentum", tf.train.rmsprop(0.1, 0.9, 0.9), ["rmsprop-momentum"]],
  ["rmsprop, centered", tf.train.rmsprop(0.1, 0.9, 0, 1e-7, true), ["rmsprop-centered"]],
  [
    "rmsprop, both",
    tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
    ["rmsprop-momentum", "rmsprop-centered"],
  ],
  ["adagrad", tf.train.adagrad(0.1), []],
  ["adadelta", tf.train.adadelta(0.1), []],
  ["adam", tf.train.adam(0.1), []],
  ["adamax", tf.train.adamax(0.1), ["not-saved"]],
  [
    "adamax with a decay",
    tf.train.adamax(0.1, 0.9, 0.999, 1e-7, 0.01),
    ["adamax-decay", "not-saved"],
  ],
  ["one of one's own", { learningRate: 0.1, iterations: 0 }, []],
  ["one that does not count", { learningRate: 0.1 }, ["uncounted"]],
  ["one without a rate", { iterations: 0 }, ["no-learning-rate"]],
])("%s", (_name, optimizer, codes) => {
  const warnings = check(optimizer);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
  for (const { message } of warnings) expect(message).toMatch(/^[A-Z].*\.$/);
});

test("refuses what a model that is not compiled has for an optimizer", () => {
  expect(() => check(undefined as never)).toThrow(
    new TypeError("@anneal/tfjs: check: the optimizer must be an object, got undefined"),
  );
});

test("what it says of RMSProp is so", () => {
  const weight = tf.variable(tf.scalar(1));
  const update = (optimizer: tf.Optimizer): number => {
    optimizer.minimize(() => weight.asScalar(), false, [weight]);
    return weight.dataSync()[0]!;
  };
  const lagging = tf.train.rmsprop(0.1, 0.9, 0.9);
  const first = update(lagging);
  (lagging as unknown as { learningRate: number }).learningRate = 0;
  expect(first - update(lagging)).toBeGreaterThan(0.8 * (1 - first));

  const centered = tf.train.rmsprop(0.1, 0.9, 0, 1e-7, true);
  centered.minimize(() => tf.mul(weight, 0).asScalar(), false, [weight]);
  expect(weight.dataSync()[0]).toBeNaN();
});
