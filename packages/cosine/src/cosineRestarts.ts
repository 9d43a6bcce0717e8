import {
  cosineWeight,
  decayFactor,
  definePureSchedule,
  nonNegative,
  positive,
  positiveInteger,
} from "@anneal/core";
import type { Complete } from "@anneal/core";

/** Options of {@link cosineRestarts}. */
export interface CosineRestartsOptions {
  /** Learning rate at the start of the first cycle: a finite number of at least 0. */
  readonly initial: number;
  /** Length of the first cycle in steps, at least 0, without `cycles` above 0. A warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate that every cycle falls to: a finite number from 0 to `initial`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Length of a cycle as a multiple of the one before it: a finite number above 0. @defaultValue `1` */
  readonly multiplier?: number | undefined;
  /** Peak of a cycle as a multiple of the one before it: a number above 0 and at most 1. @defaultValue `1` */
  readonly factor?: number | undefined;
  /** Number of cycles, an integer of at least 1; must be given if `multiplier` is below 1. @defaultValue no limit */
  readonly cycles?: number | undefined;
}

interface Cycle {
  readonly index: number;
  readonly start: number;
  readonly length: number;
  /** Peak, as a multiple of the first one. */
  readonly height: number;
}

/**
 * The last cycle, the one numbered `limit` at most, that has started at `step`.
 *
 * Passes over 1, 2, 4, 8 … cycles at once, as many as end before `step`, and goes on from there in the same way. Sums and
 * products of integers alone keep every start exact, which logarithms do not.
 */
function cycleAt(
  step: number,
  steps: number,
  multiplier: number,
  factor: number,
  limit: number,
): Cycle {
  let index = 0;
  let start = 0;
  let length = steps;
  let height = 1;
  if (multiplier === 1 && factor === 1) {
    // The same in one go.
    index = Math.min(limit, Math.floor(step / steps));
    start = index * steps;
  }
  // Not `step - start` anew: where cycles are shorter than a rounding of `step`, the start alone would stand still.
  let left = step - start;
  while (length <= left && index < limit) {
    let count = 1;
    let passed = length;
    let growth = multiplier;
    let drop = factor;
    while (passed * (1 + growth) <= left && index + 2 * count <= limit) {
      passed *= 1 + growth;
      count *= 2;
      growth *= growth;
      drop *= drop;
    }
    index += count;
    start += passed;
    left -= passed;
    length *= growth;
    height *= drop;
  }
  return { index, start, length, height };
}

/**
 * Cosine annealing with warm restarts: one half cosine after the other, each from its own peak down to `min`.
 *
 * ```text
 * lengthᵢ = steps · multiplierⁱ
 * peakᵢ   = max(min, initial · factorⁱ)
 * startᵢ  = length₀ + … + lengthᵢ₋₁
 * w       = (1 + cos(π · (t − startᵢ) / lengthᵢ)) / 2
 * lr(t)   = peakᵢ · w + min · (1 − w)   for startᵢ ≤ t < startᵢ₊₁
 * lr(t)   = min                         after the last of `cycles`
 * ```
 *
 * Restarts are exact: `lr(startᵢ) === peakᵢ`. The value `min` itself belongs to the step of the restart, so before the
 * last cycle no step has it. A step less than a relative 2⁻⁵⁰ below a restart counts as the restart, so that step 0.3 is the
 * third restart of `steps: 0.1`.
 *
 * @param options - See {@link CosineRestartsOptions}.
 * @returns A pure schedule that ends with its last cycle; without `cycles` it has no end.
 * @throws {RangeError} If `initial`, `min` or `steps` is negative or not finite, if `min` is above `initial`, if `steps` is 0
 *   without `cycles`, if `multiplier` is not a finite number above 0, if `factor` is not above 0 and at most 1, if `cycles` is not an integer of
 *   at least 1, or if `cycles` is left out although `multiplier` is below 1: infinitely many cycles would then end after a
 *   finite time.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = cosineRestarts({ initial: 0.1, steps: 10, multiplier: 2 });
 * schedule(5); // => 0.05
 * schedule(10); // => 0.1
 * schedule(20); // => 0.05
 * ```
 *
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
 *   https://arxiv.org/abs/1608.03983, equation 5.
 *   PyTorch `CosineAnnealingWarmRestarts(T_0, T_mult, eta_min)` takes integers of at least 1 for `T_0` and `T_mult`, has no
 *   `factor` or `cycles`, and with `step(epoch)` misses some restarts by a rounding. Keras `CosineDecayRestarts(t_mul = 2)`
 *   decays the height above the floor (`m_mul`) instead of the peak.
 */
export const cosineRestarts = /* @__PURE__ */ definePureSchedule<CosineRestartsOptions>(
  "cosineRestarts",
  {
    package: "@anneal/cosine",
    options: {
      initial: nonNegative,
      steps: nonNegative,
      min: nonNegative,
      multiplier: positive,
      factor: decayFactor,
      cycles: positiveInteger,
    },
    defaults: { min: 0, multiplier: 1, factor: 1, cycles: undefined },
    build(options: Complete<CosineRestartsOptions, "cycles">, fail) {
      const { initial, steps, min, multiplier, factor, cycles } = options;
      if (min > initial) fail("min", `at most initial (${initial})`);
      if (multiplier < 1 && !cycles) fail("cycles", "given when multiplier is below 1");
      if (!steps) {
        // Cycles without a length are left out, if there is an end to them.
        return cycles
          ? { at: () => min, end: 0 }
          : fail("steps", "above 0 without cycles to repeat");
      }
      const limit = cycles ?? 2 ** 53;
      const cycleBy = (step: number): Cycle => cycleAt(step, steps, multiplier, factor, limit);
      // A restart and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
      const at = (step: number): Cycle =>
        cycleBy(Math.min(step * (1 + 2 ** -50), Number.MAX_VALUE));
      return {
        at(step) {
          const { index, start, length, height } = at(step);
          if (index === limit) return min;
          const weight = cosineWeight(Math.max(0, step - start) / length);
          return Math.max(min, initial * height) * weight + min * (1 - weight);
        },
        end: cycles ? cycleBy(Infinity).start : Infinity,
        next(step) {
          const { index, start, length } = at(step);
          return index < limit ? start + length : Infinity;
        },
      };
    },
  },
);
