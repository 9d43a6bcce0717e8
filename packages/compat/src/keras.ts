import {
  flag,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  oneOf,
  positive,
  schedule,
} from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { inverseTime } from "@anneal/exponential";
import { plateau } from "@anneal/plateau";
import { piecewise } from "@anneal/step";
import { restarts } from "./cycles.ts";
import { exponentially } from "./geometric.ts";
import { cosineRamp, phases, powerRamp } from "./phases.ts";
import { polynomialCycles } from "./polynomialCycles.ts";
import { definePreset } from "./preset.ts";
import { belowOne, someSortedSteps } from "./rules.ts";

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Steps that `decayRate` is for, above 0. */
  readonly decaySteps: number;
  /** How much it decays over `decaySteps`, at least 0: a factor, or of {@link inverseTimeDecay} a summand. */
  readonly decayRate: number;
  /** Whether it changes only at the multiples of `decaySteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
}

const decayRules = {
  initialLearningRate: nonNegative,
  decaySteps: positive,
  decayRate: nonNegative,
  staircase: flag,
};

/**
 * `ExponentialDecay`: `initialLearningRate · decayRate^(t / decaySteps)`; with `staircase`, `⌊t / decaySteps⌋` is the
 * exponent.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.25 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const exponentialDecay = /* @__PURE__ */ definePreset<ExponentialDecayOptions>(
  "keras.exponentialDecay",
  {
    options: decayRules,
    defaults: { staircase: false },
    build: ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
      exponentially({
        initial: initialLearningRate,
        factor: decayRate,
        every: decaySteps,
        staircase,
      }),
  },
);

/** Options of {@link piecewiseConstantDecay}. */
export interface PiecewiseConstantDecayOptions {
  /** Last steps of the values but the last, at least 0, in order; one that is there twice leaves out a value. */
  readonly boundaries: readonly number[];
  /** Rates, each at least 0; one more than `boundaries`. */
  readonly values: readonly number[];
}

/**
 * `PiecewiseConstantDecay`: `values[i]` after `boundaries[i − 1]` up to `boundaries[i]`, that boundary included.
 *
 * The change comes a step later than in `piecewise` of `@anneal/step`.
 * Differs: boundaries out of order, for which Keras adds up overlapping values, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `values` is not one longer than `boundaries`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.piecewiseConstantDecay({ boundaries: [10, 20], values: [0.1, 0.05, 0.01] });
 * [10, 11, 20, 21].map((step) => schedule(step)); // => [0.1, 0.05, 0.05, 0.01]
 * ```
 */
export const piecewiseConstantDecay = /* @__PURE__ */ definePreset<PiecewiseConstantDecayOptions>(
  "keras.piecewiseConstantDecay",
  {
    options: {
      boundaries: someSortedSteps,
      values: nonNegativeList,
    },
    build({ boundaries, values }, fail) {
      if (values.length !== boundaries.length + 1) fail("values", "one longer than boundaries");
      const used = boundaries.map((boundary, index) => boundary !== boundaries[index + 1]);
      return piecewise({
        // The first number after the boundary, which itself still has the earlier value.
        boundaries: boundaries
          .filter((_, index) => used[index])
          .map((boundary) => Math.max(Number.MIN_VALUE, boundary * (1 + Number.EPSILON))),
        values: values.filter((_, index) => index === 0 || used[index - 1]),
      });
    },
  },
);

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the way in steps, above 0. */
  readonly decaySteps: number;
  /** Rate at the end, at least 0; it may be above `initialLearningRate`. @defaultValue `1e-4` */
  readonly endLearningRate?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
  /** Whether it begins anew instead of staying at the end. @defaultValue `false` */
  readonly cycle?: boolean | undefined;
}

/**
 * `PolynomialDecay`: from `initialLearningRate` to `endLearningRate` along `(1 − t / decaySteps)^power`, where it
 * stays.
 *
 * With `cycle` it begins anew instead, each time on a longer way: `decaySteps · max(1, ⌈t / decaySteps⌉)` is the
 * length, so that every multiple of `decaySteps` is an end. With a `power` of 0 it stays `initialLearningRate`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { initialLearningRate: 0.1, decaySteps: 10, endLearningRate: 0 };
 * [5, 10, 15].map((step) => keras.polynomialDecay(options)(step)); // => [0.05, 0, 0]
 * [5, 10, 15].map((step) => keras.polynomialDecay({ ...options, cycle: true })(step)); // => [0.05, 0, 0.025]
 * ```
 */
