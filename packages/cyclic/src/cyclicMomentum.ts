import { decayFactor, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";
import { share } from "./riseAndFall.ts";
import { modeRule, scaleOnRule, scaleRule, trianglesOf } from "./triangles.ts";
import type { Triangles, Undecided } from "./triangles.ts";

/** Options of {@link cyclicMomentum}. */
export interface CyclicMomentumOptions extends Triangles {
  /** Momentum at the top of the first cycle of the rate: a number from 0 to `max`. @defaultValue `0.8` */
  readonly min?: number | undefined;
  /** Momentum at which every cycle begins: a number from 0 to 1. @defaultValue `0.9` */
  readonly max?: number | undefined;
}

/**
 * The momentum that goes with {@link cyclic}, its mirror image: falls from `max` to `min` while the rate rises over `up`
 * steps, rises again over `down`, and so on.
 *
 * ```text
 * h, g  as in cyclic
 * m(t)  = min · h · g + max · (1 − h · g)
 * ```
 *
 * Its turning points are those of a `cyclic` with the same `up` and `down`, and as exact. For Adam it is meant for β₁.
 *
 * @param options - See {@link CyclicMomentumOptions}.
 * @returns A pure schedule without an end. Its values are momenta, not learning rates.
 * @throws {RangeError} If `min` or `max` is not from 0 to 1, if `min` is above `max`, and as {@link cyclic} does.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type; `spec` of the result, if `scale` has no name.
 *
 * @example
 * ```ts
 * const momentum = cyclicMomentum({ up: 4, down: 2 });
 * momentum(0); // => 0.9
 * momentum(4); // => 0.8
 * momentum(6); // => 0.9
 * ```
 *
 * @see PyTorch `CyclicLR(base_momentum, max_momentum)` writes it into the optimizer itself (`cycle_momentum = True`).
 *   Keras and optax have no such schedule.
 */
export const cyclicMomentum = /* @__PURE__ */ definePureSchedule<CyclicMomentumOptions>(
  "cyclicMomentum",
  {
    package: "@anneal/cyclic",
    options: {
      min: share,
      max: share,
      up: nonNegative,
      down: nonNegative,
      mode: modeRule,
      factor: decayFactor,
      scale: scaleRule,
      scaleOn: scaleOnRule,
    },
    defaults: {
      min: 0.8,
      max: 0.9,
      down: undefined,
      mode: "triangular",
      factor: undefined,
      scale: undefined,
      scaleOn: undefined,
    },
    build(options: Complete<CyclicMomentumOptions, Undecided>, fail) {
      const { min, max } = options;
      if (min > max) fail("min", `at most max (${max})`);
      return trianglesOf(options, max, min, fail);
    },
  },
);
