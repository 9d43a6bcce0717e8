import { name, oneOf } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import type { ChangeListener } from "./change.ts";
import { numberOf } from "./hooks.ts";
import type { Logs } from "./hooks.ts";
import { improves } from "./mode.ts";
import type { Mode } from "./mode.ts";
import { demand, refuse } from "./refuse.ts";

/** Options of {@link restoreBestWeights}. */
export interface RestoreBestWeightsOptions {
  /** Name of the metric that tells which weights are best. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /**
   * Whether the metric is to become small or large; `"auto"` is `"max"` for a name that contains "acc".
   *
   * @defaultValue `"auto"`
   */
  readonly mode?: Mode | undefined;
  /** Whether the run ends with the best weights too. @defaultValue `false` */
  readonly atEnd?: boolean | undefined;
  /**
   * What to do after an epoch whose logs lack the metric: throw an error that names those there are, or take it for one
   * that is not the best. An epoch that `stopTraining` cut short is never an error.
   *
   * @defaultValue `"error"`
   */
  readonly onMissing?: "error" | "ignore" | undefined;
}

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
 * @throws {RangeError} If `monitor` is empty, or `mode` another word.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {Error} At the end of an epoch whose logs lack the metric, unless `onMissing` is `"ignore"`.
 *
 * @example
 * ```ts
 * restoreBestWeights({ monitor: "val_loss" }, perEpoch(plateau({ schedule: 0.01 })));
 * ```
 */
export function restoreBestWeights<Own extends Announcing>(
  { monitor = "val_loss", mode = "auto", atEnd = false, onMissing }: RestoreBestWeightsOptions,
  callback: Own,
): Own {
  demand("restoreBestWeights: monitor", name, monitor);
  demand("restoreBestWeights: mode", oneOf("auto", "min", "max"), mode);
  const better = improves(monitor, mode);
  const own = {
    begin: callback.onTrainBegin.bind(callback),
    epochEnd: callback.onEpochEnd.bind(callback),
    end: callback.onTrainEnd.bind(callback),
    change: callback.onChange,
  };
  let best = NaN;
  let weights: ReturnType<Callback["model"]["getWeights"]> = [];
  let reduced = false;

  const forget = (): void => {
    for (const weight of weights) weight.dispose();
    [weights, best] = [[], NaN];
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
    await own.begin(logs);
  };
  callback.onEpochEnd = async (epoch, logs = {}) => {
    await own.epochEnd(epoch, logs);
    const { [monitor]: reported } = logs as Logs;
    if (reported === undefined && !callback.model.stopTraining && onMissing !== "ignore") {
      const got = Object.keys(logs).join(", ");
      refuse(`restoreBestWeights: the metrics must hold ${monitor}, got ${got}`);
    }
    const metric = reported === undefined ? NaN : await numberOf(reported);
    if (better(metric, best)) {
      forget();
      best = metric;
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
