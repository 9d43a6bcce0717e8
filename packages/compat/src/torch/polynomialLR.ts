import { nonNegative, positive } from "@anneal/core";
import { powerRamp } from "../phases.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link polynomialLR}. */
export interface PolynomialLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Step at which the rate is 0, above 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * `PolynomialLR`: `lr · (1 − t / totalIters)^power`, and 0 from step `totalIters` on. With a `power` of 0 it stays
 * `lr`.
 *
 * Differs: with a fractional `totalIters` it gets to 0, where PyTorch, stepped, stops short; one of 0, with which
 * PyTorch stays at its beginning for good, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.polynomialLR({ lr: 0.1, totalIters: 4, power: 2 });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.1, 0.025, 0]
 * ```
 */
export const polynomialLR = /* @__PURE__ */ definePreset<PolynomialLROptions>(
  "torch.polynomialLR",
  {
    options: { lr: nonNegative, totalIters: positive, power: nonNegative },
    defaults: { totalIters: 5, power: 1 },
    build: ({ lr, totalIters, power }) => powerRamp(lr, 0, totalIters, power),
  },
);
