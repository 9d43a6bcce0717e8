import { definePureSchedule } from "@anneal/core";
import { path, pointList } from "./points.ts";
import type { Point } from "./points.ts";

/** Options of {@link piecewiseLinear}. */
export interface PiecewiseLinearOptions {
  /**
   * Where the learning rate goes: at least two points `[step, learning rate]`, finite numbers of at least 0, in the order of
   * their steps; fractions are fine. Between two points of the same step the rate jumps.
   */
  readonly points: readonly Point[];
}

/**
 * Piecewise linear: straight lines from point to point, up or down.
 *
 * ```text
 * p     = (t − stepᵢ) / (stepᵢ₊₁ − stepᵢ)
 * lr(t) = rateᵢ · (1 − p) + rateᵢ₊₁ · p   for stepᵢ ≤ t < stepᵢ₊₁
 * ```
 *
 * Every point is met exactly: `lr(points[i][0]) === points[i][1]`, for the last of several at one step. Before the first point its rate is held, after the last
 * that one's.
 *
 * @param options - See {@link PiecewiseLinearOptions}.
 * @returns A pure schedule that ends at the last point whose rate is another than that of the point before it.
 * @throws {RangeError} If there are fewer than two points, if one of them is not a pair of finite numbers of at least 0, or if
 *   a step is below the one before it.
 * @throws {TypeError} If `points` is missing or not an array, or if an option is unknown.
 *
 * @example
 * ```ts
 * const schedule = piecewiseLinear({ points: [[0, 0.01], [10, 0.1], [30, 0]] });
 * schedule(10); // => 0.1
 * schedule(20); // => 0.05
 * ```
 *
 * @see ignite `PiecewiseLinear(milestones_values)` takes the same points. optax
 *   `piecewise_interpolate_schedule("linear", …)` takes a first value and factors that multiply up: our rates are its
 *   running products.
 */
export const piecewiseLinear = /* @__PURE__ */ definePureSchedule<PiecewiseLinearOptions>(
  "piecewiseLinear",
  {
    package: "@anneal/step",
    options: { points: pointList },
    build: ({ points }) => path(points, (progress) => 1 - progress),
  },
);
