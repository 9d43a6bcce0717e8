import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative, positive } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";
import type { Span } from "./span.ts";

/** Options of {@link mirror}. */
export interface MirrorOptions {
  /** Length of the way there, and of the way back, in steps: a finite number of at least 0. @defaultValue the end of the schedule */
  readonly steps?: number | undefined;
}

/**
 * A schedule there and back again.
 *
 * ```text
 * lr(t) = schedule(t)               for t < steps
 * lr(t) = schedule(2 · steps − t)   for steps ≤ t < 2 · steps
 * lr(t) = schedule(0)               for t ≥ 2 · steps
 * ```
 *
 * The turn is the one step `t = steps`, so what is continuous stays so, under `repeat` too. A reactive schedule observes on
 * the way back as on the way there: only its value is taken from a clock that runs backwards.
 *
 * @param options - See {@link MirrorOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends at `2 · steps`, and observes until then.
 * @throws {RangeError} If `steps` is negative or not finite, or if it is left out for a schedule that has no end.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const triangle = mirror({}, ramp({ from: 0, to: 1, steps: 4 }));
 * [1, 4, 5, 8].map((step) => triangle(step)); // => [0.25, 1, 0.75, 0]
 * ```
 *
 * @see `symmetric` of ParameterSchedulers.jl.
 */
export const mirror = /* @__PURE__ */ defineSchedule<
  { steps: number | undefined; schedule: Composable },
  <Inner extends Composable>(options: MirrorOptions, schedule: Inner) => Composed<Inner>,
  readonly unknown[]
>("mirror", {
  package: "@anneal/core",
  options: { steps: nonNegative, schedule: scheduleRule },
  defaults: { steps: undefined },
  signature: "mirror({ steps }, schedule)",
  // Spread, a number would be no options at all.
  collect: (options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, schedule } : { options, schedule },
  build({ steps, schedule }, fail) {
    const child = childOf(schedule);
    const length = steps ?? child.end;
    // Twice as long, it must still be a number.
    if (steps !== 0 && !positive.accepts(2 * length)) {
      fail("steps", `given for a schedule whose own end (${child.end}) is no length`);
    }
    const end = 2 * length;
    const clock = (step: number): number => (step < length ? step : step < end ? end - step : 0);
    const behaviour = gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      hears: (step) => step < end,
    });
    // Not for `gather`: what the child observes is on the clock of the mirror, which never goes back.
    const span = (step: number): Span =>
      step < length
        ? { from: 0, until: length, own: 0 }
        : step < end
          ? { from: length, until: end, own: length, per: -1 }
          : { from: end, until: Infinity, own: 0, per: Infinity };
    return { ...behaviour, span };
  },
});
