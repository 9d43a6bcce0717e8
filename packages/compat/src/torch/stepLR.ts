import { nonNegative, positive } from "@anneal/core";
import { step } from "@anneal/step";
import { decays, geometric } from "../geometric.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link stepLR}. */
export interface StepLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps between two drops, above 0. */
  readonly stepSize: number;
  /** Factor of each drop: a finite number of at least 0. @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/**
 * `StepLR`: multiplies the rate by `gamma` every `stepSize` steps, `lr · gamma^⌊t / stepSize⌋`.
 *
 * Differs: a fractional `stepSize` drops at each of its multiples, as in PyTorch's closed form; stepped, PyTorch drops
 * only where a multiple is whole. A `stepSize` of 0, by which PyTorch divides, is refused.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.stepLR({ lr: 0.1, stepSize: 30, gamma: 0.5 });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const stepLR = /* @__PURE__ */ definePreset<StepLROptions>("torch.stepLR", {
  options: { lr: nonNegative, stepSize: positive, gamma: nonNegative },
  defaults: { gamma: 0.1 },
  build: ({ lr, stepSize, gamma }) =>
    decays(gamma)
      ? step({ initial: lr, every: stepSize, factor: gamma })
      : geometric({ initial: lr, every: stepSize, factor: gamma, staircase: true }),
});
