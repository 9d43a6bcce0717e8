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
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps between two drops, above 0. */
  readonly stepSize: number;
  /** Factor of each drop: a finite number of at least 0. @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/**
 * `StepLR`: multiplies the rate by `gamma` every `stepSize` steps, `lr · gamma^⌊t / stepSize⌋`.
 *
 * Differs: a fractional `stepSize` drops at each of its multiples, as in PyTorch's closed form; stepped, PyTorch drops
 * only where a multiple is whole. A `stepSize` of 0, by which PyTorch divides, is refused.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.stepLR({ lr: 0.1, stepSize: 30, gamma: 0.5 });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
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
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps of the drops, each at least 0, in any order; what is there twice counts twice. */
  readonly milestones: readonly number[];
  /** Factor of each drop: a finite number of at least 0. @defaultValue `0.1` */
  readonly gamma?: number | undefined;
}

/**
 * `MultiStepLR`: multiplies the rate by `gamma` at every milestone, `lr · gamma^n` with n milestones at or before t.
 *
 * Differs: a fractional milestone drops, as in PyTorch's closed form; stepped, PyTorch passes it by.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.multiStepLR({ lr: 0.1, milestones: [30, 80], gamma: 0.5 });
 * [29, 30, 80].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
export const multiStepLR = /* @__PURE__ */ definePreset<MultiStepLROptions>("torch.multiStepLR", {
  options: { lr: nonNegative, milestones: stepList, gamma: nonNegative },
  defaults: { gamma: 0.1 },
  build: ({ lr, milestones, gamma }) => milestoneStairs(lr, milestones, gamma),
});

/** Options of {@link constantLR}. */
export interface ConstantLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Share of `lr` before `totalIters`, from 0 to 1. @defaultValue `1 / 3` */
  readonly factor?: number | undefined;
  /** Steps at the share, at least 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/**
 * `ConstantLR`: `factor · lr` for the steps before `totalIters`, then `lr`.
 *
 * Differs: with a `totalIters` of 0 the rate is `lr` at once, and a fractional one ends, as in PyTorch's closed form;
 * stepped, PyTorch stays at `factor · lr` for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.constantLR({ lr: 0.1, factor: 0.5, totalIters: 4 });
 * [3, 4].map((step) => schedule(step)); // => [0.05, 0.1]
 * ```
 */
export const constantLR = /* @__PURE__ */ definePreset<ConstantLROptions>("torch.constantLR", {
  options: { lr: nonNegative, factor: share, totalIters: nonNegative },
  defaults: { factor: third, totalIters: 5 },
  build: ({ lr, factor, totalIters }) => phases([[factor * lr, totalIters]], lr),
});

/** Options of {@link linearLR}. */
export interface LinearLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Share of `lr` at step 0, above 0 and at most 1. @defaultValue `1 / 3` */
  readonly startFactor?: number | undefined;
  /** Share of `lr` from step `totalIters` on, from 0 to 1. @defaultValue `1` */
  readonly endFactor?: number | undefined;
  /** Length of the line in steps, above 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
}

/**
 * `LinearLR`: a straight line from `startFactor · lr` at step 0 to `endFactor · lr` at step `totalIters`, where it
 * stays.
 *
 * Differs: with a fractional `totalIters` it gets there, where PyTorch, stepped, stops short; one of 0, with which
 * PyTorch stays at its beginning for good, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.linearLR({ lr: 0.1, startFactor: 0.5, totalIters: 4 });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.05, 0.07500000000000001, 0.1]
 * ```
 */
export const linearLR = /* @__PURE__ */ definePreset<LinearLROptions>("torch.linearLR", {
  options: { lr: nonNegative, startFactor: positiveShare, endFactor: share, totalIters: positive },
  defaults: { startFactor: third, endFactor: 1, totalIters: 5 },
  build: ({ lr, startFactor, endFactor, totalIters }) =>
    ramp({ from: startFactor * lr, to: endFactor * lr, steps: totalIters }),
});

/** Options of {@link exponentialLR}. */
export interface ExponentialLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Factor of every step: a finite number of at least 0. */
  readonly gamma: number;
}

/**
 * `ExponentialLR`: multiplies the rate by `gamma` at every step, `lr · gamma^t`.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the rate has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.exponentialLR({ lr: 0.1, gamma: 0.5 })(2); // => 0.025
 * ```
 */
