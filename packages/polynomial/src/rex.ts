import { definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link rex}. */
export interface RexOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the way down in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Reflected exponential decay: falls slowly at first, then ever faster, and stays at `min`.
 *
 * ```text
 * p     = t / steps
 * w     = (1 − p) / (1 − p / 2)
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out.
 *
 * @param options - See {@link RexOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, or if `min` is above `initial`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * rex({ initial: 0.9, steps: 100 })(50); // => 0.6
 * ```
 *
 * @see Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021,
 *   https://arxiv.org/abs/2107.04197.
 */
export const rex = /* @__PURE__ */ definePureSchedule<RexOptions>("rex", {
  package: "@anneal/polynomial",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative },
  defaults: { min: 0 },
  build({ initial, steps, min }: Complete<RexOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const progress = step / steps;
        const weight = (1 - progress) / (1 - progress / 2);
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
