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
  /** Value at every step: a finite number of at least 0. */
  readonly value: number;
}

/**
 * `constant_schedule`: `value` at every step.
 *
 * @throws {RangeError} If `value` is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * optax.constantSchedule({ value: 0.1 })(1000); // => 0.1
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value at the end: a finite number of at least 0. */
  readonly endValue: number;
  /** Exponent of the way left, at least 0. */
  readonly power: number;
  /** Steps from one value to the other; with 0 or less the value stays `initValue`. */
  readonly transitionSteps: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/**
 * `polynomial_schedule`: from `initValue` to `endValue` along `(1 − s / transitionSteps)^power`, where it stays.
 *
 * It is `initValue` up to `transitionBegin`, from which on s counts the steps; with a `power` of 0, or
 * `transitionSteps` of 0 or less, it stays that.
 * Differs: a negative `transitionBegin`, which optax takes for 0, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { initValue: 0.1, endValue: 0, power: 2, transitionSteps: 10, transitionBegin: 10 };
 * const schedule = optax.polynomialSchedule(options);
 * [10, 15, 20].map((step) => schedule(step)); // => [0.1, 0.025, 0]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value at the end: a finite number of at least 0. */
  readonly endValue: number;
  /** Steps from one value to the other; with 0 or less the value stays `initValue`. */
  readonly transitionSteps: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/**
 * `linear_schedule`: a line from `initValue` at `transitionBegin` to `endValue` after `transitionSteps` more, where it
 * stays.
 *
 * Differs: a negative `transitionBegin`, which optax takes for 0, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.linearSchedule({ initValue: 0.1, endValue: 0, transitionSteps: 10 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** From steps to factors, each at least 0, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/**
 * `piecewise_constant_schedule`: `initValue` times the factor of every step in `boundariesAndScales` at or before t.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.piecewiseConstantSchedule({ initValue: 0.1, boundariesAndScales: { 30: 0.5, 60: 0.5 } });
 * [29, 30, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0.025]
 * ```
 */
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
  /** Along lines or half cosines. */
  readonly interpolateType: "linear" | "cosine";
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** From steps to factors, each at least 0, as in `{ 30: 0.1, 60: 0.5 }`. @defaultValue none */
  readonly boundariesAndScales?: Readonly<Record<string, number>> | null | undefined;
}

/**
 * `piecewise_interpolate_schedule`: as {@link piecewiseConstantSchedule}, with a way to each factor that gets there at
 * its step.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.piecewiseInterpolateSchedule({
 *   interpolateType: "linear",
 *   initValue: 0.1,
 *   boundariesAndScales: { 10: 0.5, 30: 0 },
 * });
 * [0, 10, 20, 30].map((step) => schedule(step)); // => [0.1, 0.05, 0.025, 0]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Steps that `decayRate` is for; with 0 or less there is no decay. */
  readonly transitionSteps: number;
  /** Factor over `transitionSteps`, above 0. */
  readonly decayRate: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** Whether it changes only at the multiples of `transitionSteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling, at least 0. @defaultValue none */
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

/**
 * `exponential_decay`: `initValue · decayRate^(s / transitionSteps)` with s steps since `transitionBegin`, never past
 * `endValue`.
 *
 * With `staircase` the exponent is rounded down; with `transitionSteps` of 0 or less it stays `initValue`.
 * Differs: a `decayRate` of 0, with which optax stays constant, and a negative `transitionBegin`, which it takes for
 * 0, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the value has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.exponentialDecay({ initValue: 0.1, transitionSteps: 10, decayRate: 0.25, endValue: 0.01 });
 * [0, 5, 10, 20].map((step) => schedule(step)); // => [0.1, 0.05, 0.025, 0.01]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Length of the half cosine in steps, above 0. */
  readonly decaySteps: number;
  /** Share of `initValue` that is left in the end, at least 0. @defaultValue `0` */
  readonly alpha?: number | undefined;
  /** Exponent of the weight of the cosine, at least 0. @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/**
 * `cosine_decay_schedule`: `initValue · ((1 − alpha) · w^exponent + alpha)`, with
 * `w = (1 + cos(π · t / decaySteps)) / 2`.
 *
 * From `decaySteps` on it is `alpha · initValue`. With an `exponent` of 0 it stays `initValue`.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.cosineDecaySchedule({ initValue: 0.1, decaySteps: 100 });
 * [0, 50, 100].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
}

/**
 * `warmup_constant_schedule`: a line from `initValue` to `peakValue` over `warmupSteps`, where it stays.
 *
 * Differs: with 0 `warmupSteps` it is `peakValue` at once, where optax stays at `initValue` for good.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.warmupConstantSchedule({ initValue: 0, peakValue: 0.1, warmupSteps: 10 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0, 0.05, 0.1]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
  /** Steps in all, the warmup included: above `warmupSteps`. */
  readonly decaySteps: number;
  /** Value from `decaySteps` on, at least 0. @defaultValue `0` */
  readonly endValue?: number | undefined;
  /** Exponent of the weight of the cosine, at least 0. @defaultValue `1` */
  readonly exponent?: number | undefined;
}

/**
 * `warmup_cosine_decay_schedule`: a line to `peakValue` over `warmupSteps`, then half a cosine to `endValue` at
 * `decaySteps`.
 *
 * The weight of the peak is that of {@link cosineDecaySchedule}, to the power of `exponent`. A peak of 0 stays 0.
 *
 * @throws {RangeError} If an option is out of its range, or if `decaySteps`, which count the warmup, are not above
 *   `warmupSteps`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 0.1, warmupSteps: 10, decaySteps: 110 });
 * [0, 5, 10, 60, 110].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
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
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value after the warmup: a finite number of at least 0. */
  readonly peakValue: number;
  /** Length of the warmup in steps, at least 0. */
  readonly warmupSteps: number;
  /** Steps that `decayRate` is for; with 0 or less there is no decay. */
  readonly transitionSteps: number;
  /** Factor over `transitionSteps`, above 0. */
  readonly decayRate: number;
  /** Steps between warmup and decay, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** Whether it changes only at the multiples of `transitionSteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling, at least 0. @defaultValue none */
  readonly endValue?: number | null | undefined;
}

