import {
  constant,
  cosineCurve,
  linearCurve,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  ramp,
} from "@anneal/core";
import { definePreset } from "../preset.ts";

/** Options of {@link swaLR}. */
export interface SWALROptions {
  /** The optimizer's learning rate when it begins: a finite number of at least 0. */
  readonly lr: number;
  /** Rate from step `annealEpochs` on: a finite number of at least 0. */
  readonly swaLr: number;
  /** Steps from `lr` to `swaLr`, an integer of at least 0. @defaultValue `10` */
  readonly annealEpochs?: number | undefined;
  /** Along half a cosine or along a line. @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
}

/**
 * `SWALR` of `torch.optim.swa_utils`: from `lr` to `swaLr` over `annealEpochs` steps, where it stays; at once if they
 * are 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.swaLR({ lr: 0.1, swaLr: 0.05, annealEpochs: 4, annealStrategy: "linear" });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.1, 0.07500000000000001, 0.05]
 * ```
 */
export const swaLR = /* @__PURE__ */ definePreset<SWALROptions>("torch.swaLR", {
  options: {
    lr: nonNegative,
    swaLr: nonNegative,
    annealEpochs: nonNegativeInteger,
    annealStrategy: /* @__PURE__ */ oneOf("cos", "linear"),
  },
  defaults: { annealEpochs: 10, annealStrategy: "cos" },
  build: ({ lr, swaLr, annealEpochs, annealStrategy }) =>
    annealEpochs > 0
      ? ramp({
          from: lr,
          to: swaLr,
          steps: annealEpochs,
          curve: annealStrategy === "cos" ? cosineCurve : linearCurve,
        })
      : constant(swaLr),
});
