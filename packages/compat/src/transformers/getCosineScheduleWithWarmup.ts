import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { lengthOf } from "./lengthOf.ts";
import { warmupTo } from "./warmupTo.ts";
import { waves } from "./waves.ts";

/** Options of {@link getCosineScheduleWithWarmup}. */
export interface CosineScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0; the cosine goes on after them. */
  readonly numTrainingSteps: number;
  /** Whole waves over the steps after the warmup, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

/**
 * `get_cosine_schedule_with_warmup`: a line from 0 to `lr`, then a cosine, which rises again after `numTrainingSteps`.
 *
 * `lr · (1 + cos(2π · numCycles · p)) / 2` with `p = (t − numWarmupSteps) / (numTrainingSteps − numWarmupSteps)`,
 * whose divisor is at least 1.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getCosineScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110 });
 * [5, 10, 60, 110, 160].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0, 0.05]
 * ```
 */
export const getCosineScheduleWithWarmup =
  /* @__PURE__ */ definePreset<CosineScheduleWithWarmupOptions>(
    "transformers.getCosineScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        numCycles: nonNegative,
      },
      defaults: { numCycles: 0.5 },
      build: ({ lr, numWarmupSteps, numTrainingSteps, numCycles }) =>
        phases(
          [warmupTo(lr, numWarmupSteps)],
          waves(lr, 0, lengthOf(numTrainingSteps, numWarmupSteps), numCycles),
        ),
    },
  );
