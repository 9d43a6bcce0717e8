import { definePreset } from "../preset.ts";
import { interpolated } from "./interpolated.ts";
import { oneCycleDefaults, oneCycleRules } from "./oneCycleRules.ts";

/** Options of {@link cosineOnecycleSchedule}. */
export interface CosineOnecycleScheduleOptions {
  /** Number of updates, an integer above 0. */
  readonly transitionSteps: number;
  /** Value at the top: a finite number of at least 0. */
  readonly peakValue: number;
  /** Share of the steps that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** `peakValue` divided by the first value, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first value divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/**
 * `cosine_onecycle_schedule`: half a cosine from `peakValue / divFactor` up to `peakValue`, another down to the last
 * value.
 *
 * The top is at `⌊pctStart · transitionSteps⌋`, the last value, `peakValue / divFactor / finalDivFactor`, at
 * `transitionSteps`.
 * Differs: two turns at the same step are both made, where optax leaves one of them out.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.cosineOnecycleSchedule({ transitionSteps: 100, peakValue: 0.5, divFactor: 4, finalDivFactor: 8 });
 * [0, 30, 100].map((step) => schedule(step)); // => [0.125, 0.5, 0.015625]
 * ```
 */
export const cosineOnecycleSchedule = /* @__PURE__ */ definePreset<CosineOnecycleScheduleOptions>(
  "optax.cosineOnecycleSchedule",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build: ({ transitionSteps, peakValue, pctStart, divFactor, finalDivFactor }) =>
      interpolated("cosine", peakValue / divFactor, [
        [Math.floor(pctStart * transitionSteps), divFactor],
        [transitionSteps, 1 / (divFactor * finalDivFactor)],
      ]),
  },
);
