import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link getConstantScheduleWithWarmup}. */
export interface ConstantScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
}

/**
 * `get_constant_schedule_with_warmup`: `lr · t / numWarmupSteps` up to `lr`, where it stays. The first update has a
 * rate of 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getConstantScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10 });
 * [0, 5, 10, 1000].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.1]
 * ```
 */
export const getConstantScheduleWithWarmup =
  /* @__PURE__ */ definePreset<ConstantScheduleWithWarmupOptions>(
    "transformers.getConstantScheduleWithWarmup",
    {
      options: { lr: nonNegative, numWarmupSteps: nonNegative },
      build: ({ lr, numWarmupSteps }) => phases([warmupTo(lr, numWarmupSteps)], lr),
    },
  );
