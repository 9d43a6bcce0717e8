import { cosineCurve, positive } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { cycleDefaults, cycleRules, cyclesOf } from "./cyclesOf.ts";
import type { CycleOptions } from "./cyclesOf.ts";
import { noisy } from "./noisy.ts";
import { warmedUp } from "./warmedUp.ts";
import { warped } from "./warped.ts";

/** Options of {@link cosineLRScheduler}. */
export interface CosineLRSchedulerOptions extends CycleOptions {
  /** Exponent of the progress through a cycle, above 0. @defaultValue `1` */
  readonly kDecay?: number | undefined;
}

/**
 * `CosineLRScheduler`: `cycleLimit` cycles of half a cosine each, from a peak of `lr · cycleDecayⁱ` to `lrMin`, then
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 + cos(π · p^kDecay)) / 2`, with p the share of the cycle that is done; the first step
 * after a cycle belongs to the next.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.cosineLRScheduler({ lr: 0.1, tInitial: 100, warmupT: 10, warmupPrefix: true });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const cosineLRScheduler = /* @__PURE__ */ definePreset<
  CosineLRSchedulerOptions,
  "noiseRangeT"
>("timm.cosineLRScheduler", {
  options: /* @__PURE__ */ Object.assign({ kDecay: positive }, cycleRules),
  defaults: /* @__PURE__ */ Object.assign({ kDecay: 1 }, cycleDefaults),
  build: (options) =>
    noisy(
      warmedUp(
        options,
        cyclesOf(options, options.kDecay === 1 ? undefined : warped(options.kDecay, cosineCurve)),
      ),
      options,
    ),
});
