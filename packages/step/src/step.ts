import { decayFactor, definePureSchedule, nonNegative, period, wholePower } from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link step}. */
export interface StepOptions {
  /** Learning rate before the first drop: a finite number of at least 0. */
  readonly initial: number;
  /** Steps between two drops: a finite number above 0. */
  readonly every: number;
  /** What each drop multiplies by: a number above 0 and at most 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Floor: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
}

/**
 * Step decay: multiplied by `factor` every `every` steps, but never below `min`.
 *
 * ```text
 * lr(t) = max(min, initial · factor^⌊t / every⌋)
 * ```
 *
 * A drop happens at the multiple of `every`: `lr(every) === initial * factor`. Whole steps are exact up to 2⁴⁹. A
 * fractional step less than a relative 2⁻⁵⁰ below a multiple counts as that multiple, so that step 0.3 is the third drop of
 * `every: 0.1`, although `0.3 / 0.1` is 2.9999999999999996.
 *
 * @param options - See {@link StepOptions}.
 * @returns A pure schedule that ends with the drop that reaches `min`; never for `min: 0`, at once for `factor: 1`.
 * @throws {RangeError} If `initial` or `min` is negative or not finite, if `min` is above `initial`, if `every` is not a
 *   finite number above 0, or if `factor` is not above 0 and at most 1.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * step({ initial: 0.1, every: 30, factor: 0.5 })(60); // => 0.025
 * ```
 *
 * @see PyTorch `StepLR(step_size, gamma)` is the same, without a floor. It takes any `gamma`, even a negative one,
 *   and its recursive form ignores a fractional `step_size` wherever no whole step meets it.
 */
export const step = /* @__PURE__ */ definePureSchedule<StepOptions>("step", {
  package: "@anneal/step",
  build({ initial, every, factor, min }: Complete<StepOptions>, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    const floor = factor < 1 ? min : initial;
    // The first drop that reaches the floor. Twelve digits, because a floor of 0.1 · 0.1³ may be given as 0.0001, and
    // because engines differ in the last digits of a logarithm. Not a number where it begins at its floor.
    const drops = Math.ceil(+(Math.log(floor / initial) / Math.log(factor)).toPrecision(12)) || 0;
    // A multiple of `every` and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
    const countAt = (step: number): number => Math.floor((step / every) * (1 + 2 ** -50));
    return {
      at(step) {
        const count = countAt(step);
        // After 2⁶³ drops even of the smallest kind nothing is left, and to count further would take long.
        return count < Math.min(drops, 2 ** 63)
          ? Math.max(floor, initial * wholePower(factor, count))
          : floor;
      },
      end: drops * every,
      endsAtBound: true,
      next: (step) => (countAt(step) < drops ? (countAt(step) + 1) * every : Infinity),
    };
  },
  options: { initial: nonNegative, every: period, factor: decayFactor, min: nonNegative },
  defaults: { factor: 0.1, min: 0 },
});
