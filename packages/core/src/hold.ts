import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { positive } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/**
 * A staircase in time: a schedule that takes a new value only every so many steps, `lr(t) = schedule(⌊t / steps⌋ · steps)`.
 *
 * Runs a schedule of epochs on a clock that counts batches, with one value for the whole of an epoch:
 * `hold(stepsPerEpoch, stretch(stepsPerEpoch, schedule))`. A new value comes exactly at `n · steps`, however that product is
 * rounded. A reactive schedule is asked and observes on the same clock, so that of several observations between two values
 * the first counts; what it changes shows at the next step.
 *
 * @param steps - How long each value lasts, in steps: a finite number above 0.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends with the first new value at or after its end.
 * @throws {RangeError} If `steps` is not a finite number above 0.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const smooth = stretch(100, ramp({ from: 0.01, to: 0.0001, steps: 100 }));
 * smooth(399); // => 0.00960499
 * hold(100, smooth)(399); // => 0.009703
 * ```
 *
 * @see `staircase` of Keras and optax, which only exponential decays have; this is for every schedule. MMEngine's
 *   `by_epoch` is the same; `convert_to_iter_based` is {@link stretch} alone.
 */
export const hold = /* @__PURE__ */ defineSchedule<
  { steps: number; schedule: Composable },
  <Inner extends Composable>(steps: number, schedule: Inner) => Composed<Inner>
>("hold", {
  package: "@anneal/core",
  options: { steps: positive, schedule: scheduleRule },
  signature: "hold(steps, schedule)",
  collect: (steps: unknown, schedule: unknown) => ({ steps, schedule }),
  build({ steps, schedule }) {
    const child = childOf(schedule);
    // Not the floor of the quotient: as the product `round · steps` is rounded, its quotient may fall short.
    const roundOf = (step: number): number => {
      const nearest = Math.round(step / steps);
      return nearest * steps > step ? nearest - 1 : nearest;
    };
    // From here on a round is no longer than the gap between two numbers of this size: there is nothing to hold.
    const uncounted = 2 ** 52 * steps;
    const clock = (step: number): number => (step < uncounted ? roundOf(step) * steps : step);
    const last = clock(child.end);
    const end = last < child.end ? (roundOf(last) + 1) * steps : last;
    return gather({
      children: [child],
      end,
      at: (step, states) => child.at(clock(step), states[0]),
      span(step) {
        if (step >= uncounted) return { from: 0, until: Infinity, own: 0 };
        // Once it is over, the clock goes on only for what a reactive schedule observes: nothing happens any more.
        const own = step < end || child.observe ? clock(step) : end;
        return {
          from: Math.min(own, end),
          until: own < end ? (roundOf(step) + 1) * steps : Infinity,
          own,
          per: Infinity,
        };
      },
    });
  },
});
