import { nonNegative, positive } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { cosineFrom } from "./cosineFrom.ts";

/** Options of {@link cosineDecaySchedule}. */
export interface CosineDecayScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Length of the half cosine in steps, above 0. */
  readonly decaySteps: number;
  /** Share of `initValue` that is left in the end, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** Exponent of the weight of the cosine, at least 0. @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/**
 * `cosine_decay_schedule`: `initValue · ((1 − alpha) · w^exponent + alpha)`, with
 * `w = (1 + cos(π · t / decaySteps)) / 2`.
 *
 * From `decaySteps` on it is `alpha · initValue`. With an `exponent` of 0 it stays `initValue`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.cosineDecaySchedule({ initValue: 0.1, decaySteps: 100 });
 * [0, 50, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
export const cosineDecaySchedule = /* @__PURE__ */ definePreset<CosineDecayScheduleOptions>(
  "optax.cosineDecaySchedule",
  {
    options: {
      initValue: nonNegative,
      decaySteps: positive,
      alpha: nonNegative,
      exponent: nonNegative,
    },
    defaults: { alpha: 0, exponent: 1 },
    build: ({ initValue, decaySteps, alpha, exponent }) =>
      cosineFrom(initValue, alpha * initValue, decaySteps, exponent),
  },
);
