import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative, positive } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";
import type { Span } from "./span.ts";

/** Options of {@link reverse}. */
export interface ReverseOptions {
  /** The step of the schedule to start from: a finite number of at least 0. @defaultValue the end of the schedule */
  readonly steps?: number | undefined;
}

/**
 * A schedule backwards: `lr(t) = schedule(steps − t)`, and `schedule(0)` from `t = steps` on.
 *
 * Reversed twice, it is the schedule within its length. A reactive schedule observes forwards: only its value is taken from
 * a clock that runs backwards.
 *
 * @param options - See {@link ReverseOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends at `steps`, and observes until then.
 * @throws {RangeError} If `steps` is negative or not finite, or if it is left out for a schedule that has no end.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const rising = reverse({}, ramp({ from: 1, to: 0, steps: 4 }));
 * [0, 1, 4].map((step) => rising(step)); // => [0, 0.25, 1]
 * ```
 *
 * @see `reverse` of ParameterSchedulers.jl.
 */
export const reverse = /* @__PURE__ */ defineSchedule<
  { steps: number | undefined; schedule: Composable },
  <Inner extends Composable>(options: ReverseOptions, schedule: Inner) => Composed<Inner>,
  readonly unknown[]
>("reverse", {
  package: "@anneal/core",
  options: { steps: nonNegative, schedule: scheduleRule },
  defaults: { steps: undefined },
  signature: "reverse({ steps }, schedule)",
  // Spread, a number would be no options at all.
  collect: (options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, schedule } : { options, schedule },
  build({ steps, schedule }, fail) {
    const child = childOf(schedule);
    const end = steps ?? child.end;
    if (steps !== 0 && !positive.accepts(end)) {
      fail("steps", `given for a schedule whose own end (${child.end}) is no length`);
    }
    const clock = (step: number): number => Math.max(0, end - step);
    const behaviour = gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      hears: (step) => step < end,
    });
    // Not for `gather`: what the child observes is on the clock of the whole, which never goes back.
    const span = (step: number): Span =>
      step < end
        ? { from: 0, until: end, own: end, per: -1 }
        : { from: end, until: Infinity, own: 0, per: Infinity };
    return { ...behaviour, span };
  },
});
