import {
  advance,
  clamp,
  constant,
  cooldownFrom,
  cosineCurve,
  defineSchedule,
  delay,
  drive,
  during,
  extend,
  hold,
  isReactive,
  linearCurve,
  map,
  mapping,
  mirror,
  noise,
  nonNegative,
  parse,
  polynomialCurve,
  positive,
  product,
  ramp,
  repeat,
  resumeFrom,
  reverse,
  rewarm,
  scale,
  scheduleFrom,
  sequence,
  snapshotAt,
  stretch,
  sum,
  vary,
} from "@anneal/core";
import type {
  Composable,
  Curve,
  Drive,
  Json,
  Kind,
  Mapping,
  Phase,
  ReactiveSchedule,
  Resume,
  Rule,
  Schedule,
  ScheduleLike,
  ScheduleSpec,
  Snapshot,
  Varied,
} from "@anneal/core";
import { expectTypeOf } from "vitest";
import { halving } from "./halving.ts";

declare const pure: Schedule;
declare const like: ScheduleLike;
declare const reactive: ReactiveSchedule;
declare const either: Composable;
declare const made: Schedule | ReactiveSchedule;
const bare = (step: number): number => step;

export function aScheduleIsAFunctionOfTheStep(): void {
  expectTypeOf(constant(0.1)).toEqualTypeOf<Schedule>();
  expectTypeOf(ramp({ from: 1, to: 0, steps: 2 })).toEqualTypeOf<Schedule>();
  expectTypeOf(pure).toExtend<(step: number) => number>();
  expectTypeOf(pure(0)).toEqualTypeOf<number>();
  expectTypeOf([1, 2].map(pure)).toEqualTypeOf<number[]>();
  expectTypeOf(pure.spec).toEqualTypeOf<ScheduleSpec>();
  expectTypeOf(pure.spec).toExtend<Json>();
  expectTypeOf<[number, typeof bare, Schedule]>().toExtend<ScheduleLike[]>();
  expectTypeOf<ReactiveSchedule>().not.toExtend<ScheduleLike>();
  expectTypeOf<string>().not.toExtend<Composable>();
  // @ts-expect-error -- a step is a number
  pure("1");
  // @ts-expect-error -- a schedule is read, not written
  pure.end = 1;
}

