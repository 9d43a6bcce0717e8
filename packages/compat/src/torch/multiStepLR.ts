import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { stepList } from "../rules.ts";
import { milestoneStairs } from "../stairs.ts";

/** Options of {@link multiStepLR}. */
export interface MultiStepLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps of the drops, each at least 0, in any order; what is there twice counts twice. */
  readonly milestones: readonly number[];
  /** Factor of each drop: a finite number of at least 0. @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/**
 * `MultiStepLR`: multiplies the rate by `gamma` at every milestone, `lr · gamma^n` with n milestones at or before t.
 *
 * Differs: a fractional milestone drops, as in PyTorch's closed form; stepped, PyTorch passes it by.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.multiStepLR({ lr: 0.1, milestones: [30, 80], gamma: 0.5 });
 * [29, 30, 80].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const multiStepLR = /* @__PURE__ */ definePreset<MultiStepLROptions>("torch.multiStepLR", {
  options: { lr: nonNegative, milestones: stepList, gamma: nonNegative },
  defaults: { gamma: 0.1 },
  build: ({ lr, milestones, gamma }) => milestoneStairs(lr, milestones, gamma),
});
