import { cosineCurve, curve, definePureSchedule, nonNegative } from "@anneal/core";
import type { Complete, Curve } from "@anneal/core";
import { phaseCount, riseAndFall, share } from "./riseAndFall.ts";

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** Highest learning rate: a finite number of at least 0. */
  readonly peak: number;
  /** Length of the whole cycle in steps, at least 0. */
  readonly steps: number;
  /** Share of `steps` that the rise takes: from 0 to 1, with three phases to 0.5. @defaultValue `0.3` */
  readonly fraction?: number | undefined;
  /** Learning rate at step 0: a finite number from 0 to `peak`. @defaultValue `peak / 25` */
  readonly initial?: number | undefined;
  /** Learning rate from step `steps` on: a finite number from 0 to `peak`. @defaultValue `peak / 25 / 1e4` */
  readonly min?: number | undefined;
  /** Shape of every phase. @defaultValue `cosineCurve` */
  readonly curve?: Curve | undefined;
  /** 2: up and down to `min`. 3: up, down to `initial` in as many steps, then to `min`. @defaultValue `2` */
  readonly phases?: 2 | 3 | undefined;
}

/**
 * One cycle: rises from `initial` to `peak`, falls to `min` by step `steps`, and stays there.
 *
 * ```text
 * top   = fraction · steps
 * lr(t) = curve(t / top, initial, peak)                        for t < top
 * lr(t) = curve((t − top) / (steps − top), peak, min)          for top ≤ t < steps, two phases
 * lr(t) = curve((t − top) / top, peak, initial)                for top ≤ t < 2 · top, three phases
 * lr(t) = curve((t − 2·top) / (steps − 2·top), initial, min)   for 2 · top ≤ t < steps, three phases
 * lr(t) = min                                                  for t ≥ steps
 * ```
 *
 * The turning points are exact: `peak` belongs to step `top`, `min` to `steps` and every step after it. If `top` is a
 * rounding off a whole step, it is that step. A phase of length 0 is left out: `fraction: 0` begins at `peak`, `steps: 0` is
 * `min` alone; with
 * `fraction: 1` the rate rises towards `peak` up to `steps`, from where it is `min`, so that no step has `peak` itself.
 *
 * @param options - See {@link OneCycleOptions}.
 * @returns A pure schedule that ends at `steps`.
 * @throws {RangeError} If `peak`, `initial`, `min` or `steps` is negative or not finite, if `initial` or `min` is above
 *   `peak`, if `fraction` is not from 0 to 1 or above 0.5 with three phases, if `phases` is
 *   not 2 or 3, or if the curve has no value between two of the rates (`exponentialCurve` with a rate of 0).
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = oneCycle({ peak: 0.1, steps: 100 });
 * schedule(0); // => 0.004
 * schedule(30); // => 0.1
 * schedule(100); // => 4e-7
 * ```
 *
 * @see Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018,
 *   https://arxiv.org/abs/1708.07120; its cycle is the one of three phases, with `linearCurve`.
 *   PyTorch `OneCycleLR(max_lr, total_steps, pct_start)` peaks at `pct_start * total_steps - 1` and ends at
 *   `total_steps - 1`, rises again after that, divides by zero for some horizons, and takes its floor from the initial
 *   rate (`final_div_factor`). optax `cosine_onecycle_schedule` has the same two phases, its peak on a whole step; optax
 *   `linear_onecycle_schedule` has three, of which the second is longer than the first. Keras has none.
 */
export const oneCycle = /* @__PURE__ */ definePureSchedule<OneCycleOptions>("oneCycle", {
  package: "@anneal/cyclic",
  options: {
    peak: nonNegative,
    steps: nonNegative,
    fraction: share,
    initial: nonNegative,
    min: nonNegative,
    curve,
    phases: phaseCount,
  },
  defaults: { fraction: 0.3, initial: undefined, min: undefined, curve: cosineCurve, phases: 2 },
  build(options: Complete<OneCycleOptions, "initial" | "min">, fail) {
    const { peak, initial = peak / 25, min = peak / 25 / 1e4 } = options;
    if (initial > peak) fail("initial", `at most peak (${peak})`);
    if (min > peak) fail("min", `at most peak (${peak})`);
    return riseAndFall(options, initial, peak, min, fail);
  },
});