export function aWrapperIsReactiveWhenItsScheduleIs(): void {
  expectTypeOf(scale(1, 0.1)).toEqualTypeOf<Schedule>();
  expectTypeOf(scale(1, bare)).toEqualTypeOf<Schedule>();
  expectTypeOf(scale(1, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(scale(1, like)).toEqualTypeOf<Schedule>();
  expectTypeOf(scale(1, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(scale(1, halving({ schedule: 1 }))).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(scale(1, either)).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(scale(1, made)).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(stretch(1, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(stretch(1, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(delay(1, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(delay(1, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(advance(1, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(advance(1, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(hold(1, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(hold(1, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(clamp({ min: 0 }, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(clamp({ max: 1 }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(repeat({ steps: 1 }, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(repeat({ times: undefined }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  // @ts-expect-error -- a factor is a number
  scale("1", pure);
  // @ts-expect-error -- the schedule is last
  scale(pure, 1);
  // @ts-expect-error -- bounds are named
  clamp(0, pure);
  // @ts-expect-error -- bounds have two names
  clamp({ minimum: 0 }, pure);
  // @ts-expect-error -- a word is no schedule
  delay(1, "cosine");
}

export function theNewWrappersAreReactiveWhenTheirScheduleIs(): void {
  const squared = mapping("squared", (value) => value * value);
  expectTypeOf(squared).toEqualTypeOf<Mapping>();
  expectTypeOf(squared).toExtend<Kind>();
  expectTypeOf(map(squared, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(map(Math.sqrt, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(mirror({}, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(mirror({ steps: 2 }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(reverse({}, bare)).toEqualTypeOf<Schedule>();
  expectTypeOf(reverse({ steps: undefined }, either)).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(during({ steps: 2 }, 0.1)).toEqualTypeOf<Schedule>();
  expectTypeOf(during({ start: 1, steps: 2 }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(noise({ amount: 0.1 }, like)).toEqualTypeOf<Schedule>();
  expectTypeOf(noise({ amount: 0.1, seed: 2 }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(extend(1, 2, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(extend(1, 2, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(cooldownFrom(1, { steps: 2 }, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(
    cooldownFrom(1, { steps: 2, min: 0.1, curve: cosineCurve }, reactive),
  ).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(rewarm(1, { steps: 2, next: 0.1 }, pure)).toEqualTypeOf<Schedule>();
  expectTypeOf(rewarm(1, { steps: 2, next: reactive }, pure)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(rewarm(1, { steps: 2, next: pure }, reactive)).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(sum([0.1, bare, pure])).toEqualTypeOf<Schedule>();
  expectTypeOf(sum([0.1, reactive])).toEqualTypeOf<ReactiveSchedule>();
  // @ts-expect-error -- a curve is no function of the learning rate
  map(linearCurve, pure);
  // @ts-expect-error -- a function of the learning rate is no curve
  ramp({ from: 1, to: 0, steps: 2, curve: squared });
  // @ts-expect-error -- a function with a kind is no schedule
  expectTypeOf(squared).toExtend<Schedule>();
  // @ts-expect-error -- one of two words
  noise({ amount: 0.1, distribution: "gaussian" }, pure);
  // @ts-expect-error -- the length is needed
  during({}, pure);
}

export function aParameterMayBeASchedule(): void {
  expectTypeOf(vary(ramp, { from: 1, to: 0, steps: 2 })).toEqualTypeOf<Schedule>();
  expectTypeOf(vary(ramp, { from: pure, to: bare, steps: 2 })).toEqualTypeOf<Schedule>();
  expectTypeOf(
    vary(ramp, { from: reactive, to: pure, steps: 2, curve: cosineCurve }),
  ).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(vary(ramp, { from: either, to: 0, steps: 2 })).toEqualTypeOf<
    Schedule | ReactiveSchedule
  >();
  expectTypeOf<Varied<{ from: number; name?: string }>>().toEqualTypeOf<{
    readonly from: Composable;
    readonly name?: string;
  }>();
  // @ts-expect-error -- an option is missing
  vary(ramp, { from: pure, to: 0 });
  // @ts-expect-error -- an option too many
  vary(ramp, { from: pure, to: 0, steps: 2, min: 0 });
  // @ts-expect-error -- what is no number is no schedule either
  vary(ramp, { from: 1, to: 0, steps: 2, curve: pure });
  // @ts-expect-error -- the factory makes schedules that react
  vary(halving, { schedule: 1, factor: 0.5 });
}

export function aListIsReactiveWhenAnItemIs(): void {
  expectTypeOf(product([0.1])).toEqualTypeOf<Schedule>();
  expectTypeOf(product([0.1, bare, pure, like])).toEqualTypeOf<Schedule>();
  expectTypeOf(product([0.1, reactive])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(product([halving({ schedule: 1 }), pure])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(product([pure, either])).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(product([reactive, either])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(product([pure, pure] as Schedule[])).toEqualTypeOf<Schedule>();
  expectTypeOf(product([] as Composable[])).toEqualTypeOf<Schedule | ReactiveSchedule>();

  expectTypeOf(sequence([pure, 0.1])).toEqualTypeOf<Schedule>();
  expectTypeOf(sequence([{ schedule: pure, steps: 2 }, bare])).toEqualTypeOf<Schedule>();
  expectTypeOf(sequence([pure, reactive])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(sequence([{ schedule: 0.1, steps: 2 }, reactive])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(sequence([{ schedule: reactive, steps: 2 }, 0.1])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(sequence([{ schedule: either, steps: 2 }, 0.1])).toEqualTypeOf<
    Schedule | ReactiveSchedule
  >();
  expectTypeOf(sequence([] as Phase[])).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(
    sequence([scale(1, sequence([pure, reactive])), 1]),
  ).toEqualTypeOf<ReactiveSchedule>();
  // @ts-expect-error -- a phase has a length, not a boundary
  sequence([{ schedule: 0.1, until: 2 }, 0.1]);
  // @ts-expect-error -- a list, not arguments
  product(0.1, 0.2);
}

export function optionsAreChecked(): void {
  ramp({ from: 1, to: 0, steps: 2, curve: cosineCurve });
  ramp({ from: 1, to: 0, steps: 2, curve: polynomialCurve(2) });
  // @ts-expect-error -- `to` is missing
  ramp({ from: 1, steps: 2 });
  // @ts-expect-error -- a factory of curves is no curve
  ramp({ from: 1, to: 0, steps: 2, curve: polynomialCurve });
  // @ts-expect-error -- a schedule is no curve
  ramp({ from: 1, to: 0, steps: 2, curve: pure });
  // @ts-expect-error -- a curve is no schedule
  scale(1, linearCurve);
  expectTypeOf(linearCurve).toEqualTypeOf<Curve>();
  expectTypeOf(polynomialCurve).returns.toEqualTypeOf<Curve>();
}

export function everyFactoryIsAKind(): void {
  expectTypeOf([clamp, constant, delay, halving, polynomialCurve, product, ramp]).toExtend<
    Kind[]
  >();
  expectTypeOf([linearCurve, repeat, scale, sequence, stretch]).toExtend<Kind[]>();
  expectTypeOf(parse({ kind: "constant", value: 1 }, [constant])).toEqualTypeOf<
    Schedule | ReactiveSchedule
  >();
  expectTypeOf(parse(JSON.parse("{}"), [])).toEqualTypeOf<Schedule | ReactiveSchedule>();
}

export function aSnapshotIsJson(): void {
  const run = drive(pure);
  expectTypeOf(run).toEqualTypeOf<Drive>();
  expectTypeOf(run.snapshot()).toEqualTypeOf<Snapshot>();
  expectTypeOf<Snapshot["state"]>().toEqualTypeOf<Json>();
  expectTypeOf(run.advance()).toEqualTypeOf<number>();
  expectTypeOf(run.observe(1)).toEqualTypeOf<number>();
  expectTypeOf(run.observe({ loss: 1 })).toEqualTypeOf<number>();
  expectTypeOf(resumeFrom(run.snapshot())).toEqualTypeOf<Resume>();
  drive(either, { resume: resumeFrom(run.snapshot(), { onMismatch: "keep-spec" }) });
  const parse = (): Schedule => pure;
  drive(either, { resume: resumeFrom(run.snapshot(), { onMismatch: "use-snapshot", parse }) });
  expectTypeOf(snapshotAt(pure, 1)).toEqualTypeOf<Snapshot>();
  // @ts-expect-error -- a snapshot is not yet a place to resume from
  drive(pure, { resume: run.snapshot() });
  // @ts-expect-error -- a metric is a number
  run.observe({ loss: "1" });
  // @ts-expect-error -- one of three words
  resumeFrom(run.snapshot(), { onMismatch: "ignore" });
  // @ts-expect-error -- the step is the drive's own
  run.step = 3;
}

export function reactivityIsFoundOut(): void {
  const schedule = scheduleFrom(either);
  expectTypeOf(schedule).toEqualTypeOf<Schedule | ReactiveSchedule>();
  if (isReactive(schedule)) expectTypeOf(schedule).toEqualTypeOf<ReactiveSchedule>();
  else expectTypeOf(schedule).toEqualTypeOf<Schedule>();
}

export function aDefinitionMatchesItsOptions(): void {
  const staircase = defineSchedule<{ initial: number; every?: number }>("staircase", {
    package: "theirs",
    options: { initial: nonNegative, every: positive },
    defaults: { every: 1 },
    build: ({ initial, every }, fail) => {
      expectTypeOf(initial).toEqualTypeOf<number>();
      expectTypeOf(every).toEqualTypeOf<number | undefined>();
      expectTypeOf(fail).returns.toEqualTypeOf<never>();
      return { at: () => initial };
    },
  });
  expectTypeOf(staircase).parameter(0).toEqualTypeOf<{ initial: number; every?: number }>();
  expectTypeOf(staircase).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(halving({ schedule: 1 }).initial.scale).toEqualTypeOf<number>();
  expectTypeOf(nonNegative).toEqualTypeOf<Rule>();
  defineSchedule<{ initial: number }>("no rule", {
    package: "theirs",
    // @ts-expect-error -- every option has a rule
    options: {},
    build: () => ({ at: () => 1 }),
  });
  defineSchedule<{ initial?: number }>("no default", {
    package: "theirs",
    options: { initial: nonNegative },
    // @ts-expect-error -- every option that may be left out has a default
    defaults: {},
    build: () => ({ at: () => 1 }),
  });
}
