import { definePureSchedule, exponential2, nonNegative, positive } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link sigmoid}. */
export interface SigmoidOptions {
  /** Learning rate that it comes from, where no step is: a finite number of at least 0. */
  readonly max: number;
  /** Step at which it is half way down, where it falls fastest: a finite number of at least 0. */
  readonly center: number;
  /** How steep it is, per step: a finite number above 0. After `1 / rate` steps past `center` 27 % of the way are left. */
  readonly rate: number;
  /** Learning rate that it goes to, where no step is: a finite number from 0 to `max`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Sigmoid decay: down from `max` to `min` along a logistic curve, half way at step `center`.
 *
 * ```text
 * w     = 1 / (1 + e^(rate · (t − center)))
 * lr(t) = max · w + min · (1 − w)
 * ```
 *
 * Neither `max` nor `min` is a value of it but by rounding: at step 0 a share of `1 / (1 + e^(rate · center))` is already
 * gone, 0.7 % for `rate: 5 / center`. `lr(center)` is the middle of both to the last bit.
 *
 * @param options - See {@link SigmoidOptions}.
 * @returns A pure schedule without an end; of `max` equal to `min` a constant.
 * @throws {RangeError} If `max`, `min` or `center` is negative or not finite, if `min` is above `max`, or if `rate` is not a
 *   finite number above 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = sigmoid({ max: 0.1, center: 50, rate: 0.1 });
 * schedule(50); // => 0.05
 * schedule(0); // => 0.09933071490757153
 * ```
 *
 * @see Caffe `lr_policy: "sigmoid"`, `base_lr / (1 + e^(−gamma · (iter − stepsize)))`, is the same with `max: base_lr`,
 *   `center: stepsize` and `rate: -gamma`: its rate falls when `gamma` is negative.
 *   For a sigmoid over a fixed length, with exact ends, see {@link tanh}. PyTorch, Keras and optax have none.
 */
export const sigmoid = /* @__PURE__ */ definePureSchedule<SigmoidOptions>("sigmoid", {
  package: "@anneal/exponential",
  options: { max: nonNegative, center: nonNegative, rate: positive, min: nonNegative },
  defaults: { min: 0 },
  build({ max, center, rate, min }: Complete<SigmoidOptions>, fail) {
    if (min > max) fail("min", `at most max (${max})`);
    if (min === max) return { at: () => max, end: 0 };
    return {
      at(step) {
        const weight = 1 / (1 + exponential2(rate * (step - center) * Math.LOG2E));
        return max * weight + min * (1 - weight);
      },
    };
  },
});
