import { constant, nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";

/** Options of {@link constantSchedule}. */
export interface ConstantScheduleOptions {
  /** Value at every step: a finite number of at least 0. */
  readonly value: number;
}

/**
 * `constant_schedule`: `value` at every step.
 *
 * @throws {RangeError} If `value` is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * optax.constantSchedule({ value: 0.1 })(1000); // => 0.1
 * ```
 */
export const constantSchedule = /* @__PURE__ */ definePreset<ConstantScheduleOptions>(
  "optax.constantSchedule",
  { options: { value: nonNegative }, build: ({ value }) => constant(value) },
);
