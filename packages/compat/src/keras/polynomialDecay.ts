import { flag, nonNegative, positive } from "@anneal/core";
import { powerRamp } from "../phases.ts";
import { polynomialCycles } from "../polynomialCycles.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the way in steps, above 0. */
  readonly decaySteps: number;
  /** Rate at the end, at least 0; it may be above `initialLearningRate`. @defaultValue `1e-4` */
  readonly endLearningRate?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
  /** Whether it begins anew instead of staying at the end. @defaultValue `false` */
  readonly cycle?: boolean | undefined;
}

/**
 * `PolynomialDecay`: from `initialLearningRate` to `endLearningRate` along `(1 − t / decaySteps)^power`, where it
 * stays.
 *
 * With `cycle` it begins anew instead, each time on a longer way: `decaySteps · max(1, ⌈t / decaySteps⌉)` is the
 * length, so that every multiple of `decaySteps` is an end. With a `power` of 0 it stays `initialLearningRate`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { initialLearningRate: 0.1, decaySteps: 10, endLearningRate: 0 };
 * [5, 10, 15].map((step) => keras.polynomialDecay(options)(step)); // => [0.05, 0, 0]
 * [5, 10, 15].map((step) => keras.polynomialDecay({ ...options, cycle: true })(step)); // => [0.05, 0, 0.025]
 * ```
 */
export const polynomialDecay = /* @__PURE__ */ definePreset<PolynomialDecayOptions>(
  "keras.polynomialDecay",
  {
    options: {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      endLearningRate: nonNegative,
      power: nonNegative,
      cycle: flag,
    },
    defaults: { endLearningRate: 1e-4, power: 1, cycle: false },
    build: ({
      initialLearningRate: initial,
      decaySteps: steps,
      endLearningRate: min,
      power,
      cycle,
    }) =>
      cycle && power > 0
        ? polynomialCycles({ initial, min, steps, power })
        : powerRamp(initial, min, steps, power),
  },
);
