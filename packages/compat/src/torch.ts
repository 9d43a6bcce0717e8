import {
  constant,
  cosineCurve,
  flag,
  linearCurve,
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positive,
  positiveInteger,
  power,
  product,
  ramp,
  scale,
  schedule,
} from "@anneal/core";
import type {
  Composable,
  ComposedAll,
  ReactiveSchedule,
  Schedule,
  ScheduleLike,
} from "@anneal/core";
import { cyclic } from "@anneal/cyclic";
import { plateau } from "@anneal/plateau";
import { step } from "@anneal/step";
import { cyclicWave } from "./cyclicWave.ts";
import { restarts } from "./cycles.ts";
import { decays, exponentially, geometric } from "./geometric.ts";
import { cosineWave, joined, phases, powerRamp } from "./phases.ts";
import { definePreset } from "./preset.ts";
import {
  belowOne,
  numberFunction,
  positiveShare,
  schedules,
  share,
  sortedStepList,
  stepList,
} from "./rules.ts";
import { runningProduct } from "./runningProduct.ts";
import { skip } from "./skip.ts";
import { milestoneStairs } from "./stairs.ts";

/** 1 / 3: bundlers keep a quotient that they would have to compute. */
const third = 0.3333333333333333;

/** Options of {@link stepLR}. */
export interface StepLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly stepSize: number;
  /** @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/** `StepLR`: multiplied by `gamma` every `stepSize` steps. */
export const stepLR = /* @__PURE__ */ definePreset<StepLROptions>("torch.stepLR", {
  options: { lr: nonNegative, stepSize: positive, gamma: nonNegative },
  defaults: { gamma: 0.1 },
  build: ({ lr, stepSize, gamma }) =>
    decays(gamma)
      ? step({ initial: lr, every: stepSize, factor: gamma })
      : geometric({ initial: lr, every: stepSize, factor: gamma, staircase: true }),
});

/** Options of {@link multiStepLR}. */
export interface MultiStepLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** In any order; what is there twice counts twice. */
  readonly milestones: readonly number[];
  /** @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/** `MultiStepLR`: multiplied by `gamma` at every milestone. */
export const multiStepLR = /* @__PURE__ */ definePreset<MultiStepLROptions>("torch.multiStepLR", {
  options: { lr: nonNegative, milestones: stepList, gamma: nonNegative },
  defaults: { gamma: 0.1 },
  build: ({ lr, milestones, gamma }) => milestoneStairs(lr, milestones, gamma),
});

/** Options of {@link constantLR}. */
export interface ConstantLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** @defaultValue `1 / 3` */
  readonly factor?: number | undefined;
  /** @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/** `ConstantLR`: `factor · lr` for `totalIters` steps, then `lr`. */
export const constantLR = /* @__PURE__ */ definePreset<ConstantLROptions>("torch.constantLR", {
  options: { lr: nonNegative, factor: share, totalIters: nonNegative },
  defaults: { factor: third, totalIters: 5 },
  build: ({ lr, factor, totalIters }) => phases([[factor * lr, totalIters]], lr),
});

/** Options of {@link linearLR}. */
export interface LinearLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** @defaultValue `1 / 3` */
  readonly startFactor?: number | undefined;
  /** @defaultValue `1` */
  readonly endFactor?: number | undefined;
  /** @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/** `LinearLR`: a straight line from `startFactor · lr` to `endFactor · lr` over `totalIters` steps. */
export const linearLR = /* @__PURE__ */ definePreset<LinearLROptions>("torch.linearLR", {
  options: { lr: nonNegative, startFactor: positiveShare, endFactor: share, totalIters: positive },
  defaults: { startFactor: third, endFactor: 1, totalIters: 5 },
  build: ({ lr, startFactor, endFactor, totalIters }) =>
    ramp({ from: startFactor * lr, to: endFactor * lr, steps: totalIters }),
});

/** Options of {@link exponentialLR}. */
export interface ExponentialLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly gamma: number;
}

/** `ExponentialLR`: multiplied by `gamma` at every step. */
export const exponentialLR = /* @__PURE__ */ definePreset<ExponentialLROptions>(
  "torch.exponentialLR",
  {
    options: { lr: nonNegative, gamma: nonNegative },
    build: ({ lr, gamma }) => exponentially({ initial: lr, factor: gamma }),
  },
);

