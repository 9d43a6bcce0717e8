import {
  constant,
  cosineCurve,
  delay,
  flag,
  linearCurve,
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positive,
  positiveInteger,
  product,
  ramp,
  schedule,
} from "@anneal/core";
import type { Composable, ComposedAll, ReactiveSchedule, Schedule } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { raisedCurve } from "./curves.ts";
import { exponentially } from "./geometric.ts";
import { joined, phases, powerRamp } from "./phases.ts";
import { definePreset } from "./preset.ts";
import { belowOne, finite, inOrder, scales, schedules, share, sortedStepList } from "./rules.ts";
import { stairs } from "./stairs.ts";

/** Options of {@link constantSchedule}. */
export interface ConstantScheduleOptions {
  readonly value: number;
}

/** `constant_schedule`: `value`. */
export const constantSchedule = /* @__PURE__ */ definePreset<ConstantScheduleOptions>(
  "optax.constantSchedule",
  { options: { value: nonNegative }, build: ({ value }) => constant(value) },
);

/** From one value to the other after a while; with no steps for it, or fewer, nothing happens, as optax says of it. */
const transition = (
  from: number,
  to: number,
  steps: number,
  power: number,
  begin: number,
): Schedule => {
  if (steps <= 0) return constant(from);
  const way = powerRamp(from, to, steps, power);
  return begin > 0 ? delay(begin, way) : way;
};

