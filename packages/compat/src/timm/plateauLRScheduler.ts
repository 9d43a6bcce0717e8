import { name, nonNegative, nonNegativeInteger, oneOf, ramp, reductionFactor } from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { reduceLROnPlateau } from "../torch/reduceLROnPlateau.ts";
import { noisy } from "./noisy.ts";
import type { NoiseOptions } from "./noisy.ts";
import { sharedDefaults, sharedRules } from "./sharedRules.ts";
import type { WarmupOptions } from "./warmedUp.ts";

/** Options of {@link plateauLRScheduler}. */
export interface PlateauLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly decayRate?: number | undefined;
  /** Bad observations in a row that are let pass, an integer of at least 0: the one after them reduces. @defaultValue `10` */
  readonly patienceT?: number | undefined;
  /** Share of the best by which a metric must be better, at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldownT?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly lrMin?: number | undefined;
  /** Whether the metric is to become small or large. @defaultValue `"max"` */
  readonly mode?: "min" | "max" | undefined;
  /** Distribution of the noise; of timm's schedulers this alone has it. @defaultValue `"normal"` */
  readonly noiseType?: "normal" | "uniform" | undefined;
  /** Name of the metric, which timm's has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `PlateauLRScheduler`: a warmup, during which metrics count for nothing, then PyTorch's `ReduceLROnPlateau` with
 * `patienceT`.
 *
 * It has the differences of `torch.reduceLROnPlateau`.
 * Differs too: without a warmup the rate at step 0 is `lr`, where timm's `step(0, …)` sets it to 0, for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(timm.plateauLRScheduler({ lr: 0.1, decayRate: 0.5, patienceT: 0, mode: "min", warmupT: 1 }));
 * [3, 3, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const plateauLRScheduler = /* @__PURE__ */ definePreset<
  PlateauLRSchedulerOptions,
  "noiseRangeT",
  (options: PlateauLRSchedulerOptions) => ReactiveSchedule
>("timm.plateauLRScheduler", {
  options: /* @__PURE__ */ Object.assign(
    {
      lr: nonNegative,
      decayRate: reductionFactor,
      patienceT: nonNegativeInteger,
      threshold: nonNegative,
      cooldownT: nonNegativeInteger,
      lrMin: nonNegative,
      mode: /* @__PURE__ */ oneOf("min", "max"),
      noiseType: /* @__PURE__ */ oneOf("normal", "uniform"),
      monitor: name,
    },
    sharedRules,
  ),
  defaults: /* @__PURE__ */ Object.assign(
    {
      decayRate: 0.1,
      patienceT: 10,
      threshold: 1e-4,
      cooldownT: 0,
      lrMin: 0,
      mode: "max",
      noiseType: "normal",
      monitor: "val_loss",
    } as const,
    sharedDefaults,
  ),
  build(options) {
    const { lr, decayRate, patienceT, threshold, cooldownT, lrMin, mode, monitor } = options;
    const { warmupT, warmupLrInit } = options;
    const plateau = reduceLROnPlateau({
      lr,
      factor: decayRate,
      patience: patienceT,
      threshold,
      cooldown: cooldownT,
      minLr: lrMin,
      mode,
      monitor,
    });
    if (warmupT === 0) return noisy(plateau, options);
    const rise: Composable = ramp({ from: warmupLrInit, to: lr, steps: warmupT });
    // The metric that arrives at its last step still belongs to the warmup.
    return noisy<ReactiveSchedule>(phases([[rise, warmupT + 1]], plateau), options);
  },
});
