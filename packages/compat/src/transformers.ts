import {
  constant,
  cosineCurve,
  flag,
  linearCurve,
  nonNegative,
  nonNegativeInteger,
  oneMinusSqrtCurve,
  oneOf,
  polynomialCurve,
  positive,
  positiveInteger,
  ramp,
  repeat,
} from "@anneal/core";
import type { Composable, Curve, ReactiveSchedule, Schedule } from "@anneal/core";
import { greedy } from "@anneal/plateau";
import { inverseSqrt } from "@anneal/transformer";
import { cosineRamp, cosineWave, phases, powerRamp } from "./phases.ts";
import { definePreset } from "./preset.ts";
import { skip } from "./skip.ts";
import { plateauRules, reduceLROnPlateau } from "./torch.ts";

/** A straight line from 0 to `lr`, the first update at 0. */
const warmupTo = (lr: number, steps: number): readonly [Composable, number] => [
  steps > 0 ? ramp({ from: 0, to: lr, steps }) : lr,
  steps,
];

/** Steps between warmup and end; where there are none, one. */
const lengthOf = (training: number, warmup: number): number => Math.max(1, training - warmup);

/** Options of {@link getConstantSchedule}. */
export interface ConstantScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
}

/**
 * `get_constant_schedule`: `lr` at every step.
 *
 * @throws {RangeError} If `lr` is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * transformers.getConstantSchedule({ lr: 5e-5 })(1000); // => 5e-5
 * ```
 */
export const getConstantSchedule = /* @__PURE__ */ definePreset<ConstantScheduleOptions>(
  "transformers.getConstantSchedule",
  { options: { lr: nonNegative }, build: ({ lr }) => constant(lr) },
);

/** Options of {@link getConstantScheduleWithWarmup}. */
export interface ConstantScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
}

/**
 * `get_constant_schedule_with_warmup`: `lr · t / numWarmupSteps` up to `lr`, where it stays. The first update has a
 * rate of 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getConstantScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10 });
 * [0, 5, 10, 1000].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.1]
 * ```
 */
export const getConstantScheduleWithWarmup =
  /* @__PURE__ */ definePreset<ConstantScheduleWithWarmupOptions>(
    "transformers.getConstantScheduleWithWarmup",
    {
      options: { lr: nonNegative, numWarmupSteps: nonNegative },
      build: ({ lr, numWarmupSteps }) => phases([warmupTo(lr, numWarmupSteps)], lr),
    },
  );

/** Options of {@link getLinearScheduleWithWarmup}. */
export interface LinearScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
}

/**
 * `get_linear_schedule_with_warmup`: a line from 0 to `lr` over `numWarmupSteps`, then one down to 0 at
 * `numTrainingSteps`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getLinearScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110 });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const getLinearScheduleWithWarmup =
  /* @__PURE__ */ definePreset<LinearScheduleWithWarmupOptions>(
    "transformers.getLinearScheduleWithWarmup",
    {
      options: { lr: nonNegative, numWarmupSteps: nonNegative, numTrainingSteps: nonNegative },
      build: ({ lr, numWarmupSteps, numTrainingSteps }) =>
        phases(
          [warmupTo(lr, numWarmupSteps)],
          numTrainingSteps > numWarmupSteps
            ? powerRamp(lr, 0, numTrainingSteps - numWarmupSteps, 1)
            : 0,
        ),
    },
  );

/** A cosine of `cycles` whole waves over `steps`, which nothing stops after them. */
const waves = (lr: number, min: number, steps: number, cycles: number): Schedule =>
  cycles > 0 ? cosineWave(lr, min, steps / (2 * cycles)) : constant(lr);

/** Options of {@link getCosineScheduleWithWarmup}. */
export interface CosineScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0; the cosine goes on after them. */
  readonly numTrainingSteps: number;
  /** Whole waves over the steps after the warmup, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

/**
 * `get_cosine_schedule_with_warmup`: a line from 0 to `lr`, then a cosine, which rises again after `numTrainingSteps`.
 *
 * `lr · (1 + cos(2π · numCycles · p)) / 2` with `p = (t − numWarmupSteps) / (numTrainingSteps − numWarmupSteps)`,
 * whose divisor is at least 1.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getCosineScheduleWithWarmup({ lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110 });
 * [5, 10, 60, 110, 160].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0, 0.05]
 * ```
 */
