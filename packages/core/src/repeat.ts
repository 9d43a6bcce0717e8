import { childOf, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import type { Behaviour } from "./behaviour.ts";
import { nonNegative, positive, positiveInteger } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** Options of {@link repeat}. */
export interface RepeatOptions {
  /** Length of one round in steps: a finite number of at least 0, and above 0 without `times`. @defaultValue the end of the schedule */
  readonly steps?: number | undefined;
  /** Number of rounds, an integer of at least 1. @defaultValue no limit */
  readonly times?: number | undefined;
}

interface RepeatState {
  readonly round: number;
  readonly inner: unknown;
}

/**
 * A schedule over and over: `lr(t) = schedule(t mod steps)`, and `schedule(steps)` after `times` rounds.
 *
 * Restarts are exact, for fractional lengths too: at `round · steps` the value is `schedule(0)`. A reactive schedule starts
 * every round afresh, with nothing observed, and observes no more after the last.
 *
 * @param options - See {@link RepeatOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends after the last round.
 * @throws {RangeError} If `steps` is negative or not finite, if it is 0 without `times`, if it is left out for a schedule that has no end, or if
 *   `times` is not an integer of at least 1.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * repeat({ times: 3 }, ramp({ from: 0.1, to: 0, steps: 10 }))(15); // => 0.05
 * ```
 *
 * @see `Loop` of ParameterSchedulers.jl, with an optional limit.
 */
export const repeat = /* @__PURE__ */ defineSchedule<
  { steps: number | undefined; times: number | undefined; schedule: Composable },
  <Inner extends Composable>(options: RepeatOptions, schedule: Inner) => Composed<Inner>,
  RepeatState
>("repeat", {
  package: "@anneal/core",
  options: {
    steps: nonNegative,
    times: positiveInteger,
    schedule: scheduleRule,
  },
  defaults: { steps: undefined, times: undefined },
  signature: "repeat({ steps, times }, schedule)",
  // Spread, a number would be no options at all.
  collect: (options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, schedule } : { options, schedule },
  build({ steps, times = Infinity, schedule }, fail): Behaviour<RepeatState> {
    const child = childOf(schedule);
    const length = steps ?? child.end;
    if (steps === 0 && times === Infinity) {
      fail("steps", "above 0 without times, as rounds of no length would go on for ever");
    }
    if (steps !== 0 && !positive.accepts(length)) {
      fail("steps", `given for a schedule whose own end (${String(child.end)}) is no length`);
    }
    const fresh = child.initial;
    const end = times * length;
    // Not `step % length`: as the product `round · length` is rounded, the remainder of one is seldom 0.
    const roundOf = (step: number): number => {
      const nearest = Math.round(step / length);
      return Math.min(times - 1, nearest * length > step ? nearest - 1 : nearest);
    };
    /** The round for a state: JSON has no infinite one, which is what rounds too short to be counted come to. */
    const counted = (step: number): number => Math.min(Number.MAX_VALUE, roundOf(step));
    const clock = (step: number): number =>
      step < end ? Math.max(0, step - roundOf(step) * length) : length;
    const behaviour: Behaviour<RepeatState> = {
      at(step, { round, inner }) {
        return child.at(clock(step), child.observe && counted(step) !== round ? fresh : inner);
      },
      end,
      initial: { round: 0, inner: fresh },
      monitors: child.monitors ?? [],
      children: [child],
      span(step) {
        if (step >= end) return { from: end, until: Infinity, own: length, per: Infinity };
        const round = roundOf(step);
        return { from: round * length, until: (round + 1) * length, own: 0 };
      },
      stateOf: ({ round, inner }, _, step) => (counted(step) === round ? inner : fresh),
    };
    if (!child.observe) return behaviour;
    return {
      ...behaviour,
      observe(whole, { step, metrics }) {
        if (step >= end) return whole;
        const { round, inner } = whole;
        const current = counted(step);
        const state = current === round ? inner : fresh;
        return { round: current, inner: child.observe?.(state, { step: clock(step), metrics }) };
      },
    };
  },
});
