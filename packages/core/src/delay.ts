import { childOf, clockUntil, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A schedule that starts later and holds its first value until then: `lr(t) = schedule(max(0, t − steps))`.
 *
 * A reactive schedule does not observe before it starts.
 *
 * @param steps - How much later, in steps: a finite number of at least 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends `steps` after it.
 * @throws {RangeError} If `steps` is negative or not finite.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * delay(5, ramp({ from: 0.1, to: 0, steps: 10 }))(10); // => 0.05
 * ```
 *
 * @see `transition_begin` of the optax schedules, here for every schedule.
 */
export const delay = /* @__PURE__ */ defineSchedule<
  { steps: number; schedule: Composable },
  <Inner extends Composable>(steps: number, schedule: Inner) => Composed<Inner>
>("delay", {
  package: "@anneal/core",
  options: { steps: nonNegative, schedule: scheduleRule },
  signature: "delay(steps, schedule)",
  collect: (steps: unknown, schedule: unknown) => ({ steps, schedule }),
  build({ steps, schedule }) {
    const child = childOf(schedule);
    const end = child.end + steps;
    const clock = clockUntil(end, child, (step) => Math.max(0, step - steps));
    return gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      span: (step) =>
        step < steps
          ? { from: 0, until: steps, own: 0, per: Infinity }
          : { from: steps, until: Infinity, own: 0 },
      hears: (step) => step >= steps,
    });
  },
});
