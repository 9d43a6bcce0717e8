import { definePureSchedule, nonNegative, positive } from "@anneal/core";
import type { Complete, Rule } from "@anneal/core";
import { share, topOf } from "./riseAndFall.ts";

/** Options of {@link slantedTriangular}. */
export interface SlantedTriangularOptions {
  /** Highest learning rate: a finite number of at least 0. */
  readonly peak: number;
  /** Length of rise and fall together in steps, at least 0. */
  readonly steps: number;
  /** Share of `steps` that the rise takes: from 0 to 1. @defaultValue `0.1` */
  readonly fraction?: number | undefined;
  /** How many times lower than `peak` the rate is at both ends: a finite number of at least 1. @defaultValue `32` */
  readonly ratio?: number | undefined;
}

const atLeastOne: Rule = {
  rule: "a finite number of at least 1",
  accepts: (value) => positive.accepts(value) && (value as number) >= 1,
};

/**
 * Slanted triangle: a short straight rise from `peak / ratio` to `peak`, then a long straight fall back, and no further.
 *
 * ```text
 * top   = fraction · steps
 * p     = t / top                             for t < top
 * p     = 1 − (t − top) / (steps − top)       for top ≤ t < steps
 * p     = 0                                   for t ≥ steps
 * lr(t) = peak · p + (peak / ratio) · (1 − p)
 * ```
 *
 * The turning points are exact: `peak` belongs to step `top`, `peak / ratio` to step 0, to `steps` and to every step after
 * it. If `top` is a rounding off a whole step, it is that step. `fraction: 0` begins at `peak`; with `fraction: 1` the rate
 * rises towards `peak` up to `steps`, from where it is `peak / ratio`, so that no step has `peak` itself.
 *
 * @param options - See {@link SlantedTriangularOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `peak` or `steps` is negative or not finite, if `fraction` is not
 *   from 0 to 1, or if `ratio` is not a finite number of at least 1.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = slantedTriangular({ peak: 0.01, steps: 100 });
 * schedule(0); // => 0.0003125
 * schedule(10); // => 0.01
 * schedule(100); // => 0.0003125
 * ```
 *
 * @see Howard and Ruder, "Universal Language Model Fine-tuning for Text Classification", 2018,
 *   https://arxiv.org/abs/1801.06146, equation 3. It rounds `top` down to a whole step, which makes its rate negative
 *   near the end of some horizons (15 steps: from step 11 on) and undefined below 10 steps; ours does not round. PyTorch,
 *   Keras and optax have none.
 */
export const slantedTriangular = /* @__PURE__ */ definePureSchedule<SlantedTriangularOptions>(
  "slantedTriangular",
  {
    package: "@anneal/cyclic",
    options: { peak: nonNegative, steps: nonNegative, fraction: share, ratio: atLeastOne },
    defaults: { fraction: 0.1, ratio: 32 },
    build({ peak, steps, fraction, ratio }: Complete<SlantedTriangularOptions>) {
      const low = peak / ratio;
      const top = topOf(steps, fraction);
      return {
        at(step) {
          if (step >= steps) return low;
          const height = step < top ? step / top : 1 - (step - top) / (steps - top);
          return peak * height + low * (1 - height);
        },
        end: steps,
        next: (step) => (step < top ? top : step < steps ? steps : Infinity),
      };
    },
  },
);
