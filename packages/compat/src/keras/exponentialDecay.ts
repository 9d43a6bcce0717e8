import { exponentially } from "../geometric.ts";
import { definePreset } from "../preset.ts";
import { decayRules } from "./decayRules.ts";

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Steps that `decayRate` is for, above 0. */
  readonly decaySteps: number;
  /** How much it decays over `decaySteps`, at least 0: a factor, or of {@link kerasInverseTimeDecay} a summand. */
  readonly decayRate: number;
  /** Whether it changes only at the multiples of `decaySteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
}

/**
 * `ExponentialDecay`: `initialLearningRate · decayRate^(t / decaySteps)`; with `staircase`, `⌊t / decaySteps⌋` is the
 * exponent.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.25 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const exponentialDecay = /* @__PURE__ */ definePreset<ExponentialDecayOptions>(
  "keras.exponentialDecay",
  {
    options: decayRules,
    defaults: { staircase: false },
    build: ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
      exponentially({
        initial: initialLearningRate,
        factor: decayRate,
        every: decaySteps,
        staircase,
      }),
  },
);
