import {
  definePureSchedule,
  flag,
  nonNegative,
  period,
  positive,
  power as powerOf,
} from "@anneal/core";
import type { Complete } from "@anneal/core";
import { nextStair, timeAt } from "./clock.ts";

/** Options of {@link inverseTime}. */
export interface InverseTimeOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** How fast it falls: a finite number of at least 0. At `rate: 1` and `power: 1` it is halved after `every` steps. */
  readonly rate: number;
  /** Steps after which the denominator has grown by `rate`: a finite number above 0. @defaultValue `1` */
  readonly every?: number | undefined;
  /** Exponent of the denominator: a finite number above 0. @defaultValue `1` */
  readonly power?: number | undefined;
  /** Whether it falls only at the multiples of `every` instead of at every step. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
}

/**
 * Inverse time decay: falls like `1 / t`, or like a power of it, smoothly or in stairs.
 *
 * ```text
 * lr(t) = initial / (1 + rate · t / every)^power      staircase: ⌊t / every⌋ in place of t / every
 * ```
 *
 * A stair falls at the multiple of `every`; whole steps are exact up to 2⁴⁹. A fractional step less than a relative 2⁻⁵⁰ below
 * a multiple counts as that multiple.
 *
 * @param options - See {@link InverseTimeOptions}.
 * @returns A pure schedule without an end; for `rate: 0` it ends at once.
 * @throws {RangeError} If `initial` or `rate` is negative or not finite, or if `every` or `power` is not a finite number
 *   above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * inverseTime({ initial: 0.1, rate: 0.5, every: 2 })(4); // => 0.05
 * ```
 *
 * @see Robbins and Monro, "A Stochastic Approximation Method", 1951, for steps that fall like `1 / t`.
 *   Keras `InverseTimeDecay` is the same with `power: 1`. `power: 0.5` falls like `1 / √t`.
 */
export const inverseTime = /* @__PURE__ */ definePureSchedule<InverseTimeOptions>("inverseTime", {
  package: "@anneal/exponential",
  options: {
    initial: nonNegative,
    rate: nonNegative,
    every: period,
    power: positive,
    staircase: flag,
  },
  defaults: { every: 1, power: 1, staircase: false },
  build({ initial, rate, every, power, staircase }: Complete<InverseTimeOptions>) {
    if (rate === 0 || initial === 0) return { at: () => initial, end: 0 };
    return {
      at(step) {
        // What is too large for a number would have no power.
        const growth = 1 + rate * timeAt(step, 0, every, staircase);
        return initial / powerOf(Math.min(growth, Number.MAX_VALUE), power);
      },
      next: (step) => (staircase ? nextStair(step, 0, every) : Infinity),
    };
  },
});
