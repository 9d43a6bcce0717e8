import {
  advance,
  childOf,
  clamp,
  cooldownFrom,
  delay,
  during,
  extend,
  hold,
  isReactive,
  linearCurve,
  map,
  mapping,
  mirror,
  noise,
  product,
  ramp,
  repeat,
  reverse,
  rewarm,
  scale,
  scheduleFrom,
  sequence,
  stretch,
  sum,
  vary,
} from "@anneal/core";
import type { Composable, Kind, Observation, ReactiveSchedule, Schedule } from "@anneal/core";
import fc from "fast-check";

/** A learning rate from 0 to 10, often 0. */
export function learningRate(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 7, arbitrary: fc.double({ min: 1e-9, max: 10, noNaN: true }) },
  );
}

/** A length in steps from 0.1 to 50, whole more often than not. */
export function duration(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 50 }) },
    { weight: 1, arbitrary: fc.double({ min: 0.1, max: 50, noNaN: true }) },
  );
}

/** A step: mostly a small whole one, at times a fraction or far away. */
export function step(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.nat(200) },
    { weight: 3, arbitrary: fc.double({ min: 0, max: 200, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(2 ** 31, 2 ** 53) },
  );
}

/** A metric as a training run reports it: any number, the ones of a run that diverges included. */
export function metric(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
    { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e308, -1e308) },
  );
}

/** Metrics that hold at least one of `monitors`, and sometimes one that nobody watches. */
export function metrics(
  monitors: readonly string[],
): fc.Arbitrary<Readonly<Record<string, number>>> {
  return fc
    .tuple(fc.subarray([...monitors], { minLength: 1 }), fc.subarray(["unwatched"]))
    .chain(([watched, others]) =>
      fc.record(Object.fromEntries([...watched, ...others].map((name) => [name, metric()]))),
    );
}

/** Observations in the order in which a run makes them: steps never fall, and the same one may come twice. */
export function observations(monitors: readonly string[]): fc.Arbitrary<Observation[]> {
  return fc
    .array(fc.tuple(fc.constantFrom(0, 1, 1, 1, 2, 7, 40), metrics(monitors)), { maxLength: 12 })
    .map((list) => {
      let now = 0;
      return list.map(([gap, values]) => ({ step: (now += gap), metrics: values }));
    });
}

/** A function of the learning rate with a name, never above its argument. */
export const dampened = mapping("testing/dampened", (value) => value / (1 + value));

/** The kinds that {@link composition} builds with; `parse` needs them beside those of the leaves. */
export const compositionKinds: readonly Kind[] = [
  advance,
  clamp,
  cooldownFrom,
  dampened,
  delay,
  during,
  extend,
  hold,
  linearCurve,
  map,
  mirror,
  noise,
  product,
  ramp,
  repeat,
  reverse,
  rewarm,
  scale,
  sequence,
  stretch,
  sum,
  vary,
];

/** Options of {@link composition}. */
export interface CompositionOptions {
  /** How many combinators lie around a leaf at most. */
  readonly depth: number;
  /** What stands at the leaves: pure schedules, reactive ones or both. */
  readonly leaves: readonly fc.Arbitrary<Composable>[];
}

/** A random schedule nested out of the combinators of core; a counterexample is printed as its spec. */
export function composition({
  depth,
  leaves,
}: CompositionOptions): fc.Arbitrary<Schedule | ReactiveSchedule> {
  return nested(depth, leaves).map((composable) => {
    const schedule = scheduleFrom(composable);
    return Object.hasOwn(schedule, fc.toStringMethod)
      ? schedule
      : Object.defineProperty(schedule, fc.toStringMethod, {
          value: () => `${isReactive(schedule) ? "reactive " : ""}${JSON.stringify(schedule)}`,
        });
  });
}

function nested(
  depth: number,
  leaves: readonly fc.Arbitrary<Composable>[],
): fc.Arbitrary<Composable> {
  const leaf = fc.oneof(...leaves);
  if (depth === 0) return leaf;
  const inner = nested(depth - 1, leaves);
  const factor = fc.double({ min: 0, max: 3, noNaN: true });
  const timed = fc.record({ schedule: inner, steps: duration() });
  const start = fc.oneof(fc.constant(0), duration());
  return fc.oneof<fc.Arbitrary<Composable>[]>(
    leaf,
    fc.tuple(factor, inner).map(([value, child]) => scale(value, child)),
    fc.tuple(duration(), inner).map(([value, child]) => stretch(value, child)),
    fc.tuple(start, inner).map(([steps, child]) => delay(steps, child)),
    fc.tuple(start, inner).map(([steps, child]) => advance(steps, child)),
    fc.tuple(duration(), inner).map(([steps, child]) => hold(steps, child)),
    fc
      .tuple(learningRate(), learningRate(), inner)
      .map(([a, b, child]) => clamp({ min: Math.min(a, b), max: Math.max(a, b) }, child)),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((children) => product(children)),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((children) => sum(children)),
    fc
      .tuple(
        fc.array(timed, { maxLength: 2 }),
        fc.oneof<fc.Arbitrary<Composable | { schedule: Composable; steps: number }>[]>(
          inner,
          timed,
        ),
      )
      .map(([phases, last]) => sequence([...phases, last])),
    fc
      .tuple(duration(), fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), inner)
      .map(([steps, times, child]) => repeat({ steps, times }, child)),
    fc.tuple(duration(), inner).map(([steps, child]) => mirror({ steps }, child)),
    fc.tuple(duration(), inner).map(([steps, child]) => reverse({ steps }, child)),
    inner.map((child) => map(dampened, child)),
    fc
      .record({ start, steps: duration(), outside: learningRate(), child: inner })
      .map(({ child, ...window }) => during(window, child)),
    fc
      .record({
        amount: fc.double({ min: 0.01, max: 1, noNaN: true }),
        seed: fc.nat(),
        every: duration(),
        distribution: fc.constantFrom("uniform" as const, "normal" as const),
        child: inner,
      })
      .map(({ child, ...options }) => noise(options, child)),
    fc
      .record({ from: inner, to: fc.oneof(learningRate(), inner), steps: duration() })
      .map((options) => vary(ramp, options)),
    fc
      .tuple(fc.double({ min: 0, max: 0.95, noNaN: true }), duration(), inner)
      .map(([share, steps, child]) => {
        const { end } = childOf(child);
        // Only what has a length can get another one.
        return end > 0 && end < Infinity ? extend(share * end, steps, child) : child;
      }),
    fc
      .record({ step: start, steps: duration(), min: learningRate(), child: inner })
      .map(({ step: from, child, ...options }) => cooldownFrom(from, options, child)),
    fc
      .record({ step: start, steps: duration(), next: inner, child: inner })
      .map(({ step: from, child, ...options }) => rewarm(from, options, child)),
  );
}