export const getCosineScheduleWithWarmup =
  /* @__PURE__ */ definePreset<CosineScheduleWithWarmupOptions>(
    "transformers.getCosineScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        numCycles: nonNegative,
      },
      defaults: { numCycles: 0.5 },
      build: ({ lr, numWarmupSteps, numTrainingSteps, numCycles }) =>
        phases(
          [warmupTo(lr, numWarmupSteps)],
          waves(lr, 0, lengthOf(numTrainingSteps, numWarmupSteps), numCycles),
        ),
    },
  );

/** Options of {@link getCosineWithHardRestartsScheduleWithWarmup}. */
export interface CosineWithHardRestartsScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
  /** Number of half waves, each from `lr` down, at least 0; with 0 it stays `lr` till the end. @defaultValue `1` */
  readonly numCycles?: number | undefined;
}

/**
 * `get_cosine_with_hard_restarts_schedule_with_warmup`: a line from 0 to `lr`, then half a cosine down to 0,
 * `numCycles` times.
 *
 * The cycles share the steps after the warmup evenly; the first step after a cycle has `lr` again, and from
 * `numTrainingSteps` on the rate is 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getCosineWithHardRestartsScheduleWithWarmup({
 *   lr: 0.1,
 *   numWarmupSteps: 10,
 *   numTrainingSteps: 110,
 *   numCycles: 2,
 * });
 * [5, 10, 35, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0.1, 0]
 * ```
 */
export const getCosineWithHardRestartsScheduleWithWarmup =
  /* @__PURE__ */ definePreset<CosineWithHardRestartsScheduleWithWarmupOptions>(
    "transformers.getCosineWithHardRestartsScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        numCycles: nonNegative,
      },
      defaults: { numCycles: 1 },
      build({ lr, numWarmupSteps, numTrainingSteps, numCycles }) {
        const steps = lengthOf(numTrainingSteps, numWarmupSteps);
        const half = steps / numCycles;
        const cycles = numCycles > 0 ? repeat({ steps: half }, cosineRamp(lr, 0, half)) : lr;
        return phases([warmupTo(lr, numWarmupSteps), [cycles, steps]], 0);
      },
    },
  );

/** Options of {@link getPolynomialDecayScheduleWithWarmup}. */
export interface PolynomialDecayScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0. */
  readonly numTrainingSteps: number;
  /** Rate at the end, from 0 to below `lr`. @defaultValue `1e-7` */
  readonly lrEnd?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * `get_polynomial_decay_schedule_with_warmup`: a line from 0 to `lr`, then down to `lrEnd` at `numTrainingSteps`,
 * where it stays.
 *
 * `lrEnd + (lr − lrEnd) · (1 − p)^power` with `p = (t − numWarmupSteps) / (numTrainingSteps − numWarmupSteps)`.
 *
 * @throws {RangeError} If an option is out of its range, or if `lrEnd` is not below `lr`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, lrEnd: 0, power: 2 };
 * const schedule = transformers.getPolynomialDecayScheduleWithWarmup(options);
 * [5, 10, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.025, 0]
 * ```
 */
export const getPolynomialDecayScheduleWithWarmup =
  /* @__PURE__ */ definePreset<PolynomialDecayScheduleWithWarmupOptions>(
    "transformers.getPolynomialDecayScheduleWithWarmup",
    {
      options: {
        lr: nonNegative,
        numWarmupSteps: nonNegative,
        numTrainingSteps: nonNegative,
        lrEnd: nonNegative,
        power: nonNegative,
      },
      defaults: { lrEnd: 1e-7, power: 1 },
      build({ lr, numWarmupSteps, numTrainingSteps, lrEnd, power }, fail) {
        if (lrEnd >= lr) fail("lrEnd", `below lr (${lr})`);
        const warmup = warmupTo(lr, numWarmupSteps);
        const steps = numTrainingSteps - numWarmupSteps;
        if (steps <= 0) return phases([warmup], lrEnd);
        if (power > 0) return phases([warmup], powerRamp(lr, lrEnd, steps, power));
        // Theirs is over after the last step, not at it, which shows where there was no way down.
        return phases([warmup, [lr, steps + 1]], lrEnd);
      },
    },
  );

/** Options of {@link getInverseSqrtSchedule}. */
export interface InverseSqrtScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps after the warmup that scale the decay, above 0. @defaultValue `numWarmupSteps`, or 10,000 without a warmup */
  readonly timescale?: number | null | undefined;
}

/**
 * `get_inverse_sqrt_schedule`: a line from 0 to `lr`, then `lr · √(timescale / (t − numWarmupSteps + timescale))`, for
 * good.
 *
 * Made of `inverseSqrt` of `@anneal/transformer` with `first: "zero"`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = transformers.getInverseSqrtSchedule({ lr: 0.1, numWarmupSteps: 100 });
 * [0, 50, 100, 400].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05]
 * ```
 */
