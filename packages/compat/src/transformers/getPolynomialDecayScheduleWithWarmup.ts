import { nonNegative } from "@anneal/core";
import { phases, powerRamp } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link getPolynomialDecayScheduleWithWarmup}. */
export interface PolynomialDecayScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
  /** Rate at the end, from 0 to below `lr`. @defaultValue `1e-7` */
  readonly lrEnd?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * `get_polynomial_decay_schedule_with_warmup`: a line from 0 to `lr`, then down to `lrEnd` at `numTrainingSteps`,
 * where it stays.
 *
 * `lrEnd + (lr − lrEnd) · (1 − p)^power` with `p = (t − numWarmupSteps) / (numTrainingSteps − numWarmupSteps)`.
 *
 * @throws {RangeError} If an option is out of its range, or if `lrEnd` is not below `lr`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, lrEnd: 0, power: 2 };
 * const schedule = transformers.getPolynomialDecayScheduleWithWarmup(options);
 * [5, 10, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.025, 0]
 * ```
 */
export const getPolynomialDecayScheduleWithWarmup =
  /* @__PURE__ */ definePreset<PolynomialDecayScheduleWithWarmupOptions>(
    "transformers.getPolynomialDecayScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        lrEnd: nonNegative,
        power: nonNegative,
      },
      defaults: { lrEnd: 1e-7, power: 1 },
      build({ lr, numWarmupSteps, numTrainingSteps, lrEnd, power }, fail) {
        if (lrEnd >= lr) fail("lrEnd", `below lr (${lr})`);
        const warmup = warmupTo(lr, numWarmupSteps);
        const steps = numTrainingSteps - numWarmupSteps;
        if (steps <= 0) return phases([warmup], lrEnd);
        if (power > 0) return phases([warmup], powerRamp(lr, lrEnd, steps, power));
        // Theirs is over after the last step, not at it, which shows where there was no way down.
        return phases([warmup, [lr, steps + 1]], lrEnd);
      },
    },
  );
