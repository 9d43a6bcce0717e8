import {
  definePureSchedule,
  exponential2,
  logarithm2,
  nonNegative,
  oneOf,
  positive,
} from "@anneal/core";
import type { Complete, Schedule } from "@anneal/core";

/** Options of {@link rangeTest}. */
export interface RangeTestOptions {
  /** Learning rate at step 0, a finite number above 0. @defaultValue `1e-7` */
  readonly from?: number | undefined;
  /** Learning rate from step `steps` on, a finite number above 0. @defaultValue `10` */
  readonly to?: number | undefined;
  /** Length of the sweep in steps, at least 0. @defaultValue `100` */
  readonly steps?: number | undefined;
  /** Whether the rate grows by the same factor at every step or by the same amount. @defaultValue `"exponential"` */
  readonly shape?: "exponential" | "linear" | undefined;
}

/**
 * Learning-rate range test: sweeps from a rate too low to one too high, for a short run in which the loss is watched.
 *
 * ```text
 * lr(t) = from · (to / from)^(t / steps)              t < steps, shape: "exponential"
 * lr(t) = from · (1 − t / steps) + to · t / steps     t < steps, shape: "linear"
 * lr(t) = to                                          t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === from`, and `lr(t) === to` for every `t ≥ steps`; with `steps: 0` the sweep is left out.
 *
 * @param options - See {@link RangeTestOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `from` or `to` is not a finite number above 0, if `steps` is negative or not finite, or if `shape` is another word.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = rangeTest({ from: 0.001, to: 1, steps: 30 });
 * schedule(0); // => 0.001
 * schedule(30); // => 1
 * ```
 *
 * @see Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, https://arxiv.org/abs/1506.01186, section 3.3.
 *   fastai `lr_find(start_lr, end_lr, num_it)` sweeps in the same way, with the same defaults, and ignite `FastaiLRFinder`
 *   one step ahead. PyTorch, Keras and optax have none.
 */
export const rangeTest = /* @__PURE__ */ definePureSchedule<
  RangeTestOptions,
  (options?: RangeTestOptions) => Schedule
>("rangeTest", {
  package: "@anneal/cyclic",
  options: {
    from: positive,
    to: positive,
    steps: nonNegative,
    shape: /* @__PURE__ */ oneOf("exponential", "linear"),
  },
  defaults: { from: 1e-7, to: 10, steps: 100, shape: "exponential" },
  build({ from, to, steps, shape }: Complete<RangeTestOptions>) {
    // A third of the way at a time: the factor of the whole may be too large or too small for a number.
    const doublings = (logarithm2(to) - logarithm2(from)) / 3;
    return {
      at(step) {
        if (step >= steps) return to;
        const progress = step / steps;
        if (shape === "linear") return from * (1 - progress) + to * progress;
        const root = exponential2(doublings * progress);
        // Rounding must not carry it past its end, which may be the largest number.
        return Math.min(from * root * root * root, Math.max(from, to));
      },
      end: steps,
    };
  },
});
