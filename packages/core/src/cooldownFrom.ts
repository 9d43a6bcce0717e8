import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { curve as curveRule, linearCurve } from "./curve.ts";
import type { Curve } from "./curve.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** Options of {@link cooldownFrom}. */
export interface CooldownOptions {
  /** Length of the cooldown in steps: a finite number of at least 0; of length 0 it is left out. */
  readonly steps: number;
  /** Learning rate it ends with: a finite number of at least 0. It never raises a lower one. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Shape of the way down. @defaultValue `linearCurve` */
  readonly curve?: Curve | undefined;
}

/**
 * A running schedule cooled down from `step` on: from the learning rate it has there to `min`, along any curve.
 *
 * ```text
 * lr(t) = schedule(t)                                       for t < step
 * lr(t) = curve((t − step) / steps, schedule(step), min)    for step ≤ t < step + steps
 * lr(t) = min                                               for t ≥ step + steps
 * ```
 *
 * Nothing jumps at `step`. A schedule that is at `min` or below it by then keeps what it has. A reactive schedule observes
 * until `step` and keeps the state it has there. Called with several steps, it branches several cooldowns from one run.
 *
 * @param step - Where the cooldown starts: a finite number of at least 0.
 * @param options - See {@link CooldownOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends at `step + steps`.
 * @throws {RangeError} If `step` or `min` is negative or not finite, if `steps` is negative or not finite, or if the
 *   curve cannot reach `min` (`exponentialCurve` to 0).
 * @throws {TypeError} If an argument is missing or of the wrong type.
 *
 * @example
 * ```ts
 * const stable = ramp({ from: 0, to: 0.5, steps: 10 });
 * const [early, late] = [100, 200].map((step) => cooldownFrom(step, { steps: 20 }, stable));
 * [early!(110), late!(110), late!(210), late!(220)]; // => [0.25, 0.5, 0.25, 0]
 * ```
 */
export const cooldownFrom = /* @__PURE__ */ defineSchedule<
  CooldownOptions & { step: number; schedule: Composable },
  <Inner extends Composable>(
    step: number,
    options: CooldownOptions,
    schedule: Inner,
  ) => Composed<Inner>
>("cooldownFrom", {
  package: "@anneal/core",
  options: {
    step: nonNegative,
    steps: nonNegative,
    min: nonNegative,
    curve: curveRule,
    schedule: scheduleRule,
  },
  defaults: { min: 0, curve: linearCurve },
  signature: "cooldownFrom(step, { steps, min, curve }, schedule)",
  // Spread, a number would be no options at all.
  collect: (step: unknown, options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, step, schedule } : { step, options, schedule },
  build({ step: from, steps, min = 0, curve, schedule }) {
    const child = childOf(schedule);
    const valueOf = curve as Curve;
    // Whatever the rate is by then: it is the curve that may not reach `min`.
    valueOf(0.5, min + 1, min);
    const end = from + steps;
    return gather({
      children: [child],
      end,
      at(step, states) {
        if (step < from) return child.at(step, states[0]);
        const start = child.at(from, states[0]);
        if (start <= min) return start;
        return step < end ? valueOf((step - from) / steps, start, min) : min;
      },
      span: (step) =>
        step < from
          ? { from: 0, until: from, own: 0 }
          : { from, until: Infinity, own: from, per: Infinity },
      hears: (step) => step < from,
    });
  },
});