export const getInverseSqrtSchedule = /* @__PURE__ */ definePreset<
  InverseSqrtScheduleOptions,
  "timescale"
>("transformers.getInverseSqrtSchedule", {
  options: { lr: nonNegative, numWarmupSteps: nonNegative, timescale: positive },
  defaults: { timescale: undefined },
  build: ({ lr, numWarmupSteps, timescale }) =>
    inverseSqrt({ peak: lr, warmup: numWarmupSteps, timescale, first: "zero" }),
});

interface Floor {
  readonly lr: number;
  readonly minLr: number | undefined;
  readonly minLrRate: number | undefined;
}

/** The floor, of which either the rate or the share is given. */
function floorOf(
  { lr, minLr, minLrRate }: Floor,
  fail: (option: string, rule: string) => never,
): number {
  if ((minLr === undefined) === (minLrRate === undefined)) {
    fail("minLr", "given if minLrRate is not, and only then");
  }
  return minLr ?? minLrRate! * lr;
}

/** Options of {@link getCosineWithMinLrScheduleWithWarmup}. */
export interface CosineWithMinLrScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0; the cosine goes on after them. */
  readonly numTrainingSteps: number;
  /** Whole waves over the steps after the warmup, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
  /** The floor, at least 0, unless `minLrRate` is given. @defaultValue `minLrRate · lr` */
  readonly minLr?: number | null | undefined;
  /** The floor as a share of `lr`, at least 0, unless `minLr` is given. @defaultValue none */
  readonly minLrRate?: number | null | undefined;
}

/**
 * `get_cosine_with_min_lr_schedule_with_warmup`: {@link getCosineScheduleWithWarmup} down to a floor, from which it
 * rises again.
 *
 * `floor + (lr − floor) · (1 + cos(2π · numCycles · p)) / 2`, where the floor is `minLr` or `minLrRate · lr`.
 *
 * @throws {RangeError} If an option is out of its range, or if not exactly one of `minLr` and `minLrRate` is given.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, minLr: 0.05 };
 * const schedule = transformers.getCosineWithMinLrScheduleWithWarmup(options);
 * [5, 10, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.07500000000000001, 0.05]
 * ```
 */
export const getCosineWithMinLrScheduleWithWarmup = /* @__PURE__ */ definePreset<
  CosineWithMinLrScheduleWithWarmupOptions,
  "minLr" | "minLrRate"
>("transformers.getCosineWithMinLrScheduleWithWarmup", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numTrainingSteps: nonNegative,
    numCycles: nonNegative,
    minLr: nonNegative,
    minLrRate: nonNegative,
  },
  defaults: { numCycles: 0.5, minLr: undefined, minLrRate: undefined },
  build(options, fail) {
    const { lr, numWarmupSteps, numTrainingSteps, numCycles } = options;
    const length = lengthOf(numTrainingSteps, numWarmupSteps);
    return phases(
      [warmupTo(lr, numWarmupSteps)],
      waves(lr, floorOf(options, fail), length, numCycles),
    );
  },
});

/** Options of {@link getCosineWithMinLrScheduleWithWarmupLrRate}. */
export interface CosineWithMinLrScheduleWithWarmupLrRateOptions extends CosineWithMinLrScheduleWithWarmupOptions {
  /** Where the warmup begins, as a share of `lr`, at least 0. @defaultValue `1 / numWarmupSteps` */
  readonly warmupLrRate?: number | null | undefined;
}

