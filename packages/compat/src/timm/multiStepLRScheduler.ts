import { flag, nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { sortedStepList } from "../rules.ts";
import { milestoneStairs } from "../stairs.ts";
import { noisy } from "./noisy.ts";
import type { NoiseOptions } from "./noisy.ts";
import { sharedDefaults, sharedRules } from "./sharedRules.ts";
import { warmedUp } from "./warmedUp.ts";
import type { WarmupOptions } from "./warmedUp.ts";

/** Options of {@link multiStepLRScheduler}. */
export interface MultiStepLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps one after the drops, at least 0, in order; what is there twice counts twice. */
  readonly decayT: readonly number[];
  /** Factor of each drop, at least 0. @defaultValue `1` */
  readonly decayRate?: number | undefined;
  /** Whether the warmup comes before the decay instead of hiding its beginning. @defaultValue `true` */
  readonly warmupPrefix?: boolean | undefined;
}

/**
 * `MultiStepLRScheduler`: multiplies the rate by `decayRate` one step before every step in `decayT`, as timm does.
 *
 * `lr · decayRate^n` with n steps of `decayT` at or before `t + 1`; steps are counted from the end of the warmup,
 * unless `warmupPrefix` is false.
 * Differs: steps out of order, which timm looks up as if they were in order, are refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.multiStepLRScheduler({ lr: 0.1, decayT: [30, 80], decayRate: 0.5 });
 * [28, 29, 79].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const multiStepLRScheduler = /* @__PURE__ */ definePreset<
  MultiStepLRSchedulerOptions,
  "noiseRangeT"
>("timm.multiStepLRScheduler", {
  options: /* @__PURE__ */ Object.assign(
    {
      lr: nonNegative,
      decayT: sortedStepList,
      decayRate: nonNegative,
      warmupPrefix: flag,
    },
    sharedRules,
  ),
  defaults: /* @__PURE__ */ Object.assign({ decayRate: 1, warmupPrefix: true }, sharedDefaults),
  build(options) {
    const { lr, decayT, decayRate } = options;
    const drops = decayT.map((at) => at - 1);
    return noisy(warmedUp(options, milestoneStairs(lr, drops, decayRate)), options);
  },
});
