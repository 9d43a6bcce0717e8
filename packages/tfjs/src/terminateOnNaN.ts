import type { Callback } from "@tensorflow/tfjs-layers";
import { callbackMaker } from "./callback.ts";
import type { TensorFlow } from "./callback.ts";
import { modelOf, numberOf } from "./hooks.ts";
import type { Hooks } from "./hooks.ts";

const entry = "terminateOnNaN";

/**
 * `TerminateOnNaN` of Keras, as a callback: ends the training when the loss of a batch is NaN or infinite.
 *
 * The run ends as after `stopTraining`: `fit` returns its history, whose last loss is not finite. Differs from Keras in that
 * nothing is printed. Reads the loss of every batch back from the device, which takes time where that is a graphics card.
 *
 * @param tf - The module that the model is made with, as for `connect`.
 * @returns An instance of your own `tf.Callback`.
 * @throws {TypeError} If `tf` has no `Callback`.
 *
 * @example
 * ```ts
 * await model.fit(x, y, { epochs: 50, callbacks: [perStep(schedule), terminateOnNaN(tf)] });
 * ```
 */
export function terminateOnNaN(tf: TensorFlow): Callback {
  const hooks: Hooks = {
    async onBatchEnd(_batch, logs = {}) {
      const model = modelOf(this, entry);
      const { loss = 0 } = logs;
      if (!Number.isFinite(await numberOf(loss))) model.stopTraining = true;
    },
  };
  return callbackMaker(tf, entry)(hooks);
}
