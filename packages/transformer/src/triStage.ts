import { definePureSchedule, exponential2, logarithm2, nonNegative, positive } from "@anneal/core";
import { line } from "./line.ts";

/** Options of {@link triStage}. */
export interface TriStageOptions {
  /** Learning rate at step 0, where the warmup begins: a finite number from 0 to `peak`. */
  readonly initial: number;
  /** Learning rate of the second stage, the highest: a finite number above 0. */
  readonly peak: number;
  /** Learning rate from the end of the decay on: a finite number above 0 and at most `peak`. */
  readonly min: number;
  /** Length of the linear warmup in steps, at least 0; 0 for none, and then `initial` is not used. */
  readonly warmup: number;
  /** Length of the stage at `peak` in steps, at least 0; 0 for none. */
  readonly hold: number;
  /** Length of the exponential decay in steps, at least 0; 0 for none, and then `min` follows at once. */
  readonly decay: number;
}

/**
 * Three stages: rises in a straight line from `initial` to `peak`, holds it, then falls to `min` by the same factor at
 * every step.
 *
 * ```text
 * start = warmup + hold
 * lr(t) = initial · (1 − t / warmup) + peak · (t / warmup)  for t < warmup
 * lr(t) = peak                                              for warmup ≤ t < start
 * lr(t) = peak · (min / peak)^((t − start) / decay)       for start ≤ t < start + decay
 * lr(t) = min                                               for t ≥ start + decay
 * ```
 *
 * Joints and end are exact: `lr(0) === initial`, `peak` from `warmup` to `start`, both included, and `min` at
 * `start + decay`. With `initial: 0` the first update is wasted on it.
 *
 * @param options - See {@link TriStageOptions}.
 * @returns A pure schedule that ends at `warmup + hold + decay`.
 * @throws {RangeError} If `initial`, `warmup`, `hold` or `decay` is negative or not finite, if `peak` or `min` is not a
 *   finite number above 0, or if `initial` or `min` is above `peak`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = triStage({ initial: 0.01, peak: 1, min: 0.0625, warmup: 3, hold: 5, decay: 4 });
 * schedule(0); // => 0.01
 * schedule(8); // => 1
 * schedule(10); // => 0.25
 * schedule(12); // => 0.0625
 * ```
 *
 * @see Park et al., "SpecAugment: A Simple Data Augmentation Method for Automatic Speech Recognition", 2019,
 *   https://arxiv.org/abs/1904.08779.
 *   fairseq `tri_stage` has the same values. There `initial` and `min` are ratios of the peak, each 0.01 unless told
 *   otherwise. PyTorch, Keras, optax and Hugging Face have none; optax comes near with
 *   `warmup_exponential_decay_schedule`, whose decay is given as a rate.
 */
export const triStage = /* @__PURE__ */ definePureSchedule<TriStageOptions>("triStage", {
  package: "@anneal/transformer",
  options: {
    initial: nonNegative,
    peak: positive,
    min: positive,
    warmup: nonNegative,
    hold: nonNegative,
    decay: nonNegative,
  },
  build({ initial, peak, min, warmup, hold, decay }, fail) {
    if (Math.max(initial, min) > peak) fail("peak", "at least initial and min");
    const start = warmup + hold;
    const end = start + decay;
    // A third of the way at a time: the factor of the whole may be too small for a number.
    const doublings = (logarithm2(min) - logarithm2(peak)) / 3;
    return {
      at(step) {
        if (step < warmup) return line(step / warmup, initial, peak);
        if (step < start) return peak;
        if (step >= end) return min;
        const root = exponential2(doublings * ((step - start) / decay));
        return peak * root * root * root;
      },
      end,
      next: (step) => [warmup, start, end].find((event) => event > step) ?? Infinity,
    };
  },
});
