import { childOf, clockUntil, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { positive } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A schedule on a slower clock: `lr(t) = schedule(t / factor)`.
 *
 * Runs a schedule written in epochs on a clock that counts batches: `stretch(stepsPerEpoch, schedule)`. Between two
 * epochs the schedule is asked at a fraction, so a curve is smooth and a staircase stays one. `stretch(1, s)` is `s`.
 *
 * @param factor - Steps of the new clock for each step of the schedule's own: a finite number above 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends at `factor` times its end.
 * @throws {RangeError} If `factor` is not a finite number above 0.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * stretch(100, ramp({ from: 0.1, to: 0, steps: 10 }))(500); // => 0.05
 * ```
 *
 * @see `Interpolator` of ParameterSchedulers.jl, which rounds to whole steps instead.
 */
export const stretch = /* @__PURE__ */ defineSchedule<
  { factor: number; schedule: Composable },
  <Inner extends Composable>(factor: number, schedule: Inner) => Composed<Inner>
>("stretch", {
  package: "@anneal/core",
  options: { factor: positive, schedule: scheduleRule },
  signature: "stretch(factor, schedule)",
  collect: (factor: unknown, schedule: unknown) => ({ factor, schedule }),
  build({ factor, schedule }) {
    const child = childOf(schedule);
    const end = child.end * factor;
    // One for all calls: what is made anew at every one can keep an engine compiling for ever.
    const span = { from: 0, until: Infinity, own: 0, per: factor };
    const clock = clockUntil(end, child, (step) => step / factor);
    return gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      span: () => span,
    });
  },
});
