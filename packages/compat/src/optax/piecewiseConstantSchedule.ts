import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { inOrder, scales } from "../rules.ts";
import { stairs } from "../stairs.ts";

/** Options of {@link piecewiseConstantSchedule}. */
export interface PiecewiseConstantScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** From steps to factors, each at least 0, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/**
 * `piecewise_constant_schedule`: `initValue` times the factor of every step in `boundariesAndScales` at or before t.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.piecewiseConstantSchedule({ initValue: 0.1, boundariesAndScales: { 30: 0.5, 60: 0.5 } });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const piecewiseConstantSchedule =
  /* @__PURE__ */ definePreset<PiecewiseConstantScheduleOptions>(
    "optax.piecewiseConstantSchedule",
    {
      options: { initValue: nonNegative, boundariesAndScales: scales },
      defaults: { boundariesAndScales: {} },
      build: ({ initValue, boundariesAndScales }) =>
        stairs(initValue, inOrder(Object.entries(boundariesAndScales))),
    },
  );
