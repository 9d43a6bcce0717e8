import { definePreset } from "../preset.ts";
import { inOrder, share } from "../rules.ts";
import { interpolated } from "./interpolated.ts";
import { oneCycleDefaults, oneCycleRules } from "./oneCycleRules.ts";

/** Options of {@link linearOnecycleSchedule}. */
export interface LinearOnecycleScheduleOptions {
  /** Number of updates, an integer above 0. */
  readonly transitionSteps: number;
  /** Value at the top: a finite number of at least 0. */
  readonly peakValue: number;
  /** Share of the steps that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** Share of the steps after which it is back at the first value, from 0 to 1. @defaultValue `0.85` */
  readonly pctFinal?: number | undefined;
  /** `peakValue` divided by the first value, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first value divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/**
 * `linear_onecycle_schedule`: lines up to `peakValue`, back to where it began, and down to `1 / finalDivFactor` of
 * that.
 *
 * It begins at `peakValue / divFactor`; its turns are at `⌊pctStart · transitionSteps⌋`,
 * `⌊pctFinal · transitionSteps⌋` and `transitionSteps`, from which on it stays.
 * Differs: two turns at the same step are both made, where optax leaves one of them out.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.linearOnecycleSchedule({ transitionSteps: 100, peakValue: 0.5, divFactor: 4, finalDivFactor: 8 });
 * [0, 30, 85, 100].map((step) => schedule(step)); // => [0.125, 0.5, 0.125, 0.015625]
 * ```
 */
export const linearOnecycleSchedule = /* @__PURE__ */ definePreset<LinearOnecycleScheduleOptions>(
  "optax.linearOnecycleSchedule",
  {
    options: /* @__PURE__ */ Object.assign({ pctFinal: share }, oneCycleRules),
    defaults: /* @__PURE__ */ Object.assign({ pctFinal: 0.85 }, oneCycleDefaults),
    build: ({ transitionSteps, peakValue, pctStart, pctFinal, divFactor, finalDivFactor }) =>
      interpolated(
        "linear",
        peakValue / divFactor,
        inOrder([
          [Math.floor(pctStart * transitionSteps), divFactor],
          [Math.floor(pctFinal * transitionSteps), 1 / divFactor],
          [transitionSteps, 1 / finalDivFactor],
        ]),
      ),
  },
);