/**
 * `get_cosine_with_min_lr_schedule_with_warmup_lr_rate`: a warmup that has `lr` at its last step, then a cosine one
 * step ahead.
 *
 * The line goes from `warmupLrRate · lr` at step 0 to `lr` at `numWarmupSteps − 1`; the cosine is that of
 * {@link getCosineWithMinLrScheduleWithWarmup} at `t + 1`.
 *
 * @throws {RangeError} If an option is out of its range, or if not exactly one of `minLr` and `minLrRate` is given.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, minLr: 0 };
 * const schedule = transformers.getCosineWithMinLrScheduleWithWarmupLrRate(options);
 * [0, 9, 59, 109].map((step) => schedule(step)); // => [0.01, 0.1, 0.05, 0]
 * ```
 */
export const getCosineWithMinLrScheduleWithWarmupLrRate = /* @__PURE__ */ definePreset<
  CosineWithMinLrScheduleWithWarmupLrRateOptions,
  "minLr" | "minLrRate" | "warmupLrRate"
>("transformers.getCosineWithMinLrScheduleWithWarmupLrRate", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numTrainingSteps: nonNegative,
    numCycles: nonNegative,
    minLr: nonNegative,
    minLrRate: nonNegative,
    warmupLrRate: nonNegative,
  },
  defaults: {
    numCycles: 0.5,
    minLr: undefined,
    minLrRate: undefined,
    warmupLrRate: undefined,
  },
  build(options, fail) {
    const { lr, numWarmupSteps, numTrainingSteps, numCycles, warmupLrRate } = options;
    const from = warmupLrRate === undefined ? lr / Math.max(1, numWarmupSteps) : warmupLrRate * lr;
    const length = lengthOf(numTrainingSteps, numWarmupSteps);
    return phases(
      // Of a warmup of one step only the beginning is used.
      [[ramp({ from, to: lr, steps: Math.max(1, numWarmupSteps - 1) }), numWarmupSteps]],
      skip(1, waves(lr, floorOf(options, fail), length, numCycles)),
    );
  },
});

/** Options of {@link getWsdSchedule}. */
export interface WsdScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Length of the decay in steps, at least 0. */
  readonly numDecaySteps: number;
  /** Steps in all, at least warmup and decay together. Has no part where `numStableSteps` is given. @defaultValue none */
  readonly numTrainingSteps?: number | null | undefined;
  /** Steps at `lr` in between, at least 0. @defaultValue what warmup and decay leave of `numTrainingSteps` */
  readonly numStableSteps?: number | null | undefined;
  /** Shape of the warmup. @defaultValue `"linear"` */
  readonly warmupType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** Shape of the decay. @defaultValue `"cosine"` */
  readonly decayType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** Share of `lr`, at least 0, from which the warmup comes and to which the decay goes. @defaultValue `0` */
  readonly minLrRatio?: number | undefined;
  /** Whole waves of a decay of type `"cosine"`, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

const shapes = /* @__PURE__ */ oneOf("linear", "cosine", "1-sqrt");

/**
 * `get_wsd_schedule`: up from `minLrRatio · lr` to `lr` over `numWarmupSteps`, `lr` for `numStableSteps`, back over
 * `numDecaySteps`.
 *
 * After the decay it stays at `minLrRatio · lr`. Each way has the shape of its type, with p the share of it that is
 * done: `"linear"`, half a cosine, or `"1-sqrt"`, `1 − √(1 − p)` up and `1 − √p` of the height down.
 * Differs: warmup and decay longer than `numTrainingSteps`, for which the original jumps, are refused.
 *
 * @throws {RangeError} If an option is out of its range, if neither `numStableSteps` nor `numTrainingSteps` is given,
 *   or if the latter is below warmup and decay together.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numDecaySteps: 20, numTrainingSteps: 100 };
 * const schedule = transformers.getWsdSchedule(options);
 * [0, 5, 10, 80, 90, 100].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.1, 0.05, 0]
 * ```
 */
export const getWsdSchedule = /* @__PURE__ */ definePreset<
  WsdScheduleOptions,
  "numTrainingSteps" | "numStableSteps"