export const polynomialDecay = /* @__PURE__ */ definePreset<PolynomialDecayOptions>(
  "keras.polynomialDecay",
  {
    options: {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      endLearningRate: nonNegative,
      power: nonNegative,
      cycle: flag,
    },
    defaults: { endLearningRate: 1e-4, power: 1, cycle: false },
    build: ({
      initialLearningRate: initial,
      decaySteps: steps,
      endLearningRate: min,
      power,
      cycle,
    }) =>
      cycle && power > 0
        ? polynomialCycles({ initial, min, steps, power })
        : powerRamp(initial, min, steps, power),
  },
);

/** Options of {@link inverseTimeDecay}. */
export type InverseTimeDecayOptions = ExponentialDecayOptions;

/**
 * `InverseTimeDecay`: `initialLearningRate / (1 + decayRate · t / decaySteps)`; with `staircase`, of
 * `⌊t / decaySteps⌋`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 });
 * [0, 20, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const inverseTimeDecay = /* @__PURE__ */ definePreset<InverseTimeDecayOptions>(
  "keras.inverseTimeDecay",
  {
    options: decayRules,
    defaults: { staircase: false },
    build: ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
      inverseTime({ initial: initialLearningRate, rate: decayRate, every: decaySteps, staircase }),
  },
);

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the half cosine in steps, above 0, without the warmup. */
  readonly decaySteps: number;
  /** Share of the peak that is left in the end, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** Rate that the warmup leads to and the decay begins at, at least 0. Without it there is no warmup. @defaultValue none */
  readonly warmupTarget?: number | null | undefined;
  /** Length of the warmup in steps, at least 0. Has no part without `warmupTarget`. @defaultValue `0` */
  readonly warmupSteps?: number | undefined;
}

/**
 * `CosineDecay`: half a cosine from the peak down to `alpha` times the peak over `decaySteps`, where it stays.
 *
 * The peak is `initialLearningRate`; with a `warmupTarget` it is that, after a line from `initialLearningRate` over
 * `warmupSteps`, which `decaySteps` do not count.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = { warmupTarget: 0.1, warmupSteps: 10 };
 * const schedule = keras.cosineDecay({ initialLearningRate: 0, decaySteps: 100, ...warmup });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const cosineDecay = /* @__PURE__ */ definePreset<CosineDecayOptions, "warmupTarget">(
  "keras.cosineDecay",
  {
    options: {
      initialLearningRate: nonNegative,
      decaySteps: positive,
      alpha: nonNegative,
      warmupTarget: nonNegative,
      warmupSteps: nonNegative,
    },
    defaults: { alpha: 0, warmupTarget: undefined, warmupSteps: 0 },
    build({ initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }) {
      const peak = warmupTarget ?? initialLearningRate;
      const decay = cosineRamp(peak, alpha * peak, decaySteps);
      return warmupTarget === undefined || warmupSteps === 0
        ? decay
        : phases(
            [[powerRamp(initialLearningRate, warmupTarget, warmupSteps, 1), warmupSteps]],
            decay,
          );
    },
  },
);

