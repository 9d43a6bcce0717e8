import {
  cosineWeight,
  decayFactor,
  definePureSchedule,
  nonNegative,
  oneOf,
  period as periodRule,
} from "@anneal/core";
import type { Complete } from "@anneal/core";
import { fading, halving, steady, waveOf } from "./wave.ts";

/** Options of {@link sine}. */
export interface SineOptions {
  /** Learning rate at which every wave begins: a finite number from 0 to `max`. */
  readonly min: number;
  /** Learning rate at the top of the first wave: a finite number of at least 0. */
  readonly max: number;
  /** Steps from one `min` to the next, above 0: the half of a full turn of the sine. */
  readonly period: number;
  /** What becomes of the height above `min`: it stays, halves with every wave, or is multiplied by `factor` at every step. @defaultValue `"sine"` */
  readonly mode?: "sine" | "halving" | "exponential" | undefined;
  /** For `"exponential"`, and only for it: a number above 0 and at most 1. */
  readonly factor?: number | undefined;
}

/**
 * Waves of half a sine: rises from `min` to `max` by the middle of each `period`, falls back by its end, and again.
 *
 * ```text
 * i     = ⌊t / period⌋              the wave
 * h     = |sin(π · t / period)|
 * g     = 1 | 2⁻ⁱ | factorᵗ         sine | halving | exponential
 * lr(t) = max · h · g + min · (1 − h · g)
 * ```
 *
 * The value is `min` to the last bit at every multiple of `period`, and in the middle between two of them `max` (lower by
 * `g` in the other modes). A step within a relative 2⁻⁵⁰ of either counts as it. Whole steps are exact up to 2⁴⁹.
 *
 * @param options - See {@link SineOptions}.
 * @returns A pure schedule without an end.
 * @throws {RangeError} If `min` or `max` is negative or not finite, if `min` is above `max`, if `period` is not a finite
 *   number above 0, if `mode` is none of the three, if `factor` is not above 0 and at most 1, or if it is left out for
 *   `"exponential"` or given for another mode.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = sine({ min: 0.01, max: 0.05, period: 6, mode: "halving" });
 * schedule(3); // => 0.05
 * schedule(6); // => 0.01
 * schedule(9); // => 0.030000000000000002
 * ```
 *
 * @see ParameterSchedulers.jl has the three as `Sin`, `SinDecay2` and `SinExp`, whose steps count from 1 and whose
 *   period is a whole number. PyTorch, Keras and optax have none.
 */
export const sine = /* @__PURE__ */ definePureSchedule<SineOptions>("sine", {
  package: "@anneal/cyclic",
  options: {
    min: nonNegative,
    max: nonNegative,
    period: periodRule,
    mode: /* @__PURE__ */ oneOf("sine", "halving", "exponential"),
    factor: decayFactor,
  },
  defaults: { mode: "sine", factor: undefined },
  build({ min, max, period, mode, factor }: Complete<SineOptions, "factor">, fail) {
    if (min > max) fail("min", `at most max (${max})`);
    if ((mode === "exponential") === !factor) {
      fail("factor", "given for exponential alone");
    }
    let scale = mode === "halving" ? halving : steady;
    if (factor) scale = fading(factor);
    const half = period / 2;
    return waveOf({
      bottom: min,
      top: max,
      up: half,
      down: half,
      // The sine is the cosine half a period later.
      height: (rise) => 2 * cosineWeight(Math.abs(rise / half - 1) / 2) - 1,
      scale,
    });
  },
});
