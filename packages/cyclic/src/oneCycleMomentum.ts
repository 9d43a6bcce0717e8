import { cosineCurve, curve, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete, Curve } from "@anneal/core";
import { phaseCount, riseAndFall, share } from "./riseAndFall.ts";

/** Options of {@link oneCycleMomentum}. */
export interface OneCycleMomentumOptions {
  /** Length of the whole cycle in steps, at least 0. */
  readonly steps: number;
  /** Share of `steps` that the fall takes: from 0 to 1, with three phases to 0.5. @defaultValue `0.3` */
  readonly fraction?: number | undefined;
  /** Lowest momentum, where the learning rate peaks: a number from 0 to `max`. @defaultValue `0.85` */
  readonly min?: number | undefined;
  /** Momentum at step 0 and from step `steps` on: a number from 0 to 1. @defaultValue `0.95` */
  readonly max?: number | undefined;
  /** Shape of every phase. @defaultValue `cosineCurve` */
  readonly curve?: Curve | undefined;
  /** 2: down and up. 3: down, up in as many steps, then `max`. @defaultValue `2` */
  readonly phases?: 2 | 3 | undefined;
}

/**
 * The momentum that goes with {@link oneCycle}, its mirror image: falls from `max` to `min` while the rate rises, and
 * returns.
 *
 * ```text
 * top  = fraction · steps
 * m(t) = curve(t / top, max, min)                         for t < top
 * m(t) = curve((t − top) / (steps − top), min, max)       for top ≤ t < steps, two phases
 * m(t) = curve((t − top) / top, min, max)                 for top ≤ t < 2 · top, three phases
 * m(t) = max                                              after that
 * ```
 *
 * Its turning points are those of a `oneCycle` with the same `steps`, `fraction` and `phases`, and as exact. For Adam it is
 * meant for β₁.
 *
 * @param options - See {@link OneCycleMomentumOptions}.
 * @returns A pure schedule that ends at `steps`. Its values are momenta, not learning rates.
 * @throws {RangeError} If `steps` is negative or not finite, if `fraction`, `min` or `max` is not from 0 to 1, if
 *   `min` is above `max`, if `fraction` is above 0.5 with three phases, if `phases` is not 2 or 3, or if the curve has no
 *   value between `min` and `max` (`exponentialCurve` with 0).
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const momentum = oneCycleMomentum({ steps: 100 });
 * momentum(0); // => 0.95
 * momentum(30); // => 0.85
 * momentum(100); // => 0.95
 * ```
 *
 * @see PyTorch `OneCycleLR(base_momentum, max_momentum)` writes it into the optimizer itself (`cycle_momentum =
 *   True`), with its lowest point one step earlier. Keras and optax have no such schedule.
 */
export const oneCycleMomentum = /* @__PURE__ */ definePureSchedule<OneCycleMomentumOptions>(
  "oneCycleMomentum",
  {
    package: "@anneal/cyclic",
    options: {
      steps: nonNegative,
      fraction: share,
      min: share,
      max: share,
      curve,
      phases: phaseCount,
    },
    defaults: { fraction: 0.3, min: 0.85, max: 0.95, curve: cosineCurve, phases: 2 },
    build(options: Complete<OneCycleMomentumOptions>, fail) {
      const { min, max } = options;
      if (min > max) fail("min", `at most max (${max})`);
      return riseAndFall(options, max, min, max, fail);
    },
  },
);
