import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { numberFunction } from "../rules.ts";
import { runningProduct } from "../runningProduct.ts";

/** Options of {@link multiplicativeLR}. */
export interface MultiplicativeLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** What the rate is multiplied by at a step, from step 1 on. Has no JSON form. */
  readonly lrLambda: (step: number) => number;
}

/**
 * `MultiplicativeLR`: multiplies the rate by `lrLambda(t)` at every step, `lr · lrLambda(1) · … · lrLambda(⌊t⌋)`.
 *
 * The last product is remembered: each next step costs one call of `lrLambda`, an earlier one all of them again.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the product is negative, which PyTorch
 *   takes.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.multiplicativeLR({ lr: 0.1, lrLambda: (step) => (step > 2 ? 0.5 : 1) })(4); // => 0.025
 * ```
 */
export const multiplicativeLR = /* @__PURE__ */ definePreset<MultiplicativeLROptions>(
  "torch.multiplicativeLR",
  {
    options: { lr: nonNegative, lrLambda: numberFunction },
    build: ({ lr, lrLambda }) => runningProduct({ initial: lr, factorAt: lrLambda }),
  },
);
