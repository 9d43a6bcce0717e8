import { definePureSchedule, exponential2, nonNegative, positive } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link gaussian}. */
export interface GaussianOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** The step at which half of the way to `min` is done: a finite number above 0. */
  readonly half: number;
  /** Learning rate that it comes near to: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * One side of a bell: flat at first, then down, and ever slower toward `min`.
 *
 * ```text
 * w     = 2^(−(t / half)²)
 * lr(t) = initial · w + min · (1 − w)
 * ```
 *
 * `lr(0) === initial`, to the last bit. It has no end.
 *
 * @param options - See {@link GaussianOptions}.
 * @returns A pure schedule.
 * @throws {RangeError} If `initial` or `min` is negative or not finite, `min` above `initial`, or `half` not above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * [0, 10, 20].map(gaussian({ initial: 0.16, half: 10 })); // => [0.16, 0.08, 0.01]
 * ```
 */
export const gaussian = /* @__PURE__ */ definePureSchedule<GaussianOptions>("example/gaussian", {
  package: "anneal-schedules-example",
  options: { initial: nonNegative, half: positive, min: nonNegative },
  defaults: { min: 0 },
  build({ initial, half, min }: Complete<GaussianOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        const share = step / half;
        // Not `2 ** x`, which engines round differently.
        const weight = exponential2(-share * share);
        return initial * weight + min * (1 - weight);
      },
    };
  },
});
