import {
  coefficient,
  defineSchedule,
  exponential2,
  logarithm2,
  schedule as scheduleRule,
} from "@anneal/core";
import type { Composable, Composed } from "@anneal/core";
import { dampened } from "./dampened.ts";

/** Options of {@link exponentialWarmup}. */
export interface ExponentialWarmupOptions<Inner extends Composable = Composable> {
  /** What to warm up to: anything that gives a learning rate. */
  readonly schedule: Inner;
  /**
   * What each update leaves of what is missing to 1: a number of at least 0 and below 1, with 0 for no warmup. The nearer to
   * 1, the longer the warmup.
   */
  readonly factor: number;
}

/**
 * Endless exponential warmup, over the first steps of any schedule: each update multiplies what is missing by `factor`.
 *
 * ```text
 * lr(t) = schedule(t) · (1 − factor^(t + 1))
 * ```
 *
 * The first update has `1 − factor` of the schedule's rate. The schedule's clock keeps running. The warmup has no length to
 * choose: it is endless until less than half of the last bit of 1 is missing, after `54 / log₂(1 / factor)` updates, from
 * where on the value is exactly the schedule's.
 *
 * @param options - See {@link ExponentialWarmupOptions}.
 * @returns Reactive exactly when `schedule` is; ends with it, but not before the warmup.
 * @throws {RangeError} If `factor` is not at least 0 and below 1.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = exponentialWarmup({ schedule: 0.1, factor: 0.5 });
 * [0, 1, 2].map(schedule); // => [0.05, 0.07500000000000001, 0.08750000000000001]
 * ```
 *
 * @see Ma and Yarats, "On the adequacy of untuned warmup for adaptive optimization", 2021,
 *   https://arxiv.org/abs/1910.04209, section 4.
 *   pytorch_warmup `ExponentialWarmup(warmup_period)` is `factor: Math.exp(-1 / warmup_period)`; {@link untunedWarmup} finds
 *   the period from an optimizer's β₂. With `factor` β it is the weight that an exponential moving average from 0 has
 *   gathered, by which Adam divides. PyTorch, Keras and optax have none.
 */
export const exponentialWarmup = /* @__PURE__ */ defineSchedule<
  ExponentialWarmupOptions,
  <Inner extends Composable>(options: ExponentialWarmupOptions<Inner>) => Composed<Inner>
>("exponentialWarmup", {
  package: "@anneal/warmup",
  options: {
    schedule: scheduleRule,
    factor: coefficient,
  },
  build({ schedule, factor }) {
    const rate = logarithm2(factor);
    // The update that leaves 2⁻⁵⁴ is the first to give 1.
    const until = Math.max(0, Math.ceil(-54 / rate) - 1);
    return dampened(schedule, until, (step) => 1 - exponential2(rate * (step + 1)));
  },
});
