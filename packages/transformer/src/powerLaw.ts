import {
  definePureSchedule,
  exponential2,
  logarithm2,
  nonNegative,
  oneOf,
  positive,
} from "@anneal/core";
import type { Complete, Rule } from "@anneal/core";
import { line } from "./line.ts";

/** Options of {@link powerLaw}. */
export interface PowerLawOptions {
  /** Learning rate that is never exceeded: a finite number above 0. */
  readonly peak: number;
  /** Learning rate that the law gives after one token: a finite number above 0. */
  readonly amplitude: number;
  /** Power of the number of tokens: a finite number below 0. */
  readonly exponent: number;
  /** Length of the linear warmup in steps, at least 0; 0 for none. */
  readonly warmup: number;
  /** Number of tokens in one step, above 0. @defaultValue `1`, so that steps are counted */
  readonly tokens?: number | undefined;
  /** Learning rate that the warmup comes from: a finite number from 0 to the rate at step `warmup`. @defaultValue `0` */
  readonly from?: number | undefined;
  /**
   * Where update 0 is in the warmup: `"step"`, one step along it, so that no update is wasted on `from`; `"zero"`, at its
   * very beginning, as in lm-engine. @defaultValue `"step"`
   */
  readonly first?: "step" | "zero" | undefined;
}

const negative: Rule = {
  rule: "a finite number below 0",
  accepts: (value) => Number.isFinite(value) && (value as number) < 0,
};

/**
 * Power law (the power scheduler): rises in a straight line to its own value at `warmup`, then falls with a power of the
 * number of tokens seen, but is never above `peak`.
 *
 * ```text
 * law(t) = min(peak, amplitude · (tokens · t)^exponent)
 * p      = (t + 1) / (warmup + 1)                 first: "step"
 * p      = t / warmup                             first: "zero"
 * lr(t)  = from · (1 − p) + law(warmup) · p       for t < warmup
 * lr(t)  = law(t)                                 for t ≥ warmup
 * ```
 *
 * Neither the length of the run nor, for the right amplitude, the size of a batch enters; to end a run, cool down from any
 * step.
 *
 * @param options - See {@link PowerLawOptions}.
 * @returns A pure schedule that has no end.
 * @throws {RangeError} If `peak`, `amplitude` or `tokens` is not a finite number above 0, if `warmup` or `from` is negative
 *   or not finite, if `exponent` is not a finite number below 0, if `from` is above the rate at step `warmup`, or if `first`
 *   is another word.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = powerLaw({ peak: 0.5, amplitude: 4, exponent: -1, warmup: 3 });
 * schedule(0); // => 0.125
 * schedule(8); // => 0.5
 * schedule(16); // => 0.25
 * ```
 *
 * @see Shen et al., "Power Scheduler: A Batch Size and Token Number Agnostic Learning Rate Scheduler", 2024,
 *   https://arxiv.org/abs/2408.13359, with an amplitude of 4.6 times the batch size and an exponent of −0.51.
 *   levanter `power`, `min(lr, batch · a · (t · batch · seq)^b)`, is `amplitude: batch * a`, `tokens: batch * seq` and
 *   `warmup: 0`; lm-engine `power`, `min(1, (a / lr) · (t · c)^b)`, is `amplitude: a`, `tokens: c` with `first: "zero"`.
 *   PyTorch, Keras, optax and Hugging Face have none.
 */
export const powerLaw = /* @__PURE__ */ definePureSchedule<PowerLawOptions>("powerLaw", {
  package: "@anneal/transformer",
  options: {
    peak: positive,
    amplitude: positive,
    exponent: negative,
    warmup: nonNegative,
    tokens: positive,
    from: nonNegative,
    first: /* @__PURE__ */ oneOf("step", "zero"),
  },
  defaults: { tokens: 1, from: 0, first: "step" },
  build(
    { peak, amplitude, exponent, warmup, tokens, from, first }: Complete<PowerLawOptions>,
    fail,
  ) {
    const start = logarithm2(amplitude);
    const batch = logarithm2(tokens);
    // Where the law begins to be below the peak.
    const knee = exponential2((logarithm2(peak) - start) / exponent - batch);
    const law = (step: number): number =>
      step > knee
        ? Math.min(peak, exponential2(start + exponent * (batch + logarithm2(step))))
        : peak;
    const top = law(warmup);
    if (from > top) fail("from", `at most the rate at step warmup (${top})`);
    const lead = first === "step" ? 1 : 0;
    return {
      at: (step) => (step < warmup ? line((step + lead) / (warmup + lead), from, top) : law(step)),
      next: (step) => (step < warmup ? warmup : step < knee ? knee : Infinity),
    };
  },
});