/** Options of {@link polynomialLR}. */
export interface PolynomialLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** @defaultValue `5` */
  readonly totalIters?: number | undefined;
  /** @defaultValue `1` */
  readonly power?: number | undefined;
}

/** `PolynomialLR`: to 0 along `(1 − t / totalIters)^power`. */
export const polynomialLR = /* @__PURE__ */ definePreset<PolynomialLROptions>(
  "torch.polynomialLR",
  {
    options: { lr: nonNegative, totalIters: positive, power: nonNegative },
    defaults: { totalIters: 5, power: 1 },
    build: ({ lr, totalIters, power }) => powerRamp(lr, 0, totalIters, power),
  },
);

/** Options of {@link cosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly tMax: number;
  /** May be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/** `CosineAnnealingLR`: a cosine from `lr` to `etaMin` over `tMax` steps, which then rises again, and so on for good. */
export const cosineAnnealingLR = /* @__PURE__ */ definePreset<CosineAnnealingLROptions>(
  "torch.cosineAnnealingLR",
  {
    options: { lr: nonNegative, tMax: positive, etaMin: nonNegative },
    defaults: { etaMin: 0 },
    build: ({ lr, tMax, etaMin }) => cosineWave(lr, etaMin, tMax),
  },
);

/** Options of {@link cosineAnnealingWarmRestarts}. */
export interface CosineAnnealingWarmRestartsOptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  readonly t0: number;
  /** PyTorch takes integers of at least 1 alone; here any number of at least 1. @defaultValue `1` */
  readonly tMult?: number | undefined;
  /** May be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/** `CosineAnnealingWarmRestarts`: a cosine from `lr` to `etaMin` again and again, each `tMult` times as long. */
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

/** Options of {@link oneCycleLR} and {@link oneCycleLRMomentum}. */
export interface OneCycleLROptions {
  readonly maxLr: number;
  /** Or `epochs` and `stepsPerEpoch`. */
  readonly totalSteps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
  /** @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
  /** @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** @defaultValue `0.85` */
  readonly baseMomentum?: number | undefined;
  /** @defaultValue `0.95` */
  readonly maxMomentum?: number | undefined;
  /** @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
  /** @defaultValue `false` */
  readonly threePhase?: boolean | undefined;
}

type OneCycleAbsent = "totalSteps" | "epochs" | "stepsPerEpoch";

/**
 * The course of PyTorch's one cycle: each way ends a step before its share does, and nothing follows the last update.
 *
 * A way that would end before the first update is left out, and the next one has then begun before it.
 */
export function oneCycleCourse(
  ends: readonly number[],
  values: readonly number[],
  annealStrategy: "cos" | "linear",
): Schedule {
  const curve = annealStrategy === "cos" ? cosineCurve : linearCurve;
  const parts: [Composable, number][] = [];
  let start = 0;
  let final = values[0]!;
  ends.forEach((end, index) => {
    const [from, to] = [values[index]!, values[index + 1]!];
    const steps = end - start;
    // Of a course that is over before it begins only its last value is left.
    const way = steps > 0 ? ramp({ from, to, steps, curve }) : to;
    if (end > 0) parts.push([start < 0 ? skip(-start, way) : way, end - Math.max(0, start)]);
    // What takes no time at the end is not reached.
    if (steps !== 0 || end <= 0) final = to;
    start = end;
  });
  return phases(parts, final);
}

interface OneCycleShape {
  readonly totalSteps: number | undefined;
  readonly epochs: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly pctStart: number;
  readonly threePhase: boolean;
}

function oneCycleEnds(
  { totalSteps, epochs, stepsPerEpoch, pctStart, threePhase }: OneCycleShape,
  fail: (option: string, rule: string) => never,
): number[] {
  const total =
    totalSteps ??
    (epochs === undefined || stepsPerEpoch === undefined
      ? fail("totalSteps", "given, or else epochs and stepsPerEpoch")
      : epochs * stepsPerEpoch);
  if (threePhase && pctStart > 0.5) fail("pctStart", "at most 0.5 with threePhase");
  const top = pctStart * total - 1;
  return threePhase ? [top, 2 * top, total - 1] : [top, total - 1];
}

const oneCycleRules = {
  maxLr: nonNegative,
  totalSteps: positiveInteger,
  epochs: positiveInteger,
  stepsPerEpoch: positiveInteger,
  pctStart: share,
  annealStrategy: /* @__PURE__ */ oneOf("cos", "linear"),
  cycleMomentum: flag,
  baseMomentum: share,
  maxMomentum: share,
  divFactor: positive,
  finalDivFactor: positive,
  threePhase: flag,
};

