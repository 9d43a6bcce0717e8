import { nonNegative, positive } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { cosineFrom } from "./cosineFrom.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link warmupCosineDecaySchedule}. */
export interface WarmupCosineDecayScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
  /** Steps in all, the warmup included: above `warmupSteps`. */
  readonly decaySteps: number;
  /** Value from `decaySteps` on, at least 0. @defaultValue `0` */
  readonly endValue?: number | undefined;
  /** Exponent of the weight of the cosine, at least 0. @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/**
 * `warmup_cosine_decay_schedule`: a line to `peakValue` over `warmupSteps`, then half a cosine to `endValue` at
 * `decaySteps`.
 *
 * The weight of the peak is that of {@link optaxCosineDecaySchedule}, to the power of `exponent`. A peak of 0 stays 0.
 *
 * @throws {RangeError} If an option is out of its range, or if `decaySteps`, which count the warmup, are not above
 *   `warmupSteps`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 0.1, warmupSteps: 10, decaySteps: 110 });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const warmupCosineDecaySchedule =
  /* @__PURE__ */ definePreset<WarmupCosineDecayScheduleOptions>(
    "optax.warmupCosineDecaySchedule",
    {
      options: {
        initValue: nonNegative,
        peakValue: nonNegative,
        warmupSteps: nonNegative,
        decaySteps: positive,
        endValue: nonNegative,
        exponent: nonNegative,
      },
      defaults: { endValue: 0, exponent: 1 },
      build({ initValue, peakValue, warmupSteps, decaySteps, endValue, exponent }, fail) {
        if (decaySteps <= warmupSteps) fail("decaySteps", `above warmupSteps (${warmupSteps})`);
        // Shares of a peak of 0 are 0.
        const end = peakValue > 0 ? endValue : 0;
        return phases(
          [warmupTo(initValue, peakValue, warmupSteps)],
          cosineFrom(peakValue, end, decaySteps - warmupSteps, exponent),
        );
      },
    },
  );
