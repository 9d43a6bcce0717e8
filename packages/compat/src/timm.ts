import {
  constant,
  cosineCurve,
  flag,
  name,
  noise,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  polynomialCurve,
  positive,
  product,
  ramp,
  warpedCurve,
} from "@anneal/core";
import type { Composable, Curve, ReactiveSchedule, Rule, Schedule } from "@anneal/core";
import { step } from "@anneal/step";
import { raisedCurve, tanhCurve } from "./curves.ts";
import { restarts } from "./cycles.ts";
import { decays, geometric } from "./geometric.ts";
import { phases } from "./phases.ts";
import { definePreset } from "./preset.ts";
import { belowOne, finite, positiveShare, sortedStepList } from "./rules.ts";
import { skip } from "./skip.ts";
import { milestoneStairs } from "./stairs.ts";
import { reduceLROnPlateau } from "./torch.ts";

/** The noise that every scheduler of timm can have: as large as theirs, its numbers not those of PyTorch's generator. */
export interface NoiseOptions {
  /** First step with noise, at least 0, or that and the first one without it again. @defaultValue none */
  readonly noiseRangeT?: number | readonly [number, number] | null | undefined;
  /** Largest deviation as a share of the rate, above 0 and at most 1. @defaultValue `0.67` */
  readonly noisePct?: number | undefined;
  /** timm takes it and never looks at it; so does this. @defaultValue `1` */
  readonly noiseStd?: number | undefined;
  /** Which noise: an integer of at least 0. @defaultValue `42` */
  readonly noiseSeed?: number | null | undefined;
}

/** The warmup that every scheduler of timm can have. */
export interface WarmupOptions {
  /** Length of the warmup in steps, at least 0. @defaultValue `0` */
  readonly warmupT?: number | undefined;
  /** Rate at which the warmup begins, at least 0. @defaultValue `0` */
  readonly warmupLrInit?: number | undefined;
}

const noiseRange: Rule = {
  rule: "a step, or the first step with noise and a later one without it",
  accepts: (value) =>
    Array.isArray(value)
      ? value.length === 2 && value.every(nonNegative.accepts) && value[1] > value[0]
      : nonNegative.accepts(value),
  keep: (value) => (Array.isArray(value) ? [...(value as number[])] : value),
};

const sharedRules = {
  warmupT: nonNegative,
  warmupLrInit: nonNegative,
  noiseRangeT: noiseRange,
  noisePct: positiveShare,
  noiseStd: finite,
  noiseSeed: nonNegativeInteger,
};

const sharedDefaults = {
  warmupT: 0,
  warmupLrInit: 0,
  noiseRangeT: undefined,
  noisePct: 0.67,
  noiseStd: 1,
  noiseSeed: 42,
} as const;

interface Noise {
  readonly noiseRangeT: number | readonly [number, number] | undefined;
  readonly noiseType?: "normal" | "uniform";
  readonly noisePct: number;
  readonly noiseSeed: number;
}

/** A schedule with the noise that the options ask for. */
function noisy<Made extends Schedule | ReactiveSchedule>(
  quiet: Made,
  { noiseRangeT, noiseType = "normal", noisePct, noiseSeed }: Noise,
): Made {
  if (noiseRangeT === undefined) return quiet;
  const [start, end] = Array.isArray(noiseRangeT)
    ? (noiseRangeT as [number, number])
    : [noiseRangeT as number, Infinity];
  const deviations = noise({ amount: noisePct, seed: noiseSeed, distribution: noiseType }, 1);
  const factor =
    end < Infinity
      ? phases(
          [
            [1, start],
            [deviations, end - start],
          ],
          1,
        )
      : phases([[1, start]], deviations);
  return product([quiet, factor]) as Made;
}

interface Warmup {
  readonly lr: number;
  readonly warmupT: number;
  readonly warmupLrInit: number;
  readonly warmupPrefix: boolean;
}

/** A schedule after its warmup, which either comes before it or hides its beginning. */
function warmedUp(
  { lr, warmupT, warmupLrInit, warmupPrefix }: Warmup,
  inner: Schedule,
  to = lr,
): Schedule {
  if (warmupT === 0) return inner;
  const rise = ramp({ from: warmupLrInit, to, steps: warmupT });
  return phases([[rise, warmupT]], warmupPrefix ? inner : skip(warmupT, inner));
}