const oneCycleDefaults = {
  totalSteps: undefined,
  epochs: undefined,
  stepsPerEpoch: undefined,
  pctStart: 0.3,
  annealStrategy: "cos",
  cycleMomentum: true,
  baseMomentum: 0.85,
  maxMomentum: 0.95,
  divFactor: 25,
  finalDivFactor: 1e4,
  threePhase: false,
} as const;

/** `OneCycleLR`: from `maxLr / divFactor` to `maxLr` and down to `maxLr / divFactor / finalDivFactor` at the last update. */
export const oneCycleLR = /* @__PURE__ */ definePreset<OneCycleLROptions, OneCycleAbsent>(
  "torch.oneCycleLR",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build(options, fail) {
      const { maxLr, divFactor, finalDivFactor, threePhase, annealStrategy } = options;
      const initial = maxLr / divFactor;
      const final = initial / finalDivFactor;
      const values = threePhase ? [initial, maxLr, initial, final] : [initial, maxLr, final];
      return oneCycleCourse(oneCycleEnds(options, fail), values, annealStrategy);
    },
  },
);

/** The momentum, for Adam β₁, that `OneCycleLR` sets beside the rate. Takes the same options as {@link oneCycleLR}. */
export const oneCycleLRMomentum = /* @__PURE__ */ definePreset<OneCycleLROptions, OneCycleAbsent>(
  "torch.oneCycleLRMomentum",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build(options, fail) {
      const { cycleMomentum, baseMomentum, maxMomentum, threePhase, annealStrategy } = options;
      if (!cycleMomentum) fail("cycleMomentum", "true for a momentum to cycle");
      const values = [maxMomentum, baseMomentum, maxMomentum];
      if (threePhase) values.push(maxMomentum);
      return oneCycleCourse(oneCycleEnds(options, fail), values, annealStrategy);
    },
  },
);

/** Options of {@link cyclicLR} and {@link cyclicLRMomentum}. */
export interface CyclicLROptions {
  readonly baseLr: number;
  /** May be below `baseLr`. */
  readonly maxLr: number;
  /** @defaultValue `2000` */
  readonly stepSizeUp?: number | undefined;
  /** With 0 it falls at once. @defaultValue `stepSizeUp` */
  readonly stepSizeDown?: number | undefined;
  /** @defaultValue `"triangular"` */
  readonly mode?: "triangular" | "triangular2" | "exp_range" | undefined;
  /** For `"exp_range"`. @defaultValue `1` */
  readonly gamma?: number | undefined;
  /** Scales the height in place of `mode`. Has no JSON form. */
  readonly scaleFn?: ((x: number) => number) | undefined;
  /** Whether `scaleFn` is given the cycle, counted from 1, or the step. @defaultValue `"cycle"` */
  readonly scaleMode?: "cycle" | "iterations" | undefined;
  /** @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** @defaultValue `0.8` */
  readonly baseMomentum?: number | undefined;
  /** @defaultValue `0.9` */
  readonly maxMomentum?: number | undefined;
}

type CyclicAbsent = "stepSizeDown" | "scaleFn";

const cyclicRules = {
  baseLr: nonNegative,
  maxLr: nonNegative,
  stepSizeUp: positive,
  stepSizeDown: nonNegative,
  mode: /* @__PURE__ */ oneOf("triangular", "triangular2", "exp_range"),
  gamma: nonNegative,
  scaleFn: numberFunction,
  scaleMode: /* @__PURE__ */ oneOf("cycle", "iterations"),
  cycleMomentum: flag,
  baseMomentum: share,
  maxMomentum: share,
};

const cyclicDefaults = {
  stepSizeUp: 2000,
  stepSizeDown: undefined,
  mode: "triangular",
  gamma: 1,
  scaleFn: undefined,
  scaleMode: "cycle",
  cycleMomentum: true,
  baseMomentum: 0.8,
  maxMomentum: 0.9,
} as const;

