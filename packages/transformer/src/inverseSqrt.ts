import { definePureSchedule, nonNegative, oneOf, positive } from "@anneal/core";
import type { Complete } from "@anneal/core";
import { line } from "./line.ts";

/** Options of {@link inverseSqrt}. */
export interface InverseSqrtOptions {
  /** Learning rate at step `warmup`, the highest: a finite number of at least 0. */
  readonly peak: number;
  /** Length of the linear warmup in steps, at least 0; 0 for none. */
  readonly warmup: number;
  /**
   * How slowly it falls, in steps above 0: three of them after the peak, half of it is left. @defaultValue `warmup`, or
   * 10,000 without a warmup
   */
  readonly timescale?: number | undefined;
  /** Learning rate that the warmup comes from: a finite number from 0 to `peak`. @defaultValue `0` */
  readonly from?: number | undefined;
  /**
   * Where update 0 is in the warmup: `"step"`, one step along it, so that no update is wasted on `from`; `"zero"`, at its
   * very beginning, as in fairseq and Hugging Face. @defaultValue `"step"`
   */
  readonly first?: "step" | "zero" | undefined;
}

/**
 * Inverse square root: rises in a straight line to `peak` over `warmup`, then falls with the square root of the step, for
 * ever.
 *
 * ```text
 * p     = (t + 1) / (warmup + 1)                  first: "step"
 * p     = t / warmup                              first: "zero"
 * lr(t) = from · (1 − p) + peak · p               for t < warmup
 * lr(t) = peak / √(1 + (t − warmup) / timescale)  for t ≥ warmup
 * ```
 *
 * The peak is exact: `lr(warmup) === peak`. How long the run is does not enter, so that it can go on at any time.
 *
 * @param options - See {@link InverseSqrtOptions}.
 * @returns A pure schedule that has no end.
 * @throws {RangeError} If `peak`, `warmup` or `from` is negative or not finite, if `from` is above `peak`, if `timescale`
 *   is not a finite number above 0, or if `first` is another word.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = inverseSqrt({ peak: 0.1, warmup: 3 });
 * schedule(0); // => 0.025
 * schedule(3); // => 0.1
 * schedule(12); // => 0.05
 * ```
 *
 * @see Zhai et al., "Scaling Vision Transformers", 2022, https://arxiv.org/abs/2106.04560.
 *   Hugging Face `get_inverse_sqrt_schedule(num_warmup_steps, timescale)` has the same formula and the same default
 *   `timescale`, with `first: "zero"`. fairseq `inverse_sqrt`, `lr · √warmup / √t`, is its case `timescale: warmup`, also with
 *   `first: "zero"`; it cannot do without a warmup. PyTorch, Keras and optax have none.
 */
export const inverseSqrt = /* @__PURE__ */ definePureSchedule<InverseSqrtOptions>("inverseSqrt", {
  package: "@anneal/transformer",
  options: {
    peak: nonNegative,
    warmup: nonNegative,
    timescale: positive,
    from: nonNegative,
    first: /* @__PURE__ */ oneOf("step", "zero"),
  },
  defaults: { timescale: undefined, from: 0, first: "step" },
  build(options: Complete<InverseSqrtOptions, "timescale">, fail) {
    const { peak, warmup, timescale = warmup || 10000, from, first } = options;
    if (from > peak) fail("from", `at most peak (${peak})`);
    const lead = first === "step" ? 1 : 0;
    return {
      at: (step) =>
        step < warmup
          ? line((step + lead) / (warmup + lead), from, peak)
          : peak / Math.sqrt(1 + (step - warmup) / timescale),
      next: (step) => (step < warmup ? warmup : Infinity),
    };
  },
});
