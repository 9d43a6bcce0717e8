import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** The window of {@link during}. */
export interface DuringOptions {
  /** First step of the window: a finite number of at least 0. @defaultValue `0` */
  readonly start?: number | undefined;
  /** Length of the window in steps: a finite number of at least 0; a window of length 0 is none. */
  readonly steps: number;
  /** Value before and after the window: a finite number of at least 0. @defaultValue `1`, a factor that changes nothing */
  readonly outside?: number | undefined;
}

/**
 * A schedule within a window, on a clock that starts at 0 with it, and one value outside.
 *
 * ```text
 * lr(t) = schedule(t − start)   for start ≤ t < start + steps
 * lr(t) = outside               for every other t
 * ```
 *
 * Made to be a factor in a `product`. A reactive schedule observes inside the window alone.
 *
 * @param options - See {@link DuringOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends with the window.
 * @throws {RangeError} If `steps`, `start` or `outside` is negative or not finite.
 * @throws {TypeError} If an argument is missing or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = product([0.1, during({ start: 10, steps: 5 }, 0.5)]);
 * [9, 10, 14, 15].map((step) => schedule(step)); // => [0.1, 0.05, 0.05, 0.1]
 * ```
 *
 * @see PyTorch `ConstantLR(factor, total_iters)` is `product([lr, during({ steps: totalIters }, factor)])`. A factor
 *   of MMEngine with `begin` and `end` is one during `{ start: begin, steps: end - begin }` if it ends at 1; any other is held
 *   after `end`, as in `sequence([{ schedule: 1, steps: begin }, s])`.
 */
export const during = /* @__PURE__ */ defineSchedule<
  DuringOptions & { schedule: Composable },
  <Inner extends Composable>(options: DuringOptions, schedule: Inner) => Composed<Inner>
>("during", {
  package: "@anneal/core",
  options: { start: nonNegative, steps: nonNegative, outside: nonNegative, schedule: scheduleRule },
  defaults: { start: 0, outside: 1 },
  signature: "during({ start, steps, outside }, schedule)",
  // Spread, a number would be no options at all.
  collect: (options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, schedule } : { options, schedule },
  build({ start = 0, steps, outside = 1, schedule }) {
    const child = childOf(schedule);
    const end = start + steps;
    return gather({
      children: [child],
      end,
      at: (step, states) =>
        step >= start && step < end ? child.at(step - start, states[0]) : outside,
      span: (step) =>
        step < start
          ? { from: 0, until: start }
          : step < end
            ? { from: start, until: end, own: 0 }
            : { from: end, until: Infinity },
    });
  },
});
