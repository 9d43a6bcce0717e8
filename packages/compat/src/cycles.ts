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
    const {
      initial,
      min,
      steps,
      multiplier = 1,
      decay = 1,
      of,
      cycles: limit = Infinity,
    } = options;
    if (multiplier < 1 && limit === Infinity) fail("cycles", "given when multiplier is below 1");
    const shape = options.curve as Curve;
    // Sums alone, because a logarithm misses restarts by a rounding.
    const startOf = (index: number): number => {
      if (multiplier === 1) return index * steps;
      let start = 0;
      for (let length = steps; index > 0; index--, length *= multiplier) start += length;
      return start;
    };
    const indexAt = (step: number): number => {
      // A restart and the step that should meet it can each be a few roundings off.
      const reached = step * (1 + 2 ** -50);
      if (multiplier === 1) return Math.min(limit, Math.floor(reached / steps));
      let index = 0;
      for (
        let length = steps, until = steps;
        index < limit && until <= reached;
        length *= multiplier, until += length
      ) {
        index++;
      }
      return index;
    };
    return {
      at(step) {
        const index = indexAt(step);
        if (index === limit) return min;
        const start = startOf(index);
        const peak = power(decay, index);
        return shape(
          Math.max(0, step - start) / (steps * power(multiplier, index)),
          of === "rate" ? initial * peak : min + (initial - min) * peak,
          min,
        );
      },
      end: limit === Infinity ? Infinity : startOf(limit),
      next(step) {
        const index = indexAt(step);
        return index === limit ? Infinity : startOf(index + 1);
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
