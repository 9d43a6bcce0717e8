import { cosineWeight, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the half cosine in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Cosine annealing: falls from `initial` to `min` along half a cosine over `steps`, then stays at `min`.
 *
 * ```text
 * w     = (1 + cos(π · t / steps)) / 2
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out.
 *
 * @param options - See {@link CosineOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, or if `min` is above `initial`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * cosine({ initial: 0.1, steps: 100 })(50); // => 0.05
 * ```
 *
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
 *   https://arxiv.org/abs/1608.03983, equation 5, without restarts.
 *   PyTorch `CosineAnnealingLR(T_max, eta_min)` is the same curve up to `T_max`, but rises again after it; this holds.
 *   Keras `CosineDecay` and optax `cosine_decay_schedule` hold as well; their `alpha` is `min / initial`.
 */
export const cosine = /* @__PURE__ */ definePureSchedule<CosineOptions>("cosine", {
  package: "@anneal/cosine",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative },
  defaults: { min: 0 },
  build({ initial, steps, min }: Complete<CosineOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = cosineWeight(step / steps);
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
