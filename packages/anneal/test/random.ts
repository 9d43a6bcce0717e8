import { composition, compositionKinds, duration, learningRate } from "@anneal/testing";
import fc from "fast-check";
import {
  constant,
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
  exponentialCurve,
  greedy,
  halvingCurve,
  inverseSqrt,
  inverseTime,
  kinds,
  linear,
  linearCurve,
  logarithmicCurve,
  mirrorCosineCurve,
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
  polynomialCurve,
  polynomialCycles,
  powerLaw,
  radamWarmup,
  ramp,
  rangeTest,
  reversedCurve,
  rex,
  rexCurve,
  scheduleFrom,
  sigmoid,
  sine,
  slantedTriangular,
  squareCurve,
  step,
  tanh,
  triStage,
  untunedWarmup,
  warmup,
  warmupStableDecay,
  warpedCurve,
} from "../src/index.ts";
import type {
  Composable,
  Curve,
  GreedyOptions,
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
/** What may be without a length, which leaves it out. */
const length = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 9, arbitrary: duration() },
);
const increasing = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 })
  .map((list) => list.sort((a, b) => a - b));

const simpleCurve: fc.Arbitrary<Curve> = fc.oneof(
  fc.constantFrom(
    cosineCurve,
    linearCurve,
    mirrorCosineCurve,
    oneMinusSqrtCurve,
    rexCurve,
    squareCurve,
  ),
  fc.double({ min: 0.1, max: 4, noNaN: true }).map((power) => polynomialCurve(power)),
  fc.double({ min: 1.5, max: 1000, noNaN: true }).map((base) => logarithmicCurve(base)),
  fc.double({ min: 0.1, max: 10, noNaN: true }).map((halvings) => halvingCurve(halvings)),
);
const curve: fc.Arbitrary<Curve> = fc.oneof(
  { weight: 4, arbitrary: simpleCurve },
  { weight: 1, arbitrary: simpleCurve.map((shape) => reversedCurve(shape)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.double({ min: 0.3, max: 3, noNaN: true }), simpleCurve)
      .map(([exponent, shape]) => warpedCurve(exponent, shape)),
  },
);

const path = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 5 }),
    fc.array(learningRate(), { minLength: 5, maxLength: 5 }),
  )
  .map(([steps, rates]) => ({
    points: steps.sort((a, b) => a - b).map((at, index): [number, number] => [at, rates[index]!]),
  }));

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
    .tuple(
      range,
      options({ every: duration(), factor, staircase: fc.boolean(), begin: duration() }),
    )
    .map(([a, b]) => exponential({ ...a, ...b })),
  options({
    initial: learningRate(),
    rate: learningRate(),
    every: duration(),
    power: factor,
    staircase: fc.boolean(),
  }).map(inverseTime),
  fc
    .tuple(
      range,
      options({ center: fc.nat(100), rate: fc.double({ min: 0.01, max: 2, noNaN: true }) }),
    )
    .map(([{ initial: max, min }, b]) => sigmoid({ max, min, ...b })),
  options({
    initial: learningRate(),
    steps: length,
    angle: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  }).map(cosineArc),
  path.map(piecewiseLinear),
  path.map(piecewiseCosine),
  fc
    .tuple(
      range,
      options({
        steps: length,
        lower: fc.integer({ min: -10, max: 0 }),
        upper: fc.integer({ min: 1, max: 10 }),
      }),
    )
    .map(([a, b]) => tanh({ ...a, ...b })),
  fc
    .tuple(range, options({ steps: duration(), power: factor }))
    .map(([a, b]) => polynomialCycles({ ...a, ...b })),
  fc
    .tuple(range, options({ steps: length, d: fc.double({ min: 0, max: 0.99, noNaN: true }) }))
    .map(([a, b]) => rex({ ...a, ...b })),
  fc
    .tuple(range, options({ steps: length, exponent: factor, kDecay: factor }))
    .map(([a, b]) => cosinePower({ ...a, ...b })),
  options({
    cycles: fc.array(
      fc
        .tuple(range, options({ steps: length, warmup: length, from: learningRate() }))
        .map(([{ initial: peak, min }, b]) => ({ peak, min, ...b })),
      { minLength: 1, maxLength: 3 },
    ),
    first: fc.constantFrom("step" as const, "zero" as const),
  }).map(cosineCycles),
  fc
    .tuple(
      range,
      options({ period: duration(), mode: fc.constantFrom("sine" as const, "halving" as const) }),
    )
    .map(([{ initial: max, min }, b]) => sine({ max, min, ...b })),
  fc
    .tuple(range, options({ period: duration(), factor }))
    .map(([{ initial: max, min }, b]) => sine({ max, min, ...b, mode: "exponential" })),
  options({ from: factor, to: factor, steps: length }).map(rangeTest),
  options({ up: duration(), down: length }).map(cyclicMomentum),
  options({
    peak: fc.double({ min: 0.01, max: 10, noNaN: true }),
    amplitude: fc.double({ min: 0.01, max: 100, noNaN: true }),
    exponent: fc.double({ min: -2, max: -0.1, noNaN: true }),
    tokens: fc.integer({ min: 1, max: 1000 }),
    warmup: fc.integer({ min: 0, max: 50 }),
  }).map(powerLaw),
  fc.tuple(range, length).map(([ends, steps]) => linear({ ...ends, steps })),
  fc
    .tuple(range, options({ steps: length, power: factor }))
    .map(([a, b]) => polynomial({ ...a, ...b })),
  fc.tuple(range, length).map(([ends, steps]) => cosine({ ...ends, steps })),
  fc
    .tuple(
      range,
      options({ steps: length, factor, cycles: fc.integer({ min: 1, max: 4 }) }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
    )
    .map(([a, b, multiplier]) => cosineRestarts({ ...a, ...b, multiplier })),
  fc
    .tuple(
      range,
      options({
        up: duration(),
        down: length,
        mode: fc.constantFrom("triangular" as const, "triangular2" as const),
      }),
    )
    .map(([{ initial: max, min }, b]) => cyclic({ max, min, ...b })),
  fc
    .tuple(range, options({ up: duration(), factor }))
    .map(([{ initial: max, min }, b]) => cyclic({ max, min, ...b, mode: "exponentialRange" })),
  options({ peak: learningRate(), steps: length, fraction: share }).map(slantedTriangular),
  fc
    .tuple(
      range,
      options({
        steps: length,
        fraction: fc.double({ min: 0, max: 0.5, noNaN: true }),
        curve,
        phases: fc.constantFrom(2 as const, 3 as const),
      }),
    )
    .map(([{ initial: peak, min }, b]) => oneCycle({ peak, min, initial: min, ...b })),
  options({ steps: length, fraction: share, curve }).map(oneCycleMomentum),
  options({ peak: learningRate(), warmup: length, timescale: duration() }).map(inverseSqrt),
  options({ dimension: fc.integer({ min: 1, max: 4096 }), warmup: length }).map(noam),
  fc
    .tuple(range, options({ warmup: length, stable: length, decay: length, curve }))
    .map(([{ initial: peak, min }, b]) => warmupStableDecay({ peak, min, ...b })),
  options({
    initial: factor,
    min: factor,
    warmup: length,
    hold: length,
    decay: length,
  }).map((given) => triStage({ ...given, peak: 1 })),
);

