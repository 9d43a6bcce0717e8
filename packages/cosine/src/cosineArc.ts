import { cosineWeight, definePureSchedule, nonNegative, positive } from "@anneal/core";
import type { Complete, Rule } from "@anneal/core";

/** Options of {@link cosineArc}. */
export interface CosineArcOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the arc in steps, at least 0. A warmup before it is not part of it. */
  readonly steps: number;
  /**
   * Angle of the cosine at the end of the arc, as a multiple of π: a number above 0 and at most 0.5, where the cosine is 0.
   * @defaultValue `7 / 16`
   */
  readonly angle?: number | undefined;
}

const acute: Rule = {
  rule: "a number above 0 and at most 0.5",
  accepts: (value) => positive.accepts(value) && (value as number) <= 0.5,
};

/**
 * Cosine arc: falls along the first part of a cosine, from its top to an angle of at most a right one, and holds.
 *
 * ```text
 * lr(t) = initial · cos(angle · π · t / steps)   for t < steps
 * lr(t) = initial · cos(angle · π)               for t ≥ steps
 * ```
 *
 * The beginning is exact, `lr(0) === initial`, and so is the end of `angle: 0.5`, which is 0. With the default the rate falls
 * to 19.5 % of `initial`, slowly at first and at almost its steepest where it stops; `steps: 0` is that rate alone.
 *
 * @param options - See {@link CosineArcOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `initial` or `steps` is negative or not finite, or if `angle` is not above 0 and at most 0.5.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * cosineArc({ initial: 0.03, steps: 100, angle: 1 / 3 })(100); // => 0.015
 * cosineArc({ initial: 0.03, steps: 2 ** 20 })(2 ** 20); // => 0.005852709660483852
 * ```
 *
 * @see Sohn et al., "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence", 2020,
 *   https://arxiv.org/abs/2001.07685, where the angle is 7/16.
 *   `get_cosine_schedule_with_warmup(num_cycles=7/16)` of TorchSSL and other FixMatch code is the same, with `angle` for
 *   `num_cycles`; Hugging Face's function of that name is `(1 + cos(2π · num_cycles · p)) / 2` instead. PyTorch, Keras and
 *   optax have none: their cosines are half ones, as {@link cosine} is.
 */
export const cosineArc = /* @__PURE__ */ definePureSchedule<CosineArcOptions>("cosineArc", {
  package: "@anneal/cosine",
  options: { initial: nonNegative, steps: nonNegative, angle: acute },
  // 7/16; as a quotient it would stay in the bundle of every other cosine.
  defaults: { angle: 0.4375 },
  build({ initial, steps, angle }: Complete<CosineArcOptions>) {
    return {
      // The cosine itself, from the share of its height that half a one has.
      at: (step) => initial * (2 * cosineWeight(step < steps ? angle * (step / steps) : angle) - 1),
      end: steps,
    };
  },
});
