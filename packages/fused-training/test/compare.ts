import type { Engine } from "../src/engine/engine.ts";
import type { Model } from "../src/model/layer.ts";
import { attach, type Attached } from "../src/training/attach.ts";
import { tf, weightsOf } from "./tensorflow.ts";

/** Fuses a model in a given engine. */
export function attachTo(model: tf.LayersModel, engine: Engine): Attached {
  return attach(tf, model as unknown as Model, engine);
}

/** What a step of gradient descent tells of a model. */
export interface Step {
  readonly outcome: readonly number[];
  /** How the weights changed, and what moving averages are then. */
  readonly changes: readonly Float32Array[];
  readonly evaluation: readonly number[];
  readonly prediction: Float32Array;
}

/** A rate at which what a weight was is little beside its gradient, and loses none of its digits. */
const rate = 2 ** 14;

/** Takes a step of gradient descent, fused or not, and puts the weights back. */
export async function stepOf(
  model: tf.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  compile: Omit<tf.ModelCompileArgs, "optimizer">,
  engine?: Engine,
): Promise<Step> {
  const before = model.getWeights().map((weight) => weight.clone());
  const values = weightsOf(model);
  const optimizer = tf.train.sgd(rate);
  model.compile({ optimizer, ...compile });
  const attached = engine && attachTo(model, engine);
  if (attached?.reason() !== undefined) throw new Error(attached.reason());
  const outcome = await model.trainOnBatch(x, y);
  const changes = weightsOf(model).map((weight, index) =>
    model.weights[index]!.name.includes("moving")
      ? weight
      : weight.map((value, at) => (value - values[index]![at]!) / rate),
  );
  model.setWeights(before);
  const batchSize = Math.ceil(x.shape[0] / 2);
  const evaluation = [model.evaluate(x, y, { batchSize })].flat();
  const predicted = model.predict(x, { batchSize }) as tf.Tensor;
  const step = {
    outcome: [outcome].flat(),
    changes,
    evaluation: evaluation.map((scalar) => scalar.dataSync()[0]!),
    prediction: Float32Array.from(predicted.dataSync()),
  };
  attached?.release();
  tf.dispose([before, evaluation, predicted]);
  optimizer.dispose();
  return step;
}

/**
 * The largest difference of two lists of arrays, relative to the largest value of each.
 *
 * @param floor - Least divisor, as a share of the largest value of all.
 */
export function error(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  floor = 0,
): number {
  const largest = expected.map((values) =>
    Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  const least = floor * Math.max(...largest);
  let worst = actual.length === expected.length ? 0 : Infinity;
  expected.forEach((values, index) => {
    for (let at = 0; at < values.length; at++) {
      const difference = Math.abs(actual[index]![at]! - values[at]!);
      const relative = difference === 0 ? 0 : difference / Math.max(largest[index]!, least);
      // Written so that a NaN counts.
      if (!(relative <= worst)) worst = relative;
    }
  });
  return worst;
}
