import { flag, nonNegative, positive } from "@anneal/core";
import { step } from "@anneal/step";
import { decays, geometric } from "../geometric.ts";
import { definePreset } from "../preset.ts";
import { noisy } from "./noisy.ts";
import type { NoiseOptions } from "./noisy.ts";
import { sharedDefaults, sharedRules } from "./sharedRules.ts";
import { warmedUp } from "./warmedUp.ts";
import type { WarmupOptions } from "./warmedUp.ts";

/** Options of {@link stepLRScheduler}. */
export interface StepLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps between two drops, above 0. */
  readonly decayT: number;
  /** Factor of each drop, at least 0. @defaultValue `1` */
  readonly decayRate?: number | undefined;
  /** Whether the warmup comes before the decay instead of hiding its beginning. @defaultValue `true` */
  readonly warmupPrefix?: boolean | undefined;
}

/**
 * `StepLRScheduler`: multiplies the rate by `decayRate` every `decayT` steps, `lr · decayRate^⌊t / decayT⌋`.
 *
 * The steps are counted from the end of the warmup, unless `warmupPrefix` is false.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.stepLRScheduler({ lr: 0.1, decayT: 30, decayRate: 0.5 });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const stepLRScheduler = /* @__PURE__ */ definePreset<StepLRSchedulerOptions, "noiseRangeT">(
  "timm.stepLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign(
      {
        lr: nonNegative,
        decayT: positive,
        decayRate: nonNegative,
        warmupPrefix: flag,
      },
      sharedRules,
    ),
    defaults: /* @__PURE__ */ Object.assign({ decayRate: 1, warmupPrefix: true }, sharedDefaults),
    build(options) {
      const { lr, decayT, decayRate } = options;
      const steps = decays(decayRate)
        ? step({ initial: lr, every: decayT, factor: decayRate })
        : geometric({ initial: lr, every: decayT, factor: decayRate, staircase: true });
      return noisy(warmedUp(options, steps), options);
    },
  },
);
