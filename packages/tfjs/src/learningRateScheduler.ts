import { nonNegative } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import { callbackMaker } from "./callback.ts";
import type { TensorFlow } from "./callback.ts";
import { isEmpty, modelOf, note } from "./hooks.ts";
import type { Hooks } from "./hooks.ts";
import { applyLearningRate, getLearningRate } from "./learningRate.ts";
import { demand, refuse } from "./refuse.ts";

const entry = "learningRateScheduler";

/**
 * `LearningRateScheduler` of Keras, as a callback: sets the rate of each epoch.
 *
 * Differs from it in a loop of `fit({ epochs: 1 })`, where the epoch is 0 each time: an error, unless `initialEpoch` goes on.
 *
 * @param tf - The module that the model is made with, as for `connect`.
 * @param schedule - From the epoch, counted from 0, and the rate before it.
 * @returns An instance of your own `tf.Callback`.
 * @throws {TypeError} If `schedule` is not a function, or if `tf` has no `Callback`. While training, an error for a rate
 *   that is none.
 * @throws {Error} When a later `fit` of the same model comes to an epoch that an earlier one has had.
 *
 * @example
 * ```ts
 * learningRateScheduler(tf, (epoch, lr) => (epoch >= 5 ? lr * 0.5 : lr));
 * ```
 */
export function learningRateScheduler(
  tf: TensorFlow,
  schedule: (epoch: number, learningRate: number) => number,
): Callback {
  const callback = callbackMaker(tf, entry);
  if (typeof schedule !== "function") {
    refuse(`${entry}: the schedule must be a function, got ${typeof schedule}`, TypeError);
  }
  let rate: number;
  let last = -1;
  let driven: object | undefined;
  const hooks: Hooks = {
    onEpochBegin(epoch) {
      const { optimizer } = modelOf(this, entry);
      // Another model, or the same one compiled anew, may begin at the first epoch.
      if (driven === optimizer && epoch <= last) {
        refuse(
          `${entry}: the epoch of a later fit must be above ${last}, got ${epoch}: give fit the initialEpoch ${last + 1}, or a new callback`,
        );
      }
      driven = optimizer;
      rate = schedule(epoch, getLearningRate(optimizer));
      demand(`${entry}: the learning rate of epoch ${epoch}`, nonNegative, rate);
      applyLearningRate(optimizer, rate);
      return Promise.resolve();
    },
    onBatchBegin(_batch, logs = {}) {
      note(logs, "lr", rate, true);
      return Promise.resolve();
    },
    onEpochEnd(epoch, logs = {}) {
      last = epoch;
      if (!isEmpty(this, logs)) note(logs, "lr", rate);
      return Promise.resolve();
    },
  };
  return callback(hooks);
}
