import { decayFactor, definePureSchedule, increasingList, nonNegative } from "@anneal/core";
import type { Complete } from "@anneal/core";
import { levels } from "./levels.ts";

/** Options of {@link multiStep}. */
export interface MultiStepOptions {
  /** Learning rate before the first milestone: a finite number of at least 0. */
  readonly initial: number;
  /** Steps at which it drops: finite numbers of at least 0 in ascending order; fractions are fine. A step listed twice is two drops at once. */
  readonly milestones: readonly number[];
  /** What each drop multiplies by: a number above 0 and at most 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
}

/**
 * Multi-step decay: multiplied by `factor` at every milestone.
 *
 * ```text
 * lr(t) = initial · factor^n(t)   n(t): the number of milestones ≤ t
 * ```
 *
 * A drop happens at its milestone: `lr(milestones[0]) === initial * factor`.
 *
 * @param options - See {@link MultiStepOptions}.
 * @returns A pure schedule that ends at the last milestone at which the value changes; at once for `factor: 1`.
 * @throws {RangeError} If `initial` is negative or not finite, if `milestones` is empty, out of order or has an item that
 *   is negative or not finite, or if `factor` is not above 0 and at most 1.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * multiStep({ initial: 0.1, milestones: [30, 80], factor: 0.5 })(80); // => 0.025
 * ```
 *
 * @see PyTorch `MultiStepLR(milestones, gamma)` drops at the same steps. It also takes milestones that are out
 *   of order, or fractional, which never fire. timm `MultiStepLRScheduler` drops one step
 *   earlier.
 */
export const multiStep = /* @__PURE__ */ definePureSchedule<MultiStepOptions>("multiStep", {
  package: "@anneal/step",
  options: { initial: nonNegative, milestones: increasingList, factor: decayFactor },
  build({ initial, milestones, factor }: Complete<MultiStepOptions>) {
    let share = 1;
    return levels(milestones, [initial, ...milestones.map(() => initial * (share *= factor))]);
  },
  defaults: { factor: 0.1 },
});