/** What the schedulers with cycles have in common. */
export interface CycleOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the first cycle in steps, above 0. */
  readonly tInitial: number;
  /** Rate that every cycle goes to, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly lrMin?: number | undefined;
  /** Length of a cycle as a multiple of the one before it, above 0. @defaultValue `1` */
  readonly cycleMul?: number | undefined;
  /** Peak of a cycle as a multiple of the one before it, at least 0. @defaultValue `1` */
  readonly cycleDecay?: number | undefined;
  /** Number of cycles, an integer of at least 0, after which the rate is `lrMin`. @defaultValue `1` */
  readonly cycleLimit?: number | undefined;
  /** Whether the warmup comes before the first cycle instead of hiding its beginning. @defaultValue `false` */
  readonly warmupPrefix?: boolean | undefined;
}

const cycleRules = /* @__PURE__ */ Object.assign(
  {
    lr: nonNegative,
    tInitial: positive,
    lrMin: nonNegative,
    cycleMul: positive,
    cycleDecay: nonNegative,
    cycleLimit: nonNegativeInteger,
    warmupPrefix: flag,
  },
  sharedRules,
);

const cycleDefaults = /* @__PURE__ */ Object.assign(
  {
    lrMin: 0,
    cycleMul: 1,
    cycleDecay: 1,
    cycleLimit: 1,
    warmupPrefix: false,
  } as const,
  sharedDefaults,
);

interface Cycles {
  readonly lr: number;
  readonly tInitial: number;
  readonly lrMin: number;
  readonly cycleMul: number;
  readonly cycleDecay: number;
  readonly cycleLimit: number;
}

/** The cycles without their warmup; a half cosine each unless there is a curve. */
const cyclesOf = (options: Cycles, curve?: Curve): Schedule =>
  options.cycleLimit === 0
    ? constant(options.lrMin)
    : restarts({
        initial: options.lr,
        min: options.lrMin,
        steps: options.tInitial,
        multiplier: options.cycleMul,
        decay: options.cycleDecay,
        cycles: options.cycleLimit,
        curve,
      });

const warped = (exponent: number, curve: Curve): Curve =>
  exponent === 1 ? curve : warpedCurve(exponent, curve);

/** Options of {@link cosineLRScheduler}. */
export interface CosineLRSchedulerOptions extends CycleOptions {
  /** Exponent of the progress through a cycle, above 0. @defaultValue `1` */
  readonly kDecay?: number | undefined;
}

/**
 * `CosineLRScheduler`: `cycleLimit` cycles of half a cosine each, from a peak of `lr · cycleDecayⁱ` to `lrMin`, then
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 + cos(π · p^kDecay)) / 2`, with p the share of the cycle that is done; the first step
 * after a cycle belongs to the next.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.cosineLRScheduler({ lr: 0.1, tInitial: 100, warmupT: 10, warmupPrefix: true });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const cosineLRScheduler = /* @__PURE__ */ definePreset<
  CosineLRSchedulerOptions,
  "noiseRangeT"
>("timm.cosineLRScheduler", {
  options: /* @__PURE__ */ Object.assign({ kDecay: positive }, cycleRules),
  defaults: /* @__PURE__ */ Object.assign({ kDecay: 1 }, cycleDefaults),
  build: (options) =>
    noisy(
      warmedUp(
        options,
        cyclesOf(options, options.kDecay === 1 ? undefined : warped(options.kDecay, cosineCurve)),
      ),
      options,
    ),
});

/** Options of {@link tanhLRScheduler}. */
export interface TanhLRSchedulerOptions extends CycleOptions {
  /** Where on the hyperbolic tangent a cycle begins: a finite number. @defaultValue `-7` */
  readonly lb?: number | undefined;
  /** Where it ends: a finite number above `lb`. @defaultValue `3` */
  readonly ub?: number | undefined;
}

/**
 * `TanhLRScheduler`: `cycleLimit` cycles of a part of a hyperbolic tangent each, from about `lr · cycleDecayⁱ` towards
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 − tanh(lb · (1 − p) + ub · p)) / 2`, with p the share of the cycle that is done: it
 * begins a little below the peak, and drops the last bit to `lrMin` at its end. Its warmup leads to where the cycle is
 * at `warmupT`.
 *
 * @throws {RangeError} If an option is out of its range, or if `lb` is not below `ub`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.tanhLRScheduler({ lr: 0.1, tInitial: 100, lb: -5, ub: 5 });
 * [50, 100].map((step) => schedule(step)); // => [0.05, 0]
 * ```
 */
export const tanhLRScheduler = /* @__PURE__ */ definePreset<TanhLRSchedulerOptions, "noiseRangeT">(
  "timm.tanhLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign({ lb: finite, ub: finite }, cycleRules),
    defaults: /* @__PURE__ */ Object.assign({ lb: -7, ub: 3 }, cycleDefaults),
    build(options, fail) {
      const { lb, ub, lr, warmupT, warmupPrefix } = options;
      if (lb >= ub) fail("ub", `above lb (${lb})`);
      const cycles = cyclesOf(options, tanhCurve(lb, ub));
      return noisy(warmedUp(options, cycles, warmupPrefix ? lr : cycles(warmupT)), options);
    },
  },
);

