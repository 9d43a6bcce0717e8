import { cosineWeight, definePureSchedule } from "@anneal/core";
import { path, pointList } from "./points.ts";
import type { Point } from "./points.ts";

/** Options of {@link piecewiseCosine}. */
export interface PiecewiseCosineOptions {
  /**
   * Where the learning rate goes: at least two points `[step, learning rate]`, finite numbers of at least 0, in the order of
   * their steps; fractions are fine. Between two points of the same step the rate jumps.
   */
  readonly points: readonly Point[];
}

/**
 * Piecewise cosine: half a cosine from point to point, up or down, level at every point.
 *
 * ```text
 * p     = (t − stepᵢ) / (stepᵢ₊₁ − stepᵢ)
 * w     = (1 + cos(π · p)) / 2
 * lr(t) = rateᵢ · w + rateᵢ₊₁ · (1 − w)   for stepᵢ ≤ t < stepᵢ₊₁
 * ```
 *
 * Every point is met exactly: `lr(points[i][0]) === points[i][1]`, for the last of several at one step. Before the first point its rate is held, after the last
 * that one's.
 *
 * @param options - See {@link PiecewiseCosineOptions}.
 * @returns A pure schedule that ends at the last point whose rate is another than that of the point before it.
 * @throws {RangeError} If there are fewer than two points, if one of them is not a pair of finite numbers of at least 0, or if
 *   a step is below the one before it.
 * @throws {TypeError} If `points` is missing or not an array, or if an option is unknown.
 *
 * @example
 * ```ts
 * const schedule = piecewiseCosine({ points: [[0, 0.01], [10, 0.1], [30, 0]] });
 * schedule(10); // => 0.1
 * schedule(20); // => 0.05
 * ```
 *
 * @see optax `piecewise_interpolate_schedule("cosine", …)` takes a first value and factors that multiply up: our
 *   rates are its running products.
 */
export const piecewiseCosine = /* @__PURE__ */ definePureSchedule<PiecewiseCosineOptions>(
  "piecewiseCosine",
  {
    package: "@anneal/step",
    options: { points: pointList },
    build: ({ points }) => path(points, cosineWeight),
  },
);
