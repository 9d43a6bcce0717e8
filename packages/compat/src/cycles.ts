import {
  cosineCurve,
  curve,
  defineSchedule,
  nonNegative,
  oneOf,
  positive,
  positiveInteger,
  power,
} from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import { cosine, cosineRestarts } from "@anneal/cosine";
import { decays } from "./geometric.ts";

interface CyclesOptions {
  /** Learning rate at the start of the first cycle. */
  readonly initial: number;
  /** Learning rate that every cycle goes to; it may be above `initial`. */
  readonly min: number;
  /** Length of the first cycle. */
  readonly steps: number;
  /** Length of a cycle as a multiple of the one before it. */
  readonly multiplier?: number | undefined;
  /** Start of a cycle as a multiple of the one before it; `of` says from where it is measured. */
  readonly decay?: number | undefined;
  /** `"rate"`: `decay` multiplies the rate itself; `"height"`: its distance from `min`. */
  readonly of?: "rate" | "height" | undefined;
  /** Number of cycles, after which the rate is `min`. */
  readonly cycles?: number | undefined;
  /** Shape of every cycle. */
  readonly curve?: Curve | undefined;
}

interface Cycle {
  readonly index: number;
  readonly start: number;
  readonly length: number;
}

/** 2⁵³, more cycles than a number can count: bundlers keep a power that they would have to compute. */
const endless = 9007199254740992;

/**
 * The last cycle, the one numbered `limit` at most, that has started at `step`.
 *
 * Passes over 1, 2, 4, 8 … cycles at once, as many as end before `step`, and goes on from there in the same way: some
 * thousand rounds at most, where cycles counted one by one may be 2⁵³. Sums and products of integers alone keep every
 * start exact, which logarithms do not.
 */
function cycleAt(step: number, steps: number, multiplier: number, limit: number): Cycle {
  if (multiplier === 1) {
    // The same in one go.
    const index = Math.min(limit, Math.floor(step / steps));
    return { index, start: index * steps, length: steps };
  }
  let index = 0;
  let start = 0;
  let length = steps;
  // Not `step - start` anew: where cycles are shorter than a rounding of `step`, the start alone would stand still.
  let left = step;
  while (length <= left && index < limit) {
    let count = 1;
    let passed = length;
    let growth = multiplier;
    while (passed * (1 + growth) <= left && index + 2 * count <= limit) {
      passed *= 1 + growth;
      count *= 2;
      growth *= growth;
    }
    index += count;
    start += passed;
    left -= passed;
    length *= growth;
  }
  return { index, start, length };
}

/**
 * What `cosineRestarts` of `@anneal/cosine` refuses and other libraries take: restarts along any curve, upwards, with peaks
 * that grow, with a decay of the height alone.
 *
 * ```text
 * lengthᵢ = steps · multiplierⁱ,  startᵢ = length₀ + … + lengthᵢ₋₁
 * peakᵢ   = initial · decayⁱ                       of: "rate"
 * peakᵢ   = min + (initial − min) · decayⁱ         of: "height"
 * lr(t)   = curve((t − startᵢ) / lengthᵢ, peakᵢ, min)
 * ```
 */
export const cycles = /* @__PURE__ */ defineSchedule<CyclesOptions>("compat/cycles", {
  package: "@anneal/compat",
  options: {
    initial: nonNegative,
    min: nonNegative,
    steps: positive,
    multiplier: positive,
    decay: nonNegative,
    of: /* @__PURE__ */ oneOf("rate", "height"),
    cycles: positiveInteger,
    curve,
  },
  defaults: { multiplier: 1, decay: 1, of: "rate", cycles: undefined, curve: cosineCurve },
  build(options, fail) {
    const { initial, min, steps, multiplier = 1, decay = 1, of, cycles: limit = endless } = options;
    if (multiplier < 1 && limit === endless) fail("cycles", "given when multiplier is below 1");
    const shape = options.curve as Curve;
    const cycleBy = (step: number): Cycle => cycleAt(step, steps, multiplier, limit);
    // A restart and the step that should meet it can each be a few roundings off.
    const at = (step: number): Cycle => cycleBy(Math.min(step * (1 + 2 ** -50), Number.MAX_VALUE));
    return {
      at(step) {
        const { index, start, length } = at(step);
        if (index === limit) return min;
        const peak = power(decay, index);
        return shape(
          Math.max(0, step - start) / length,
          of === "rate" ? initial * peak : min + (initial - min) * peak,
          min,
        );
      },
      end: limit === endless ? Infinity : cycleBy(Infinity).start,
      next(step) {
        const { index, start, length } = at(step);
        return index === limit ? Infinity : start + length;
      },
    };
  },
});

/** `cosine` or `cosineRestarts` wherever they can be, else {@link cycles}. */
export function restarts(options: CyclesOptions): Schedule {
  const { initial, min, steps, multiplier = 1, decay = 1, of, cycles: limit } = options;
  const rates = decay === 1 || min === 0 || (of !== "height" && limit !== undefined);
  const lowest = min === 0 || decay === 1 ? initial : initial * power(decay, (limit ?? 1) - 1);
  if (options.curve !== undefined || !rates || !decays(decay) || lowest < min || initial < min) {
    return cycles(options);
  }
  return limit === 1
    ? cosine({ initial, steps, min })
    : cosineRestarts({ initial, steps, min, multiplier, factor: decay, cycles: limit });
}
