import { nonNegativeList } from "@anneal/core";
import { piecewise } from "@anneal/step";
import { definePreset } from "../preset.ts";
import { someSortedSteps } from "../rules.ts";

/** Options of {@link piecewiseConstantDecay}. */
export interface PiecewiseConstantDecayOptions {
  /** Last steps of the values but the last, at least 0, in order; one that is there twice leaves out a value. */
  readonly boundaries: readonly number[];
  /** Rates, each at least 0; one more than `boundaries`. */
  readonly values: readonly number[];
}

/**
 * `PiecewiseConstantDecay`: `values[i]` after `boundaries[i − 1]` up to `boundaries[i]`, that boundary included.
 *
 * The change comes a step later than in `piecewise` of `@anneal/step`.
 * Differs: boundaries out of order, for which Keras adds up overlapping values, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `values` is not one longer than `boundaries`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.piecewiseConstantDecay({ boundaries: [10, 20], values: [0.1, 0.05, 0.01] });
 * [10, 11, 20, 21].map((step) => schedule(step)); // => [0.1, 0.05, 0.05, 0.01]
 * ```
 */
export const piecewiseConstantDecay = /* @__PURE__ */ definePreset<PiecewiseConstantDecayOptions>(
  "keras.piecewiseConstantDecay",
  {
    options: {
      boundaries: someSortedSteps,
      values: nonNegativeList,
    },
    build({ boundaries, values }, fail) {
      if (values.length !== boundaries.length + 1) fail("values", "one longer than boundaries");
      const used = boundaries.map((boundary, index) => boundary !== boundaries[index + 1]);
      return piecewise({
        // The first number after the boundary, which itself still has the earlier value.
        boundaries: boundaries
          .filter((_, index) => used[index])
          .map((boundary) => Math.max(Number.MIN_VALUE, boundary * (1 + Number.EPSILON))),
        values: values.filter((_, index) => index === 0 || used[index - 1]),
      });
    },
  },
);
