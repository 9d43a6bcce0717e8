import type { Callback, LayersModel } from "@tensorflow/tfjs-layers";
import { isEmpty, numberOf } from "./hooks.ts";
import type { Logs } from "./hooks.ts";
import { refuse } from "./refuse.ts";

/** A metric of your own: from what the epoch has reported, as numbers, or from the model itself. */
export type Metric = (
  logs: Readonly<Record<string, number>>,
  model: LayersModel,
) => number | undefined | Promise<number | undefined>;

/**
 * Adds metrics of your own to the logs at the end of each epoch, where a schedule can watch them by name and the history
 * finds them.
 *
 * A metric that returns `undefined`, because there was no validation, is left out: see `onMissing`. After an epoch without a
 * batch, for which `fitDataset` had no data left, none is asked.
 *
 * @param metrics - Functions by the names of the metrics.
 * @param callback - The callback that is to see them; it is changed.
 * @returns `callback` itself.
 * @throws {TypeError} If a metric is not a function; at the end of an epoch, if one returns something but a number.
 *
 * @example
 * ```ts
 * const gap: Metric = ({ loss = NaN, val_loss = NaN }) => val_loss - loss;
 * withMetrics({ gap }, perEpoch(plateau({ schedule: 0.1, monitor: "gap" })));
 * ```
 */
export function withMetrics<Own extends Callback>(
  metrics: Readonly<Record<string, Metric>>,
  callback: Own,
): Own {
  for (const [name, metric] of Object.entries(metrics)) {
    if (typeof metric !== "function") {
      refuse(`withMetrics: ${name} must be a function, got ${typeof metric}`, TypeError);
    }
  }
  const own = callback.onEpochEnd.bind(callback);
  callback.onEpochEnd = async (epoch, logs = {}) => {
    const numbers: Record<string, number> = {};
    for (const [name, value] of Object.entries(logs as Logs)) numbers[name] = await numberOf(value);
    for (const [name, metric] of isEmpty(callback, numbers) ? [] : Object.entries(metrics)) {
      const value = await metric(numbers, callback.model);
      if (value === undefined) continue;
      if (typeof value !== "number") {
        refuse(`withMetrics: ${name} must return a number, got ${typeof value}`, TypeError);
      }
      logs[name] = numbers[name] = value;
    }
    await own(epoch, logs);
  };
  return callback;
}
