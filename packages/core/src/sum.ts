import { childOf, gather } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import type { Composable, ComposedAll } from "./schedule.ts";
import { scheduleList } from "./scheduleList.ts";

/**
 * The sum of schedules on one clock: `lr(t) = s₀(t) + s₁(t) + …`.
 *
 * The order does not matter beyond rounding. An observation reaches every reactive child.
 *
 * @param schedules - At least one of anything that gives a learning rate.
 * @returns Reactive as soon as one child is; ends when the last child ends.
 * @throws {RangeError} If the array is empty or holds anything else.
 * @throws {TypeError} If it is not an array.
 *
 * @example
 * ```ts
 * sum([ramp({ from: 1, to: 0, steps: 10 }), 0.25])(5); // => 0.75
 * ```
 *
 * @see `Sum` of the composed schedulers of burn.
 */
export const sum = /* @__PURE__ */ defineSchedule<
  { schedules: readonly Composable[] },
  <const Schedules extends readonly Composable[]>(schedules: Schedules) => ComposedAll<Schedules>
>("sum", {
  package: "@anneal/core",
  options: { schedules: scheduleList },
  collect: (schedules: unknown) => ({ schedules }),
  build({ schedules }) {
    const children = schedules.map(childOf);
    return gather({
      children,
      // Not spread: there may be more of them than a call takes arguments.
      end: children.reduce((last, { end }) => Math.max(last, end), 0),
      at(step, states) {
        let value = 0;
        for (let index = 0; index < children.length; index++) {
          value += children[index]!.at(step, states[index]);
        }
        return value;
      },
    });
  },
});
