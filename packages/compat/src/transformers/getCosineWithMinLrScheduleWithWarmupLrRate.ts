import { advance, nonNegative, ramp } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";

import { floorOf } from "./floorOf.ts";
import type { CosineWithMinLrScheduleWithWarmupOptions } from "./getCosineWithMinLrScheduleWithWarmup.ts";
import { lengthOf } from "./lengthOf.ts";
import { waves } from "./waves.ts";

/** Options of {@link getCosineWithMinLrScheduleWithWarmupLrRate}. */
export interface CosineWithMinLrScheduleWithWarmupLrRateOptions extends CosineWithMinLrScheduleWithWarmupOptions {
  /** Where the warmup begins, as a share of `lr`, at least 0. @defaultValue `1 / numWarmupSteps` */
  readonly warmupLrRate?: number | null | undefined;
}

/**
 * `get_cosine_with_min_lr_schedule_with_warmup_lr_rate`: a warmup that has `lr` at its last step, then a cosine one
 * step ahead.
 *
 * The line goes from `warmupLrRate · lr` at step 0 to `lr` at `numWarmupSteps − 1`; the cosine is that of
 * {@link transformersGetCosineWithMinLrScheduleWithWarmup} at `t + 1`.
 *
 * @throws {RangeError} If an option is out of its range, or if not exactly one of `minLr` and `minLrRate` is given.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, minLr: 0 };
 * const schedule = transformers.getCosineWithMinLrScheduleWithWarmupLrRate(options);
 * [0, 9, 59, 109].map((step) => schedule(step)); // => [0.01, 0.1, 0.05, 0]
 * ```
 */
export const getCosineWithMinLrScheduleWithWarmupLrRate = /* @__PURE__ */ definePreset<
  CosineWithMinLrScheduleWithWarmupLrRateOptions,
  "minLr" | "minLrRate" | "warmupLrRate"
>("transformers.getCosineWithMinLrScheduleWithWarmupLrRate", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numTrainingSteps: nonNegative,
    numCycles: nonNegative,
    minLr: nonNegative,
    minLrRate: nonNegative,
    warmupLrRate: nonNegative,
  },
  defaults: {
    numCycles: 0.5,
    minLr: undefined,
    minLrRate: undefined,
    warmupLrRate: undefined,
  },
  build(options, fail) {
    const { lr, numWarmupSteps, numTrainingSteps, numCycles, warmupLrRate } = options;
    const from = warmupLrRate === undefined ? lr / Math.max(1, numWarmupSteps) : warmupLrRate * lr;
    const length = lengthOf(numTrainingSteps, numWarmupSteps);
    return phases(
      // Of a warmup of one step only the beginning is used.
      [[ramp({ from, to: lr, steps: Math.max(1, numWarmupSteps - 1) }), numWarmupSteps]],
      advance(1, waves(lr, floorOf(options, fail), length, numCycles)),
    );
  },
});
