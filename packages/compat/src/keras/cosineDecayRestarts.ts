import { nonNegative, positive } from "@anneal/core";
import { restarts } from "../cycles.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link cosineDecayRestarts}. */
export interface CosineDecayRestartsOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the first cycle in steps, above 0. */
  readonly firstDecaySteps: number;
  /** Length of a cycle as a multiple of the one before it, above 0; below 1 the cycles end. @defaultValue `2` */
  readonly tMul?: number | undefined;
  /** Height of a cycle above the floor as a multiple of the one before it, at least 0. @defaultValue `1` */
  readonly mMul?: number | undefined;
  /** Floor as a share of `initialLearningRate`, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
}

/**
 * `CosineDecayRestarts`: half a cosine down to `alpha · initialLearningRate` again and again, longer and lower each
 * time.
 *
 * Cycle i takes `firstDecaySteps · tMulⁱ` steps and begins at a height of `mMulⁱ` times the first above the floor; the
 * first step after a cycle belongs to the next.
 * Differs: with a `tMul` below 1 the rate is the floor once the cycles are over, where Keras has NaN.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10, mMul: 0.5 });
 * [5, 10, 20, 30].map((step) => schedule(step)); // => [0.05, 0.05, 0.025, 0.025]
 * ```
 */
export const cosineDecayRestarts = /* @__PURE__ */ definePreset<CosineDecayRestartsOptions>(
  "keras.cosineDecayRestarts",
  {
    options: {
      initialLearningRate: nonNegative,
      firstDecaySteps: positive,
      tMul: positive,
      mMul: nonNegative,
      alpha: nonNegative,
    },
    defaults: { tMul: 2, mMul: 1, alpha: 0 },
    build: ({ initialLearningRate: initial, firstDecaySteps, tMul, mMul, alpha }) =>
      restarts({
        initial,
        min: alpha * initial,
        steps: firstDecaySteps,
        multiplier: tMul,
        decay: mMul,
        of: "height",
        // After as many, what is left of their time is lost in the rounding of a step.
        cycles: tMul < 1 ? Math.min(2 ** 53 - 1, Math.ceil(60 / -Math.log2(tMul))) : undefined,
      }),
  },
);
