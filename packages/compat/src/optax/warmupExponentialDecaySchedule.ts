import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { exponentialDefaults, exponentialFrom, exponentialRules } from "./exponentialFrom.ts";
import { warmupTo } from "./warmupTo.ts";

/** Options of {@link warmupExponentialDecaySchedule}. */
export interface WarmupExponentialDecayScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
  /** Steps that `decayRate` is for; with 0 or less there is no decay. */
  readonly transitionSteps: number;
  /** Factor over `transitionSteps`, above 0. */
  readonly decayRate: number;
  /** Steps between warmup and decay, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** Whether it changes only at the multiples of `transitionSteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling, at least 0. @defaultValue none */
  readonly endValue?: number | null | undefined;
}

/**
 * `warmup_exponential_decay_schedule`: a line to `peakValue` over `warmupSteps`, then {@link optaxExponentialDecay} from
 * there.
 *
 * `transitionBegin` counts from the end of the warmup.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the value has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = { initValue: 0, peakValue: 0.1, warmupSteps: 10 };
 * const schedule = optax.warmupExponentialDecaySchedule({ ...warmup, transitionSteps: 10, decayRate: 0.25 });
 * [0, 5, 10, 15].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05]
 * ```
 */
export const warmupExponentialDecaySchedule = /* @__PURE__ */ definePreset<
  WarmupExponentialDecayScheduleOptions,
  "endValue"
>("optax.warmupExponentialDecaySchedule", {
  options: /* @__PURE__ */ Object.assign(
    { initValue: nonNegative, peakValue: nonNegative, warmupSteps: nonNegative },
    exponentialRules,
  ),
  defaults: exponentialDefaults,
  build: ({ initValue, peakValue, warmupSteps, ...decay }) =>
    phases([warmupTo(initValue, peakValue, warmupSteps)], exponentialFrom(peakValue, decay)),
});
