import { childOf, clockUntil, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A running schedule with another horizon: what is left of it at `step` then lasts `steps`, longer or shorter than planned.
 *
 * ```text
 * lr(t) = schedule(t)                                                  for t < step
 * lr(t) = schedule(step + (t − step) · (schedule.end − step) / steps)   for step ≤ t < step + steps
 * ```
 *
 * Nothing jumps at `step`, and the schedule ends with the value it was planned to end with. A reactive schedule goes on
 * observing, on its own clock.
 *
 * @param step - From where on: a finite number of at least 0, before the end of the schedule.
 * @param steps - How long the rest lasts, in steps: a finite number of at least 0.
 * @param schedule - Anything that gives a learning rate and has an end.
 * @returns Reactive exactly when `schedule` is; ends at `step + steps`.
 * @throws {RangeError} If `step` or `steps` is negative or not finite, or if the schedule
 *   has no end or is over by `step`.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = extend(4, 12, ramp({ from: 1, to: 0, steps: 8 }));
 * [2, 4, 7, 16].map((step) => schedule(step)); // => [0.75, 0.5, 0.375, 0]
 * ```
 */
export const extend = /* @__PURE__ */ defineSchedule<
  { step: number; steps: number; schedule: Composable },
  <Inner extends Composable>(step: number, steps: number, schedule: Inner) => Composed<Inner>
>("extend", {
  package: "@anneal/core",
  options: { step: nonNegative, steps: nonNegative, schedule: scheduleRule },
  signature: "extend(step, steps, schedule)",
  collect: (step: unknown, steps: unknown, schedule: unknown) => ({ step, steps, schedule }),
  build({ step: from, steps, schedule }, fail) {
    const child = childOf(schedule);
    if (child.end === Infinity) fail("schedule", "one that has an end");
    if (child.end <= from) fail("step", `below the end of the schedule (${child.end})`);
    const end = from + steps;
    // A rest of no length is over at once, and its clock runs on as any other that is over.
    const own = steps > 0 ? from : child.end;
    const per = steps > 0 ? steps / (child.end - from) : 1;
    const clock = clockUntil(end, child, (step) =>
      step < from ? step : own + (step - from) / per,
    );
    return gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      span: (step) =>
        step < from ? { from: 0, until: from, own: 0 } : { from, until: Infinity, own, per },
    });
  },
});