export const exponentialLR = /* @__PURE__ */ definePreset<ExponentialLROptions>(
  "torch.exponentialLR",
  {
    options: { lr: nonNegative, gamma: nonNegative },
    build: ({ lr, gamma }) => exponentially({ initial: lr, factor: gamma }),
  },
);

/** Options of {@link polynomialLR}. */
export interface PolynomialLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Step at which the rate is 0, above 0. @defaultValue `5` */
  readonly totalIters?: number | undefined;
  /** Exponent of the way left, at least 0. @defaultValue `1` */
  readonly power?: number | undefined;
}

/**
 * `PolynomialLR`: `lr · (1 − t / totalIters)^power`, and 0 from step `totalIters` on. With a `power` of 0 it stays
 * `lr`.
 *
 * Differs: with a fractional `totalIters` it gets to 0, where PyTorch, stepped, stops short; one of 0, with which
 * PyTorch stays at its beginning for good, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.polynomialLR({ lr: 0.1, totalIters: 4, power: 2 });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.1, 0.025, 0]
 * ```
 */
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
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Steps from `lr` to `etaMin`, above 0. */
  readonly tMax: number;
  /** The other end of the cosine, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/**
 * `CosineAnnealingLR`: a cosine that falls from `lr` to `etaMin` over `tMax` steps, rises again over as many, and so
 * on for good.
 *
 * `etaMin + (lr − etaMin) · (1 + cos(π · t / tMax)) / 2`; `cosine` of `@anneal/cosine` is the one that holds `etaMin`.
 * Differs: a `tMax` of 0, by which PyTorch divides, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cosineAnnealingLR({ lr: 0.1, tMax: 50 });
 * [0, 25, 50, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0, 0.1]
 * ```
 */
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
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the first cycle in steps, above 0; PyTorch's is an integer. */
  readonly t0: number;
  /** Length of a cycle as a multiple of the one before it, at least 1; PyTorch's is an integer. @defaultValue `1` */
  readonly tMult?: number | undefined;
  /** Rate that every cycle goes to, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly etaMin?: number | undefined;
}

/**
 * `CosineAnnealingWarmRestarts`: half a cosine from `lr` to `etaMin` again and again, each `tMult` times as long as
 * the last.
 *
 * Cycle i takes `t0 · tMultⁱ` steps; its first step has `lr` again, so that `etaMin` itself is never reached.
 * Differs: no restart is missed by the rounding of a logarithm, as in PyTorch's `step(242)` with `T_0=2, T_mult=3`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cosineAnnealingWarmRestarts({ lr: 0.1, t0: 10, tMult: 2 });
 * [5, 10, 20, 30].map((step) => schedule(step)); // => [0.05, 0.1, 0.05, 0.1]
 * ```
 */
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
  /** Rate at the top: a finite number of at least 0. */
  readonly maxLr: number;
  /** Number of updates, an integer above 0. @defaultValue `epochs · stepsPerEpoch` */
  readonly totalSteps?: number | undefined;
  /** Number of epochs, an integer above 0; has no part where `totalSteps` is given. @defaultValue none */
  readonly epochs?: number | undefined;
  /** Updates in each of `epochs`, an integer above 0. @defaultValue none */
  readonly stepsPerEpoch?: number | undefined;
  /** Share of the updates that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** Along half a cosine or along a line. @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
  /** Has to be true for {@link oneCycleLRMomentum}. @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** Momentum at the top of the rate, from 0 to 1. @defaultValue `0.85` */
  readonly baseMomentum?: number | undefined;
  /** Momentum at both ends, from 0 to 1. @defaultValue `0.95` */
  readonly maxMomentum?: number | undefined;
  /** `maxLr` divided by the first rate, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first rate divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
  /** Whether it comes back to the first rate before it falls to the last. @defaultValue `false` */
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

