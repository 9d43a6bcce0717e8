import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A schedule times a number: `lr(t) = factor · schedule(t)`.
 *
 * `scale(1, s)` is `s`.
 *
 * @param factor - A finite number of at least 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends when it ends.
 * @throws {RangeError} If `factor` is negative or not finite.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * scale(0.5, constant(0.1))(7); // => 0.05
 * ```
 */
export const scale = /* @__PURE__ */ defineSchedule<
  { factor: number; schedule: Composable },
  <Inner extends Composable>(factor: number, schedule: Inner) => Composed<Inner>
>("scale", {
  package: "@anneal/core",
  options: { factor: nonNegative, schedule: scheduleRule },
  signature: "scale(factor, schedule)",
  collect: (factor: unknown, schedule: unknown) => ({ factor, schedule }),
  build({ factor, schedule }) {
    const child = childOf(schedule);
    return gather({
      children: [child],
      end: child.end,
      at: (step, states) => factor * child.at(step, states[0]),
    });
  },
});
