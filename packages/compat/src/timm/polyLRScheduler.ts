import { cosineCurve, nonNegative, polynomialCurve, positive } from "@anneal/core";
import { raisedCurve } from "../curves.ts";
import { definePreset } from "../preset.ts";
import { cycleDefaults, cycleRules, cyclesOf } from "./cyclesOf.ts";
import type { CycleOptions } from "./cyclesOf.ts";
import { noisy } from "./noisy.ts";
import { warmedUp } from "./warmedUp.ts";
import { warped } from "./warped.ts";

/** Options of {@link polyLRScheduler}. */
export interface PolyLRSchedulerOptions extends CycleOptions {
  /** Exponent of the way left, at least 0. @defaultValue `0.5` */
  readonly power?: number | undefined;
  /** Exponent of the progress through a cycle, above 0. @defaultValue `1` */
  readonly kDecay?: number | undefined;
}

/**
 * `PolyLRScheduler`: `cycleLimit` cycles of a power of the way left each, from a peak of `lr · cycleDecayⁱ` to
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 − p^kDecay)^power`, with p the share of the cycle that is done; after the cycles it is
 * `lrMin`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.polyLRScheduler({ lr: 0.1, tInitial: 100 });
 * [0, 75, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
export const polyLRScheduler = /* @__PURE__ */ definePreset<PolyLRSchedulerOptions, "noiseRangeT">(
  "timm.polyLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign({ power: nonNegative, kDecay: positive }, cycleRules),
    defaults: /* @__PURE__ */ Object.assign({ power: 0.5, kDecay: 1 }, cycleDefaults),
    build(options) {
      const { power, kDecay } = options;
      // A power of 0 stays where it is to the end of the cycle.
      const way = power > 0 ? polynomialCurve(power) : raisedCurve(0, cosineCurve);
      return noisy(warmedUp(options, cyclesOf(options, warped(kDecay, way))), options);
    },
  },
);
