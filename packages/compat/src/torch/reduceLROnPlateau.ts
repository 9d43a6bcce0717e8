import { power } from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { definePreset } from "../preset.ts";
import { plateauRules } from "./plateauRules.ts";

/** Options of {@link reduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** What is reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Whether the metric is to become small or large. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that are let pass, an integer of at least 0: the one after them reduces. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be, at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best or an amount. @defaultValue `"rel"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly minLr?: number | undefined;
  /** A reduction by no more is not made, at least 0. Has no part where `lr` is a schedule. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
  /** Name of the metric, which PyTorch's has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * The rate at which reductions by no more than `eps` stop.
 *
 * Reductions become smaller and smaller, so that the first of them that is too small is found by halving.
 */
function floorOf(lr: number, factor: number, min: number, eps: number): number {
  // Nothing is too small without it.
  if (eps === 0) return min;
  const after = (count: number): number =>
    count > 0 ? Math.max(lr * power(factor, count), min) : lr;
  const stops = (count: number): boolean => after(count) - after(count + 1) <= eps;
  let made = 0;
  let limit = 0;
  while (!stops(limit)) {
    made = limit + 1;
    limit = 2 * made;
  }
  while (made < limit) {
    const middle = Math.floor((made + limit) / 2);
    if (stops(middle)) limit = middle;
    else made = middle + 1;
  }
  return after(made);
}

/**
 * `ReduceLROnPlateau`: multiplies the rate by `factor` after `patience + 1` observations in a row that are no
 * improvement.
 *
 * Made of `plateau` of `@anneal/plateau`, whose `patience` is one more.
 * Differs: a relative threshold is a share of the best's magnitude, so that of a negative metric flat or worse is
 * never better; the first metric is always the best; one that is infinite is a bad one.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(torch.reduceLROnPlateau({ lr: 0.1, factor: 0.5, patience: 1 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const reduceLROnPlateau = /* @__PURE__ */ definePreset<
  ReduceLROnPlateauOptions,
  never,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>("torch.reduceLROnPlateau", {
  options: plateauRules,
  defaults: {
    mode: "min",
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    thresholdMode: "rel",
    cooldown: 0,
    minLr: 0,
    eps: 1e-8,
    monitor: "val_loss",
  },
  build: ({
    lr,
    mode,
    factor,
    patience,
    threshold,
    thresholdMode,
    cooldown,
    minLr,
    eps,
    monitor,
  }) =>
    plateau({
      schedule: lr,
      monitor,
      mode,
      factor,
      patience: patience + 1,
      threshold,
      thresholdMode: thresholdMode === "rel" ? "relative" : "absolute",
      cooldown,
      min: typeof lr === "number" ? floorOf(lr, factor, minLr, eps) : minLr,
    }),
});
