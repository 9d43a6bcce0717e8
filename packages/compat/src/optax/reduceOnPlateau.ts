import {
  name,
  nonNegative,
  nonNegativeInteger,
  positiveInteger,
  product,
  reductionFactor,
  schedule,
} from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { definePreset } from "../preset.ts";
import { share } from "../rules.ts";

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** What the scale multiplies: the learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** What a reduction multiplies the scale by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce, an integer of at least 0; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Share of the best by which a metric must be better, from 0 to 1. @defaultValue `1e-4` */
  readonly rtol?: number | undefined;
  /** Amount by which it must be better as well, at least 0. @defaultValue `0` */
  readonly atol?: number | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Number of metrics whose mean is judged in place of each, an integer above 0. @defaultValue `1` */
  readonly accumulationSize?: number | undefined;
  /** Lowest scale, from 0 to 1. @defaultValue `0` */
  readonly minScale?: number | undefined;
  /** Name of the metric, which optax' has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `contrib.reduce_on_plateau`: a scale on any schedule, multiplied by `factor` after `patience` bad observations in a
 * row.
 *
 * Made of `product` and `plateau`: `lr(t) · scale`, with a scale from 1 down to `minScale`.
 * Differs: `rtol` is a share of the best's magnitude, so that of a negative metric flat or worse is never better; an
 * infinite metric is a bad one; a `patience` of 0, with which optax reduces on every improvement, is 1.
 *
 * @throws {RangeError} If an option is out of its range, or if `rtol` and `atol` are both 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(optax.reduceOnPlateau({ lr: 0.1, factor: 0.5, patience: 2 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const reduceOnPlateau = /* @__PURE__ */ definePreset<
  ReduceOnPlateauOptions,
  never,
  (options: ReduceOnPlateauOptions) => ReactiveSchedule
>("optax.reduceOnPlateau", {
  options: {
    lr: schedule,
    factor: reductionFactor,
    patience: nonNegativeInteger,
    rtol: share,
    atol: nonNegative,
    cooldown: nonNegativeInteger,
    accumulationSize: positiveInteger,
    minScale: share,
    monitor: name,
  },
  defaults: {
    factor: 0.1,
    patience: 10,
    rtol: 1e-4,
    atol: 0,
    cooldown: 0,
    accumulationSize: 1,
    minScale: 0,
    monitor: "val_loss",
  },
  build(options, fail) {
    const { lr, factor, patience, rtol, atol, cooldown, accumulationSize, minScale } = options;
    if (rtol + atol === 0) fail("rtol", "above 0 when atol is 0");
    const scale = plateau({
      schedule: 1,
      monitor: options.monitor,
      factor,
      patience: Math.max(1, patience),
      threshold: rtol,
      margin: atol,
      cooldown,
      min: minScale,
      window: accumulationSize,
      windowMode: "block",
    });
    return product<readonly [Composable, ReactiveSchedule]>([lr, scale]);
  },
});
