import { greedy } from "@anneal/plateau";
import { composition, compositionKinds, duration, learningRate } from "@anneal/testing";
import fc from "fast-check";
import {
  constant,
  cosine,
  cosineCurve,
  cosineRestarts,
  cyclic,
  exponential,
  exponentialCurve,
  inverseSqrt,
  inverseTime,
  kinds,
  linear,
  linearCurve,
  mirrorCosineCurve,
  multiStep,
  noam,
  oneCycle,
  oneCycleMomentum,
  oneMinusSqrtCurve,
  piecewise,
  plateau,
  polynomial,
  polynomialCurve,
  ramp,
  rexCurve,
  scheduleFrom,
  slantedTriangular,
  squareCurve,
  step,
  triStage,
  warmup,
  warmupStableDecay,
} from "../src/index.ts";
import type {
  Composable,
  Curve,
  Kind,
  PlateauOptions,
  ReactiveSchedule,
  Schedule,
} from "../src/index.ts";

const factor = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const range = fc
  .tuple(learningRate(), learningRate())
  .map(([a, b]) => ({ initial: Math.max(a, b), min: Math.min(a, b) }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const increasing = fc
  .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 })
  .map((list) => list.sort((a, b) => a - b));

const curve: fc.Arbitrary<Curve> = fc.oneof(
  fc.constantFrom(
    cosineCurve,
    linearCurve,
    mirrorCosineCurve,
    oneMinusSqrtCurve,
    rexCurve,
    squareCurve,
  ),
  fc.double({ min: 0.1, max: 4, noNaN: true }).map((power) => polynomialCurve(power)),
);

const options = <Options>(parts: { [Name in keyof Options]: fc.Arbitrary<Options[Name]> }) =>
  fc.record<Options>(parts);

