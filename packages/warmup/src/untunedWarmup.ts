import {
  coefficient,
  defineSchedule,
  exponential2,
  oneOf,
  schedule as scheduleRule,
} from "@anneal/core";
import type { Complete, Composable, Composed } from "@anneal/core";
import { dampened } from "./dampened.ts";

/** Options of {@link untunedWarmup}. */
export interface UntunedWarmupOptions<Inner extends Composable = Composable> {
  /** What to warm up to: anything that gives a learning rate. */
  readonly schedule: Inner;
  /** The optimizer's decay rate of the second moment, from which the length follows: a number of at least 0 and below 1. */
  readonly beta2: number;
  /** Shape of the way up. @defaultValue `"linear"` */
  readonly shape?: "linear" | "exponential" | undefined;
}

/**
 * Warmup for Adam whose length follows from `beta2`, over the first steps of any schedule.
 *
 * ```text
 * lr(t) = schedule(t) · min(1, (t + 1) / length)         shape: "linear",      length = ⌊2 / (1 − beta2)⌋
 * lr(t) = schedule(t) · (1 − e^(−(t + 1) / length))      shape: "exponential", length = ⌊1 / (1 − beta2)⌋
 * ```
 *
 * The schedule's clock keeps running. The straight line is over at step `length − 1`; the exponential is 1 to the last bit
 * from step `38 · length` on. The length is that of the decimal `beta2` as it is written: 2000 for 0.999.
 *
 * @param options - See {@link UntunedWarmupOptions}.
 * @returns Reactive exactly when `schedule` is; ends with it, but not before the warmup.
 * @throws {RangeError} If `beta2` is not at least 0 and below 1, or if `shape` is another word.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = untunedWarmup({ schedule: 0.1, beta2: 0.75 });
 * schedule(0); // => 0.0125
 * schedule(7); // => 0.1
 * ```
 *
 * @see Ma and Yarats, "On the adequacy of untuned warmup for adaptive optimization", 2021,
 *   https://arxiv.org/abs/1910.04209.
 *   pytorch_warmup `UntunedLinearWarmup` and `UntunedExponentialWarmup`, which find a step less in 1 − 0.999 than there is
 *   (1999 and 999 of them) because the difference is rounded.
 */
export const untunedWarmup = /* @__PURE__ */ defineSchedule<
  UntunedWarmupOptions,
  <Inner extends Composable>(options: UntunedWarmupOptions<Inner>) => Composed<Inner>
>("untunedWarmup", {
  package: "@anneal/warmup",
  options: {
    schedule: scheduleRule,
    beta2: coefficient,
    shape: /* @__PURE__ */ oneOf("linear", "exponential"),
  },
  defaults: { shape: "linear" },
  build({ schedule, beta2, shape }: Complete<UntunedWarmupOptions>) {
    // The decimal that was written may be half a unit in the last place away from what it is stored as.
    const complement = 1 - beta2 - 2 ** -54;
    if (shape === "linear") {
      const length = Math.floor(2 / complement);
      return dampened(schedule, length - 1, (step) => (step + 1) / length);
    }
    const rate = 1 / Math.LN2 / Math.floor(1 / complement);
    // From there on less than half of the last bit of 1 is missing.
    const until = 38 * Math.floor(1 / complement);
    return dampened(schedule, until, (step) => 1 - exponential2(-(step + 1) * rate));
  },
});
