import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { curve as curveRule, linearCurve } from "./curve.ts";
import type { Curve } from "./curve.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, ComposedAll } from "./schedule.ts";

/** Options of {@link rewarm}. */
export interface RewarmOptions<Next extends Composable = Composable> {
  /** Length of the way to the next schedule in steps: a finite number of at least 0; of length 0 it is left out. */
  readonly steps: number;
  /** What comes then, on a clock that starts at 0 with it. */
  readonly next: Next;
  /** Shape of the way. @defaultValue `linearCurve` */
  readonly curve?: Curve | undefined;
}

/**
 * A running schedule left at `step` for another: from the learning rate it has there to the first one of `next`, along any
 * curve, and on with `next`.
 *
 * ```text
 * lr(t) = schedule(t)                                           for t < step
 * lr(t) = curve((t − step) / steps, schedule(step), next(0))    for step ≤ t < step + steps
 * lr(t) = next(t − step − steps)                                for t ≥ step + steps
 * ```
 *
 * Nothing jumps. A reactive schedule observes until `step` and keeps the state it has there; a reactive `next` observes from
 * its start on.
 *
 * @param step - Where the schedule is left: a finite number of at least 0.
 * @param options - See {@link RewarmOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive as soon as `schedule` or `next` is; ends with `next`.
 * @throws {RangeError} If `step` is negative or not finite, if `steps` is negative or not finite, or if the curve has no
 *   value between the two rates (`exponentialCurve` with an end of 0).
 * @throws {TypeError} If an argument is missing or of the wrong type.
 *
 * @example
 * ```ts
 * const finished = ramp({ from: 0.5, to: 0, steps: 100 });
 * const again = rewarm(100, { steps: 10, next: ramp({ from: 0.25, to: 0, steps: 50 }) }, finished);
 * [50, 100, 105, 110, 135, 160].map((step) => again(step)); // => [0.25, 0, 0.125, 0.25, 0.125, 0]
 * ```
 */
export const rewarm = /* @__PURE__ */ defineSchedule<
  RewarmOptions & { step: number; schedule: Composable },
  <Inner extends Composable, Next extends Composable>(
    step: number,
    options: RewarmOptions<Next>,
    schedule: Inner,
  ) => ComposedAll<[Inner, Next]>
>("rewarm", {
  package: "@anneal/core",
  options: {
    step: nonNegative,
    steps: nonNegative,
    next: scheduleRule,
    curve: curveRule,
    schedule: scheduleRule,
  },
  defaults: { curve: linearCurve },
  signature: "rewarm(step, { steps, next, curve }, schedule)",
  // Spread, a number would be no options at all.
  collect: (step: unknown, options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, step, schedule } : { step, options, schedule },
  build({ step: from, steps, next, curve, schedule }) {
    const before = childOf(schedule);
    const after = childOf(next);
    const valueOf = curve as Curve;
    valueOf(0.5, before.at(from, before.initial), after.at(0, after.initial));
    const start = from + steps;
    const end = start + after.end;
    // As `clockUntil`: rounding must not keep `next` from its end.
    const own = (step: number): number =>
      step < end ? Math.max(0, step - start) : Math.max(after.end, step - start);
    return gather({
      children: [before, after],
      end,
      at(step, states) {
        if (step >= start) return after.at(own(step), states[1]);
        const left = before.at(Math.min(step, from), states[0]);
        return step < from ? left : valueOf((step - from) / steps, left, after.at(0, states[1]));
      },
      handsOver: true,
      // On the way from one to the other both stand still.
      span: (step, index) =>
        step < from
          ? { from: 0, until: from, own: index === 0 ? 0 : undefined }
          : step < start
            ? { from, until: start, own: index === 0 ? from : 0, per: Infinity }
            : { from: start, until: Infinity, own: index === 0 ? undefined : 0 },
      hears: (step, index) => (index === 0 ? step < from : step >= start),
    });
  },
});
