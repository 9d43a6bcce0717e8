import { coefficient, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link rex}. */
export interface RexOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the way down in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /**
   * How long it stays high: a number of at least 0 and below 1. At 0 it is the straight line; the nearer to 1, the later it
   * falls. @defaultValue `0.5`
   */
  readonly d?: number | undefined;
}

/**
 * Reflected exponential decay: falls slowly at first, then ever faster, and stays at `min`.
 *
 * ```text
 * p     = t / steps
 * w     = (1 − p) / (1 − d + d · (1 − p))
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out.
 *
 * @param options - See {@link RexOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, if `min` is above `initial`, or if `d`
 *   is not at least 0 and below 1.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * rex({ initial: 0.9, steps: 100 })(50); // => 0.6
rex({ initial: 1.1, steps: 100, d: 0.9 })(50); // => 1
 * ```
 *
 * @see Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021,
 *   https://arxiv.org/abs/2107.04197, whose profile is
 *   that of `d: 0.5`. IvanVassi/REX_LR and the trainers that follow it use `d: 0.9`. PyTorch, Keras and optax have none.
 */
export const rex = /* @__PURE__ */ definePureSchedule<RexOptions>("rex", {
  package: "@anneal/polynomial",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative, d: coefficient },
  defaults: { min: 0, d: 0.5 },
  build({ initial, steps, min, d }: Complete<RexOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const progress = step / steps;
        const weight = (1 - progress) / (1 - d * progress);
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
