import { childOf, clockUntil, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A schedule that starts in its middle, without its first steps: `lr(t) = schedule(t + steps)`.
 *
 * It undoes {@link delay}: `advance(n, delay(n, s))` is `s`. A reactive schedule has observed nothing of what is left out;
 * its first observation comes at its step `steps`.
 *
 * @param steps - How much to leave out, in steps: a finite number of at least 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends `steps` before it, but not before 0.
 * @throws {RangeError} If `steps` is negative or not finite.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * advance(5, ramp({ from: 0.1, to: 0, steps: 10 }))(0); // => 0.05
 * ```
 *
 * @see `Shifted` of ParameterSchedulers.jl, which counts from 1. PyTorch's `last_epoch` and optax's step counter start the
 *   whole run later instead; for that, `drive` has `from`.
 */
export const advance = /* @__PURE__ */ defineSchedule<
  { steps: number; schedule: Composable },
  <Inner extends Composable>(steps: number, schedule: Inner) => Composed<Inner>
>("advance", {
  package: "@anneal/core",
  options: { steps: nonNegative, schedule: scheduleRule },
  signature: "advance(steps, schedule)",
  collect: (steps: unknown, schedule: unknown) => ({ steps, schedule }),
  build({ steps, schedule }) {
    const child = childOf(schedule);
    const end = Math.max(0, child.end - steps);
    const clock = clockUntil(end, child, (step) => step + steps);
    return gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      span: () => ({ from: 0, until: Infinity, own: steps }),
    });
  },
});
