import { nonNegative } from "@anneal/core";
import { exponentially } from "../geometric.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link exponentialLR}. */
export interface ExponentialLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Factor of every step: a finite number of at least 0. */
  readonly gamma: number;
}

/**
 * `ExponentialLR`: multiplies the rate by `gamma` at every step, `lr · gamma^t`.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.exponentialLR({ lr: 0.1, gamma: 0.5 })(2); // => 0.025
 * ```
 */
export const exponentialLR = /* @__PURE__ */ definePreset<ExponentialLROptions>(
  "torch.exponentialLR",
  {
    options: { lr: nonNegative, gamma: nonNegative },
    build: ({ lr, gamma }) => exponentially({ initial: lr, factor: gamma }),
  },
);
