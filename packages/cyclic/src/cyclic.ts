import { decayFactor, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";
import { modeRule, scaleOnRule, scaleRule, trianglesOf } from "./triangles.ts";
import type { Triangles, Undecided } from "./triangles.ts";

/** Options of {@link cyclic}. */
export interface CyclicOptions extends Triangles {
  /** Learning rate at which every cycle begins: a finite number from 0 to `max`. */
  readonly min: number;
  /** Learning rate at the top of the first cycle: a finite number of at least 0. */
  readonly max: number;
}

/**
 * Triangular cyclic rate: rises in a straight line from `min` to `max` over `up` steps, falls back over `down`, and again.
 *
 * ```text
 * i     = ⌊t / (up + down)⌋                 the cycle
 * s     = t − i · (up + down)               the step in it
 * h     = s / up                            for s < up
 * h     = 1 − (s − up) / down               for s ≥ up
 * g     = 1 | 2⁻ⁱ | factorᵗ                 triangular | triangular2 | exponentialRange
 * g     = scale(i) | scale(t)               scaleOn: "cycle" | "step"
 * lr(t) = max · h · g + min · (1 − h · g)
 * ```
 *
 * The value is `min` to the last bit wherever a cycle begins, and at the top, where `s` is `up`, it is `max` (lower by `g`
 * in the other modes). A step within a relative 2⁻⁵⁰ of either counts as it, so that step 0.6 begins the fourth cycle of
 * `up: 0.1`. Whole steps are exact up to 2⁴⁹.
 *
 * @param options - See {@link CyclicOptions}.
 * @returns A pure schedule without an end.
 * @throws {RangeError} If `min` or `max` is negative or not finite, if `min` is above `max`, if `up` or `down` is negative
 *   or not finite, or both are 0, if `mode` is none of the three, if `factor` is not above 0 and at most 1 or is left out for
 *   `"exponentialRange"` or given for another mode, if `scale` is given with a `mode`, or `scaleOn` without `scale`. When
 *   called: if `scale` makes the value negative, infinite or NaN.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type; `spec` of the result, if `scale` has no name.
 *
 * @example
 * ```ts
 * const schedule = cyclic({ min: 0.01, max: 0.05, up: 4, down: 2, mode: "triangular2" });
 * schedule(4); // => 0.05
 * schedule(6); // => 0.01
 * schedule(10); // => 0.030000000000000002
 * ```
 *
 * @see Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, https://arxiv.org/abs/1506.01186, section 3.
 *   PyTorch `CyclicLR(base_lr, max_lr, step_size_up = 2000, step_size_down, mode, gamma)` is the same up to rounding
 *   (`"exp_range"` is `"exponentialRange"`), but misses its own minimum and maximum by a few bits, cycles the momentum too
 *   unless told not to ({@link cyclicMomentum}), ignores a `gamma` that its mode does not use, and counts cycles from 1 for
 *   `scale_fn`. Keras and optax have no such schedule.
 */
export const cyclic = /* @__PURE__ */ definePureSchedule<CyclicOptions>("cyclic", {
  package: "@anneal/cyclic",
  options: {
    min: nonNegative,
    max: nonNegative,
    up: nonNegative,
    down: nonNegative,
    mode: modeRule,
    factor: decayFactor,
    scale: scaleRule,
    scaleOn: scaleOnRule,
  },
  defaults: {
    down: undefined,
    mode: "triangular",
    factor: undefined,
    scale: undefined,
    scaleOn: undefined,
  },
  build(options: Complete<CyclicOptions, Undecided>, fail) {
    const { min, max } = options;
    if (min > max) fail("min", `at most max (${max})`);
    return trianglesOf(options, min, max, fail);
  },
});