/**
 * `OneCycleLR`: up from `maxLr / divFactor` to `maxLr`, then down to `maxLr / divFactor / finalDivFactor` at the last
 * update.
 *
 * The top is at step `pctStart · totalSteps − 1`, the end at `totalSteps − 1`; with `threePhase` it is back at its
 * first rate at `2 · pctStart · totalSteps − 2`, and falls from there.
 * Differs: after the end it holds, where PyTorch bounces; three phases with a `pctStart` above 0.5, which never reach
 * their end in PyTorch, are refused.
 *
 * @throws {RangeError} If an option is out of its range, if neither `totalSteps` nor `epochs` with `stepsPerEpoch` is
 *   given, or if `pctStart` is above 0.5 with `threePhase`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.oneCycleLR({ maxLr: 0.1, totalSteps: 100 });
 * [0, 29, 99, 100].map((step) => schedule(step)); // => [0.004, 0.1, 4e-7, 4e-7]
 * ```
 */
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

/**
 * The momentum, for Adam β₁, that `OneCycleLR` sets beside the rate: from `maxMomentum` to `baseMomentum` and back.
 *
 * It takes the options of {@link oneCycleLR}, has its turns at the same steps, and differs from PyTorch where that
 * does.
 *
 * @throws {RangeError} If an option is out of its range, if `cycleMomentum` is false, or as {@link oneCycleLR}.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const momentum = torch.oneCycleLRMomentum({ maxLr: 0.1, totalSteps: 100 });
 * [0, 29, 99].map((step) => momentum(step)); // => [0.95, 0.85, 0.95]
 * ```
 */
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
  /** Rate at which every cycle begins: a finite number of at least 0. */
  readonly baseLr: number;
  /** Rate at the turn of the first cycle, at least 0; it may be below `baseLr`. */
  readonly maxLr: number;
  /** Steps from `baseLr` to the turn, above 0. @defaultValue `2000` */
  readonly stepSizeUp?: number | undefined;
  /** Steps back, at least 0; with 0 it falls at once. @defaultValue `stepSizeUp` */
  readonly stepSizeDown?: number | undefined;
  /** How the height changes with time. @defaultValue `"triangular"` */
  readonly mode?: "triangular" | "triangular2" | "exp_range" | undefined;
  /** For `"exp_range"`: what the height is multiplied by at every step, at least 0. @defaultValue `1` */
  readonly gamma?: number | undefined;
  /** Scales the height in place of `mode`. Has no JSON form. @defaultValue none */
  readonly scaleFn?: ((x: number) => number) | undefined;
  /** Whether `scaleFn` is given the cycle, counted from 1, or the step. @defaultValue `"cycle"` */
  readonly scaleMode?: "cycle" | "iterations" | undefined;
  /** Has to be true for {@link cyclicLRMomentum}. @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** Momentum at the turn of the first cycle, from 0 to 1. @defaultValue `0.8` */
  readonly baseMomentum?: number | undefined;
  /** Momentum at which every cycle begins, from 0 to 1. @defaultValue `0.9` */
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

/**
 * `CyclicLR`: up a line from `baseLr` to `maxLr` over `stepSizeUp` steps, down again over `stepSizeDown`, and so on
 * for good.
 *
 * `mode` scales the height `maxLr − baseLr`: `"triangular"` not at all, `"triangular2"` by half with every cycle,
 * `"exp_range"` by `gamma^t`; a `scaleFn` scales it in place of them. {@link cyclicLRMomentum} is the momentum beside
 * it.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the scale makes the rate negative or
 *   infinite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cyclicLR({ baseLr: 0, maxLr: 0.1, stepSizeUp: 4, mode: "triangular2" });
 * [0, 2, 4, 8, 12].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0, 0.05]
 * ```
 */
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

/**
 * The momentum that `CyclicLR` sets beside the rate, its mirror image: from `maxMomentum` to `baseMomentum` and back.
 *
 * It takes the options of {@link cyclicLR}; `mode` and `scaleFn` scale its height as that of the rate.
 *
 * @throws {RangeError} If an option is out of its range or `cycleMomentum` is false, or when called, if the scale
 *   makes it negative or infinite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const momentum = torch.cyclicLRMomentum({ baseLr: 0, maxLr: 0.1, stepSizeUp: 4 });
 * [0, 4, 8].map((step) => momentum(step)); // => [0.9, 0.8, 0.9]
 * ```
 */
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
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** The factor of a step, at least 0. A schedule has a JSON form, a function has none. */
  readonly lrLambda: ScheduleLike;
}

/**
 * `LambdaLR`: `lr · lrLambda(t)`.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if `lrLambda` gives a negative number, which
 *   PyTorch takes.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.lambdaLR({ lr: 0.1, lrLambda: (step) => 1 / (1 + step) })(4); // => 0.020000000000000004
 * ```
 */
