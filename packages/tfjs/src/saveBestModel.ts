import type { Callback, LayersModel } from "@tensorflow/tfjs-layers";
import { bestOf } from "./best.ts";
import type { BestOptions } from "./best.ts";
import { refuse } from "./refuse.ts";

/** Options of {@link saveBestModel}. */
export interface SaveBestModelOptions extends BestOptions {
  /**
   * The best metric of an earlier run that this one goes on from: only what is better is saved.
   *
   * @defaultValue none: the first epoch is saved
   */
  readonly initialValueThreshold?: number | undefined;
  /**
   * Saves the model, through any handler: called after every epoch that is the best so far, and waited for.
   *
   * Of a `tf.Sequential` it is given the model inside, which is saved and loaded as well as the sequential itself.
   */
  readonly save: (model: LayersModel) => unknown;
}

/**
 * `ModelCheckpoint(save_best_only=True)` of Keras: saves the model after every epoch whose metric is the best so far.
 *
 * The optimizer then holds the rate of the next update, so that what `storeCheckpoint` stores in `save` can be resumed. A
 * later `fit` with the same callback goes on: what it saves is better than all before. A NaN is never the best. Differs from
 * Keras in that it wraps a callback, and in that a missing metric is an error.
 *
 * @param options - See {@link SaveBestModelOptions}.
 * @param callback - The callback after whose part in the epoch the model is saved; it is changed.
 * @returns `callback` itself.
 * @throws {RangeError} If `monitor` is empty, or `mode` another word.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {Error} At the end of an epoch whose logs lack the metric, unless `onMissing` is `"ignore"`; what `save` throws.
 *
 * @example
 * ```ts
 * saveBestModel({ save: (model) => model.save("indexeddb://best") }, perStep(schedule));
 * ```
 */
export function saveBestModel<Own extends Callback>(
  options: SaveBestModelOptions,
  callback: Own,
): Own {
  const best = bestOf("saveBestModel", options, options.initialValueThreshold);
  if (typeof options.save !== "function") {
    refuse(`saveBestModel: save must be a function, got ${typeof options.save}`, TypeError);
  }
  const own = callback.onEpochEnd.bind(callback);
  callback.onEpochEnd = async (epoch, logs = {}) => {
    await own(epoch, logs);
    if (await best.isBest(callback, logs)) await options.save(callback.model);
  };
  return callback;
}
