import { nonNegative, positive } from "@anneal/core";
import { inverseSqrt } from "@anneal/transformer";
import { definePreset } from "../preset.ts";

/** Options of {@link getInverseSqrtSchedule}. */
export interface InverseSqrtScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps after the warmup that scale the decay, above 0. @defaultValue `numWarmupSteps`, or 10,000 without a warmup */
  readonly timescale?: number | null | undefined;
}

/**
 * `get_inverse_sqrt_schedule`: a line from 0 to `lr`, then `lr · √(timescale / (t − numWarmupSteps + timescale))`, for
 * good.
 *
 * Made of `inverseSqrt` of `@anneal/transformer` with `first: "zero"`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getInverseSqrtSchedule({ lr: 0.1, numWarmupSteps: 100 });
 * [0, 50, 100, 400].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05]
 * ```
 */
export const getInverseSqrtSchedule = /* @__PURE__ */ definePreset<
  InverseSqrtScheduleOptions,
  "timescale"
>("transformers.getInverseSqrtSchedule", {
  options: { lr: nonNegative, numWarmupSteps: nonNegative, timescale: positive },
  defaults: { timescale: undefined },
  build: ({ lr, numWarmupSteps, timescale }) =>
    inverseSqrt({ peak: lr, warmup: numWarmupSteps, timescale, first: "zero" }),
});
