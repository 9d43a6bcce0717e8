import { defineSchedule, exponential2, logarithm2, schedule as scheduleRule } from "@anneal/core";
import type { Composable, Composed } from "@anneal/core";
import { dampened } from "./dampened.ts";

/** Options of {@link radamWarmup}. */
export interface RadamWarmupOptions<Inner extends Composable = Composable> {
  /** What to warm up to: anything that gives a learning rate. */
  readonly schedule: Inner;
  /** The optimizer's decay rate of the second moment: a number above 0.6 and at most 0.99999. */
  readonly beta2: number;
}

/**
 * Warmup for Adam by the rectification term of RAdam, over the first steps of any schedule.
 *
 * ```text
 * ρ∞    = 2 / (1 − beta2) − 1
 * ρ(n)  = ρ∞ − 2n · beta2^n / (1 − beta2^n)
 * lr(t) = schedule(t) · √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ))   ρ = ρ(t + offset)
 * ```
 *
 * `offset` is the first whole number whose ρ is above 4, where the term begins to exist: no update is wasted on a rate of 0.
 * The schedule's clock keeps running. From step `42 / (1 − beta2)` on the factor is 1 to the last bit.
 *
 * @param options - See {@link RadamWarmupOptions}.
 * @returns Reactive exactly when `schedule` is; ends with it, but not before the warmup.
 * @throws {RangeError} If `beta2` is not above 0.6, where ρ never passes 4, or above 0.99999, where ρ loses its digits.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = radamWarmup({ schedule: 0.1, beta2: 0.9 });
 * schedule(1000); // => 0.1
 * ```
 *
 * @see Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, https://arxiv.org/abs/1908.03265,
 *   section 4.2; the offset is that of pytorch_warmup `RAdamWarmup`, which has the same values. The optimizer RAdam itself,
 *   in PyTorch and optax, makes updates without the second moment while ρ is below 5; it needs no warmup beside it.
 */
export const radamWarmup = /* @__PURE__ */ defineSchedule<
  RadamWarmupOptions,
  <Inner extends Composable>(options: RadamWarmupOptions<Inner>) => Composed<Inner>
>("radamWarmup", {
  package: "@anneal/warmup",
  options: {
    schedule: scheduleRule,
    beta2: {
      rule: "a number above 0.6 and at most 0.99999",
      accepts: (value) =>
        Number.isFinite(value) && (value as number) > 0.6 && (value as number) <= 0.99999,
    },
  },
  build({ schedule, beta2 }) {
    const rate = logarithm2(beta2);
    const most = 2 / (1 - beta2) - 1;
    const rho = (count: number): number => {
      const left = exponential2(rate * count);
      return most - (2 * count * left) / (1 - left);
    };
    let offset = 1;
    while (rho(offset) <= 4) offset++;
    const scale = most / ((most - 4) * (most - 2));
    return {
      ...dampened(schedule, 42 / (1 - beta2), (step) => {
        const now = rho(step + offset);
        return Math.sqrt((((now - 4) * (now - 2)) / now) * scale);
      }),
      endsAtBound: true,
    };
  },
});
