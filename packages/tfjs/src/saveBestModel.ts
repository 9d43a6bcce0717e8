import type { Rule } from "@anneal/core";
import type { Callback, LayersModel } from "@tensorflow/tfjs-layers";
import { bestDefaults, bestOf, bestRules } from "./best.ts";
import type { BestOptions } from "./best.ts";
import { optionsOf } from "./optionsOf.ts";

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

const entry = "saveBestModel";

const aFunction: Rule = {
  type: "function",
  rule: "a function",
  accepts: (value) => typeof value === "function",
};

const finite: Rule = { rule: "a finite number", accepts: (value) => Number.isFinite(value) };

// Without the function a bundler would keep the spreads for everybody.
const checked = /* @__PURE__ */ (() =>
  optionsOf<
    SaveBestModelOptions,
    typeof bestDefaults & { readonly initialValueThreshold: undefined }
  >(
    entry,
    { ...bestRules, save: aFunction, initialValueThreshold: finite },
    { ...bestDefaults, initialValueThreshold: undefined },
  ))();

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
 * @throws {RangeError} If `monitor` is empty, `mode` or `onMissing` another word, or `initialValueThreshold` not finite.
 * @throws {TypeError} If an option is unknown or of the wrong type.
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
  const given = checked(options);
  const best = bestOf(entry, given, given.initialValueThreshold);
  const own = callback.onEpochEnd.bind(callback);
  callback.onEpochEnd = async (epoch, logs = {}) => {
    await own(epoch, logs);
    if (await best.isBest(callback, logs)) await given.save(callback.model);
  };
  return callback;
}
