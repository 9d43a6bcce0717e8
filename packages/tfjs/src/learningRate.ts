import { nonNegative } from "@anneal/core";

/**
 * An optimizer: one of TensorFlow.js's seven, or any object with a method `setLearningRate(rate)` or a number
 * `learningRate`.
 *
 * TensorFlow.js declares its `learningRate` protected, so no narrower type would accept it.
 */
export type OptimizerLike = object;

interface Knobs {
  setLearningRate?(learningRate: number): void;
  learningRate?: unknown;
  getConfig?(): Readonly<Record<string, unknown>>;
  getClassName?(): string | undefined;
}

/** Refuses what is no learning rate; `subject` begins the message. */
export function checkLearningRate(value: unknown, subject: string): asserts value is number {
  if (nonNegative.accepts(value)) return;
  const Failure = typeof value === "number" ? RangeError : TypeError;
  throw new Failure(
    `@anneal/tfjs: ${subject} must be ${nonNegative.rule}, got ${typeof value === "number" ? String(value) : typeof value}`,
  );
}

const refuse = (verb: string, optimizer: Knobs | null | undefined): never => {
  const name = optimizer ? (optimizer.getClassName?.() ?? optimizer.constructor.name) : optimizer;
  throw new TypeError(
    `@anneal/tfjs: cannot ${verb} the learning rate of ${String(name)}: it has neither setLearningRate() nor learningRate`,
  );
};

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
  checkLearningRate(learningRate, "the learning rate");
  const knobs = optimizer as Knobs | null | undefined;
  if (typeof knobs?.setLearningRate === "function") knobs.setLearningRate(learningRate);
  else if (typeof knobs?.learningRate === "number") knobs.learningRate = learningRate;
  else refuse("set", knobs);
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
  return typeof learningRate === "number" ? learningRate : refuse("read", knobs);
}
