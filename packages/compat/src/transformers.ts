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
  /** The optimizer's learning rate. */
  readonly lr: number;
}

/** `get_constant_schedule`: `lr`. */
export const getConstantSchedule = /* @__PURE__ */ definePreset<ConstantScheduleOptions>(
  "transformers.getConstantSchedule",
  { options: { lr: nonNegative }, build: ({ lr }) => constant(lr) },
);

/** Options of {@link getConstantScheduleWithWarmup}. */
export interface ConstantScheduleWithWarmupOptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
}

/** `get_constant_schedule_with_warmup`: from 0 to `lr` over `numWarmupSteps`, where it stays. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** With the warmup. */
  readonly numTrainingSteps: number;
}

/** `get_linear_schedule_with_warmup`: from 0 to `lr` over `numWarmupSteps`, then straight down to 0. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** With the warmup. The cosine goes on after it. */
  readonly numTrainingSteps: number;
  /** Whole waves; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

/** `get_cosine_schedule_with_warmup`: from 0 to `lr`, then along a cosine, which rises again after its end. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** With the warmup; from here on the rate is 0. */
  readonly numTrainingSteps: number;
  /** Half waves, each from `lr` down. @defaultValue `1` */
  readonly numCycles?: number | undefined;
}

/** `get_cosine_with_hard_restarts_schedule_with_warmup`: from 0 to `lr`, then half a cosine down, `numCycles` times. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** With the warmup. */
  readonly numTrainingSteps: number;
  /** Below `lr`. @defaultValue `1e-7` */
  readonly lrEnd?: number | undefined;
  /** @defaultValue `1` */
  readonly power?: number | undefined;
}

/** `get_polynomial_decay_schedule_with_warmup`: from 0 to `lr`, then along a power of the way left to `lrEnd`. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** @defaultValue `numWarmupSteps`, or 10,000 without a warmup */
  readonly timescale?: number | null | undefined;
}

/** `get_inverse_sqrt_schedule`: from 0 to `lr`, then down like `1 / √t`. */
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  /** With the warmup. The cosine goes on after it. */
  readonly numTrainingSteps: number;
  /** Whole waves; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
  /** The floor, or else `minLrRate`. */
  readonly minLr?: number | null | undefined;
  /** The floor as a share of `lr`. */
  readonly minLrRate?: number | null | undefined;
}

/** `get_cosine_with_min_lr_schedule_with_warmup`: from 0 to `lr`, then along a cosine to a floor, from which it rises again. */
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
  /** Where the warmup begins, as a share of `lr`. @defaultValue one step along the way from 0 */
  readonly warmupLrRate?: number | null | undefined;
}

/**
 * `get_cosine_with_min_lr_schedule_with_warmup_lr_rate`: the same, with a warmup that reaches `lr` at its last step, and a
 * cosine that is a step ahead.
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
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly numWarmupSteps: number;
  readonly numDecaySteps: number;
  /** With warmup and decay. Has no part where `numStableSteps` is given. */
  readonly numTrainingSteps?: number | null | undefined;
  /** @defaultValue what warmup and decay leave of `numTrainingSteps` */
  readonly numStableSteps?: number | null | undefined;
  /** @defaultValue `"linear"` */
  readonly warmupType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** @defaultValue `"cosine"` */
  readonly decayType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** Share of `lr` from which the warmup comes and to which the decay goes. @defaultValue `0` */
  readonly minLrRatio?: number | undefined;
  /** Whole waves of a decay of type `"cosine"`. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

const shapes = /* @__PURE__ */ oneOf("linear", "cosine", "1-sqrt");

/** `get_wsd_schedule`: warmup, a stable phase at `lr`, decay. */
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

/** `get_reduce_on_plateau_schedule`: PyTorch's `ReduceLROnPlateau`. */
export const getReduceOnPlateauSchedule = reduceLROnPlateau;

/** Options of {@link greedyLR}. */
export interface GreedyLROptions {
  /** The optimizer's learning rate, or any schedule. */
  readonly lr: Composable;
  /** @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** @defaultValue `0.95` */
  readonly factor?: number | undefined;
  /** Observations in a row that are let pass: the one after them changes the rate. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** @defaultValue `1e-6` */
  readonly threshold?: number | undefined;
  /** @defaultValue `"abs"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Observations after a raise that are not judged. @defaultValue `0` */
  readonly warmup?: number | undefined;
  /** @defaultValue `1e-3` */
  readonly minLr?: number | undefined;
  /** At least `minLr`. @defaultValue `1` */
  readonly maxLr?: number | undefined;
  /** Theirs makes no change by so little; ours makes it. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
  /** @defaultValue `false` */
  readonly smooth?: boolean | undefined;
  /** @defaultValue `50` */
  readonly windowSize?: number | undefined;
  /** Reductions that find the rate at `minLr` before everything begins anew; 0 is the same as 1. @defaultValue `500` */
  readonly resetStart?: number | undefined;
  /** Name of the metric, which theirs has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/** `GreedyLR`: divided by `factor` while a metric improves, multiplied by it while it does not. */
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
  getConstantSchedule,
  getConstantScheduleWithWarmup,
  getCosineScheduleWithWarmup,
  getCosineWithHardRestartsScheduleWithWarmup,
  getCosineWithMinLrScheduleWithWarmup,
  getCosineWithMinLrScheduleWithWarmupLrRate,
  /** `get_greedy_schedule`: another name of {@link greedyLR}. */
  getGreedySchedule: greedyLR,
  getInverseSqrtSchedule,
  getLinearScheduleWithWarmup,
  getPolynomialDecayScheduleWithWarmup,
  getReduceOnPlateauSchedule,
  getWsdSchedule,
  greedyLR,
};