/** Options of {@link polyLRScheduler}. */
export interface PolyLRSchedulerOptions extends CycleOptions {
  /** Exponent of the way left, at least 0. @defaultValue `0.5` */
  readonly power?: number | undefined;
  /** Exponent of the progress through a cycle, above 0. @defaultValue `1` */
  readonly kDecay?: number | undefined;
}

/**
 * `PolyLRScheduler`: `cycleLimit` cycles of a power of the way left each, from a peak of `lr · cycleDecayⁱ` to
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 − p^kDecay)^power`, with p the share of the cycle that is done; after the cycles it is
 * `lrMin`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.polyLRScheduler({ lr: 0.1, tInitial: 100 });
 * [0, 75, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
export const polyLRScheduler = /* @__PURE__ */ definePreset<PolyLRSchedulerOptions, "noiseRangeT">(
  "timm.polyLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign({ power: nonNegative, kDecay: positive }, cycleRules),
    defaults: /* @__PURE__ */ Object.assign({ power: 0.5, kDecay: 1 }, cycleDefaults),
    build(options) {
      const { power, kDecay } = options;
      // A power of 0 stays where it is to the end of the cycle.
      const way = power > 0 ? polynomialCurve(power) : raisedCurve(0, cosineCurve);
      return noisy(warmedUp(options, cyclesOf(options, warped(kDecay, way))), options);
    },
  },
);

/** Options of {@link stepLRScheduler}. */
export interface StepLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps between two drops, above 0. */
  readonly decayT: number;
  /** Factor of each drop, at least 0. @defaultValue `1` */
  readonly decayRate?: number | undefined;
  /** Whether the warmup comes before the decay instead of hiding its beginning. @defaultValue `true` */
  readonly warmupPrefix?: boolean | undefined;
}

/**
 * `StepLRScheduler`: multiplies the rate by `decayRate` every `decayT` steps, `lr · decayRate^⌊t / decayT⌋`.
 *
 * The steps are counted from the end of the warmup, unless `warmupPrefix` is false.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.stepLRScheduler({ lr: 0.1, decayT: 30, decayRate: 0.5 });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const stepLRScheduler = /* @__PURE__ */ definePreset<StepLRSchedulerOptions, "noiseRangeT">(
  "timm.stepLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign(
      {
        lr: nonNegative,
        decayT: positive,
        decayRate: nonNegative,
        warmupPrefix: flag,
      },
      sharedRules,
    ),
    defaults: /* @__PURE__ */ Object.assign({ decayRate: 1, warmupPrefix: true }, sharedDefaults),
    build(options) {
      const { lr, decayT, decayRate } = options;
      const steps = decays(decayRate)
        ? step({ initial: lr, every: decayT, factor: decayRate })
        : geometric({ initial: lr, every: decayT, factor: decayRate, staircase: true });
      return noisy(warmedUp(options, steps), options);
    },
  },
);

/** Options of {@link multiStepLRScheduler}. */
export interface MultiStepLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps one after the drops, at least 0, in order; what is there twice counts twice. */
  readonly decayT: readonly number[];
  /** Factor of each drop, at least 0. @defaultValue `1` */
  readonly decayRate?: number | undefined;
  /** Whether the warmup comes before the decay instead of hiding its beginning. @defaultValue `true` */
  readonly warmupPrefix?: boolean | undefined;
}

/**
 * `MultiStepLRScheduler`: multiplies the rate by `decayRate` one step before every step in `decayT`, as timm does.
 *
 * `lr · decayRate^n` with n steps of `decayT` at or before `t + 1`; steps are counted from the end of the warmup,
 * unless `warmupPrefix` is false.
 * Differs: steps out of order, which timm looks up as if they were in order, are refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.multiStepLRScheduler({ lr: 0.1, decayT: [30, 80], decayRate: 0.5 });
 * [28, 29, 79].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const multiStepLRScheduler = /* @__PURE__ */ definePreset<
  MultiStepLRSchedulerOptions,
  "noiseRangeT"
>("timm.multiStepLRScheduler", {
  options: /* @__PURE__ */ Object.assign(
    {
      lr: nonNegative,
      decayT: sortedStepList,
      decayRate: nonNegative,
      warmupPrefix: flag,
    },
    sharedRules,
  ),
  defaults: /* @__PURE__ */ Object.assign({ decayRate: 1, warmupPrefix: true }, sharedDefaults),
  build(options) {
    const { lr, decayT, decayRate } = options;
    const drops = decayT.map((at) => at - 1);
    return noisy(warmedUp(options, milestoneStairs(lr, drops, decayRate)), options);
  },
});

