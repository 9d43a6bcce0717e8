import { curve, linearCurve } from "./curve.ts";
import type { Curve } from "./curve.ts";
import { definePureSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";

/** Options of {@link ramp}. */
export interface RampOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly from: number;
  /** Learning rate from step `steps` on: a finite number of at least 0, above or below `from`. */
  readonly to: number;
  /** Length in steps: a finite number of at least 0; of length 0 it is `to` at once. */
  readonly steps: number;
  /** Shape of the way. @defaultValue `linearCurve` */
  readonly curve?: Curve;
}

/**
 * A ramp from one learning rate to another, up or down, along any curve.
 *
 * ```text
 * lr(t) = curve(t / steps, from, to)   for t < steps
 * lr(t) = to                           for t ≥ steps
 * ```
 *
 * The ends are exact: `lr(0) === from`, and `lr(t) === to` for every `t ≥ steps`; for `steps` 0 that is every step.
 *
 * @param options - See {@link RampOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `from` or `to` is negative or not finite, if `steps` is negative or not finite, or if the
 *   curve has no value between `from` and `to` (`exponentialCurve` with an end of 0).
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * ramp({ from: 0.1, to: 0.2, steps: 10 })(5); // => 0.15000000000000002
 * ```
 *
 * @see PyTorch `LinearLR` has factors where this has rates, and can neither start at 0 nor end above the base rate.
 *   optax `linear_schedule(init_value, end_value, transition_steps)` is the same ramp; of length 0, it is a
 *   constant there, of `init_value`, and of `to` here.
 */
export const ramp = /* @__PURE__ */ definePureSchedule<RampOptions>("ramp", {
  package: "@anneal/core",
  options: { from: nonNegative, to: nonNegative, steps: nonNegative, curve },
  defaults: { curve: linearCurve },
  build({ from, to, steps, curve: shape }) {
    const valueOf = shape as Curve;
    valueOf(0.5, from, to);
    return { at: (step) => (step < steps ? valueOf(step / steps, from, to) : to), end: steps };
  },
});
