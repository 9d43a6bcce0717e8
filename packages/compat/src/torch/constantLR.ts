import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { share } from "../rules.ts";
import { third } from "./third.ts";

/** Options of {@link constantLR}. */
export interface ConstantLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Share of `lr` before `totalIters`, from 0 to 1. @defaultValue `1 / 3` */
  readonly factor?: number | undefined;
  /** Steps at the share, at least 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/**
 * `ConstantLR`: `factor · lr` for the steps before `totalIters`, then `lr`.
 *
 * Differs: with a `totalIters` of 0 the rate is `lr` at once, and a fractional one ends, as in PyTorch's closed form;
 * stepped, PyTorch stays at `factor · lr` for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.constantLR({ lr: 0.1, factor: 0.5, totalIters: 4 });
 * [3, 4].map((step) => schedule(step)); // => [0.05, 0.1]
 * ```
 */
export const constantLR = /* @__PURE__ */ definePreset<ConstantLROptions>("torch.constantLR", {
  options: { lr: nonNegative, factor: share, totalIters: nonNegative },
  defaults: { factor: third, totalIters: 5 },
  build: ({ lr, factor, totalIters }) => phases([[factor * lr, totalIters]], lr),
});
