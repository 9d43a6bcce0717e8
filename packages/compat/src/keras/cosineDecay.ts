import { nonNegative, positive } from "@anneal/core";
import { cosineRamp, phases, powerRamp } from "../phases.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the half cosine in steps, above 0, without the warmup. */
  readonly decaySteps: number;
  /** Share of the peak that is left in the end, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** Rate that the warmup leads to and the decay begins at, at least 0. Without it there is no warmup. @defaultValue none */
  readonly warmupTarget?: number | null | undefined;
  /** Length of the warmup in steps, at least 0. Has no part without `warmupTarget`. @defaultValue `0` */
  readonly warmupSteps?: number | undefined;
}

/**
 * `CosineDecay`: half a cosine from the peak down to `alpha` times the peak over `decaySteps`, where it stays.
 *
 * The peak is `initialLearningRate`; with a `warmupTarget` it is that, after a line from `initialLearningRate` over
 * `warmupSteps`, which `decaySteps` do not count.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = { warmupTarget: 0.1, warmupSteps: 10 };
 * const schedule = keras.cosineDecay({ initialLearningRate: 0, decaySteps: 100, ...warmup });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const cosineDecay = /* @__PURE__ */ definePreset<CosineDecayOptions, "warmupTarget">(
  "keras.cosineDecay",
  {
    options: {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      alpha: nonNegative,
      warmupTarget: nonNegative,
      warmupSteps: nonNegative,
    },
    defaults: { alpha: 0, warmupTarget: undefined, warmupSteps: 0 },
    build({ initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }) {
      const peak = warmupTarget ?? initialLearningRate;
      const decay = cosineRamp(peak, alpha * peak, decaySteps);
      return warmupTarget === undefined || warmupSteps === 0
        ? decay
        : phases(
            [[powerRamp(initialLearningRate, warmupTarget, warmupSteps, 1), warmupSteps]],
            decay,
          );
    },
  },
);
