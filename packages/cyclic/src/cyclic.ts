import { decayFactor, defineSchedule, nonNegative, oneOf, positive } from "@anneal/core";

/** Options of {@link cyclic}. */
export interface CyclicOptions {
  /** Learning rate at which every cycle begins: a finite number from 0 to `max`. */
  readonly min: number;
  /** Learning rate at the top of the first cycle: a finite number of at least 0. */
  readonly max: number;
  /** Steps from `min` to the top: a finite number above 0. */
  readonly up: number;
  /** Steps from the top back to `min`: a finite number above 0. @defaultValue `up` */
  readonly down?: number | undefined;
  /** What becomes of the height above `min`: it stays, halves with every cycle, or is multiplied by `factor` at every step. @defaultValue `"triangular"` */
  readonly mode?: "triangular" | "triangular2" | "exponentialRange" | undefined;
  /** For `"exponentialRange"`, and only for it: a number above 0 and at most 1. */
  readonly factor?: number | undefined;
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
 * lr(t) = max · h · g + min · (1 − h · g)
 * ```
 *
 * The value is `min` to the last bit wherever a cycle begins, and at the top, where `s` is `up`, it is `max` (lower by `g`
 * in the other modes). A step within a relative 2⁻⁵⁰ of either counts as it, so that step 0.6 begins the fourth cycle of
 * `up: 0.1`. Whole steps are exact up to 2⁴⁹.
 *
 * @param options - See {@link CyclicOptions}.
 * @returns A pure schedule without an end.
 * @throws {RangeError} If `min` or `max` is negative or not finite, if `min` is above `max`, if `up` or `down` is not a
 *   finite number above 0, if `mode` is none of the three, if `factor` is not above 0 and at most 1, or if it is left out
 *   for `"exponentialRange"` or given for another mode.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
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
 *   unless told not to, and ignores a `gamma` that its mode does not use. Keras and optax have no such schedule.
 */
export const cyclic = /* @__PURE__ */ defineSchedule<CyclicOptions>("cyclic", {
  package: "@anneal/cyclic",
  options: {
    min: nonNegative,
    max: nonNegative,
    up: positive,
    down: positive,
    mode: /* @__PURE__ */ oneOf("triangular", "triangular2", "exponentialRange"),
    factor: decayFactor,
  },
  defaults: { down: undefined, mode: "triangular", factor: undefined },
  build({ min, max, up, down = up, mode, factor }, fail) {
    if (min > max) fail("min", `at most max (${max})`);
    if ((mode === "exponentialRange") !== (factor !== undefined)) {
      fail("factor", "given for exponentialRange and for no other mode");
    }
    return {
      at(step) {
        // The bounds of a cycle and the step that should meet them can each be a few roundings off: 3 · 0.1 is above 0.3.
        const slack = step * 2 ** -50;
        const index = Math.floor((step / (up + down)) * (1 + 2 ** -50));
        // Two products, because the sum of two lengths may be infinite and 0 times that is no number.
        const rise = step - (index * up + index * down);
        const fall = rise - up;
        let height = fall < 0 ? rise / up : 1 - fall / down;
        if (rise <= slack) height = 0;
        else if (Math.abs(fall) <= slack) height = 1;
        const share = height * (mode === "triangular2" ? 0.5 ** index : (factor ?? 1) ** step);
        return max * share + min * (1 - share);
      },
    };
  },
});
