import {
  decayFactor,
  definePureSchedule,
  exponential2,
  flag,
  logarithm2,
  nonNegative,
  period,
} from "@anneal/core";
import type { Complete } from "@anneal/core";
import { nextStair, timeAt } from "./clock.ts";

/** Options of {@link exponential}. */
export interface ExponentialOptions {
  /** Learning rate until `begin`: a finite number of at least 0. */
  readonly initial: number;
  /** What it is multiplied by over `every` steps: a number above 0 and at most 1. */
  readonly factor: number;
  /** Steps over which it falls by `factor`: a finite number above 0. @defaultValue `1` */
  readonly every?: number | undefined;
  /** Whether it falls all at once at every multiple of `every` instead of at every step. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** Step at which the decay begins: a finite number of at least 0. @defaultValue `0` */
  readonly begin?: number | undefined;
  /** Floor: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Exponential decay: multiplied by `factor` over every `every` steps, smoothly or in stairs, but never below `min`.
 *
 * ```text
 * time  = max(0, t − begin) / every                 staircase: rounded down
 * lr(t) = max(min, initial · factor^time)
 * ```
 *
 * `initial` is exact until `begin`, `min` from `end` on. A stair falls at its step, `begin` plus a multiple of `every`; whole
 * steps are exact up to 2⁴⁹. A fractional step less than a relative 2⁻⁵⁰ below a stair counts as that stair, so that step 0.3
 * is the third stair of `every: 0.1`, although `0.3 / 0.1` is 2.9999999999999996.
 *
 * @param options - See {@link ExponentialOptions}.
 * @returns A pure schedule that ends where it reaches `min`, which need not be a whole step; never for `min: 0`, at once
 *   for `factor: 1`.
 * @throws {RangeError} If `initial` or `min` is negative or not finite, if `min` is above `initial`, if `factor` is not
 *   above 0 and at most 1, if `every` is not a finite number above 0, or if `begin` is negative or not finite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * exponential({ initial: 0.1, factor: 0.25, every: 10 })(5); // => 0.05
 * ```
 *
 * @see PyTorch `ExponentialLR(gamma)` is `factor` with `every: 1`. Keras `ExponentialDecay` and optax
 *   `exponential_decay` have `every` and `staircase` as well, and optax `begin` (`transition_begin`) and the floor
 *   (`end_value`), which with a rate above 1 is a ceiling.
 */
export const exponential = /* @__PURE__ */ definePureSchedule<ExponentialOptions>("exponential", {
  package: "@anneal/exponential",
  options: {
    initial: nonNegative,
    factor: decayFactor,
    every: period,
    staircase: flag,
    begin: nonNegative,
    min: nonNegative,
  },
  defaults: { every: 1, staircase: false, begin: 0, min: 0 },
  build({ initial, factor, every, staircase, begin, min }: Complete<ExponentialOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    const floor = factor < 1 ? min : initial;
    // Twelve digits, because a floor of 0.1 · 0.1³ may be given as 0.0001. Not a number where it begins at its floor.
    const fall = logarithm2(factor);
    const time = +(logarithm2(floor / initial) / fall).toPrecision(12) || 0;
    const end = time && begin + (staircase ? Math.ceil(time) : time) * every;
    return {
      at: (step) =>
        step >= end
          ? floor
          : step < begin
            ? initial
            : Math.max(floor, initial * exponential2(fall * timeAt(step, begin, every, staircase))),
      end,
      endsAtBound: true,
      next: (step) =>
        step >= end
          ? Infinity
          : staircase
            ? Math.min(end, nextStair(step, begin, every))
            : step < begin
              ? begin
              : end,
    };
  },
});
