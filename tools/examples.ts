/** A schedule of every kind over a hundred steps, for the table of packages and the plots of their READMEs. */
import {
  cosine,
  cosineArc,
  cosineCurve,
  cosineCycles,
  cosinePower,
  cosineRestarts,
  cyclic,
  cyclicMomentum,
  exponential,
  exponentialWarmup,
  greedy,
  inverseSqrt,
  inverseTime,
  linear,
  logarithmicCurve,
  multiStep,
  noam,
  oneCycle,
  oneCycleMomentum,
  oneMinusSqrtCurve,
  piecewise,
  piecewiseCosine,
  piecewiseLinear,
  plateau,
  polynomial,
  polynomialCycles,
  powerLaw,
  radamWarmup,
  ramp,
  rangeTest,
  rex,
  sample,
  sequence,
  simulate,
  sigmoid,
  sine,
  slantedTriangular,
  step,
  tanh,
  triStage,
  untunedWarmup,
  warmup,
  warmupStableDecay,
} from "anneal";
import type { Plottable, ReactiveSchedule, Schedule } from "anneal";

/** Length of every example in steps. */
export const steps = 100;

/** A loss that falls, stalls, falls once more and stalls again. */
const losses = Array.from({ length: steps }, (_, update) =>
  update < 20 ? 2 - update / 20 : update < 45 ? 1 : update < 60 ? 1.6 - update / 75 : 0.8,
);
const reacting = (schedule: ReactiveSchedule): Plottable => simulate(schedule, losses).values;

const pointsOf = (values: readonly number[]): (readonly [number, number])[] =>
  values.map((value, index) => [index * 25, value] as const);

/** By package, then by the name of what it exports. */
export const examples: Readonly<Record<string, Readonly<Record<string, Schedule | Plottable>>>> = {
  core: {
    ramp: ramp({ from: 0.02, to: 1, steps }),
    sequence: sequence([
      ramp({ from: 0.02, to: 1, steps: 20 }),
      { schedule: 1, steps: 30 },
      ramp({ from: 1, to: 0.1, steps: 50, curve: cosineCurve }),
    ]),
  },
  step: {
    step: step({ initial: 1, every: 25, factor: 0.6 }),
    multiStep: multiStep({ initial: 1, milestones: [50, 75], factor: 0.4 }),
    piecewise: piecewise({ boundaries: [30, 60], values: [0.5, 1, 0.2] }),
    piecewiseLinear: piecewiseLinear({ points: pointsOf([0.2, 1, 0.6, 0.5, 0.1]) }),
    piecewiseCosine: piecewiseCosine({ points: pointsOf([0.1, 0.8, 0.4, 0.3, 0]) }),
  },
  exponential: {
    exponential: exponential({ initial: 1, factor: 0.97 }),
    inverseTime: inverseTime({ initial: 1, rate: 0.05 }),
    tanh: tanh({ initial: 1, steps }),
    sigmoid: sigmoid({ max: 1, center: 50, rate: 0.12 }),
  },
  polynomial: {
    linear: linear({ initial: 1, steps }),
    polynomial: polynomial({ initial: 1, steps, power: 2 }),
    polynomialCycles: polynomialCycles({ initial: 1, steps: 30 }),
    rex: rex({ initial: 1, steps }),
  },
  cosine: {
    cosine: cosine({ initial: 1, steps }),
    cosinePower: cosinePower({ initial: 1, steps, exponent: 2 }),
    cosineArc: cosineArc({ initial: 1, steps }),
    cosineRestarts: cosineRestarts({ initial: 1, steps: 15, multiplier: 2 }),
    cosineCycles: cosineCycles({
      cycles: [
        { steps: 40, peak: 0.9, warmup: 10 },
        { steps: 40, peak: 0.5, warmup: 10 },
      ],
    }),
  },
  cyclic: {
    cyclic: cyclic({ min: 0.1, max: 1, up: 10, down: 15, mode: "triangular2" }),
    sine: sine({ min: 0.1, max: 1, period: 25, mode: "exponential", factor: 0.985 }),
    oneCycle: oneCycle({ peak: 1, steps }),
    slantedTriangular: slantedTriangular({ peak: 1, steps }),
    rangeTest: rangeTest({ from: 0.001, to: 1, steps }),
    oneCycleMomentum: oneCycleMomentum({ steps }),
    cyclicMomentum: cyclicMomentum({ up: 10, down: 15 }),
  },
  transformer: {
    inverseSqrt: inverseSqrt({ peak: 1, warmup: 10 }),
    noam: noam({ dimension: 1, warmup: 20, factor: Math.sqrt(20) }),
    warmupStableDecay: warmupStableDecay({
      peak: 1,
      warmup: 10,
      stable: 60,
      decay: 30,
      curve: oneMinusSqrtCurve,
    }),
    triStage: triStage({ initial: 0.01, peak: 1, min: 0.02, warmup: 10, hold: 40, decay: 50 }),
    powerLaw: powerLaw({ peak: 1, amplitude: 4, exponent: -0.5, warmup: 10 }),
  },
  warmup: {
    warmup: warmup({ schedule: cosine({ initial: 1, steps: 80 }), steps: 20 }),
    "warmup, logarithmic": warmup({
      schedule: cosine({ initial: 0.9, steps: 80 }),
      steps: 20,
      curve: logarithmicCurve(100),
    }),
    untunedWarmup: untunedWarmup({ schedule: 0.7, beta2: 0.96, shape: "exponential" }),
    exponentialWarmup: exponentialWarmup({
      schedule: cosine({ initial: 0.9, steps }),
      factor: 0.9,
    }),
    radamWarmup: radamWarmup({ schedule: 0.6, beta2: 0.98 }),
  },
  plateau: {
    plateau: reacting(plateau({ schedule: 1, factor: 0.5, patience: 10, monitor: "loss" })),
    greedy: reacting(
      greedy({
        schedule: 0.4,
        min: 0.02,
        max: 1,
        factor: 0.7,
        patience: 5,
        monitor: "loss",
      }),
    ),
  },
};

/** The values of an example at whole steps. */
export const valuesOf = (example: Schedule | Plottable): readonly number[] =>
  Array.isArray(example) ? (example as readonly number[]) : sample(example as Schedule, { steps });
