import { definePureSchedule, increasingList, nonNegativeList } from "@anneal/core";
import { levels } from "./levels.ts";

/** Options of {@link piecewise}. */
export interface PiecewiseOptions {
  /** Steps at which the value changes: finite numbers of at least 0 in ascending order; fractions are fine. */
  readonly boundaries: readonly number[];
  /** Learning rates, one more than there are boundaries: finite numbers of at least 0, up or down. */
  readonly values: readonly number[];
}

/**
 * Piecewise constant: a list of learning rates and the steps at which one takes over from the other.
 *
 * ```text
 * lr(t) = values[i]   for boundaries[i − 1] ≤ t < boundaries[i]
 * ```
 *
 * Intervals are half-open: the value changes at the boundary, `lr(boundaries[0]) === values[1]`. A value whose interval has no
 * length, between two equal boundaries or before one of 0, is left out.
 *
 * @param options - See {@link PiecewiseOptions}.
 * @returns A pure schedule that ends at the last boundary at which the value changes.
 * @throws {RangeError} If `boundaries` is empty, out of order or has an item that is negative or not finite, if a
 *   value is negative or not finite, or if there is not exactly one value more than there are boundaries.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * piecewise({ boundaries: [10, 20], values: [0.1, 0.05, 0.01] })(10); // => 0.05
 * ```
 *
 * @see Keras `PiecewiseConstantDecay(boundaries, values)` still has the earlier value at the boundary: its `b` is our
 *   `b + 1` on whole steps. optax `piecewise_constant_schedule` changes at the boundary, but takes factors instead of
 *   values.
 */
export const piecewise = /* @__PURE__ */ definePureSchedule<PiecewiseOptions>("piecewise", {
  package: "@anneal/step",
  options: { boundaries: increasingList, values: nonNegativeList },
  build({ boundaries, values }, fail) {
    if (values.length !== boundaries.length + 1) fail("values", "one longer than boundaries");
    return levels(boundaries, values);
  },
});
