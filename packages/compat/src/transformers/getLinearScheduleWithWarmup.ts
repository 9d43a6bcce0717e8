import { nonNegative } from "@anneal/core";
import { phases, powerRamp } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link getLinearScheduleWithWarmup}. */
export interface LinearScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
}

/**
 * `get_linear_schedule_with_warmup`: a line from 0 to `lr` over `numWarmupSteps`, then one down to 0 at
 * `numTrainingSteps`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getLinearScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110 });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const getLinearScheduleWithWarmup =
  /* @__PURE__ */ definePreset<LinearScheduleWithWarmupOptions>(
    "transformers.getLinearScheduleWithWarmup",
    {
      options: { lr: nonNegative, numWarmupSteps: nonNegative, numTrainingSteps: nonNegative },
      build: ({ lr, numWarmupSteps, numTrainingSteps }) =>
        phases(
          [warmupTo(lr, numWarmupSteps)],
          numTrainingSteps > numWarmupSteps
            ? powerRamp(lr, 0, numTrainingSteps - numWarmupSteps, 1)
            : 0,
        ),
    },
  );