export const lambdaLR = /* @__PURE__ */ definePreset<LambdaLROptions>("torch.lambdaLR", {
  options: { lr: nonNegative, lrLambda: schedule },
  build: ({ lr, lrLambda }) => scale(lr, lrLambda),
});

/** Options of {@link multiplicativeLR}. */
export interface MultiplicativeLROptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** What the rate is multiplied by at a step, from step 1 on. Has no JSON form. */
  readonly lrLambda: (step: number) => number;
}

/**
 * `MultiplicativeLR`: multiplies the rate by `lrLambda(t)` at every step, `lr · lrLambda(1) · … · lrLambda(⌊t⌋)`.
 *
 * The last product is remembered: each next step costs one call of `lrLambda`, an earlier one all of them again.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the product is negative, which PyTorch
 *   takes.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * torch.multiplicativeLR({ lr: 0.1, lrLambda: (step) => (step > 2 ? 0.5 : 1) })(4); // => 0.025
 * ```
 */
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
  /** Steps at which the next scheduler begins, at least 0, in order. */
  readonly milestones: readonly number[];
}

/**
 * `SequentialLR`: one scheduler after another, each on a clock of its own that starts at 0 with it. A milestone
 * belongs to the next.
 *
 * Reactive if one of `schedulers` is.
 * Differs: it nests, and takes {@link reduceLROnPlateau}; PyTorch runs a sequence or a chain within it a step ahead,
 * and refuses the plateau. Milestones out of order, for which PyTorch leaves out a scheduler, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `milestones` is not one shorter than `schedulers`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = torch.linearLR({ lr: 0.1, startFactor: 0.5, totalIters: 2 });
 * const decay = torch.exponentialLR({ lr: 0.1, gamma: 0.5 });
 * const schedule = torch.sequentialLR({ schedulers: [warmup, decay], milestones: [2] });
 * [0, 2, 3].map((step) => schedule(step)); // => [0.05, 0.1, 0.05]
 * ```
 */
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
  /** The optimizer's learning rate, with which every scheduler was made: a finite number above 0. */
  readonly lr: number;
  /** At least one, in any order. One that reacts to a metric is welcome. */
  readonly schedulers: Schedulers;
}

/**
 * `ChainedScheduler`: all schedulers at once, `lr · (first(t) / lr) · (second(t) / lr) · …`. Reactive if one of them
 * is.
 *
 * Differs: in PyTorch one that sets the rate (lambda, restarts, cycles, a sequence, a cosine with a floor or past
 * `T_max`) wipes out what the others made of it.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = torch.constantLR({ lr: 0.5, factor: 0.5, totalIters: 2 });
 * const decay = torch.exponentialLR({ lr: 0.5, gamma: 0.5 });
 * torch.chainedScheduler({ lr: 0.5, schedulers: [warmup, decay] })(1); // => 0.125
 * ```
 */
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
  /** What is reduced: the optimizer's learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** Whether the metric is to become small or large. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** What a reduction multiplies by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that are let pass, an integer of at least 0: the one after them reduces. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be, at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best or an amount. @defaultValue `"rel"` */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Rate below which reductions do not go, at least 0. @defaultValue `0` */
  readonly minLr?: number | undefined;
  /** A reduction by no more is not made, at least 0. Has no part where `lr` is a schedule. @defaultValue `1e-8` */
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