/** Options of {@link plateauLRScheduler}. */
export interface PlateauLRSchedulerOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly decayRate?: number | undefined;
  /** Bad observations in a row that are let pass, an integer of at least 0: the one after them reduces. @defaultValue `10` */
  readonly patienceT?: number | undefined;
  /** Share of the best by which a metric must be better, at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldownT?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly lrMin?: number | undefined;
  /** Whether the metric is to become small or large. @defaultValue `"max"` */
  readonly mode?: "min" | "max" | undefined;
  /** Distribution of the noise; of timm's schedulers this alone has it. @defaultValue `"normal"` */
  readonly noiseType?: "normal" | "uniform" | undefined;
  /** Name of the metric, which timm's has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `PlateauLRScheduler`: a warmup, during which metrics count for nothing, then PyTorch's `ReduceLROnPlateau` with
 * `patienceT`.
 *
 * It has the differences of `torch.reduceLROnPlateau`.
 * Differs too: without a warmup the rate at step 0 is `lr`, where timm's `step(0, …)` sets it to 0, for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(timm.plateauLRScheduler({ lr: 0.1, decayRate: 0.5, patienceT: 0, mode: "min", warmupT: 1 }));
 * [3, 3, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
export const plateauLRScheduler = /* @__PURE__ */ definePreset<
  PlateauLRSchedulerOptions,
  "noiseRangeT",
  (options: PlateauLRSchedulerOptions) => ReactiveSchedule
>("timm.plateauLRScheduler", {
  options: /* @__PURE__ */ Object.assign(
    {
      lr: nonNegative,
      decayRate: belowOne,
      patienceT: nonNegativeInteger,
      threshold: nonNegative,
      cooldownT: nonNegativeInteger,
      lrMin: nonNegative,
      mode: /* @__PURE__ */ oneOf("min", "max"),
      noiseType: /* @__PURE__ */ oneOf("normal", "uniform"),
      monitor: name,
    },
    sharedRules,
  ),
  defaults: /* @__PURE__ */ Object.assign(
    {
      decayRate: 0.1,
      patienceT: 10,
      threshold: 1e-4,
      cooldownT: 0,
      lrMin: 0,
      mode: "max",
      noiseType: "normal",
      monitor: "val_loss",
    } as const,
    sharedDefaults,
  ),
  build(options) {
    const { lr, decayRate, patienceT, threshold, cooldownT, lrMin, mode, monitor } = options;
    const { warmupT, warmupLrInit } = options;
    const plateau = reduceLROnPlateau({
      lr,
      factor: decayRate,
      patience: patienceT,
      threshold,
      cooldown: cooldownT,
      minLr: lrMin,
      mode,
      monitor,
    });
    if (warmupT === 0) return noisy(plateau, options);
    const rise: Composable = ramp({ from: warmupLrInit, to: lr, steps: warmupT });
    // The metric that arrives at its last step still belongs to the warmup.
    return noisy<ReactiveSchedule>(phases([[rise, warmupT + 1]], plateau), options);
  },
});

/** Every preset of timm. Bundlers keep all of them for it: each is exported by itself as well. */
export const timm = {
  /**
   * `CosineLRScheduler`: `cycleLimit` cycles of half a cosine each, from a peak of `lr · cycleDecayⁱ` to `lrMin`, then `lrMin`.
   * See {@link cosineLRScheduler}.
   */
  cosineLRScheduler,
  /**
   * `MultiStepLRScheduler`: multiplies the rate by `decayRate` one step before every step in `decayT`, as timm does.
   * See {@link multiStepLRScheduler}.
   */
  multiStepLRScheduler,
  /**
   * `PlateauLRScheduler`: a warmup, during which metrics count for nothing, then PyTorch's `ReduceLROnPlateau` with `patienceT`.
   * See {@link plateauLRScheduler}.
   */
  plateauLRScheduler,
  /**
   * `PolyLRScheduler`: `cycleLimit` cycles of a power of the way left each, from a peak of `lr · cycleDecayⁱ` to `lrMin`.
   * See {@link polyLRScheduler}.
   */
  polyLRScheduler,
  /**
   * `StepLRScheduler`: multiplies the rate by `decayRate` every `decayT` steps, `lr · decayRate^⌊t / decayT⌋`.
   * See {@link stepLRScheduler}.
   */
  stepLRScheduler,
  /**
   * `TanhLRScheduler`: `cycleLimit` cycles of a part of a hyperbolic tangent each, from about `lr · cycleDecayⁱ` towards `lrMin`.
   * See {@link tanhLRScheduler}.
   */
  tanhLRScheduler,
};
