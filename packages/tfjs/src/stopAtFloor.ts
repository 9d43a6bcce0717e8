import { nonNegative, positiveInteger } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import { optionsOf } from "./optionsOf.ts";

/** Options of {@link stopAtFloor}. */
export interface StopAtFloorOptions {
  /** The learning rate at which there is nothing left to reduce: the `min` or `minLr` of the plateau, for example. */
  readonly floor: number;
  /** How many epochs train at the floor before the end: an integer of at least 1. @defaultValue `1` */
  readonly epochs?: number | undefined;
}

const checked = /* @__PURE__ */ optionsOf<StopAtFloorOptions, { readonly epochs: number }>(
  "stopAtFloor",
  { floor: nonNegative, epochs: positiveInteger },
  { epochs: 1 },
);

/**
 * Stops training when the learning rate has come down to its floor, and has trained there for some epochs.
 *
 * A rate that begins at the floor, as in a warmup, does not count before it has been above it.
 *
 * @param options - See {@link StopAtFloorOptions}.
 * @param callback - Any callback of this package that puts `lr` into the logs; it is changed.
 * @returns `callback` itself.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * stopAtFloor({ floor: 1e-5, epochs: 3 }, reduceLROnPlateau(tf, { minLr: 1e-5 }));
 * ```
 */
export function stopAtFloor<Own extends Callback>(options: StopAtFloorOptions, callback: Own): Own {
  const { floor, epochs } = checked(options);
  const own = callback.onEpochEnd.bind(callback);
  let wasAbove = false;
  let left = epochs;
  callback.onEpochEnd = async (epoch, logs) => {
    await own(epoch, logs);
    const rate = logs?.["lr"] as number;
    if (rate > floor) [wasAbove, left] = [true, epochs];
    else if (rate <= floor && wasAbove && --left <= 0) callback.model.stopTraining = true;
  };
  return callback;
}
