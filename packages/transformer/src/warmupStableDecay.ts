import { curve, definePureSchedule, linearCurve, nonNegative, oneOf } from "@anneal/core";
import type { Complete, Curve } from "@anneal/core";

/** Options of {@link warmupStableDecay}. */
export interface WarmupStableDecayOptions {
  /** Learning rate of the stable phase, the highest: a finite number of at least 0. */
  readonly peak: number;
  /** Length of the linear warmup in steps, at least 0; 0 for none. */
  readonly warmup: number;
  /** Length of the phase at `peak` in steps, at least 0; 0 for none. */
  readonly stable: number;
  /** Length of the cooldown in steps, at least 0; 0 for none, and then `min` follows at once. */
  readonly decay: number;
  /**
   * Learning rate from the end of the cooldown on: a finite number from 0 to `peak`, above 0 with `exponentialCurve`.
   * @defaultValue `0`
   */
  readonly min?: number | undefined;
  /** Shape of the cooldown. @defaultValue `linearCurve` */
  readonly curve?: Curve | undefined;
  /** Learning rate that the warmup comes from: a finite number from 0 to `peak`. @defaultValue `0` */
  readonly from?: number | undefined;
  /**
   * Where update 0 is in the warmup: `"step"`, one step along it, so that no update is wasted on `from`; `"zero"`, at its
   * very beginning, as in Hugging Face and optax. @defaultValue `"step"`
   */
  readonly first?: "step" | "zero" | undefined;
}

/**
 * Warmup, stable, decay (WSD, trapezoid): rises in a straight line to `peak`, stays there, then cools down to `min` along
 * any curve.
 *
 * ```text
 * p     = (t + 1) / (warmup + 1)                first: "step"
 * p     = t / warmup                            first: "zero"
 * start = warmup + stable
 * lr(t) = from · (1 − p) + peak · p             for t < warmup
 * lr(t) = peak                                  for warmup ≤ t < start
 * lr(t) = curve((t − start) / decay, peak, min) for start ≤ t < start + decay
 * lr(t) = min                                   for t ≥ start + decay
 * ```
 *
 * Joints and end are exact: `peak` from `warmup` to `start`, both included, and `min` at `start + decay`. The total is the
 * sum of the parts, so there is nothing to contradict it. A longer `stable` changes no value before the cooldown: to go on
 * with a run, make it longer before the cooldown has begun.
 *
 * @param options - See {@link WarmupStableDecayOptions}.
 * @returns A pure schedule that ends at `warmup + stable + decay`.
 * @throws {RangeError} If `peak`, `warmup`, `stable`, `decay`, `min` or `from` is negative or not finite, if `min` or
 *   `from` is above `peak`, if `first` is another word, if `curve` is a function that is
 *   no curve, or if it has no value between `peak` and `min` (`exponentialCurve` with an end of 0).
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = warmupStableDecay({ peak: 0.1, warmup: 3, stable: 5, decay: 4 });
 * schedule(0); // => 0.025
 * schedule(8); // => 0.1
 * schedule(10); // => 0.05
 * schedule(12); // => 0
 * ```
 *
 * @see Hu et al., "MiniCPM: Unveiling the Potential of Small Language Models with Scalable Training Strategies", 2024,
 *   https://arxiv.org/abs/2404.06395; Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
 *   Durations", 2024, https://arxiv.org/abs/2405.18392, for `oneMinusSqrtCurve`.
 *   Hugging Face `get_wsd_schedule` cools down along half a cosine unless told otherwise (`curve: cosineCurve`), has its
 *   floor as a ratio and warms up from it (`from: min`, `first: "zero"`), and lets warmup and decay be longer than the
 *   total it is given, then without reaching the peak. In optax it is `join_schedules` of `linear_schedule`, `constant_schedule` and
 *   `linear_schedule`, with `first: "zero"`; in PyTorch a `SequentialLR`, whose `LinearLR` cannot start at 0. Keras has none.
 */
export const warmupStableDecay = /* @__PURE__ */ definePureSchedule<WarmupStableDecayOptions>(
  "warmupStableDecay",
  {
    package: "@anneal/transformer",
    options: {
      peak: nonNegative,
      warmup: nonNegative,
      stable: nonNegative,
      decay: nonNegative,
      min: nonNegative,
      curve,
      from: nonNegative,
      first: /* @__PURE__ */ oneOf("step", "zero"),
    },
    defaults: { min: 0, curve: linearCurve, from: 0, first: "step" },
    build(options: Complete<WarmupStableDecayOptions>, fail) {
      const { peak, warmup, stable, decay, min, curve: shape, from, first } = options;
      if (Math.max(min, from) > peak) fail("peak", "at least min and from");
      // A curve that cannot go from the one to the other refuses here, not in the middle of a run.
      shape(0.5, peak, min);
      const lead = first === "step" ? 1 : 0;
      const start = warmup + stable;
      const end = start + decay;
      return {
        at(step) {
          if (step < warmup) return linearCurve((step + lead) / (warmup + lead), from, peak);
          if (step < start) return peak;
          return step < end ? shape((step - start) / decay, peak, min) : min;
        },
        end,
        next: (step) => [warmup, start, end].find((event) => event > step) ?? Infinity,
      };
    },
  },
);
