import { nonNegative, positive } from "@anneal/core";
import { restarts } from "../cycles.ts";
import { definePreset } from "../preset.ts";

/** Options of {@link cosineAnnealingWarmRestarts}. */
export interface CosineAnnealingWarmRestartsOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the first cycle in steps, above 0; PyTorch's is an integer. */
  readonly t0: number;
  /** Length of a cycle as a multiple of the one before it, at least 1; PyTorch's is an integer. @defaultValue `1` */
  readonly tMult?: number | undefined;
  /** Rate that every cycle goes to, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/**
 * `CosineAnnealingWarmRestarts`: half a cosine from `lr` to `etaMin` again and again, each `tMult` times as long as
 * the last.
 *
 * Cycle i takes `t0 · tMultⁱ` steps; its first step has `lr` again, so that `etaMin` itself is never reached.
 * Differs: no restart is missed by the rounding of a logarithm, as in PyTorch's `step(242)` with `T_0=2, T_mult=3`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cosineAnnealingWarmRestarts({ lr: 0.1, t0: 10, tMult: 2 });
 * [5, 10, 20, 30].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0.1]
 * ```
 */
export const cosineAnnealingWarmRestarts =
  /* @__PURE__ */ definePreset<CosineAnnealingWarmRestartsOptions>(
    "torch.cosineAnnealingWarmRestarts",
    {
      options: {
        lr: nonNegative,
        t0: positive,
        tMult: {
          rule: "a finite number of at least 1",
          accepts: (value) => positive.accepts(value) && (value as number) >= 1,
        },
        etaMin: nonNegative,
      },
      defaults: { tMult: 1, etaMin: 0 },
      build: ({ lr, t0, tMult, etaMin }) =>
        restarts({ initial: lr, min: etaMin, steps: t0, multiplier: tMult }),
    },
  );
