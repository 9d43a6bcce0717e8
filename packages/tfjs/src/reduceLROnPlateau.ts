import {
  defineSchedule,
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positive,
} from "@anneal/core";
import type { DriveOptions, ReactiveSchedule, Rule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { callbackMaker } from "./callback.ts";
import type { ScheduleCallback, TensorFlow } from "./callback.ts";
import { getLearningRate } from "./learningRate.ts";
import { scheduleHooks } from "./scheduleHooks.ts";

/** Options of `reduceLROnPlateau`, with the names and defaults that Keras gives them. */
export interface ReduceLROnPlateauOptions {
  /** Name of the metric to watch. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** What each reduction multiplies the rate by: a number above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Consecutive epochs without improvement that make a reduction; 0 means 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best the metric must be to count as an improvement. @defaultValue `1e-4` */
  readonly minDelta?: number | undefined;
  /** Number of epochs after a reduction that cannot count as bad. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Learning rate below which reductions do not go. @defaultValue `0` */
  readonly minLr?: number | undefined;
  /**
   * Whether the metric is to become small or large; `"auto"` is `"max"` for a name that contains "acc".
   *
   * @defaultValue `"auto"`
   */
  readonly mode?: "auto" | "min" | "max" | undefined;
  /** Learning rate to reduce. @defaultValue that of the optimizer when the first run begins */
  readonly initial?: number | undefined;
}

type Complete = {
  [Name in keyof ReduceLROnPlateauOptions]-?: NonNullable<ReduceLROnPlateauOptions[Name]>;
};

const belowOne: Rule = {
  rule: "a number above 0 and below 1",
  accepts: (value) => positive.accepts(value) && (value as number) < 1,
};

const entry = "reduceLROnPlateau";

const schedule = /* @__PURE__ */ defineSchedule<
  ReduceLROnPlateauOptions,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>(entry, {
  package: "@anneal/tfjs",
  options: {
    monitor: name,
    factor: belowOne,
    patience: nonNegativeInteger,
    minDelta: nonNegative,
    cooldown: nonNegativeInteger,
    minLr: nonNegative,
    mode: /* @__PURE__ */ oneOf("auto", "min", "max"),
    initial: nonNegative,
  },
  defaults: {
    monitor: "val_loss",
    factor: 0.1,
    patience: 10,
    minDelta: 1e-4,
    cooldown: 0,
    minLr: 0,
    mode: "auto",
    initial: undefined,
  },
  build(options) {
    const { monitor, mode, patience, minDelta, minLr, factor, cooldown } = options as Complete;
    return plateau({
      schedule: options.initial ?? 0,
      monitor,
      mode: mode === "auto" ? (monitor.includes("acc") ? "max" : "min") : mode,
      factor,
      patience: Math.max(1, patience),
      threshold: minDelta,
      thresholdMode: "absolute",
      cooldown,
      min: minLr,
    });
  },
});

/**
 * `ReduceLROnPlateau` of Keras, as a callback: multiplies the rate by `factor` after `patience` epochs without improvement.
 *
 * Goes on counting in a later run, where Keras begins anew. Differs further: a missing metric is an error, a NaN is never
 * the best, and a cooldown of c lasts c epochs, where Keras' lasts c − 1.
 *
 * @param tf - The module that the model is made with, as for `connect`.
 * @param options - See {@link ReduceLROnPlateauOptions}.
 * @param driveOptions - Where to continue: see `drive` of `@anneal/core`.
 * @returns An instance of your own `tf.Callback`.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong type, or if `tf` has no `Callback`.
 *
 * @example
 * ```ts
 * await model.fit(x, y, { callbacks: [reduceLROnPlateau(tf, { monitor: "loss", factor: 0.5 })] });
 * ```
 */
export function reduceLROnPlateau(
  tf: TensorFlow,
  options: ReduceLROnPlateauOptions = {},
  driveOptions: DriveOptions = {},
): ScheduleCallback {
  const callback = callbackMaker(tf, entry);
  // Shows bad options now; the schedule itself waits for the optimizer.
  schedule(options);
  return callback(
    scheduleHooks(
      entry,
      (_totals, { model }) => {
        // A saved optimizer comes back with the rate as reduced so far: what it was reduced from is in the snapshot.
        const initial = driveOptions.resume?.spec["initial"] ?? getLearningRate(model.optimizer);
        return schedule({ initial: initial as number, ...options });
      },
      driveOptions,
    ),
  );
}
