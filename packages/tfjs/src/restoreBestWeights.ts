import type { Callback } from "@tensorflow/tfjs-layers";
import { flag } from "@anneal/core";
import { bestDefaults, bestOf, bestRules } from "./best.ts";
import type { BestOptions } from "./best.ts";
import type { ChangeListener } from "./change.ts";
import { optionsOf } from "./optionsOf.ts";

/** Options of {@link restoreBestWeights}. */
export interface RestoreBestWeightsOptions extends BestOptions {
  /** Whether the run ends with the best weights too. @defaultValue `false` */
  readonly atEnd?: boolean | undefined;
}

const entry = "restoreBestWeights";

// Without the function a bundler would keep the spreads for everybody.
const checked = /* @__PURE__ */ (() =>
  optionsOf<RestoreBestWeightsOptions, typeof bestDefaults & { readonly atEnd: boolean }>(
    entry,
    { ...bestRules, atEnd: flag },
    { ...bestDefaults, atEnd: false },
  ))();

/** A callback that tells of changes. */
type Announcing = Callback & { onChange: ChangeListener | undefined };

/**
 * Goes back to the best weights of the run whenever a metric has lowered the learning rate.
 *
 * Keeps one copy of the weights on the device. What the optimizer has accumulated stays as it is.
 *
 * @param options - See {@link RestoreBestWeightsOptions}.
 * @param callback - The callback whose schedule reduces the rate; it is changed.
 * @returns `callback` itself.
 * @throws {RangeError} If `monitor` is empty, or `mode` or `onMissing` another word.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {Error} At the end of an epoch whose logs lack the metric, unless `onMissing` is `"ignore"`.
 *
 * @example
 * ```ts
 * restoreBestWeights({ monitor: "val_loss" }, perEpoch(plateau({ schedule: 0.01 })));
 * ```
 */
export function restoreBestWeights<Own extends Announcing>(
  options: RestoreBestWeightsOptions,
  callback: Own,
): Own {
  const { atEnd, ...watched } = checked(options);
  const best = bestOf(entry, watched);
  const own = {
    begin: callback.onTrainBegin.bind(callback),
    epochEnd: callback.onEpochEnd.bind(callback),
    end: callback.onTrainEnd.bind(callback),
    change: callback.onChange,
  };
  let weights: ReturnType<Callback["model"]["getWeights"]> = [];
  let reduced = false;

  const forget = (): void => {
    for (const weight of weights) weight.dispose();
    weights = [];
  };
  const restore = (): void => {
    if (weights.length > 0) callback.model.setWeights(weights);
  };

  callback.onChange = (change) => {
    const isReduction = change.name === "learningRate" && change.to < change.from!;
    if (change.reason === "metric" && isReduction) reduced = true;
    own.change?.(change);
  };
  callback.onTrainBegin = async (logs) => {
    // A run that failed has not ended.
    forget();
    best.forget();
    await own.begin(logs);
  };
  callback.onEpochEnd = async (epoch, logs = {}) => {
    await own.epochEnd(epoch, logs);
    if (await best.isBest(callback, logs)) {
      forget();
      // The weights go on changing, in place.
      weights = callback.model.getWeights().map((weight) => weight.clone());
    } else if (reduced) restore();
    reduced = false;
  };
  callback.onTrainEnd = async (logs) => {
    if (atEnd) restore();
    forget();
    await own.end(logs);
  };
  return callback;
}
