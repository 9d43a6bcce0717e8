import { cosineWeight, definePureSchedule, nonNegative, positive, power } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link cosinePower}. */
export interface CosinePowerOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the fall in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Power of the cosine, a finite number above 0: above 1 the rate falls sooner, below 1 later. @defaultValue `1` */
  readonly exponent?: number | undefined;
  /** Power of the progress, a finite number above 0: above 1 the rate falls later, below 1 sooner. @defaultValue `1` */
  readonly kDecay?: number | undefined;
}

/**
 * Cosine annealing with its shape bent, by a power of the cosine, a power of the progress (k-decay), or both.
 *
 * ```text
 * p     = (t / steps)^kDecay
 * w     = ((1 + cos(π · p)) / 2)^exponent
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out. With both powers 1 it is `cosine`.
 *
 * @param options - See {@link CosinePowerOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, if `min` is above `initial`, or if
 *   `exponent` or `kDecay` is not a finite number above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * cosinePower({ initial: 0.1, steps: 100, exponent: 2 })(50); // => 0.025
 * ```
 *
 * @see Zhang and Li, "k-decay: A New Method for Learning Rate Schedule", 2020, https://arxiv.org/abs/2004.05909.
 *   optax `cosine_decay_schedule(exponent)` is the same with `min: alpha * init_value`; timm
 *   `CosineLRScheduler(k_decay)` is the same within one cycle. PyTorch and Keras have neither power.
 */
export const cosinePower = /* @__PURE__ */ definePureSchedule<CosinePowerOptions>("cosinePower", {
  package: "@anneal/cosine",
  options: {
    initial: nonNegative,
    steps: nonNegative,
    min: nonNegative,
    exponent: positive,
    kDecay: positive,
  },
  defaults: { min: 0, exponent: 1, kDecay: 1 },
  build({ initial, steps, min, exponent, kDecay }: Complete<CosinePowerOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = power(cosineWeight(power(step / steps, kDecay)), exponent);
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
