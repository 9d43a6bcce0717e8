import {
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  reductionFactor,
  schedule,
} from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { definePreset } from "../preset.ts";

/** Options of {@link reduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** What is reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Name of the metric. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce, an integer of at least 0; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Whether the metric is to become small or large; `"auto"` goes by its name. @defaultValue `"auto"` */
  readonly mode?: "auto" | "min" | "max" | undefined;
  /** Amount by which a metric must be better than the best, at least 0. @defaultValue `1e-4` */
  readonly minDelta?: number | undefined;
  /** One more than the observations that are not judged, an integer of at least 0; 1 is the same as 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly minLr?: number | undefined;
}

/** Metrics by whether Keras wants them large. */
const larger = /acc|auc|precision|recall|f1|fbeta|iou|r2|cosine/i;

const smaller = /loss|error|^m[as]|divergence|entropy/i;

/**
 * `ReduceLROnPlateau`, the callback: multiplies the rate by `factor` after `patience` observations in a row without
 * improvement.
 *
 * Made of `plateau` of `@anneal/plateau` with an absolute threshold, and a `cooldown` of one less.
 * Differs: a first metric that is NaN, after which in Keras every epoch is bad, and one that is infinite count as one
 * bad metric.
 *
 * @throws {RangeError} If an option is out of its range, or if `mode` is `"auto"` and the name of the metric tells
 *   neither.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(keras.reduceLROnPlateau({ lr: 0.1, factor: 0.5, patience: 2 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const reduceLROnPlateau = /* @__PURE__ */ definePreset<
  ReduceLROnPlateauOptions,
  never,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>("keras.reduceLROnPlateau", {
  options: {
    lr: schedule,
    monitor: name,
    factor: reductionFactor,
    patience: nonNegativeInteger,
    mode: /* @__PURE__ */ oneOf("auto", "min", "max"),
    minDelta: nonNegative,
    cooldown: nonNegativeInteger,
    minLr: nonNegative,
  },
  defaults: {
    monitor: "val_loss",
    factor: 0.1,
    patience: 10,
    mode: "auto",
    minDelta: 1e-4,
    cooldown: 0,
    minLr: 0,
  },
  build({ lr, monitor, factor, patience, mode, minDelta, cooldown, minLr }, fail) {
    const metric = monitor.replace(/^val_/, "");
    const better =
      mode !== "auto"
        ? mode
        : smaller.test(metric)
          ? "min"
          : larger.test(metric)
            ? "max"
            : fail("mode", `"min" or "max" for a metric of this name (${monitor})`);
    return plateau({
      schedule: lr,
      monitor,
      mode: better,
      factor,
      patience: Math.max(1, patience),
      threshold: minDelta,
      thresholdMode: "absolute",
      cooldown: Math.max(0, cooldown - 1),
      min: minLr,
    });
  },
});