/**
 * `warmup_exponential_decay_schedule`: a line to `peakValue` over `warmupSteps`, then {@link exponentialDecay} from
 * there.
 *
 * `transitionBegin` counts from the end of the warmup.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the value has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = { initValue: 0, peakValue: 0.1, warmupSteps: 10 };
 * const schedule = optax.warmupExponentialDecaySchedule({ ...warmup, transitionSteps: 10, decayRate: 0.25 });
 * [0, 5, 10, 15].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.05]
 * ```
 */
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
  /** Number of updates, an integer above 0. */
  readonly transitionSteps: number;
  /** Value at the top: a finite number of at least 0. */
  readonly peakValue: number;
  /** Share of the steps that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** Share of the steps after which it is back at the first value, from 0 to 1. @defaultValue `0.85` */
  readonly pctFinal?: number | undefined;
  /** `peakValue` divided by the first value, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first value divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/**
 * `linear_onecycle_schedule`: lines up to `peakValue`, back to where it began, and down to `1 / finalDivFactor` of
 * that.
 *
 * It begins at `peakValue / divFactor`; its turns are at `⌊pctStart · transitionSteps⌋`,
 * `⌊pctFinal · transitionSteps⌋` and `transitionSteps`, from which on it stays.
 * Differs: two turns at the same step are both made, where optax leaves one of them out.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.linearOnecycleSchedule({ transitionSteps: 100, peakValue: 0.5, divFactor: 4, finalDivFactor: 8 });
 * [0, 30, 85, 100].map((step) => schedule(step)); // => [0.125, 0.5, 0.125, 0.015625]
 * ```
 */
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
  /** Number of updates, an integer above 0. */
  readonly transitionSteps: number;
  /** Value at the top: a finite number of at least 0. */
  readonly peakValue: number;
  /** Share of the steps that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** `peakValue` divided by the first value, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first value divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
}

/**
 * `cosine_onecycle_schedule`: half a cosine from `peakValue / divFactor` up to `peakValue`, another down to the last
 * value.
 *
 * The top is at `⌊pctStart · transitionSteps⌋`, the last value, `peakValue / divFactor / finalDivFactor`, at
 * `transitionSteps`.
 * Differs: two turns at the same step are both made, where optax leaves one of them out.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.cosineOnecycleSchedule({ transitionSteps: 100, peakValue: 0.5, divFactor: 4, finalDivFactor: 8 });
 * [0, 30, 100].map((step) => schedule(step)); // => [0.125, 0.5, 0.015625]
 * ```
 */
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
  /** Steps at which the next schedule begins, at least 0, in order. */
  readonly boundaries: readonly number[];
}

/**
 * `join_schedules`: one schedule after another, each on a clock of its own that starts at 0 with it. A boundary
 * belongs to the next.
 *
 * Reactive if one of `schedules` is.
 * Differs: boundaries out of order or too many or too few, for which optax leaves out a schedule, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `boundaries` is not one shorter than `schedules`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const decay = optax.linearSchedule({ initValue: 0.1, endValue: 0, transitionSteps: 10 });
 * const schedule = optax.joinSchedules({ schedules: [0.2, decay], boundaries: [5] });
 * [4, 5, 10].map((step) => schedule(step)); // => [0.2, 0.1, 0.05]
 * ```
 */
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
  /** The options of {@link warmupCosineDecaySchedule} for each cycle, of which there is at least one. */
  readonly cosineKwargs: readonly WarmupCosineDecayScheduleOptions[];
}