/** `CyclicLR`: up from `baseLr` to `maxLr` and down again, for good. */
export const cyclicLR = /* @__PURE__ */ definePreset<CyclicLROptions, CyclicAbsent>(
  "torch.cyclicLR",
  {
    options: cyclicRules,
    defaults: cyclicDefaults,
    build({ baseLr, maxLr, stepSizeUp, stepSizeDown = stepSizeUp, mode, gamma, ...scaling }) {
      const { scaleFn, scaleMode } = scaling;
      const range = mode === "exp_range";
      if (scaleFn || baseLr > maxLr || stepSizeDown === 0 || (range && !decays(gamma))) {
        const wave = { from: baseLr, to: maxLr, up: stepSizeUp, down: stepSizeDown };
        return cyclicWave({ ...wave, mode, gamma, scaleFn, scaleMode });
      }
      return cyclic({
        min: baseLr,
        max: maxLr,
        up: stepSizeUp,
        down: stepSizeDown,
        mode: range ? "exponentialRange" : mode,
        factor: range ? gamma : undefined,
      });
    },
  },
);

/** The momentum that `CyclicLR` sets beside the rate, its mirror image. Takes the same options as {@link cyclicLR}. */
export const cyclicLRMomentum = /* @__PURE__ */ definePreset<CyclicLROptions, CyclicAbsent>(
  "torch.cyclicLRMomentum",
  {
    options: cyclicRules,
    defaults: cyclicDefaults,
    build(options, fail) {
      const { stepSizeUp, stepSizeDown = stepSizeUp, baseMomentum, maxMomentum } = options;
      if (!options.cycleMomentum) fail("cycleMomentum", "true for a momentum to cycle");
      const { mode, gamma, scaleFn, scaleMode } = options;
      const wave = { from: maxMomentum, to: baseMomentum, up: stepSizeUp, down: stepSizeDown };
      return cyclicWave({ ...wave, mode, gamma, scaleFn, scaleMode });
    },
  },
);

/** Options of {@link lambdaLR}. */
export interface LambdaLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** The factor of a step. A schedule has a JSON form, a function has none. */
  readonly lrLambda: ScheduleLike;
}

/** `LambdaLR`: `lr · lrLambda(t)`. */
export const lambdaLR = /* @__PURE__ */ definePreset<LambdaLROptions>("torch.lambdaLR", {
  options: { lr: nonNegative, lrLambda: schedule },
  build: ({ lr, lrLambda }) => scale(lr, lrLambda),
});

/** Options of {@link multiplicativeLR}. */
export interface MultiplicativeLROptions {
  /** The optimizer's learning rate. */
  readonly lr: number;
  /** What the rate is multiplied by at a step, from step 1 on. Has no JSON form. */
  readonly lrLambda: (step: number) => number;
}

/** `MultiplicativeLR`: `lr · lrLambda(1) · … · lrLambda(t)`. */
export const multiplicativeLR = /* @__PURE__ */ definePreset<MultiplicativeLROptions>(
  "torch.multiplicativeLR",
  {
    options: { lr: nonNegative, lrLambda: numberFunction },
    build: ({ lr, lrLambda }) => runningProduct({ initial: lr, factorAt: lrLambda }),
  },
);

/** Options of {@link sequentialLR}. */
export interface SequentialLROptions<
  Schedulers extends readonly Composable[] = readonly Composable[],
> {
  /** One more than `milestones`; each made with its own `lr`. One that reacts to a metric is welcome. */
  readonly schedulers: Schedulers;
  /** Steps at which the next scheduler begins, on a clock that starts at 0 with it. */
  readonly milestones: readonly number[];
}

/** `SequentialLR`: one scheduler after another. Unlike PyTorch's it nests, and takes `reduceLROnPlateau`. */
export const sequentialLR = /* @__PURE__ */ definePreset<
  SequentialLROptions,
  never,
  <const Schedulers extends readonly Composable[]>(
    options: SequentialLROptions<Schedulers>,
  ) => ComposedAll<Schedulers>
>("torch.sequentialLR", {
  options: { schedulers: schedules, milestones: sortedStepList },
  build({ schedulers, milestones }, fail) {
    if (milestones.length !== schedulers.length - 1) {
      fail("milestones", "one shorter than schedulers");
    }
    return joined(schedulers, milestones);
  },
});

/** Options of {@link chainedScheduler}. */
export interface ChainedSchedulerOptions<
  Schedulers extends readonly Composable[] = readonly Composable[],
> {
  /** The optimizer's learning rate, with which every scheduler was made: above 0. */
  readonly lr: number;
  readonly schedulers: Schedulers;
}

