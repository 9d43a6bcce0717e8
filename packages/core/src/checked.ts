import { mustBe } from "./refuse.ts";
import { nonNegative } from "./rules.ts";

/**
 * The one check of steps and values, on the way in and on the way out of every schedule.
 *
 * The error is made elsewhere: an engine takes a small function into each of its callers.
 */
export const checked = (value: number, kind: string, step?: number): number => {
  // Compared here, not by the rule: at every call of every schedule a call more is felt.
  if (!(Number.isFinite(value) && value >= 0)) refuseNumber(value, kind, step);
  // JSON has no -0, so a schedule built back from it would differ.
  return value + 0;
};

function refuseNumber(value: number, kind: string, step?: number): never {
  throw new RangeError(
    // eslint-disable-next-line @typescript-eslint/restrict-plus-operands -- shorter than a template, in every bundle
    `@anneal/core: ${kind}: ${mustBe(step === undefined ? "step" : "value at step " + step, nonNegative.rule, value)}`,
    // `lint` reads the value.
    { cause: value },
  );
}
