import { nonNegative, repeat } from "@anneal/core";
import { cosineRamp, phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { lengthOf } from "./lengthOf.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link getCosineWithHardRestartsScheduleWithWarmup}. */
export interface CosineWithHardRestartsScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
  /** Number of half waves, each from `lr` down, at least 0; with 0 it stays `lr` till the end. @defaultValue `1` */
  readonly numCycles?: number | undefined;
}

/**
 * `get_cosine_with_hard_restarts_schedule_with_warmup`: a line from 0 to `lr`, then half a cosine down to 0,
 * `numCycles` times.
 *
 * The cycles share the steps after the warmup evenly; the first step after a cycle has `lr` again, and from
 * `numTrainingSteps` on the rate is 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getCosineWithHardRestartsScheduleWithWarmup({
 *   lr: 0.1,
 *   numWarmupSteps: 10,
 *   numTrainingSteps: 110,
 *   numCycles: 2,
 * });
 * [5, 10, 35, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0.1, 0]
 * ```
 */
export const getCosineWithHardRestartsScheduleWithWarmup =
  /* @__PURE__ */ definePreset<CosineWithHardRestartsScheduleWithWarmupOptions>(
    "transformers.getCosineWithHardRestartsScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        numCycles: nonNegative,
      },
      defaults: { numCycles: 1 },
      build({ lr, numWarmupSteps, numTrainingSteps, numCycles }) {
        const steps = lengthOf(numTrainingSteps, numWarmupSteps);
        const half = steps / numCycles;
        const cycles = numCycles > 0 ? repeat({ steps: half }, cosineRamp(lr, 0, half)) : lr;
        return phases([warmupTo(lr, numWarmupSteps), [cycles, steps]], 0);
      },
    },
  );