/** `ChainedScheduler`: the product of what each scheduler makes of `lr`, in any order. */
export const chainedScheduler = /* @__PURE__ */ definePreset<
  ChainedSchedulerOptions,
  never,
  <const Schedulers extends readonly Composable[]>(
    options: ChainedSchedulerOptions<Schedulers>,
  ) => ComposedAll<Schedulers>
>("torch.chainedScheduler", {
  options: { lr: positive, schedulers: schedules },
  build: ({ lr, schedulers }) => scale(power(1 / lr, schedulers.length - 1), product(schedulers)),
});

/** Options of {@link reduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** The optimizer's learning rate, or any schedule. */
  readonly lr: Composable;
  /** @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations that are let pass: the one after them reduces. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** @defaultValue `"rel"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** @defaultValue `0` */
  readonly minLr?: number | undefined;
  /** A reduction by no more is not made. Has no part where `lr` is a schedule. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
  /** Name of the metric, which PyTorch's has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/** The rate at which reductions by no more than `eps` stop. */
function floorOf(lr: number, factor: number, min: number, eps: number): number {
  // Nothing is too small without it.
  if (eps === 0) return min;
  for (let rate = lr, count = 1; ; count++) {
    const next = Math.max(lr * power(factor, count), min);
    if (rate - next <= eps) return rate;
    rate = next;
  }
}

/** The options of a plateau of PyTorch, which `GreedyLR` has as well. */
export const plateauRules = {
  lr: schedule,
  mode: /* @__PURE__ */ oneOf("min", "max"),
  factor: belowOne,
  patience: nonNegativeInteger,
  threshold: nonNegative,
  thresholdMode: /* @__PURE__ */ oneOf("rel", "abs"),
  cooldown: nonNegativeInteger,
  minLr: nonNegative,
  eps: nonNegative,
  monitor: name,
};

/** `ReduceLROnPlateau`: multiplied by `factor` when a metric has stopped improving. */
export const reduceLROnPlateau = /* @__PURE__ */ definePreset<
  ReduceLROnPlateauOptions,
  never,
  (options: ReduceLROnPlateauOptions) => ReactiveSchedule
>("torch.reduceLROnPlateau", {
  options: plateauRules,
  defaults: {
    mode: "min",
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    thresholdMode: "rel",
    cooldown: 0,
    minLr: 0,
    eps: 1e-8,
    monitor: "val_loss",
  },
  build: ({
    lr,
    mode,
    factor,
    patience,
    threshold,
    thresholdMode,
    cooldown,
    minLr,
    eps,
    monitor,
  }) =>
    plateau({
      schedule: lr,
      monitor,
      mode,
      factor,
      patience: patience + 1,
      threshold,
      thresholdMode: thresholdMode === "rel" ? "relative" : "absolute",
      cooldown,
      min: typeof lr === "number" ? floorOf(lr, factor, minLr, eps) : minLr,
    }),
});

/** Options of {@link swaLR}. */
export interface SWALROptions {
  /** The optimizer's learning rate when it begins. */
  readonly lr: number;
  readonly swaLr: number;
  /** @defaultValue `10` */
  readonly annealEpochs?: number | undefined;
  /** @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
}

/** `SWALR` of `torch.optim.swa_utils`: from `lr` to `swaLr` over `annealEpochs` steps, where it stays. */
export const swaLR = /* @__PURE__ */ definePreset<SWALROptions>("torch.swaLR", {
  options: {
    lr: nonNegative,
    swaLr: nonNegative,
    annealEpochs: nonNegativeInteger,
    annealStrategy: /* @__PURE__ */ oneOf("cos", "linear"),
  },
  defaults: { annealEpochs: 10, annealStrategy: "cos" },
  build: ({ lr, swaLr, annealEpochs, annealStrategy }) =>
    annealEpochs > 0
      ? ramp({
          from: lr,
          to: swaLr,
          steps: annealEpochs,
          curve: annealStrategy === "cos" ? cosineCurve : linearCurve,
        })
      : constant(swaLr),
});

/** Every preset of PyTorch. Bundlers keep all of them for it: each is exported by itself as well. */
export const torch = {
  chainedScheduler,
  constantLR,
  cosineAnnealingLR,
  cosineAnnealingWarmRestarts,
  cyclicLR,
  cyclicLRMomentum,
  exponentialLR,
  lambdaLR,
  linearLR,
  multiStepLR,
  multiplicativeLR,
  oneCycleLR,
  oneCycleLRMomentum,
  polynomialLR,
  reduceLROnPlateau,
  sequentialLR,
  stepLR,
  swaLR,
};
