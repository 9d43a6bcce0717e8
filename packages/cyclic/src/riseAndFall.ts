import { nonNegative } from "@anneal/core";
import type { PureBehaviour, Curve, Fail, Rule } from "@anneal/core";

/** A share of the steps, or a momentum: a number from 0 to 1. */
export const share: Rule = {
  rule: "a number from 0 to 1",
  accepts: (value) => nonNegative.accepts(value) && (value as number) <= 1,
};

/** How many phases a cycle has. */
export const phaseCount: Rule = { rule: "2 or 3", accepts: (value) => value === 2 || value === 3 };

/** The step that ends the rise. If it is a rounding off a whole step, as 0.55 · 100 is, it is that step. */
export function topOf(steps: number, fraction: number): number {
  const top = fraction * steps;
  const whole = Math.round(top);
  return Math.abs(top - whole) < top * 2 ** -50 ? whole : top;
}

/** The course of a cycle in time. */
export interface Course {
  readonly steps: number;
  readonly fraction: number;
  readonly phases: number;
  readonly curve: Curve;
}

/**
 * The way from `initial` to `peak` over `fraction · steps`, with three phases back to `initial` in as many, and to `final`
 * at `steps`.
 *
 * `peak` may as well lie below its two ends.
 */
export function riseAndFall(
  { steps, fraction, phases, curve }: Course,
  initial: number,
  peak: number,
  final: number,
  fail: Fail,
): PureBehaviour {
  if (phases > 2 && fraction > 0.5) fail("fraction", "at most 0.5 for three phases");
  const top = topOf(steps, fraction);
  const turn = (phases - 1) * top;
  const last = phases > 2 ? initial : peak;
  // A curve that has no value between two rates is to say so at once.
  curve(0.5, initial, peak);
  curve(0.5, last, final);
  return {
    at(step) {
      if (step >= steps) return final;
      if (step < top) return curve(step / top, initial, peak);
      if (step < turn) return curve((step - top) / top, peak, initial);
      return curve((step - turn) / (steps - turn), last, final);
    },
    end: steps,
    next: (step) => [top, turn, steps].find((event) => event > step) ?? Infinity,
  };
}
