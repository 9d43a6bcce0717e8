import { definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link linear}. */
export interface LinearOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the way down in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Linear decay: falls from `initial` to `min` along a straight line over `steps`, then stays at `min`.
 *
 * ```text
 * w     = 1 − t / steps
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out. For a line that rises use `ramp` of
 * `@anneal/core`, which goes from anywhere to anywhere.
 *
 * @param options - See {@link LinearOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, or if `min` is above `initial`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * linear({ initial: 0.1, steps: 100 })(50); // => 0.05
 * ```
 *
 * @see PyTorch `LinearLR(start_factor, end_factor, total_iters)` takes factors of the base rate, by default rises
 *   from a third of it, and cannot start at 0. optax `linear_schedule(init_value, end_value, transition_steps)` is the
 *   same line.
 */
export const linear = /* @__PURE__ */ definePureSchedule<LinearOptions>("linear", {
  package: "@anneal/polynomial",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative },
  defaults: { min: 0 },
  build({ initial, steps, min }: Complete<LinearOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = 1 - step / steps;
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
