import { definePureSchedule, nonNegative, period, positive, power as powerOf } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link polynomialCycles}. */
export interface PolynomialCyclesOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of a cycle in steps, above 0. A warmup before the first is not part of it. */
  readonly steps: number;
  /** Learning rate that every cycle falls towards: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Exponent, a finite number above 0: steeper at the beginning above 1, at the end below 1. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * Polynomial decay in cycles: whenever it would reach `min`, the horizon is moved on by `steps` and the rate jumps up to
 * where it then is on the longer way down.
 *
 * ```text
 * horizon = steps · (⌊t / steps⌋ + 1)
 * w       = (1 − t / horizon)^power
 * lr(t)   = initial · w + min · (1 − w)
 * ```
 *
 * `lr(0) === initial` is exact. A cycle starts at its multiple of `steps`, cycle `i`, counted from 0, at
 * `min + (initial − min) / (i + 1)^power`. The value `min` itself would belong to the step of the restart, so no step has it;
 * in the long run the peaks fall to `min` too. A step less than a relative 2⁻⁵⁰ below a restart counts as the restart, so that
 * step 0.3 is the third restart of `steps: 0.1`.
 *
 * @param options - See {@link PolynomialCyclesOptions}.
 * @returns A pure schedule without an end; with `min` equal to `initial` it ends at once.
 * @throws {RangeError} If `initial` or `min` is negative or not finite, if `min` is above `initial`, or if `steps` or
 *   `power` is not a finite number above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = polynomialCycles({ initial: 0.1, steps: 10 });
 * schedule(5); // => 0.05
 * schedule(10); // => 0.05
 * schedule(15); // => 0.025
 * ```
 *
 * @see Keras `PolynomialDecay(cycle=True)` rounds `t / steps` up instead: the step of a restart still has the end of
 *   the cycle before it, `end_learning_rate`, and the cycle begins one step later. All other values are the same.
 */
export const polynomialCycles = /* @__PURE__ */ definePureSchedule<PolynomialCyclesOptions>(
  "polynomialCycles",
  {
    package: "@anneal/polynomial",
    options: { initial: nonNegative, steps: period, min: nonNegative, power: positive },
    defaults: { min: 0, power: 1 },
    build({ initial, steps, min, power }: Complete<PolynomialCyclesOptions>, fail) {
      if (min > initial) fail("min", `at most initial (${initial})`);
      if (min === initial) return { at: () => initial, end: 0 };
      // A restart and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
      const cyclesAt = (step: number): number => Math.floor((step / steps) * (1 + 2 ** -50)) + 1;
      return {
        at(step) {
          // Beyond the largest number there is nothing left of the way.
          const share = step / steps / cyclesAt(step);
          const weight = share < 1 ? powerOf(1 - share, power) : 0;
          return initial * weight + min * (1 - weight);
        },
        next: (step) => cyclesAt(step) * steps,
      };
    },
  },
);