>("transformers.getWsdSchedule", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numDecaySteps: nonNegative,
    numTrainingSteps: nonNegative,
    numStableSteps: nonNegative,
    warmupType: shapes,
    decayType: shapes,
    minLrRatio: nonNegative,
    numCycles: nonNegative,
  },
  defaults: {
    numTrainingSteps: undefined,
    numStableSteps: undefined,
    warmupType: "linear",
    decayType: "cosine",
    minLrRatio: 0,
    numCycles: 0.5,
  },
  build(options, fail) {
    const { lr, numWarmupSteps: warmup, numDecaySteps: decay, numTrainingSteps: total } = options;
    const { warmupType, decayType, numCycles } = options;
    if (options.numStableSteps === undefined) {
      if (total === undefined) fail("numTrainingSteps", "given, or else numStableSteps");
      if (total! < warmup + decay) {
        fail("numTrainingSteps", `at least warmup and decay together (${warmup + decay})`);
      }
    }
    const stable = options.numStableSteps ?? total! - warmup - decay;
    const min = options.minLrRatio * lr;
    // The square root of what is left: 1 − √(1 − p) of the way.
    const rise = { linear: linearCurve, cosine: cosineCurve, "1-sqrt": polynomialCurve(0.5) };
    const fall = { linear: linearCurve, "1-sqrt": oneMinusSqrtCurve };
    const way = (from: number, to: number, steps: number, curve: Curve): Composable =>
      steps > 0 ? ramp({ from, to, steps, curve }) : to;
    return phases(
      [
        [way(min, lr, warmup, rise[warmupType]), warmup],
        [lr, stable],
        [
          decayType === "cosine"
            ? waves(lr, min, Math.max(1, decay), numCycles)
            : way(lr, min, decay, fall[decayType]),
          decay,
        ],
      ],
      min,
    );
  },
});

/**
 * `get_reduce_on_plateau_schedule`: PyTorch's `ReduceLROnPlateau`, and just the same as `torch.reduceLROnPlateau`
 * here.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(transformers.getReduceOnPlateauSchedule({ lr: 0.1, factor: 0.5, patience: 0 }));
 * [3, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.05]
 * ```
 */
export const getReduceOnPlateauSchedule = reduceLROnPlateau;

