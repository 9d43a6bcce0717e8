import { nonNegative, scale, schedule } from "@anneal/core";
import type { ScheduleLike } from "@anneal/core";
import { definePreset } from "../preset.ts";

/** Options of {@link lambdaLR}. */
export interface LambdaLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** The factor of a step, at least 0. A schedule has a JSON form, a function has none. */
  readonly lrLambda: ScheduleLike;
}

/**
 * `LambdaLR`: `lr · lrLambda(t)`.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if `lrLambda` gives a negative number, which
 *   PyTorch takes.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.lambdaLR({ lr: 0.1, lrLambda: (step) => 1 / (1 + step) })(4); // => 0.020000000000000004
 * ```
 */
export const lambdaLR = /* @__PURE__ */ definePreset<LambdaLROptions>("torch.lambdaLR", {
  options: { lr: nonNegative, lrLambda: schedule },
  build: ({ lr, lrLambda }) => scale(lr, lrLambda),
});
