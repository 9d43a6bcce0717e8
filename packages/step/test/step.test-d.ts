import type { Schedule } from "@anneal/core";
import { multiStep, piecewise, piecewiseCosine, piecewiseLinear, step } from "@anneal/step";
import type {
  MultiStepOptions,
  PiecewiseCosineOptions,
  PiecewiseLinearOptions,
  PiecewiseOptions,
  Point,
  StepOptions,
} from "@anneal/step";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(step).parameters.toEqualTypeOf<[StepOptions]>();
  expectTypeOf(step).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(multiStep).parameters.toEqualTypeOf<[MultiStepOptions]>();
  expectTypeOf(multiStep).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(piecewise).parameters.toEqualTypeOf<[PiecewiseOptions]>();
  expectTypeOf(piecewise).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(piecewiseLinear).parameters.toEqualTypeOf<[PiecewiseLinearOptions]>();
  expectTypeOf(piecewiseLinear).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(piecewiseCosine).parameters.toEqualTypeOf<[PiecewiseCosineOptions]>();
  expectTypeOf(piecewiseCosine).returns.toEqualTypeOf<Schedule>();
  expectTypeOf<[number, number]>().toExtend<Point>();

  const points = [
    [0, 1],
    [5, 0.1],
  ] as const;
  expectTypeOf({ points }).toExtend<PiecewiseLinearOptions>();

  const milestones = [1, 2] as const;
  expectTypeOf({ initial: 1, milestones }).toExtend<MultiStepOptions>();
  expectTypeOf({ initial: 1, every: 2, factor: undefined }).toExtend<StepOptions>();

  // @ts-expect-error `every` is required
  step({ initial: 1 });
  // @ts-expect-error unknown option
  step({ initial: 1, every: 2, gamma: 0.1 });
  // @ts-expect-error `values` is required
  piecewise({ boundaries: [1] });
  // @ts-expect-error a point is a pair
  piecewiseLinear({ points: [[0, 1], [5]] });
  // @ts-expect-error `points` is required
  piecewiseCosine({});
  // @ts-expect-error a number is no list
  multiStep({ initial: 1, milestones: 3 });
}
