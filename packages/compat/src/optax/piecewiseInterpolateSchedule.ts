import { nonNegative, oneOf } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { inOrder, scales } from "../rules.ts";
import { interpolated } from "./interpolated.ts";

const interpolation = /* @__PURE__ */ oneOf("linear", "cosine");

/** Options of {@link piecewiseInterpolateSchedule}. */
export interface PiecewiseInterpolateScheduleOptions {
  /** Along lines or half cosines. */
  readonly interpolateType: "linear" | "cosine";
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** From steps to factors, each at least 0, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/**
 * `piecewise_interpolate_schedule`: as {@link optaxPiecewiseConstantSchedule}, with a way to each factor that gets there at
 * its step.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.piecewiseInterpolateSchedule({
 *   interpolateType: "linear",
 *   initValue: 0.1,
 *   boundariesAndScales: { 10: 0.5, 30: 0 },
 * });
 * [0, 10, 20, 30].map((step) => schedule(step)); // => [0.1, 0.05, 0.025, 0]
 * ```
 */
export const piecewiseInterpolateSchedule =
  /* @__PURE__ */ definePreset<PiecewiseInterpolateScheduleOptions>(
    "optax.piecewiseInterpolateSchedule",
    {
      options: {
        interpolateType: interpolation,
        initValue: nonNegative,
        boundariesAndScales: scales,
      },
      defaults: { boundariesAndScales: {} },
      build: ({ interpolateType, initValue, boundariesAndScales }) =>
        interpolated(interpolateType, initValue, inOrder(Object.entries(boundariesAndScales))),
    },
  );
