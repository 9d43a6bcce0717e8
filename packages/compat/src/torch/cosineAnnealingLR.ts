import { nonNegative, positive } from "@anneal/core";
import { cosineWave } from "../phases.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link cosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps from `lr` to `etaMin`, above 0. */
  readonly tMax: number;
  /** The other end of the cosine, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/**
 * `CosineAnnealingLR`: a cosine that falls from `lr` to `etaMin` over `tMax` steps, rises again over as many, and so
 * on for good.
 *
 * `etaMin + (lr − etaMin) · (1 + cos(π · t / tMax)) / 2`; `cosine` of `@anneal/cosine` is the one that holds `etaMin`.
 * Differs: a `tMax` of 0, by which PyTorch divides, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cosineAnnealingLR({ lr: 0.1, tMax: 50 });
 * [0, 25, 50, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0, 0.1]
 * ```
 */
export const cosineAnnealingLR = /* @__PURE__ */ definePreset<CosineAnnealingLROptions>(
  "torch.cosineAnnealingLR",
  {
    options: { lr: nonNegative, tMax: positive, etaMin: nonNegative },
    defaults: { etaMin: 0 },
    build: ({ lr, tMax, etaMin }) => cosineWave(lr, etaMin, tMax),
  },
);
