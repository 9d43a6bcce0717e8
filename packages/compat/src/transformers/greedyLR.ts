import { flag, nonNegativeInteger, positive, positiveInteger } from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { greedy } from "@anneal/plateau";
import { definePreset } from "../preset.ts";
import { plateauRules } from "../torch/plateauRules.ts";

/** Options of {@link greedyLR}. */
export interface GreedyLROptions {
  /** What is raised and reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Whether the metric is to become small or large. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** What a reduction multiplies by and a raise divides by, above 0 and below 1. @defaultValue `0.95` */
  readonly factor?: number | undefined;
  /** Observations in a row that are let pass, an integer of at least 0: the one after them changes the rate. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be, at least 0. @defaultValue `1e-6` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best or an amount. @defaultValue `"abs"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Observations after a raise that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly warmup?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `1e-3` */
  readonly minLr?: number | undefined;
  /** Rate above which raises do not go, above 0 and at least `minLr`. @defaultValue `1` */
  readonly maxLr?: number | undefined;
  /** Theirs makes no change by so little; ours makes it. At least 0. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
  /** Whether the mean of the last `windowSize` metrics is judged in place of each. @defaultValue `false` */
  readonly smooth?: boolean | undefined;
  /** Number of metrics in the mean, an integer from 1 to 10,000. @defaultValue `50` */
  readonly windowSize?: number | undefined;
  /**
   * Reductions in a row that find the rate at `minLr` before everything begins anew, an integer; 0 is the same as 1.
   * @defaultValue `500`
   */
  readonly resetStart?: number | undefined;
  /** Name of the metric, which theirs has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `GreedyLR`: divides the rate by `factor` after `patience + 1` improvements in a row, multiplies it by that after as
 * many without.
 *
 * Made of `greedy` of `@anneal/plateau`, whose `patience` is one more; `get_greedy_schedule` is another name of it.
 * Differs: `eps` is taken and changes nothing; a relative threshold is a share of the best's magnitude; a metric that
 * is NaN or infinite is a bad one, and left out of the mean of `smooth`; a `maxLr` below `minLr`, with which theirs
 * never reduces, is refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `maxLr` is below `minLr`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(transformers.greedyLR({ lr: 0.1, factor: 0.5, patience: 1 }));
 * [5, 4, 4, 4].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.2, 0.2, 0.1]
 * ```
 */
export const greedyLR = /* @__PURE__ */ definePreset<
  GreedyLROptions,
  never,
  (options: GreedyLROptions) => ReactiveSchedule
>("transformers.greedyLR", {
  options: /* @__PURE__ */ Object.assign(
    {
      warmup: nonNegativeInteger,
      maxLr: positive,
      smooth: flag,
      windowSize: positiveInteger,
      resetStart: nonNegativeInteger,
    },
    plateauRules,
  ),
  defaults: {
    mode: "min",
    factor: 0.95,
    patience: 10,
    threshold: 1e-6,
    thresholdMode: "abs",
    cooldown: 0,
    warmup: 0,
    minLr: 1e-3,
    maxLr: 1,
    eps: 1e-8,
    smooth: false,
    windowSize: 50,
    resetStart: 500,
    monitor: "val_loss",
  },
  build({ lr, mode, factor, patience, threshold, thresholdMode, cooldown, ...rest }, fail) {
    const { minLr, maxLr } = rest;
    if (maxLr < minLr) fail("maxLr", `at least minLr (${minLr})`);
    return greedy({
      schedule: lr,
      monitor: rest.monitor,
      mode,
      factor,
      patience: patience + 1,
      threshold,
      thresholdMode: thresholdMode === "rel" ? "relative" : "absolute",
      cooldown,
      raiseCooldown: rest.warmup,
      min: Math.max(Number.MIN_VALUE, minLr),
      max: maxLr,
      window: rest.smooth ? rest.windowSize : 1,
      reset: Math.max(1, rest.resetStart),
    });
  },
});
