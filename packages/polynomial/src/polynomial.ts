import { definePureSchedule, nonNegative, positive, power as powerOf } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link polynomial}. */
export interface PolynomialOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the way down in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Exponent, a finite number above 0: steeper at the beginning above 1, at the end below 1. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * Polynomial decay: falls from `initial` to `min` along a power of the way left over `steps`, then stays at `min`.
 *
 * ```text
 * w     = (1 − t / steps)^power
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out. `power: 1` is the straight line. For
 * a curve that rises use `ramp` of `@anneal/core` with `polynomialCurve`.
 *
 * @param options - See {@link PolynomialOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, if `min` is above `initial`, or if `power`
 *   is not a finite number above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * polynomial({ initial: 0.1, steps: 100, power: 2 })(50); // => 0.025
 * ```
 *
 * @see PyTorch `PolynomialLR(total_iters, power)` always ends at 0. Keras `PolynomialDecay` ends at 0.0001 by
 *   default, Hugging Face's at 0.0000001. optax `polynomial_schedule` is the same curve. timm's has `power: 0.5` by
 *   default.
 */
export const polynomial = /* @__PURE__ */ definePureSchedule<PolynomialOptions>("polynomial", {
  package: "@anneal/polynomial",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative, power: positive },
  defaults: { min: 0, power: 1 },
  build({ initial, steps, min, power }: Complete<PolynomialOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = powerOf(1 - step / steps, power);
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
