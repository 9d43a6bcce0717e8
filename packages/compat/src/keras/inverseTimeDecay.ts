import { inverseTime } from "@anneal/exponential";
import { definePreset } from "../preset.ts";
import { decayRules } from "./decayRules.ts";
import type { ExponentialDecayOptions } from "./exponentialDecay.ts";

/** Options of {@link inverseTimeDecay}. */
export type InverseTimeDecayOptions = ExponentialDecayOptions;

/**
 * `InverseTimeDecay`: `initialLearningRate / (1 + decayRate · t / decaySteps)`; with `staircase`, of
 * `⌊t / decaySteps⌋`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 });
 * [0, 20, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const inverseTimeDecay = /* @__PURE__ */ definePreset<InverseTimeDecayOptions>(
  "keras.inverseTimeDecay",
  {
    options: decayRules,
    defaults: { staircase: false },
    build: ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
      inverseTime({ initial: initialLearningRate, rate: decayRate, every: decaySteps, staircase }),
  },
);