/**
 * `ReduceLROnPlateau`: multiplies the rate by `factor` after `patience + 1` observations in a row that are no
 * improvement.
 *
 * Made of `plateau` of `@anneal/plateau`, whose `patience` is one more.
 * Differs: a relative threshold is a share of the best's magnitude, so that of a negative metric flat or worse is
 * never better; the first metric is always the best; one that is infinite is a bad one.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(torch.reduceLROnPlateau({ lr: 0.1, factor: 0.5, patience: 1 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
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
  /** The optimizer's learning rate when it begins: a finite number of at least 0. */
  readonly lr: number;
  /** Rate from step `annealEpochs` on: a finite number of at least 0. */
  readonly swaLr: number;
  /** Steps from `lr` to `swaLr`, an integer of at least 0. @defaultValue `10` */
  readonly annealEpochs?: number | undefined;
  /** Along half a cosine or along a line. @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
}

/**
 * `SWALR` of `torch.optim.swa_utils`: from `lr` to `swaLr` over `annealEpochs` steps, where it stays; at once if they
 * are 0.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.swaLR({ lr: 0.1, swaLr: 0.05, annealEpochs: 4, annealStrategy: "linear" });
 * [0, 2, 4].map((step) => schedule(step)); // => [0.1, 0.07500000000000001, 0.05]
 * ```
 */
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
  /**
   * `ChainedScheduler`: all schedulers at once, `lr · (first(t) / lr) · (second(t) / lr) · …`. Reactive if one of them is.
   * See {@link chainedScheduler}.
   */
  chainedScheduler,
  /** `ConstantLR`: `factor · lr` for the steps before `totalIters`, then `lr`. See {@link constantLR}. */
  constantLR,
  /**
   * `CosineAnnealingLR`: a cosine that falls from `lr` to `etaMin` over `tMax` steps, rises again over as many, and so on for good.
   * See {@link cosineAnnealingLR}.
   */
  cosineAnnealingLR,
  /**
   * `CosineAnnealingWarmRestarts`: half a cosine from `lr` to `etaMin` again and again, each `tMult` times as long as the last.
   * See {@link cosineAnnealingWarmRestarts}.
   */
  cosineAnnealingWarmRestarts,
  /**
   * `CyclicLR`: up a line from `baseLr` to `maxLr` over `stepSizeUp` steps, down again over `stepSizeDown`, and so on for good.
   * See {@link cyclicLR}.
   */
  cyclicLR,
  /**
   * The momentum that `CyclicLR` sets beside the rate, its mirror image: from `maxMomentum` to `baseMomentum` and back.
   * See {@link cyclicLRMomentum}.
   */
  cyclicLRMomentum,
  /** `ExponentialLR`: multiplies the rate by `gamma` at every step, `lr · gamma^t`. See {@link exponentialLR}. */
  exponentialLR,
  /** `LambdaLR`: `lr · lrLambda(t)`. See {@link lambdaLR}. */
  lambdaLR,
  /**
   * `LinearLR`: a straight line from `startFactor · lr` at step 0 to `endFactor · lr` at step `totalIters`, where it stays.
   * See {@link linearLR}.
   */
  linearLR,
  /**
   * `MultiStepLR`: multiplies the rate by `gamma` at every milestone, `lr · gamma^n` with n milestones at or before t.
   * See {@link multiStepLR}.
   */
  multiStepLR,
  /**
   * `MultiplicativeLR`: multiplies the rate by `lrLambda(t)` at every step, `lr · lrLambda(1) · … · lrLambda(⌊t⌋)`.
   * See {@link multiplicativeLR}.
   */
  multiplicativeLR,
  /**
   * `OneCycleLR`: up from `maxLr / divFactor` to `maxLr`, then down to `maxLr / divFactor / finalDivFactor` at the last update.
   * See {@link oneCycleLR}.
   */
  oneCycleLR,
  /**
   * The momentum, for Adam β₁, that `OneCycleLR` sets beside the rate: from `maxMomentum` to `baseMomentum` and back.
   * See {@link oneCycleLRMomentum}.
   */
  oneCycleLRMomentum,
  /**
   * `PolynomialLR`: `lr · (1 − t / totalIters)^power`, and 0 from step `totalIters` on. With a `power` of 0 it stays `lr`.
   * See {@link polynomialLR}.
   */
  polynomialLR,
  /**
   * `ReduceLROnPlateau`: multiplies the rate by `factor` after `patience + 1` observations in a row that are no improvement.
   * See {@link reduceLROnPlateau}.
   */
  reduceLROnPlateau,
  /**
   * `SequentialLR`: one scheduler after another, each on a clock of its own that starts at 0 with it. A milestone belongs to the next.
   * See {@link sequentialLR}.
   */
  sequentialLR,
  /** `StepLR`: multiplies the rate by `gamma` every `stepSize` steps, `lr · gamma^⌊t / stepSize⌋`. See {@link stepLR}. */
  stepLR,
  /**
   * `SWALR` of `torch.optim.swa_utils`: from `lr` to `swaLr` over `annealEpochs` steps, where it stays; at once if they are 0.
   * See {@link swaLR}.
   */
  swaLR,
};
