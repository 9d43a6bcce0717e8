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
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  /** @defaultValue `false` */
  readonly staircase?: boolean | undefined;
}

const decayRules = {
  initialLearningRate: nonNegative,
  decaySteps: positive,
  decayRate: nonNegative,
  staircase: flag,
};

/** `ExponentialDecay`: multiplied by `decayRate` over every `decaySteps` steps, smoothly or in stairs. */
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
  /** In order; a step that is there twice leaves out the value between. */
  readonly boundaries: readonly number[];
  /** One more than `boundaries`. */
  readonly values: readonly number[];
}

/** `PiecewiseConstantDecay`: a value up to its boundary, the boundary included, then the next. */
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
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  /** May be above `initialLearningRate`. @defaultValue `1e-4` */
  readonly endLearningRate?: number | undefined;
  /** @defaultValue `1` */
  readonly power?: number | undefined;
  /** @defaultValue `false` */
  readonly cycle?: boolean | undefined;
}

/** `PolynomialDecay`: to `endLearningRate` along `(1 − t / decaySteps)^power`; `cycle` makes the way longer and longer. */
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

/** `InverseTimeDecay`: `initialLearningRate / (1 + decayRate · t / decaySteps)`, smoothly or in stairs. */
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
  readonly initialLearningRate: number;
  /** Without the warmup. */
  readonly decaySteps: number;
  /** Share of the rate that is left in the end. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** Rate that the warmup leads to and the decay begins at. Without it there is no warmup. @defaultValue none */
  readonly warmupTarget?: number | null | undefined;
  /** Has no part without `warmupTarget`. @defaultValue `0` */
  readonly warmupSteps?: number | undefined;
}

/** `CosineDecay`: half a cosine down to the share `alpha`, after a warmup if there is a `warmupTarget`. */
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
  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  /** Below 1 the cycles end after a finite time; from then on the rate is the floor. @defaultValue `2` */
  readonly tMul?: number | undefined;
  /** Multiplies the height above the floor, not the peak. @defaultValue `1` */
  readonly mMul?: number | undefined;
  /** Floor as a share of the rate. @defaultValue `0` */
  readonly alpha?: number | undefined;
}

/** `CosineDecayRestarts`: half a cosine again and again, each `tMul` times as long and `mMul` times as high. */
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
  /** The optimizer's learning rate, or any schedule. */
  readonly lr: Composable;
  /** @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** `"auto"` goes by the name of the metric. @defaultValue `"auto"` */
  readonly mode?: "auto" | "min" | "max" | undefined;
  /** An amount, not a share. @defaultValue `1e-4` */
  readonly minDelta?: number | undefined;
  /** One more than the observations that it lasts; 1 is the same as 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** @defaultValue `0` */
  readonly minLr?: number | undefined;
}

/** Metrics by whether Keras wants them large. */
const larger = /acc|auc|precision|recall|f1|fbeta|iou|r2|cosine/i;
const smaller = /loss|error|^m[as]|divergence|entropy/i;

/** `ReduceLROnPlateau`, the callback: multiplied by `factor` when a metric has stopped improving. */
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

/** Every preset of Keras. Bundlers keep all of them for it: each is exported by itself as well. */
export const keras = {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
  polynomialDecay,
  reduceLROnPlateau,
};
