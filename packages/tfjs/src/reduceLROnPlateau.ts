import {
  defineSchedule,
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  reductionFactor,
} from "@anneal/core";
import type { ReactiveSchedule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { callbackMaker } from "./callback.ts";
import type { ScheduleCallback, TensorFlow } from "./callback.ts";
import { learningRateGear } from "./gear.ts";
import type { Training } from "./hooks.ts";
import { getLearningRate } from "./learningRate.ts";
import { modeFor } from "./mode.ts";
import type { Mode } from "./mode.ts";
import { scheduleHooks } from "./scheduleHooks.ts";
import type { CallbackOptions } from "./scheduleHooks.ts";
import type { RunTotals } from "./totals.ts";

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
  readonly mode?: Mode | undefined;
  /**
   * What a metric that is NaN or infinite means: `"worse"`, no improvement; `"ignore"`, nothing; `"throw"`, an error. It
   * is never the best.
   *
   * @defaultValue `"worse"`
   */
  readonly nan?: "worse" | "ignore" | "throw" | undefined;
  /** Learning rate to reduce. @defaultValue that of the optimizer when the first run begins */
  readonly initial?: number | undefined;
}

type Complete = {
  [Name in keyof ReduceLROnPlateauOptions]-?: NonNullable<ReduceLROnPlateauOptions[Name]>;
};

const entry = "reduceLROnPlateau";

const schedule = /* @__PURE__ */ defineSchedule<
  ReduceLROnPlateauOptions,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>(entry, {
  package: "@anneal/tfjs",
  options: {
    monitor: name,
    factor: reductionFactor,
    patience: nonNegativeInteger,
    minDelta: nonNegative,
    cooldown: nonNegativeInteger,
    minLr: nonNegative,
    mode: /* @__PURE__ */ oneOf("auto", "min", "max"),
    nan: /* @__PURE__ */ oneOf("worse", "ignore", "throw"),
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
    nan: "worse",
    initial: undefined,
  },
  build(options) {
    const { monitor, mode, patience, minDelta, minLr, factor, cooldown, nan } = options as Complete;
    return plateau({
      schedule: options.initial ?? 0,
      monitor,
      mode: modeFor(monitor, mode),
      factor,
      patience: Math.max(1, patience),
      threshold: minDelta,
      thresholdMode: "absolute",
      cooldown,
      min: minLr,
      nan,
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
 * @param callbackOptions - See {@link CallbackOptions}.
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
  callbackOptions: CallbackOptions = {},
): ScheduleCallback {
  const callback = callbackMaker(tf, entry);
  // Shows bad options now; the schedule itself waits for the optimizer.
  schedule(options);
  return callback(
    scheduleHooks(
      learningRateGear,
      entry,
      false,
      (_totals: RunTotals, { model }: Training) => {
        // A saved optimizer comes back with the rate as reduced so far: what it was reduced from is in the snapshot.
        const initial =
          callbackOptions.resume?.snapshot.spec["initial"] ?? getLearningRate(model.optimizer);
        return schedule({ initial: initial as number, ...options });
      },
      callbackOptions,
    ),
  );
}
