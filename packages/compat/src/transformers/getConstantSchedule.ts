import { constant, nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";

/** Options of {@link getConstantSchedule}. */
export interface ConstantScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
}

/**
 * `get_constant_schedule`: `lr` at every step.
 *
 * @throws {RangeError} If `lr` is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * transformers.getConstantSchedule({ lr: 5e-5 })(1000); // => 5e-5
 * ```
 */
export const getConstantSchedule = /* @__PURE__ */ definePreset<ConstantScheduleOptions>(
  "transformers.getConstantSchedule",
  { options: { lr: nonNegative }, build: ({ lr }) => constant(lr) },
);
