import { definePureSchedule, exponential2, nonNegative } from "@anneal/core";
import type { Complete, Rule } from "@anneal/core";

/** Options of {@link tanh}. */
export interface TanhOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the way down in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate from step `steps` on: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Where on the hyperbolic tangent it starts: a number from −100 to 100. The lower, the later it falls. @defaultValue `-7` */
  readonly lower?: number | undefined;
  /** Where on it it ends: a number from −100 to 100, above `lower`. The higher, the earlier it is down. @defaultValue `3` */
  readonly upper?: number | undefined;
}

const argument: Rule = {
  rule: "a number from -100 to 100",
  accepts: (value) => typeof value === "number" && value >= -100 && value <= 100,
};

/**
 * Hyperbolic tangent decay: stays near `initial`, falls in the shape of an S, then stays at `min`.
 *
 * ```text
 * s(x)  = (1 − tanh x) / 2
 * x     = lower + (upper − lower) · t / steps
 * w     = (s(x) − s(upper)) / (s(lower) − s(upper))
 * lr(t) = initial · w + min · (1 − w)   for t < steps
 * lr(t) = min                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === initial`, and `lr(t) === min` for every `t ≥ steps`; with `steps: 0` the way down is left
 * out. It is half way down about where `x` is 0,
 * with the defaults after 70 % of the steps.
 *
 * @param options - See {@link TanhOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, if `min` is above `initial`, if `lower` or `upper` is not from −100 to 100, or if `upper` is not above `lower` by more
 *   than a rounding.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * tanh({ initial: 0.1, steps: 100, lower: -5, upper: 5 })(50); // => 0.05
 * ```
 *
 * @see Hsueh, Li and Wu, "Stochastic Gradient Descent with Hyperbolic-Tangent Decay on Classification", 2018,
 *   https://arxiv.org/abs/1806.01593.
 *   timm `TanhLRScheduler(lb, ub)` uses `s(x)` itself in place of `w`: it starts a little below the base rate and drops to the
 *   floor at the end, by a quarter of a percent of the height with its defaults, which are ours.
 */
export const tanh = /* @__PURE__ */ definePureSchedule<TanhOptions>("tanh", {
  package: "@anneal/exponential",
  options: {
    initial: nonNegative,
    steps: nonNegative,
    min: nonNegative,
    lower: argument,
    upper: argument,
  },
  defaults: { min: 0, lower: -7, upper: 3 },
  build({ initial, steps, min, lower, upper }: Complete<TanhOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    // Of e^2x the formula needs ratios of differences alone, precise far from 0 as well, where tanh x hardly changes.
    const from = 2 * Math.LOG2E * lower;
    const height = 2 * Math.LOG2E * upper - from;
    const last = exponential2(from + height);
    const leftOf = (progress: number): number => {
      const now = exponential2(from + height * progress);
      // A rounding must not lead below the end.
      return Math.max(0, last - now) / (1 + now);
    };
    const whole = leftOf(0);
    if (!whole) fail("upper", `clearly above lower (${lower})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = leftOf(step / steps) / whole;
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});