/** Options of {@link greedyLR}. */
export interface GreedyLROptions {
  /** What is raised and reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Whether the metric is to become small or large. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** What a reduction multiplies by and a raise divides by, above 0 and below 1. @defaultValue `0.95` */
  readonly factor?: number | undefined;
  /** Observations in a row that are let pass, an integer of at least 0: the one after them changes the rate. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be, at least 0. @defaultValue `1e-6` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best or an amount. @defaultValue `"abs"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Observations after a raise that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly warmup?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `1e-3` */
  readonly minLr?: number | undefined;
  /** Rate above which raises do not go, above 0 and at least `minLr`. @defaultValue `1` */
  readonly maxLr?: number | undefined;
  /** Theirs makes no change by so little; ours makes it. At least 0. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
  /** Whether the mean of the last `windowSize` metrics is judged in place of each. @defaultValue `false` */
  readonly smooth?: boolean | undefined;
  /** Number of metrics in the mean, an integer from 1 to 10,000. @defaultValue `50` */
  readonly windowSize?: number | undefined;
  /**
   * Reductions in a row that find the rate at `minLr` before everything begins anew, an integer; 0 is the same as 1.
   * @defaultValue `500`
   */
  readonly resetStart?: number | undefined;
  /** Name of the metric, which theirs has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `GreedyLR`: divides the rate by `factor` after `patience + 1` improvements in a row, multiplies it by that after as
 * many without.
 *
 * Made of `greedy` of `@anneal/plateau`, whose `patience` is one more; `get_greedy_schedule` is another name of it.
 * Differs: `eps` is taken and changes nothing; a relative threshold is a share of the best's magnitude; a metric that
 * is NaN or infinite is a bad one, and left out of the mean of `smooth`; a `maxLr` below `minLr`, with which theirs
 * never reduces, is refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `maxLr` is below `minLr`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(transformers.greedyLR({ lr: 0.1, factor: 0.5, patience: 1 }));
 * [5, 4, 4, 4].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.2, 0.2, 0.1]
 * ```
 */
export const greedyLR = /* @__PURE__ */ definePreset<
  GreedyLROptions,
  never,
  (options: GreedyLROptions) => ReactiveSchedule
>("transformers.greedyLR", {
  options: /* @__PURE__ */ Object.assign(
    {
      warmup: nonNegativeInteger,
      maxLr: positive,
      smooth: flag,
      windowSize: positiveInteger,
      resetStart: nonNegativeInteger,
    },
    plateauRules,
  ),
  defaults: {
    mode: "min",
    factor: 0.95,
    patience: 10,
    threshold: 1e-6,
    thresholdMode: "abs",
    cooldown: 0,
    warmup: 0,
    minLr: 1e-3,
    maxLr: 1,
    eps: 1e-8,
    smooth: false,
    windowSize: 50,
    resetStart: 500,
    monitor: "val_loss",
  },
  build({ lr, mode, factor, patience, threshold, thresholdMode, cooldown, ...rest }, fail) {
    const { minLr, maxLr } = rest;
    if (maxLr < minLr) fail("maxLr", `at least minLr (${minLr})`);
    return greedy({
      schedule: lr,
      monitor: rest.monitor,
      mode,
      factor,
      patience: patience + 1,
      threshold,
      thresholdMode: thresholdMode === "rel" ? "relative" : "absolute",
      cooldown,
      raiseCooldown: rest.warmup,
      min: Math.max(Number.MIN_VALUE, minLr),
      max: maxLr,
      window: rest.smooth ? rest.windowSize : 1,
      reset: Math.max(1, rest.resetStart),
    });
  },
});

/** Every preset of Hugging Face transformers. Bundlers keep all of them for it: each is exported by itself as well. */
export const transformers = {
  /** `get_constant_schedule`: `lr` at every step. See {@link getConstantSchedule}. */
  getConstantSchedule,
  /**
   * `get_constant_schedule_with_warmup`: `lr · t / numWarmupSteps` up to `lr`, where it stays. The first update has a rate of 0.
   * See {@link getConstantScheduleWithWarmup}.
   */
  getConstantScheduleWithWarmup,
  /**
   * `get_cosine_schedule_with_warmup`: a line from 0 to `lr`, then a cosine, which rises again after `numTrainingSteps`.
   * See {@link getCosineScheduleWithWarmup}.
   */
  getCosineScheduleWithWarmup,
  /**
   * `get_cosine_with_hard_restarts_schedule_with_warmup`: a line from 0 to `lr`, then half a cosine down to 0, `numCycles` times.
   * See {@link getCosineWithHardRestartsScheduleWithWarmup}.
   */
  getCosineWithHardRestartsScheduleWithWarmup,
  /**
   * `get_cosine_with_min_lr_schedule_with_warmup`: {@link getCosineScheduleWithWarmup} down to a floor, from which it rises again.
   * See {@link getCosineWithMinLrScheduleWithWarmup}.
   */
  getCosineWithMinLrScheduleWithWarmup,
  /**
   * `get_cosine_with_min_lr_schedule_with_warmup_lr_rate`: a warmup that has `lr` at its last step, then a cosine one step ahead.
   * See {@link getCosineWithMinLrScheduleWithWarmupLrRate}.
   */
  getCosineWithMinLrScheduleWithWarmupLrRate,
  /** `get_greedy_schedule`: another name of `GreedyLR`. See {@link greedyLR}. */
  getGreedySchedule: greedyLR,
  /**
   * `get_inverse_sqrt_schedule`: a line from 0 to `lr`, then `lr · √(timescale / (t − numWarmupSteps + timescale))`, for good.
   * See {@link getInverseSqrtSchedule}.
   */
  getInverseSqrtSchedule,
  /**
   * `get_linear_schedule_with_warmup`: a line from 0 to `lr` over `numWarmupSteps`, then one down to 0 at `numTrainingSteps`.
   * See {@link getLinearScheduleWithWarmup}.
   */
  getLinearScheduleWithWarmup,
  /**
   * `get_polynomial_decay_schedule_with_warmup`: a line from 0 to `lr`, then down to `lrEnd` at `numTrainingSteps`, where it stays.
   * See {@link getPolynomialDecayScheduleWithWarmup}.
   */
  getPolynomialDecayScheduleWithWarmup,
  /**
   * `get_reduce_on_plateau_schedule`: PyTorch's `ReduceLROnPlateau`, and just the same as `torch.reduceLROnPlateau` here.
   * See {@link getReduceOnPlateauSchedule}.
   */
  getReduceOnPlateauSchedule,
  /**
   * `get_wsd_schedule`: up from `minLrRatio · lr` to `lr` over `numWarmupSteps`, `lr` for `numStableSteps`, back over `numDecaySteps`.
   * See {@link getWsdSchedule}.
   */
  getWsdSchedule,
  /**
   * `GreedyLR`: divides the rate by `factor` after `patience + 1` improvements in a row, multiplies it by that after as many without.
   * See {@link greedyLR}.
   */
  greedyLR,
};