/** The kinds that take a schedule: those of the packages beside those that {@link composition} knows. */
const around = (inner: fc.Arbitrary<Composable>): fc.Arbitrary<Composable> =>
  fc.oneof<fc.Arbitrary<Composable>[]>(
    composition({ depth: 1, leaves: [inner] }),
    options({
      schedule: inner,
      steps: length,
      from: learningRate(),
      curve,
      first: fc.constantFrom("step" as const, "zero" as const),
      mode: fc.constantFrom("prefix" as const, "overlay" as const),
    }).map((given) => warmup(given)),
    options<
      Required<Omit<PlateauOptions, "maxReductions">> & Pick<PlateauOptions, "maxReductions">
    >({
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
      maxReductions: fc.constantFrom(undefined, 0, 1, 3),
      min: learningRate(),
      nan: fc.constantFrom("worse" as const, "ignore" as const),
    }).map((given) => plateau(given)),
    options<Partial<GreedyOptions> & Pick<GreedyOptions, "schedule" | "min" | "max">>({
      schedule: inner,
      monitor: fc.constantFrom("val_loss", "acc"),
      mode: fc.constantFrom("min" as const, "max" as const),
      min: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      max: fc.double({ min: 0.1, max: 10, noNaN: true }),
      factor,
      patience: fc.integer({ min: 1, max: 3 }),
      cooldown: fc.integer({ min: 0, max: 2 }),
      raiseCooldown: fc.integer({ min: 0, max: 2 }),
      reset: fc.constantFrom(undefined, 1, 2),
      window: fc.integer({ min: 1, max: 3 }),
      nan: fc.constantFrom("worse" as const, "ignore" as const),
    }).map((given) => greedy(given)),
    options({
      schedule: inner,
      beta2: fc.double({ min: 0, max: 0.99, noNaN: true }),
      shape: fc.constantFrom("linear" as const, "exponential" as const),
    }).map((given) => untunedWarmup(given)),
    options({ schedule: inner, factor: fc.double({ min: 0, max: 0.99, noNaN: true }) }).map(
      (given) => exponentialWarmup(given),
    ),
    options({ schedule: inner, beta2: fc.double({ min: 0.61, max: 0.99, noNaN: true }) }).map(
      (given) => radamWarmup(given),
    ),
  );

const nested = (depth: number): fc.Arbitrary<Composable> =>
  depth === 0 ? leaf : fc.oneof(leaf, around(nested(depth - 1)), around(nested(depth - 1)));

/** Schedules of every kind, pure and reactive, up to `depth` kinds around a leaf; printed as their spec. */
export const anySchedule = (depth: number): fc.Arbitrary<Schedule | ReactiveSchedule> =>
  composition({ depth: 0, leaves: [nested(depth).map(scheduleFrom)] });

/** What {@link anySchedule} is made of, and every other kind: what `parse` needs for any of these schedules. */
export const everyKind: readonly Kind[] = [...new Set([...compositionKinds, ...kinds])];
