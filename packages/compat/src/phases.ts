import {
  constant,
  cosineCurve,
  linearCurve,
  polynomialCurve,
  ramp,
  repeat,
  scheduleFrom,
  sequence,
} from "@anneal/core";
import type { Composable, Composed, Curve, Schedule } from "@anneal/core";

/** One schedule after another for as many steps as each has, those without any left out, then the last for good. */
export function phases<Last extends Composable>(
  parts: readonly (readonly [Composable, number])[],
  last: Last,
): Composed<Last> {
  const timed = parts
    .filter(([, steps]) => steps > 0)
    .map(([schedule, steps]) => ({ schedule, steps }));
  return (timed[0] ? sequence([...timed, last]) : scheduleFrom(last)) as Composed<Last>;
}

/** One schedule after another, each from its boundary on. The last goes on for good. */
export function joined(
  schedules: readonly Composable[],
  boundaries: readonly number[],
): Composed<Composable> {
  const parts = boundaries.map(
    (boundary, index) => [schedules[index]!, boundary - (boundaries[index - 1] ?? 0)] as const,
  );
  return phases(parts, schedules[boundaries.length]!);
}

/** The way from one rate to another, along `(1 − p)^power`; of power 0, which stays where it is. */
export const powerRamp = (from: number, to: number, steps: number, power: number): Schedule =>
  power > 0
    ? ramp({ from, to, steps, curve: power === 1 ? linearCurve : polynomialCurve(power) })
    : constant(from);

/** The way along half a cosine. */
export const cosineRamp = (
  from: number,
  to: number,
  steps: number,
  curve: Curve = cosineCurve,
): Schedule => ramp({ from, to, steps, curve });

/** A cosine that nothing stops: from one rate to the other over `half` steps, back again, and so on. */
export const cosineWave = (from: number, to: number, half: number): Schedule =>
  repeat({ steps: 2 * half }, sequence([cosineRamp(from, to, half), cosineRamp(to, from, half)]));
