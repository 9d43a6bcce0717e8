import { definePureSchedule, nonNegative, positive, positiveInteger } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link noam}. */
export interface NoamOptions {
  /** Width of the model: an integer of at least 1. */
  readonly dimension: number;
  /** Length of the linear warmup in steps, at least 0; 0 for none. Its last update has the highest rate. */
  readonly warmup: number;
  /** What every value is multiplied by: a finite number above 0. @defaultValue `1` */
  readonly factor?: number | undefined;
}

/**
 * The schedule of the first transformer: a linear warmup, then the inverse square root of the step, scaled to the width of
 * the model.
 *
 * ```text
 * s     = t + 1
 * lr(t) = factor · dimension^−½ · min(s^−½, s · warmup^−1.5)
 * ```
 *
 * The highest rate, `factor / √(dimension · warmup)`, belongs to step `warmup − 1`: the paper counts from 1. With that
 * rate as `peak` it is `inverseSqrt({ peak, warmup: warmup − 1, timescale: warmup })`.
 *
 * @param options - See {@link NoamOptions}.
 * @returns A pure schedule that has no end.
 * @throws {RangeError} If `dimension` is not an integer of at least 1, if `warmup` is negative or not finite, or if
 *   `factor` is not a finite number above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = noam({ dimension: 4, warmup: 4 });
 * schedule(0); // => 0.0625
 * schedule(3); // => 0.25
 * schedule(15); // => 0.125
 * ```
 *
 * @see Vaswani et al., "Attention Is All You Need", 2017, https://arxiv.org/abs/1706.03762, equation 3.
 *   PyTorch, Keras, optax and Hugging Face have none. Written by hand for any of them, whose counts start at 0, it must add
 *   1: without it the first update is wasted on a rate of 0.
 */
export const noam = /* @__PURE__ */ definePureSchedule<NoamOptions>("noam", {
  package: "@anneal/transformer",
  options: { dimension: positiveInteger, warmup: nonNegative, factor: positive },
  defaults: { factor: 1 },
  build({ dimension, warmup, factor }: Complete<NoamOptions>) {
    const scale = factor / Math.sqrt(dimension);
    // Square roots, which every engine rounds in the same way.
    const root = Math.sqrt(warmup);
    return {
      // Without a warmup the straight line is infinite, so that the curve is the lower one.
      at: (step) => scale * Math.min(1 / Math.sqrt(step + 1), (step + 1) / warmup / root),
      next: (step) => (step < warmup - 1 ? warmup - 1 : Infinity),
    };
  },
});
