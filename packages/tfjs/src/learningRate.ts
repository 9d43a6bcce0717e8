import { nonNegative } from "@anneal/core";
import type { Rule } from "@anneal/core";
import { demand, refuse } from "./refuse.ts";

/**
 * An optimizer: one of TensorFlow.js's seven, or any object with a method `setLearningRate(rate)` or a number
 * `learningRate`.
 *
 * TensorFlow.js declares its `learningRate` protected, so no narrower type would accept it.
 */
export type OptimizerLike = object;

/** What a model that is not compiled has none of. */
export const anOptimizer: Rule = {
  type: "object",
  rule: "an object",
  accepts: (value) => Object(value) === value,
};

interface Knobs {
  setLearningRate?(learningRate: number): void;
  learningRate?: unknown;
  getConfig?(): Readonly<Record<string, unknown>>;
}

/** Sets what is known to be a learning rate. */
export function applyLearningRate(optimizer: OptimizerLike, learningRate: number): void {
  const knobs = optimizer as Knobs | null | undefined;
  if (knobs?.setLearningRate) knobs.setLearningRate(learningRate);
  else if (typeof knobs?.learningRate === "number") knobs.learningRate = learningRate;
  else refuseOptimizer(knobs);
}

const refuseOptimizer = (optimizer: object | null | undefined): never =>
  refuse(
    `the optimizer must have a learningRate, got ${String(optimizer && optimizer.constructor.name)}`,
    TypeError,
  );

/**
 * Sets the learning rate that the next update uses, on every optimizer of TensorFlow.js.
 *
 * Writing `optimizer.learningRate` is not enough: SGD and Momentum go on with the rate they were made with, while
 * `getConfig()` reports the new one. Leaves no tensor behind.
 *
 * @param optimizer - See {@link OptimizerLike}.
 * @param learningRate - A finite number of at least 0.
 * @throws {RangeError} If `learningRate` is negative or not finite.
 * @throws {TypeError} If `learningRate` is not a number, or if the optimizer has no learning rate that can be set.
 *
 * @example
 * ```ts
 * setLearningRate(model.optimizer, 0.001);
 * ```
 */
export function setLearningRate(optimizer: OptimizerLike, learningRate: number): void {
  demand("the learning rate", nonNegative, learningRate);
  applyLearningRate(optimizer, learningRate);
}

/**
 * The learning rate that {@link setLearningRate} set last, or that the optimizer was made with.
 *
 * @param optimizer - See {@link OptimizerLike}. `getConfig().learningRate` is read where there is no `learningRate`.
 * @throws {TypeError} If the optimizer has no learning rate that can be read.
 *
 * @example
 * ```ts
 * getLearningRate(model.optimizer); // => 0.001
 * ```
 */
export function getLearningRate(optimizer: OptimizerLike): number {
  const knobs = optimizer as Knobs | null | undefined;
  const learningRate = knobs?.learningRate ?? knobs?.getConfig?.()["learningRate"];
  return typeof learningRate === "number" ? learningRate : refuseOptimizer(knobs);
}