/** Options of {@link cosineDecayRestarts}. */
export interface CosineDecayRestartsOptions {
  /** Rate at step 0: a finite number of at least 0. */
  readonly initialLearningRate: number;
  /** Length of the first cycle in steps, above 0. */
  readonly firstDecaySteps: number;
  /** Length of a cycle as a multiple of the one before it, above 0; below 1 the cycles end. @defaultValue `2` */
  readonly tMul?: number | undefined;
  /** Height of a cycle above the floor as a multiple of the one before it, at least 0. @defaultValue `1` */
  readonly mMul?: number | undefined;
  /** Floor as a share of `initialLearningRate`, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
}

/**
 * `CosineDecayRestarts`: half a cosine down to `alpha · initialLearningRate` again and again, longer and lower each
 * time.
 *
 * Cycle i takes `firstDecaySteps · tMulⁱ` steps and begins at a height of `mMulⁱ` times the first above the floor; the
 * first step after a cycle belongs to the next.
 * Differs: with a `tMul` below 1 the rate is the floor once the cycles are over, where Keras has NaN.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = keras.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10, mMul: 0.5 });
 * [5, 10, 20, 30].map((step) => schedule(step)); // => [0.05, 0.05, 0.025, 0.025]
 * ```
 */
export const cosineDecayRestarts = /* @__PURE__ */ definePreset<CosineDecayRestartsOptions>(
  "keras.cosineDecayRestarts",
  {
    options: {
      initialLearningRate: nonNegative,
      firstDecaySteps: positive,
      tMul: positive,
      mMul: nonNegative,
      alpha: nonNegative,
    },
    defaults: { tMul: 2, mMul: 1, alpha: 0 },
    build: ({ initialLearningRate: initial, firstDecaySteps, tMul, mMul, alpha }) =>
      restarts({
        initial,
        min: alpha * initial,
        steps: firstDecaySteps,
        multiplier: tMul,
        decay: mMul,
        of: "height",
        // After as many, what is left of their time is lost in the rounding of a step.
        cycles: tMul < 1 ? Math.ceil(60 / -Math.log2(tMul)) : undefined,
      }),
  },
);

/** Options of {@link reduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** What is reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Name of the metric. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce, an integer of at least 0; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Whether the metric is to become small or large; `"auto"` goes by its name. @defaultValue `"auto"` */
  readonly mode?: "auto" | "min" | "max" | undefined;
  /** Amount by which a metric must be better than the best, at least 0. @defaultValue `1e-4` */
  readonly minDelta?: number | undefined;
  /** One more than the observations that are not judged, an integer of at least 0; 1 is the same as 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly minLr?: number | undefined;
}

/** Metrics by whether Keras wants them large. */
const larger = /acc|auc|precision|recall|f1|fbeta|iou|r2|cosine/i;
const smaller = /loss|error|^m[as]|divergence|entropy/i;

/**
 * `ReduceLROnPlateau`, the callback: multiplies the rate by `factor` after `patience` observations in a row without
 * improvement.
 *
 * Made of `plateau` of `@anneal/plateau` with an absolute threshold, and a `cooldown` of one less.
 * Differs: a first metric that is NaN, after which in Keras every epoch is bad, and one that is infinite count as one
 * bad metric.
 *
 * @throws {RangeError} If an option is out of its range, or if `mode` is `"auto"` and the name of the metric tells
 *   neither.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(keras.reduceLROnPlateau({ lr: 0.1, factor: 0.5, patience: 2 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const reduceLROnPlateau = /* @__PURE__ */ definePreset<
  ReduceLROnPlateauOptions,
  never,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>("keras.reduceLROnPlateau", {
  options: {
    lr: schedule,
    monitor: name,
    factor: belowOne,
    patience: nonNegativeInteger,
    mode: /* @__PURE__ */ oneOf("auto", "min", "max"),
    minDelta: nonNegative,
    cooldown: nonNegativeInteger,
    minLr: nonNegative,
  },
  defaults: {
    monitor: "val_loss",
    factor: 0.1,
    patience: 10,
    mode: "auto",
    minDelta: 1e-4,
    cooldown: 0,
    minLr: 0,
  },
  build({ lr, monitor, factor, patience, mode, minDelta, cooldown, minLr }, fail) {
    const metric = monitor.replace(/^val_/, "");
    const better =
      mode !== "auto"
        ? mode
        : smaller.test(metric)
          ? "min"
          : larger.test(metric)
            ? "max"
            : fail("mode", `"min" or "max" for a metric of this name (${monitor})`);
    return plateau({
      schedule: lr,
      monitor,
      mode: better,
      factor,
      patience: Math.max(1, patience),
      threshold: minDelta,
      thresholdMode: "absolute",
      cooldown: Math.max(0, cooldown - 1),
      min: minLr,
    });
  },
});

/**
 * Every preset of Keras. Bundlers keep all of them for it: each is exported by itself as well.
 *
 * Keras computes in 32 bits, and in integers if it is given `initial_learning_rate=1`; these do neither.
 */
export const keras = {
  /**
   * `CosineDecay`: half a cosine from the peak down to `alpha` times the peak over `decaySteps`, where it stays.
   * See {@link cosineDecay}.
   */
  cosineDecay,
  /**
   * `CosineDecayRestarts`: half a cosine down to `alpha · initialLearningRate` again and again, longer and lower each time.
   * See {@link cosineDecayRestarts}.
   */
  cosineDecayRestarts,
  /**
   * `ExponentialDecay`: `initialLearningRate · decayRate^(t / decaySteps)`; with `staircase`, `⌊t / decaySteps⌋` is the exponent.
   * See {@link exponentialDecay}.
   */
  exponentialDecay,
  /**
   * `InverseTimeDecay`: `initialLearningRate / (1 + decayRate · t / decaySteps)`; with `staircase`, of `⌊t / decaySteps⌋`.
   * See {@link inverseTimeDecay}.
   */
  inverseTimeDecay,
  /**
   * `PiecewiseConstantDecay`: `values[i]` after `boundaries[i − 1]` up to `boundaries[i]`, that boundary included.
   * See {@link piecewiseConstantDecay}.
   */
  piecewiseConstantDecay,
  /**
   * `PolynomialDecay`: from `initialLearningRate` to `endLearningRate` along `(1 − t / decaySteps)^power`, where it stays.
   * See {@link polynomialDecay}.
   */
  polynomialDecay,
  /**
   * `ReduceLROnPlateau`, the callback: multiplies the rate by `factor` after `patience` observations in a row without improvement.
   * See {@link reduceLROnPlateau}.
   */
  reduceLROnPlateau,
};
