import {
  childOf,
  clockUntil,
  defineSchedule,
  gather,
  nonNegative,
  schedule as scheduleRule,
} from "@anneal/core";
import type { Composable, Composed } from "@anneal/core";

/**
 * A schedule without its first steps: `lr(t) = schedule(t + steps)`.
 *
 * timm lets a curve run under its warmup and drops a rate one step early; Hugging Face has a cosine that is a step ahead.
 *
 * @param steps - How much of it to leave out: a finite number of at least 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends `steps` before it.
 * @throws {RangeError} If `steps` is negative or not finite.
 * @throws {TypeError} If an argument is of the wrong type.
 */
export const skip = /* @__PURE__ */ defineSchedule<
  { steps: number; schedule: Composable },
  <Inner extends Composable>(steps: number, schedule: Inner) => Composed<Inner>
>("compat/skip", {
  package: "@anneal/compat",
  options: { steps: nonNegative, schedule: scheduleRule },
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
