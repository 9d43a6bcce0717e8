import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link warmupConstantSchedule}. */
export interface WarmupConstantScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
}

/**
 * `warmup_constant_schedule`: a line from `initValue` to `peakValue` over `warmupSteps`, where it stays.
 *
 * Differs: with 0 `warmupSteps` it is `peakValue` at once, where optax stays at `initValue` for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.warmupConstantSchedule({ initValue: 0, peakValue: 0.1, warmupSteps: 10 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0, 0.05, 0.1]
 * ```
 */
export const warmupConstantSchedule = /* @__PURE__ */ definePreset<WarmupConstantScheduleOptions>(
  "optax.warmupConstantSchedule",
  {
    options: { initValue: nonNegative, peakValue: nonNegative, warmupSteps: nonNegative },
    build: ({ initValue, peakValue, warmupSteps }) =>
      phases([warmupTo(initValue, peakValue, warmupSteps)], peakValue),
  },
);