const leaf: fc.Arbitrary<Composable> = fc.oneof<fc.Arbitrary<Composable>[]>(
  learningRate(),
  learningRate().map((value) => constant(value)),
  options({ from: learningRate(), to: learningRate(), steps: duration(), curve }).map(ramp),
  options({ from: factor, to: factor, steps: duration() }).map((ends) =>
    ramp({ ...ends, curve: exponentialCurve }),
  ),
  fc.tuple(range, options({ every: duration(), factor })).map(([a, b]) => step({ ...a, ...b })),
  options({ initial: learningRate(), milestones: increasing, factor }).map(multiStep),
  fc
    .tuple(increasing, fc.array(learningRate(), { minLength: 5, maxLength: 5 }))
    .map(([boundaries, list]) =>
      piecewise({ boundaries, values: list.slice(0, boundaries.length + 1) }),
    ),
  fc
    .tuple(range, options({ every: duration(), factor, staircase: fc.boolean() }))
    .map(([a, b]) => exponential({ ...a, ...b })),
  options({
    initial: learningRate(),
    rate: learningRate(),
    every: duration(),
    power: factor,
    staircase: fc.boolean(),
  }).map(inverseTime),
  fc.tuple(range, duration()).map(([ends, steps]) => linear({ ...ends, steps })),
  fc
    .tuple(range, options({ steps: duration(), power: factor }))
    .map(([a, b]) => polynomial({ ...a, ...b })),
  fc.tuple(range, duration()).map(([ends, steps]) => cosine({ ...ends, steps })),
  fc
    .tuple(
      range,
      options({ steps: duration(), decay: factor, cycles: fc.integer({ min: 1, max: 4 }) }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
    )
    .map(([a, b, multiplier]) => cosineRestarts({ ...a, ...b, multiplier })),
  fc
    .tuple(
      range,
      options({
        up: duration(),
        down: duration(),
        mode: fc.constantFrom("triangular" as const, "triangular2" as const),
      }),
    )
    .map(([{ initial: max, min }, b]) => cyclic({ max, min, ...b })),
  fc
    .tuple(range, options({ up: duration(), factor }))
    .map(([{ initial: max, min }, b]) => cyclic({ max, min, ...b, mode: "exponentialRange" })),
  options({ peak: learningRate(), steps: duration(), fraction: share }).map(slantedTriangular),
  fc
    .tuple(
      range,
      options({
        steps: duration(),
        fraction: fc.double({ min: 0, max: 0.5, noNaN: true }),
        curve,
        phases: fc.constantFrom(2 as const, 3 as const),
      }),
    )
    .map(([{ initial: peak, min }, b]) => oneCycle({ peak, min, initial: min, ...b })),
  options({ steps: duration(), fraction: share, curve }).map(oneCycleMomentum),
  options({ peak: learningRate(), warmup: duration(), timescale: duration() }).map(inverseSqrt),
  options({ dimension: fc.integer({ min: 1, max: 4096 }), warmup: duration() }).map(noam),
  fc
    .tuple(range, options({ warmup: duration(), stable: duration(), decay: duration(), curve }))
    .map(([{ initial: peak, min }, b]) => warmupStableDecay({ peak, min, ...b })),
  options({
    initial: factor,
    final: factor,
    warmup: duration(),
    hold: duration(),
    decay: duration(),
  }).map((given) => triStage({ ...given, peak: 1 })),
);

/** The kinds that take a schedule: those of the packages beside those that {@link composition} knows. */
const around = (inner: fc.Arbitrary<Composable>): fc.Arbitrary<Composable> =>
  fc.oneof<fc.Arbitrary<Composable>[]>(
    composition({ depth: 1, leaves: [inner] }),
    options({
      schedule: inner,
      steps: duration(),
      from: learningRate(),
      curve,
      first: fc.constantFrom("step" as const, "zero" as const),
      mode: fc.constantFrom("prefix" as const, "overlay" as const),
    }).map((given) => warmup(given)),
    options<Required<PlateauOptions>>({
      schedule: inner,
      monitor: fc.constantFrom("val_loss", "acc"),
      mode: fc.constantFrom("min" as const, "max" as const),
      factor,
      patience: fc.integer({ min: 1, max: 3 }),
      threshold: fc.constantFrom(0, 1e-4, 0.1),
      thresholdMode: fc.constantFrom("relative" as const, "absolute" as const),
      margin: fc.constantFrom(0, 0.1),
      window: fc.integer({ min: 1, max: 3 }),
      windowMode: fc.constantFrom("sliding" as const, "block" as const),
      cooldown: fc.integer({ min: 0, max: 2 }),
      min: learningRate(),
      nan: fc.constantFrom("worse" as const, "ignore" as const),
    }).map((given) => plateau(given)),
  );

const nested = (depth: number): fc.Arbitrary<Composable> =>
  depth === 0 ? leaf : fc.oneof(leaf, around(nested(depth - 1)), around(nested(depth - 1)));

/** Schedules of every kind, pure and reactive, up to `depth` kinds around a leaf; printed as their spec. */
export const anySchedule = (depth: number): fc.Arbitrary<Schedule | ReactiveSchedule> =>
  composition({ depth: 0, leaves: [nested(depth).map(scheduleFrom)] });

/** What {@link anySchedule} is made of. */
export const randomKinds: readonly Kind[] = [
  ...compositionKinds,
  constant,
  cosine,
  cosineCurve,
  cosineRestarts,
  cyclic,
  exponential,
  exponentialCurve,
  inverseSqrt,
  inverseTime,
  linear,
  mirrorCosineCurve,
  multiStep,
  noam,
  oneCycle,
  oneCycleMomentum,
  oneMinusSqrtCurve,
  piecewise,
  plateau,
  polynomial,
  polynomialCurve,
  rexCurve,
  slantedTriangular,
  squareCurve,
  step,
  triStage,
  warmup,
  warmupStableDecay,
];

/** All of it, and what the umbrella knows: what {@link parse} needs for any of these schedules. */
export const everyKind: readonly Kind[] = [...kinds, ...randomKinds, greedy];
