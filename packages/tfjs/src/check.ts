import type { OptimizerLike } from "./learningRate.ts";
import { anOptimizer, getLearningRate } from "./learningRate.ts";
import { demand } from "./refuse.ts";

/** Something about an optimizer that a schedule's user should know. */
export interface Warning {
  /** What it is about, for a program; `message` tells it to a person. */
  readonly code:
    | "adamax-decay"
    | "not-saved"
    | "rmsprop-centered"
    | "rmsprop-momentum"
    | "uncounted"
    | "no-learning-rate";
  /** One sentence. */
  readonly message: string;
}

interface Settings {
  getClassName?(): string;
  readonly iterations?: number;
  readonly decay?: number;
  readonly momentum?: number;
  readonly centered?: boolean;
}

/**
 * What to know of an optimizer before a schedule drives it. Nothing is printed.
 *
 * @param optimizer - The optimizer of a model, or of a loop of your own.
 * @returns The warnings that apply; empty if there are none.
 * @throws {TypeError} If there is no optimizer, as on a model that is not compiled.
 *
 * @example
 * ```ts
 * check(tf.train.adam(0.01)); // => []
 * check(tf.train.rmsprop(0.01, 0.9, 0.9)).map(({ code }) => code); // => ["rmsprop-momentum"]
 * ```
 */
export function check(optimizer: OptimizerLike): readonly Warning[] {
  demand("check: the optimizer", anOptimizer, optimizer);
  const settings = optimizer as Settings;
  const className = settings.getClassName?.();
  const warnings: Warning[] = [];
  const warn = (applies: unknown, code: Warning["code"], message: string): void => {
    if (applies) warnings.push({ code, message });
  };
  let hasRate = true;
  try {
    getLearningRate(optimizer);
  } catch {
    hasRate = false;
  }
  warn(
    !hasRate,
    "no-learning-rate",
    "It has no learning rate that can be read: it needs a number learningRate, or one in getConfig().",
  );
  warn(
    settings.iterations === undefined,
    "uncounted",
    "It has no iterations: perStep counts every batch, also those whose update was skipped.",
  );
  warn(
    className === "Adamax" && settings.decay,
    "adamax-decay",
    "Adamax divides every rate by 1 + iterations * decay, on top of the schedule: make it with a decay of 0.",
  );
  warn(
    className === "Adamax",
    "not-saved",
    "Adamax cannot be saved: model.save with includeOptimizer fails, and training cannot be resumed exactly.",
  );
  warn(
    className === "RMSProp" && settings.momentum,
    "rmsprop-momentum",
    "RMSProp with momentum puts the rate into its velocity: a rate that falls takes effect over several updates.",
  );
  warn(
    className === "RMSProp" && settings.centered,
    "rmsprop-centered",
    "Centered RMSProp of TensorFlow.js 4 takes the root of a negative number where a gradient is 0: the weight becomes NaN.",
  );
  return warnings;
}
