import { decayFactor, nonNegative, positive, ramp } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { share } from "../rules.ts";
import { third } from "./third.ts";

/** Options of {@link linearLR}. */
export interface LinearLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Share of `lr` at step 0, above 0 and at most 1. @defaultValue `1 / 3` */
  readonly startFactor?: number | undefined;
  /** Share of `lr` from step `totalIters` on, from 0 to 1. @defaultValue `1` */
  readonly endFactor?: number | undefined;
  /** Length of the line in steps, above 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/**
 * `LinearLR`: a straight line from `startFactor · lr` at step 0 to `endFactor · lr` at step `totalIters`, where it
 * stays.
 *
 * Differs: with a fractional `totalIters` it gets there, where PyTorch, stepped, stops short; one of 0, with which
 * PyTorch stays at its beginning for good, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.linearLR({ lr: 0.1, startFactor: 0.5, totalIters: 4 });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.05, 0.07500000000000001, 0.1]
 * ```
 */
export const linearLR = /* @__PURE__ */ definePreset<LinearLROptions>("torch.linearLR", {
  options: { lr: nonNegative, startFactor: decayFactor, endFactor: share, totalIters: positive },
  defaults: { startFactor: third, endFactor: 1, totalIters: 5 },
  build: ({ lr, startFactor, endFactor, totalIters }) =>
    ramp({ from: startFactor * lr, to: endFactor * lr, steps: totalIters }),
});
