import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { finite } from "../rules.ts";
import { transition } from "./transition.ts";

/** Options of {@link polynomialSchedule}. */
export interface PolynomialScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value at the end: a finite number of at least 0. */
  readonly endValue: number;
  /** Exponent of the way left, at least 0. */
  readonly power: number;
  /** Steps from one value to the other; with 0 or less the value stays `initValue`. */
  readonly transitionSteps: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/**
 * `polynomial_schedule`: from `initValue` to `endValue` along `(1 − s / transitionSteps)^power`, where it stays.
 *
 * It is `initValue` up to `transitionBegin`, from which on s counts the steps; with a `power` of 0, or
 * `transitionSteps` of 0 or less, it stays that.
 * Differs: a negative `transitionBegin`, which optax takes for 0, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { initValue: 0.1, endValue: 0, power: 2, transitionSteps: 10, transitionBegin: 10 };
 * const schedule = optax.polynomialSchedule(options);
 * [10, 15, 20].map((step) => schedule(step)); // => [0.1, 0.025, 0]
 * ```
 */
export const polynomialSchedule = /* @__PURE__ */ definePreset<PolynomialScheduleOptions>(
  "optax.polynomialSchedule",
  {
    options: {
      initValue: nonNegative,
      endValue: nonNegative,
      power: nonNegative,
      transitionSteps: finite,
      transitionBegin: nonNegative,
    },
    defaults: { transitionBegin: 0 },
    build: ({ initValue, endValue, power, transitionSteps, transitionBegin }) =>
      transition(initValue, endValue, transitionSteps, power, transitionBegin),
  },
);