/**
 * `sgdr_schedule`: one {@link warmupCosineDecaySchedule} after another, each for its own `decaySteps`; the last one
 * holds its end.
 *
 * @throws {RangeError} If an option of a cycle is out of its range, or if there is no cycle.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const cycle = { initValue: 0, peakValue: 0.1, warmupSteps: 10, decaySteps: 30 };
 * const schedule = optax.sgdrSchedule({ cosineKwargs: [cycle, { ...cycle, peakValue: 0.05 }] });
 * [10, 20, 30, 40, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0, 0.05, 0]
 * ```
 */
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
  /** What the scale multiplies: the learning rate, a finite number of at least 0, or any schedule. */
  readonly lr: Composable;
  /** What a reduction multiplies the scale by, above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Bad observations in a row that reduce, an integer of at least 0; 0 is the same as 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Share of the best by which a metric must be better, from 0 to 1. @defaultValue `1e-4` */
  readonly rtol?: number | undefined;
  /** Amount by which it must be better as well, at least 0. @defaultValue `0` */
  readonly atol?: number | undefined;
  /** Observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Number of metrics whose mean is judged in place of each, an integer above 0. @defaultValue `1` */
  readonly accumulationSize?: number | undefined;
  /** Lowest scale, from 0 to 1. @defaultValue `0` */
  readonly minScale?: number | undefined;
  /** Name of the metric, which optax' has none of. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
}

/**
 * `contrib.reduce_on_plateau`: a scale on any schedule, multiplied by `factor` after `patience` bad observations in a
 * row.
 *
 * Made of `product` and `plateau`: `lr(t) · scale`, with a scale from 1 down to `minScale`.
 * Differs: `rtol` is a share of the best's magnitude, so that of a negative metric flat or worse is never better; an
 * infinite metric is a bad one; a `patience` of 0, with which optax reduces on every improvement, is 1.
 *
 * @throws {RangeError} If an option is out of its range, or if `rtol` and `atol` are both 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(optax.reduceOnPlateau({ lr: 0.1, factor: 0.5, patience: 2 }));
 * [3, 2, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.1, 0.05]
 * ```
 */
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

/**
 * Every preset of optax. Bundlers keep all of them for it: each is exported by itself as well.
 *
 * optax computes in 32 bits unless told otherwise; these do not.
 */
export const optax = {
  /** `constant_schedule`: `value` at every step. See {@link constantSchedule}. */
  constantSchedule,
  /**
   * `cosine_decay_schedule`: `initValue · ((1 − alpha) · w^exponent + alpha)`, with `w = (1 + cos(π · t / decaySteps)) / 2`.
   * See {@link cosineDecaySchedule}.
   */
  cosineDecaySchedule,
  /**
   * `cosine_onecycle_schedule`: half a cosine from `peakValue / divFactor` up to `peakValue`, another down to the last value.
   * See {@link cosineOnecycleSchedule}.
   */
  cosineOnecycleSchedule,
  /**
   * `exponential_decay`: `initValue · decayRate^(s / transitionSteps)` with s steps since `transitionBegin`, never past `endValue`.
   * See {@link exponentialDecay}.
   */
  exponentialDecay,
  /**
   * `join_schedules`: one schedule after another, each on a clock of its own that starts at 0 with it. A boundary belongs to the next.
   * See {@link joinSchedules}.
   */
  joinSchedules,
  /**
   * `linear_onecycle_schedule`: lines up to `peakValue`, back to where it began, and down to `1 / finalDivFactor` of that.
   * See {@link linearOnecycleSchedule}.
   */
  linearOnecycleSchedule,
  /**
   * `linear_schedule`: a line from `initValue` at `transitionBegin` to `endValue` after `transitionSteps` more, where it stays.
   * See {@link linearSchedule}.
   */
  linearSchedule,
  /**
   * `piecewise_constant_schedule`: `initValue` times the factor of every step in `boundariesAndScales` at or before t.
   * See {@link piecewiseConstantSchedule}.
   */
  piecewiseConstantSchedule,
  /**
   * `piecewise_interpolate_schedule`: as {@link piecewiseConstantSchedule}, with a way to each factor that gets there at its step.
   * See {@link piecewiseInterpolateSchedule}.
   */
  piecewiseInterpolateSchedule,
  /**
   * `polynomial_schedule`: from `initValue` to `endValue` along `(1 − s / transitionSteps)^power`, where it stays.
   * See {@link polynomialSchedule}.
   */
  polynomialSchedule,
  /**
   * `contrib.reduce_on_plateau`: a scale on any schedule, multiplied by `factor` after `patience` bad observations in a row.
   * See {@link reduceOnPlateau}.
   */
  reduceOnPlateau,
  /**
   * `sgdr_schedule`: one {@link warmupCosineDecaySchedule} after another, each for its own `decaySteps`; the last one holds its end.
   * See {@link sgdrSchedule}.
   */
  sgdrSchedule,
  /**
   * `warmup_constant_schedule`: a line from `initValue` to `peakValue` over `warmupSteps`, where it stays.
   * See {@link warmupConstantSchedule}.
   */
  warmupConstantSchedule,
  /**
   * `warmup_cosine_decay_schedule`: a line to `peakValue` over `warmupSteps`, then half a cosine to `endValue` at `decaySteps`.
   * See {@link warmupCosineDecaySchedule}.
   */
  warmupCosineDecaySchedule,
  /**
   * `warmup_exponential_decay_schedule`: a line to `peakValue` over `warmupSteps`, then {@link exponentialDecay} from there.
   * See {@link warmupExponentialDecaySchedule}.
   */
  warmupExponentialDecaySchedule,
};