/** Options of {@link polynomialSchedule}. */
export interface PolynomialScheduleOptions {
  readonly initValue: number;
  readonly endValue: number;
  readonly power: number;
  /** With 0 or less there is no transition, and the value stays `initValue`. */
  readonly transitionSteps: number;
  /** @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/** `polynomial_schedule`: from `initValue` to `endValue` along `(1 − t / transitionSteps)^power`. */
export const polynomialSchedule = /* @__PURE__ */ definePreset<PolynomialScheduleOptions>(
  "optax.polynomialSchedule",
  {
    options: {
      initValue: nonNegative,
      endValue: nonNegative,
      power: nonNegative,
      transitionSteps: finite,
      transitionBegin: nonNegative,
    },
    defaults: { transitionBegin: 0 },
    build: ({ initValue, endValue, power, transitionSteps, transitionBegin }) =>
      transition(initValue, endValue, transitionSteps, power, transitionBegin),
  },
);

/** Options of {@link linearSchedule}. */
export interface LinearScheduleOptions {
  readonly initValue: number;
  readonly endValue: number;
  /** With 0 or less there is no transition, and the value stays `initValue`. */
  readonly transitionSteps: number;
  /** @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/** `linear_schedule`: a straight line from `initValue` to `endValue`. */
export const linearSchedule = /* @__PURE__ */ definePreset<LinearScheduleOptions>(
  "optax.linearSchedule",
  {
    options: {
      initValue: nonNegative,
      endValue: nonNegative,
      transitionSteps: finite,
      transitionBegin: nonNegative,
    },
    defaults: { transitionBegin: 0 },
    build: ({ initValue, endValue, transitionSteps, transitionBegin }) =>
      transition(initValue, endValue, transitionSteps, 1, transitionBegin),
  },
);

/** Options of {@link piecewiseConstantSchedule}. */
export interface PiecewiseConstantScheduleOptions {
  readonly initValue: number;
  /** From steps to factors, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/** `piecewise_constant_schedule`: multiplied by each factor from its step on. */
export const piecewiseConstantSchedule =
  /* @__PURE__ */ definePreset<PiecewiseConstantScheduleOptions>(
    "optax.piecewiseConstantSchedule",
    {
      options: { initValue: nonNegative, boundariesAndScales: scales },
      defaults: { boundariesAndScales: {} },
      build: ({ initValue, boundariesAndScales }) =>
        stairs(initValue, inOrder(Object.entries(boundariesAndScales))),
    },
  );

/** Ways between the running products of factors, each over its own interval. */
function interpolated(
  interpolateType: "linear" | "cosine",
  initValue: number,
  boundariesAndScales: readonly (readonly [number, number])[],
): Schedule {
  const curve = interpolateType === "linear" ? linearCurve : cosineCurve;
  const parts: [Schedule, number][] = [];
  let start = 0;
  let from = initValue;
  for (const [boundary, factor] of boundariesAndScales) {
    const to = from * factor;
    const steps = boundary - start;
    if (steps > 0) parts.push([ramp({ from, to, steps, curve }), steps]);
    start = boundary;
    from = to;
  }
  return phases(parts, from);
}

const interpolation = /* @__PURE__ */ oneOf("linear", "cosine");

/** Options of {@link piecewiseInterpolateSchedule}. */
export interface PiecewiseInterpolateScheduleOptions {
  readonly interpolateType: "linear" | "cosine";
  readonly initValue: number;
  /** From steps to factors, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/** `piecewise_interpolate_schedule`: multiplied by each factor by its step, on a line or half a cosine that leads there. */
export const piecewiseInterpolateSchedule =
  /* @__PURE__ */ definePreset<PiecewiseInterpolateScheduleOptions>(
    "optax.piecewiseInterpolateSchedule",
    {
      options: {
        interpolateType: interpolation,
        initValue: nonNegative,
        boundariesAndScales: scales,
      },
      defaults: { boundariesAndScales: {} },
      build: ({ interpolateType, initValue, boundariesAndScales }) =>
        interpolated(interpolateType, initValue, inOrder(Object.entries(boundariesAndScales))),
    },
  );

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  readonly initValue: number;
  /** With 0 or less there is no decay, and the value stays `initValue`. */
  readonly transitionSteps: number;
  readonly decayRate: number;
  /** @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling. @defaultValue none */
  readonly endValue?: number | null | undefined;
}

const exponentialRules = {
  transitionSteps: finite,
  decayRate: positive,
  transitionBegin: nonNegative,
  staircase: flag,
  endValue: nonNegative,
};

const exponentialDefaults = { transitionBegin: 0, staircase: false, endValue: undefined };

interface Exponential {
  readonly transitionSteps: number;
  readonly decayRate: number;
  readonly transitionBegin: number;
  readonly staircase: boolean;
  readonly endValue: number | undefined;
}

const exponentialFrom = (
  initial: number,
  { transitionSteps, decayRate, transitionBegin, staircase, endValue }: Exponential,
): Schedule => {
  if (transitionSteps <= 0) return constant(initial);
  return exponentially({
    initial,
    factor: decayRate,
    every: transitionSteps,
    staircase,
    begin: transitionBegin,
    ...(endValue === undefined ? {} : decayRate < 1 ? { min: endValue } : { max: endValue }),
  });
};

/** `exponential_decay`: multiplied by `decayRate` over every `transitionSteps` steps, smoothly or in stairs. */
export const exponentialDecay = /* @__PURE__ */ definePreset<ExponentialDecayOptions, "endValue">(
  "optax.exponentialDecay",
  {
    options: /* @__PURE__ */ Object.assign({ initValue: nonNegative }, exponentialRules),
    defaults: exponentialDefaults,
    build: ({ initValue, ...decay }) => exponentialFrom(initValue, decay),
  },
);

const cosineFrom = (from: number, to: number, steps: number, exponent: number): Schedule =>
  exponent > 0
    ? ramp({
        from,
        to,
        steps,
        curve: exponent === 1 ? cosineCurve : raisedCurve(exponent, cosineCurve),
      })
    : constant(from);

/** Options of {@link cosineDecaySchedule}. */
export interface CosineDecayScheduleOptions {
  readonly initValue: number;
  readonly decaySteps: number;
  /** Share of `initValue` that is left in the end. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/** `cosine_decay_schedule`: half a cosine, or a power of it, down to the share `alpha`. */
export const cosineDecaySchedule = /* @__PURE__ */ definePreset<CosineDecayScheduleOptions>(
  "optax.cosineDecaySchedule",
  {
    options: {
      initValue: nonNegative,
      decaySteps: positive,
      alpha: nonNegative,
      exponent: nonNegative,
    },
    defaults: { alpha: 0, exponent: 1 },
    build: ({ initValue, decaySteps, alpha, exponent }) =>
      cosineFrom(initValue, alpha * initValue, decaySteps, exponent),
  },
);

const warmupTo = (from: number, to: number, steps: number): readonly [Composable, number] => [
  steps > 0 ? ramp({ from, to, steps }) : to,
  steps,
];

/** Options of {@link warmupConstantSchedule}. */
export interface WarmupConstantScheduleOptions {
  readonly initValue: number;
  readonly peakValue: number;
  readonly warmupSteps: number;
}

/** `warmup_constant_schedule`: a straight line to `peakValue`, where it stays. */
export const warmupConstantSchedule = /* @__PURE__ */ definePreset<WarmupConstantScheduleOptions>(
  "optax.warmupConstantSchedule",
  {
    options: { initValue: nonNegative, peakValue: nonNegative, warmupSteps: nonNegative },
    build: ({ initValue, peakValue, warmupSteps }) =>
      phases([warmupTo(initValue, peakValue, warmupSteps)], peakValue),
  },
);

/** Options of {@link warmupCosineDecaySchedule}. */
export interface WarmupCosineDecayScheduleOptions {
  readonly initValue: number;
  readonly peakValue: number;
  readonly warmupSteps: number;
  /** With the warmup. */
  readonly decaySteps: number;
  /** @defaultValue `0` */
  readonly endValue?: number | undefined;
  /** @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/** `warmup_cosine_decay_schedule`: a straight line to `peakValue`, then half a cosine, or a power of it, to `endValue`. */
export const warmupCosineDecaySchedule =
  /* @__PURE__ */ definePreset<WarmupCosineDecayScheduleOptions>(
    "optax.warmupCosineDecaySchedule",
    {
      options: {
        initValue: nonNegative,
        peakValue: nonNegative,
        warmupSteps: nonNegative,
        decaySteps: positive,
        endValue: nonNegative,
        exponent: nonNegative,
      },
      defaults: { endValue: 0, exponent: 1 },
      build({ initValue, peakValue, warmupSteps, decaySteps, endValue, exponent }, fail) {
        if (decaySteps <= warmupSteps) fail("decaySteps", `above warmupSteps (${warmupSteps})`);
        // Shares of a peak of 0 are 0.
        const end = peakValue > 0 ? endValue : 0;
        return phases(
          [warmupTo(initValue, peakValue, warmupSteps)],
          cosineFrom(peakValue, end, decaySteps - warmupSteps, exponent),
        );
      },
    },
  );

/** Options of {@link warmupExponentialDecaySchedule}. */
export interface WarmupExponentialDecayScheduleOptions {
  readonly initValue: number;
  readonly peakValue: number;
  readonly warmupSteps: number;
  /** With 0 or less there is no decay, and the value stays `peakValue`. */
  readonly transitionSteps: number;
  readonly decayRate: number;
  /** Steps after the warmup. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling. @defaultValue none */
  readonly endValue?: number | null | undefined;
}

/** `warmup_exponential_decay_schedule`: a straight line to `peakValue`, then {@link exponentialDecay}. */
export const warmupExponentialDecaySchedule = /* @__PURE__ */ definePreset<
  WarmupExponentialDecayScheduleOptions,
  "endValue"
>("optax.warmupExponentialDecaySchedule", {
  options: /* @__PURE__ */ Object.assign(
    { initValue: nonNegative, peakValue: nonNegative, warmupSteps: nonNegative },
    exponentialRules,
  ),
  defaults: exponentialDefaults,
  build: ({ initValue, peakValue, warmupSteps, ...decay }) =>
    phases([warmupTo(initValue, peakValue, warmupSteps)], exponentialFrom(peakValue, decay)),
});

const oneCycleRules = {
  transitionSteps: positiveInteger,
  peakValue: nonNegative,
  pctStart: share,
  divFactor: positive,
  finalDivFactor: positive,
};

const oneCycleDefaults = { pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 };

/** Options of {@link linearOnecycleSchedule}. */
export interface LinearOnecycleScheduleOptions {
  readonly transitionSteps: number;
  readonly peakValue: number;
  /** @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** @defaultValue `0.85` */
  readonly pctFinal?: number | undefined;
  /** @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/** `linear_onecycle_schedule`: straight up to `peakValue`, back to where it began, and down to a share of that. */
export const linearOnecycleSchedule = /* @__PURE__ */ definePreset<LinearOnecycleScheduleOptions>(
  "optax.linearOnecycleSchedule",
  {
    options: /* @__PURE__ */ Object.assign({ pctFinal: share }, oneCycleRules),
    defaults: /* @__PURE__ */ Object.assign({ pctFinal: 0.85 }, oneCycleDefaults),
    build: ({ transitionSteps, peakValue, pctStart, pctFinal, divFactor, finalDivFactor }) =>
      interpolated(
        "linear",
        peakValue / divFactor,
        inOrder([
          [Math.floor(pctStart * transitionSteps), divFactor],
          [Math.floor(pctFinal * transitionSteps), 1 / divFactor],
          [transitionSteps, 1 / finalDivFactor],
        ]),
      ),
  },
);

/** Options of {@link cosineOnecycleSchedule}. */
export interface CosineOnecycleScheduleOptions {
  readonly transitionSteps: number;
  readonly peakValue: number;
  /** @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/** `cosine_onecycle_schedule`: half a cosine up to `peakValue`, another down to a share of where it began. */
export const cosineOnecycleSchedule = /* @__PURE__ */ definePreset<CosineOnecycleScheduleOptions>(
  "optax.cosineOnecycleSchedule",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build: ({ transitionSteps, peakValue, pctStart, divFactor, finalDivFactor }) =>
      interpolated("cosine", peakValue / divFactor, [
        [Math.floor(pctStart * transitionSteps), divFactor],
        [transitionSteps, 1 / (divFactor * finalDivFactor)],
      ]),
  },
);

/** Options of {@link joinSchedules}. */
export interface JoinSchedulesOptions<
  Schedules extends readonly Composable[] = readonly Composable[],
> {
  /** One more than `boundaries`. One that reacts to a metric is welcome. */
  readonly schedules: Schedules;
  /** Steps at which the next schedule begins, on a clock that starts at 0 with it. */
  readonly boundaries: readonly number[];
}

/** `join_schedules`: one schedule after another. */
export const joinSchedules = /* @__PURE__ */ definePreset<
  JoinSchedulesOptions,
  never,
  <const Schedules extends readonly Composable[]>(
    options: JoinSchedulesOptions<Schedules>,
  ) => ComposedAll<Schedules>
>("optax.joinSchedules", {
  options: { schedules, boundaries: sortedStepList },
  build({ schedules: list, boundaries }, fail) {
    if (boundaries.length !== list.length - 1) fail("boundaries", "one shorter than schedules");
    return joined(list, boundaries);
  },
});

/** Options of {@link sgdrSchedule}. */
export interface SgdrScheduleOptions {
  /** The options of {@link warmupCosineDecaySchedule} for each cycle. */
  readonly cosineKwargs: readonly WarmupCosineDecayScheduleOptions[];
}

/** `sgdr_schedule`: one {@link warmupCosineDecaySchedule} after another, each for its own `decaySteps`. */
export const sgdrSchedule = /* @__PURE__ */ definePreset<SgdrScheduleOptions>(
  "optax.sgdrSchedule",
  {
    options: {
      cosineKwargs: {
        type: "object",
        rule: "a non-empty array of options of warmupCosineDecaySchedule",
        accepts: (value) =>
          Array.isArray(value) &&
          value.length > 0 &&
          value.every((item: unknown) => typeof item === "object" && item !== null),
        keep: (value) => (value as WarmupCosineDecayScheduleOptions[]).map((item) => ({ ...item })),
      },
    },
    build({ cosineKwargs }) {
      const parts = cosineKwargs.map(
        (options) => [warmupCosineDecaySchedule(options), options.decaySteps] as const,
      );
      return phases(parts.slice(0, -1), parts.at(-1)![0]);
    },
  },
);

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** What the scale multiplies: the learning rate, or any schedule. */
  readonly lr: Composable;
  /** @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Share of the best by which a metric must be better. @defaultValue `1e-4` */
  readonly rtol?: number | undefined;
  /** Amount by which it must be better as well. @defaultValue `0` */
  readonly atol?: number | undefined;
  /** @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Number of metrics whose mean is judged in place of each. @defaultValue `1` */
  readonly accumulationSize?: number | undefined;
  /** Lowest scale. @defaultValue `0` */
  readonly minScale?: number | undefined;
  /** Name of the metric, which optax' has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/** `contrib.reduce_on_plateau`: a scale on any schedule, multiplied by `factor` when a loss has stopped improving. */
export const reduceOnPlateau = /* @__PURE__ */ definePreset<
  ReduceOnPlateauOptions,
  never,
  (options: ReduceOnPlateauOptions) => ReactiveSchedule
>("optax.reduceOnPlateau", {
  options: {
    lr: schedule,
    factor: belowOne,
    patience: nonNegativeInteger,
    rtol: share,
    atol: nonNegative,
    cooldown: nonNegativeInteger,
    accumulationSize: positiveInteger,
    minScale: share,
    monitor: name,
  },
  defaults: {
    factor: 0.1,
    patience: 10,
    rtol: 1e-4,
    atol: 0,
    cooldown: 0,
    accumulationSize: 1,
    minScale: 0,
    monitor: "val_loss",
  },
  build(options, fail) {
    const { lr, factor, patience, rtol, atol, cooldown, accumulationSize, minScale } = options;
    if (rtol + atol === 0) fail("rtol", "above 0 when atol is 0");
    const scale = plateau({
      schedule: 1,
      monitor: options.monitor,
      factor,
      patience: Math.max(1, patience),
      threshold: rtol,
      margin: atol,
      cooldown,
      min: minScale,
      window: accumulationSize,
      windowMode: "block",
    });
    return product<readonly [Composable, ReactiveSchedule]>([lr, scale]);
  },
});

/** Every preset of optax. Bundlers keep all of them for it: each is exported by itself as well. */
export const optax = {
  constantSchedule,
  cosineDecaySchedule,
  cosineOnecycleSchedule,
  exponentialDecay,
  joinSchedules,
  linearOnecycleSchedule,
  linearSchedule,
  piecewiseConstantSchedule,
  piecewiseInterpolateSchedule,
  polynomialSchedule,
  reduceOnPlateau,
  sgdrSchedule,
  warmupConstantSchedule,
  warmupCosineDecaySchedule,
  warmupExponentialDecaySchedule,
};
